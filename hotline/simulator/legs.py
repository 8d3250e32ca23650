"""The far side of a call: the lines that ring for a caller, and the one that was picked up."""

from __future__ import annotations

from dataclasses import dataclass, field

from hotline.simulator.twiml import Heard, Verb, heard

ASKED, HANGS_UP, CONNECTED = "asked", "hangs_up", "connected"
NO_TIME = 1
"""Seconds of a question in which nobody presses anything: it only says something."""


@dataclass
class Ringing:
    """Lines that ring for a caller, all at once, and what the caller's TwiML said of them."""

    lines: dict[str, str]
    """The address of the whisper, or nothing, by number."""
    listens: dict[str, str] = field(default_factory=dict)
    """The address that is called with who answered, by the numbers for which that is asked."""
    action: str = ""
    caller_id: str = ""
    """What the lines see; without one it is the caller's own number."""
    rest: tuple[Verb, ...] = ()

    @property
    def number(self) -> str:
        """The first of the numbers."""
        return next(iter(self.lines))


@dataclass
class Leg:
    """A line that was picked up: its own call, what was heard, and the key that is asked for."""

    sid: str
    number: str
    whispered: list[Heard] = field(default_factory=list)
    gather: Verb | None = None
    _left: tuple[Verb, ...] = ()

    def play(self, verbs: tuple[Verb, ...]) -> str:
        """Hear ``verbs``, up to a question; what comes then: see :data:`ASKED` and the others."""
        self.gather = None
        for step, verb in enumerate(verbs):
            if verb.name == "Hangup":
                return HANGS_UP
            self.whispered += heard(verb)
            if verb.name == "Gather" and int(verb.options["timeout"]) > NO_TIME:
                self.gather, self._left = verb, verbs[step + 1 :]
                return ASKED
        return CONNECTED

    def wait(self) -> str:
        """Press nothing until the question is over, and hear what follows it."""
        return self.play(self._left)


def ringing(dial: Verb, rest: tuple[Verb, ...]) -> Ringing:
    """What ``<Dial>`` lets ring."""
    numbers = {child.text: child.options for child in dial.children if child.name == "Number"}
    lines = {number: options.get("url", "") for number, options in numbers.items()}
    listens = {
        number: options.get("amdStatusCallback", "")
        for number, options in numbers.items()
        if options.get("machineDetection")
    }
    return Ringing(
        lines or {dial.text: ""},
        listens,
        dial.options.get("action", ""),
        dial.options.get("callerId", ""),
        rest,
    )
