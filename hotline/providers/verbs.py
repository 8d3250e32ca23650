"""What a provider is asked to do in the answer to a webhook, in no provider's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Say:
    """Speak ``text``. ``locale`` is a BCP 47 tag such as es-US, or empty for no known one.

    ``voice`` is a voice of the provider's by name; when it is empty, or no voice of this provider,
    the provider's module picks one that speaks the locale.
    """

    text: str
    locale: str = "en-US"
    voice: str = ""


@dataclass(frozen=True)
class Play:
    """Play the recording at ``url``."""

    url: str


@dataclass(frozen=True)
class Listening:
    """Listen for speech in ``language`` (BCP 47); ``hints`` are words that are likely.

    Twilio takes 500 hints of 100 characters each; the others document no more than that.
    """

    language: str
    hints: tuple[str, ...] = ()
    pause_seconds: int | None = None
    """The silence that ends what is said; ``None`` leaves it to the provider."""


@dataclass(frozen=True)
class Gather:
    """Say ``prompts`` and take keys, and speech where ``listening`` is given, to ``action``.

    Without an answer in ``seconds`` the verbs after this one are done, or, with ``even_silence``,
    ``action`` is called all the same.
    """

    prompts: tuple[Say | Play, ...]
    action: str
    seconds: int
    digits: int | None = None
    """How many keys are an answer; ``None``: any number of them, until a pause."""
    every_key: bool = False
    """Whether # is a key like any other, rather than the end of what was typed."""
    listening: Listening | None = None
    even_silence: bool = False


@dataclass(frozen=True)
class DialLine:
    """A number that rings for a caller.

    ``whisper``: an address that says what is heard there before the caller is connected.
    ``machine``: an address that is called when it is known who answered. Both may be empty.
    """

    number: str
    whisper: str = ""
    machine: str = ""
    extension: str = ""
    """Digits to press after the line has answered."""


@dataclass(frozen=True)
class Dial:
    """Ring every one of ``lines`` at once and connect the first that takes the call.

    They see ``caller_id``. Then ``action`` is called; when it is empty, the next verb follows.
    """

    lines: tuple[DialLine, ...]
    caller_id: str
    seconds: int
    action: str = ""


@dataclass(frozen=True)
class Join:
    """Talk with whoever else is in ``room``, which exists while someone is in it.

    Nothing is heard while nobody else is there. ``ends``: when this one leaves, it ends for all.
    Then ``action`` is called, for everyone by their own.
    """

    room: str
    action: str
    ends: bool


@dataclass(frozen=True)
class Record:
    """Record after a tone for at most ``seconds``, until # or silence; then call ``action``.

    ``ready`` is called when the recording can be fetched, ``transcript`` when it was written down,
    which is asked for only where an address is given.
    """

    seconds: int
    action: str
    ready: str
    transcript: str = ""


@dataclass(frozen=True)
class Redirect:
    """Go on with the verbs that ``url`` answers."""

    url: str


@dataclass(frozen=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True)
class Message:
    """Answer a text with ``body``, split where the provider takes no more at once.

    ``report_to``: where the provider reports what became of it, and with it its id.
    """

    body: str
    report_to: str = ""


Verb = Say | Play | Gather | Dial | Join | Record | Redirect | Hangup | Message


def respoken(verb: Verb, change: Callable[[Say], Say]) -> Verb:
    """``verb`` with everything that it says changed, for a provider with other voices."""
    match verb:
        case Say():
            return change(verb)
        case Gather(prompts=prompts):
            said = tuple(change(one) if isinstance(one, Say) else one for one in prompts)
            return replace(verb, prompts=said)
        case _:
            return verb


def without_machines(dial: Dial) -> Dial:
    """``dial`` for a provider that cannot say who answered a line."""
    return replace(dial, lines=tuple(replace(line, machine="") for line in dial.lines))
