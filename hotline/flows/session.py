"""A conversation between two steps, what may happen in it, and what then follows.

Three plain values, after goflow's example: the :class:`Session` is what was, an event is what
happens now, a :class:`Turn` is what is next. A session is saved after every turn and resumes
after a restart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar, Literal, Protocol

from hotline.flows.book import MediumName


@dataclass(frozen=True, slots=True)
class Option:
    """A place to choose between: how it is read out, and its value as JSON."""

    label: str
    place: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """What the locator made of a text: a place, a question with options, or nothing.

    ``sure`` is false when the words hint at a place that must be confirmed before it counts.
    ``abroad`` is a place outside the United States that is named instead; ``link`` says that a
    link was sent that only its maker can open.
    """

    place: Option | None = None
    name: str = ""
    options: tuple[Option, ...] = ()
    sure: bool = True
    abroad: str = ""
    link: bool = False


class Senses(Protocol):
    """What the engine asks of triage and of the locator. Pure: the same words, the same answer."""

    def assess(
        self, story: Sequence[str], answers: Mapping[str, str], language: str
    ) -> Mapping[str, str]:
        """Facts read from the words, by name: type, urgency, role, minor, happening_now, …"""

    def locate(self, text: str, *, expecting: bool, language: str) -> Where:
        """Where ``text`` says it is; ``expecting``: it answers the question for a place."""

    def language_of(self, text: str) -> str | None:
        """The language of a text, or ``None`` when too little was written to know."""

    def takes_texts(self, place: Mapping[str, object]) -> str:
        """Whether the 911 center of ``place`` takes texts: ``yes``, ``no`` or ``unknown``."""


@dataclass(frozen=True)
class Session:
    """The state of a conversation. ``as_json`` and ``from_json`` carry it over a restart."""

    flow: str
    step: str
    medium: MediumName
    language: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """What was answered: it wins over what was heard."""
    heard: Mapping[str, str] = field(default_factory=dict)
    """What triage read from the words."""
    params: Mapping[str, str] = field(default_factory=dict)
    """What prompts may name: tip ID, return code, looked-up texts."""
    story: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    """Parts of the story that only answer a question: kept, but not a sign of anything."""
    place: Mapping[str, Any] | None = None
    place_label: str = ""
    place_sure: bool = False
    asking: Literal["", "confirm", "choose", "narrow", "abroad"] = ""
    options: tuple[Option, ...] = ()
    pending: Option | None = None
    stack: tuple[tuple[str, str], ...] = ()
    web: bool = False
    """Whether it is written on the line's web page: a text whose wording may differ."""
    trail: tuple[tuple[str, str], ...] = ()
    """The questions that were answered, for going back."""
    reopened: str = ""
    """The question (``flow.step``) that was gone back to: asked although its answer is known."""
    silences: int = 0
    misses: int = 0
    repeats: int = 0
    place_misses: int = 0
    turn: int = 0
    outcome: str = ""

    @property
    def ended(self) -> bool:
        """Whether the conversation is over."""
        return bool(self.outcome)

    def fact(self, name: str) -> str | None:
        """A fact's value: of the medium, then answered, then heard."""
        if name == "medium":
            return self.medium
        if name == "web":
            return "yes" if self.web else "no"
        if name == "language":
            return self.language
        if name == "place":
            return "yes" if self.place is not None else None
        answered = self.facts.get(name)
        return answered if answered is not None else self.heard.get(name)

    @property
    def weighed(self) -> tuple[str, ...]:
        """The story as triage reads it; what only answered a question is blank, in its length."""
        return weighed(self.story, self.aside)

    def knowing(self, **facts: str) -> Session:
        """The session with ``facts`` answered."""
        return replace(self, facts={**self.facts, **facts})

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON, not copied: they are written at once."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["options"] = [asdict(option) for option in self.options]
        plain["pending"] = asdict(self.pending) if self.pending else None
        return plain

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Session:
        """The session that ``as_json`` wrote; fields of later versions are left out."""
        known = {key: value[key] for key in cls.__dataclass_fields__ if key in value}
        for key in ("story", "aside"):
            known[key] = tuple(known.get(key, ()))
        for key in ("stack", "trail"):
            known[key] = tuple((pair[0], pair[1]) for pair in known.get(key, ()))
        known["options"] = tuple(Option(**option) for option in known.get("options", ()))
        pending = known.get("pending")
        known["pending"] = Option(**pending) if pending else None
        return cls(**known)


def weighed(story: Sequence[str], aside: Sequence[str]) -> tuple[str, ...]:
    """``story`` with the parts that are in ``aside`` blanked, so that offsets stay the same."""
    return tuple(" " * len(part) if part in aside else part for part in story)


# What may happen ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begin:
    """The contact begins; a text conversation begins with words already."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys were pressed; ``#`` alone goes back."""

    digits: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """Words came: spoken and recognized, or as a text message.

    ``poorly_heard``: the machine that recognized them is not sure of them.
    """

    text: str
    poorly_heard: bool = False


@dataclass(frozen=True, slots=True)
class Speaks:
    """The page's button of a language was pressed: the question is asked again in it."""

    language: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No one answered the question in time."""


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """The service's answer to a :class:`Want`; a kind of step may bring its own."""


@dataclass(frozen=True, slots=True)
class Transferred(ServiceEvent):
    """A transfer ended; ``answered`` when a person took the call.

    ``short``: the two were connected for less time than it takes to be helped.
    """

    answered: bool
    short: bool = False


@dataclass(frozen=True, slots=True)
class Recorded(ServiceEvent):
    """A recording ended; ``seconds`` 0 when nothing was said."""

    seconds: int


@dataclass(frozen=True, slots=True)
class LookedUp(ServiceEvent):
    """The service's answer to a :class:`WantLookUp`."""

    found: bool
    facts: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


Event = Begin | Keys | Spoke | Speaks | Silence | ServiceEvent

# What then follows -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to say: ``text`` in the language ``language``, or ``audio`` to play instead."""

    key: str
    text: str
    language: str
    audio: str | None = None


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for an answer. ``digits`` is how many keys end it, 0 when only a pause does.

    ``words``: whether speech is expected as well as keys; ``place``: whether it names a place;
    ``story``: whether it is free speech; ``hints``: words that are likely to be said.
    ``seconds`` of silence end the wait.
    """

    digits: int = 1
    words: bool = True
    place: bool = False
    seconds: int = 6
    story: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Want:
    """Something that the engine wants the service to do; the answer is a :class:`ServiceEvent`."""

    rings: ClassVar[bool] = False
    """Whether a person's phone rings."""

    def unanswered(self) -> ServiceEvent:
        """What the service answers when it can do nothing: the case that the checker tries."""
        raise NotImplementedError(f"{type(self).__name__} does not say what no answer is")


@dataclass(frozen=True, slots=True)
class WantTransfer(Want):
    """Connect the caller; answer with :class:`Transferred`."""

    to: str
    rings: ClassVar[bool] = True

    def unanswered(self) -> ServiceEvent:
        """See :meth:`Want.unanswered`."""
        return Transferred(answered=False)


@dataclass(frozen=True, slots=True)
class WantRecording(Want):
    """Record; answer with :class:`Recorded`."""

    max_seconds: int

    def unanswered(self) -> ServiceEvent:
        """See :meth:`Want.unanswered`."""
        return Recorded(0)


@dataclass(frozen=True, slots=True)
class WantLookUp(Want):
    """Look something up by ``name``; answer with :class:`LookedUp`."""

    name: str

    def unanswered(self) -> ServiceEvent:
        """See :meth:`Want.unanswered`."""
        return LookedUp(found=False)


@dataclass(frozen=True, slots=True)
class Over:
    """The contact is over."""

    outcome: str


Then = Listen | Want | Over


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of the reporter to keep, and the question that they answered."""

    text: str
    step: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A fact that the reporter answered: its name, value, and the question."""

    fact: str
    value: str
    step: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: the session to save, what to say, what to do then, and what was learned."""

    session: Session
    prompts: tuple[Prompt, ...]
    then: Then
    learned: tuple[Statement | Answered, ...] = ()
