"""Holding a conversation that is written down, and telling where the line departs from it.

The line departs when it says something else than the script, when it says something about which
the script is silent, and when a step cannot be done: a key is pressed and the call is over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import sleep
from typing import Any, Protocol

from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import CarrierError
from hotline.simulator.phone_call import Call
from hotline.simulator.placed_calls import agency_ends, interpreter_joins, rings_now
from hotline.simulator.script import Codes, Script, Step, alike, masked, span

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
"""A picture as far as its first bytes tell."""
SHORT = 3
"""Seconds after which someone who took a call drops it."""
CHECKS: dict[str, Callable[[str, str], bool]] = {
    "line": alike,
    "line_has": lambda wanted, given: " ".join(wanted.split()) in " ".join(given.split()),
    "any": lambda wanted, given: bool(given),
    "line_texts": alike,
    "rings": alike,
    "agency_hears": alike,
    "interpreter_hears": alike,
}
"""How what is heard is compared, by the step that tells it."""
SOURCE = {"line": "line", "line_has": "line", "any": "line"}
"""What each of those steps listens to, where it is not of that name."""


READING = timedelta(seconds=4)
"""What it takes to read an answer and to write the same words again."""


class Around(Protocol):
    """What is around the telephone: time, dispatchers, agencies. Raises :class:`CarrierError`."""

    def passes(self, time: timedelta) -> None:
        """Let time pass."""

    def reads(self, time: timedelta) -> None:
        """Let the reporter read for a while, by the line's clock, before writing on."""

    def texts_to(self, number: str, seen: int, *, awaited: bool = False) -> list[str]:
        """The texts that the line sent to ``number`` by itself, after the first ``seen``.

        ``awaited``: one is due now, as the answer to a text.
        """

    def redirects(self, carrier: Carrier, call: Call | None) -> None:
        """Let the service have its way with calls, as it does seconds after it was asked to.

        ``call`` is the one whose line asked for an interpreter; ``None``: an interpreter is to
        ring.
        """

    def dispatcher(self, action: str, tip_id: str, words: str) -> None:
        """A dispatcher does ``action`` (``ask``, ``leave``) with a report, by default the last."""

    def agency_acknowledges(self, tip_id: str) -> None:
        """The agency that got the latest alert about a report, by default the last, takes it."""


TEXTING = frozenset({"texts", "sends_picture"})
"""What a text of the line answers where answers come as texts of their own."""


class Alone:
    """Nothing but a telephone: whoever types answers for all others."""

    def passes(self, time: timedelta) -> None:
        """Not possible."""
        raise CarrierError("the clock of a line that is running cannot be moved")

    def reads(self, time: timedelta) -> None:
        """Waits as long as that takes."""
        sleep(time.total_seconds())

    def texts_to(self, number: str, seen: int, *, awaited: bool = False) -> list[str]:
        """None that could be seen from here."""
        return []

    def redirects(self, carrier: Carrier, call: Call | None) -> None:
        """Nothing to do."""

    def dispatcher(self, action: str, tip_id: str, words: str) -> None:
        """Not possible."""
        raise CarrierError("nobody plays the dispatcher here; do it at /queue")

    def agency_acknowledges(self, tip_id: str) -> None:
        """Not possible."""
        raise CarrierError("nobody plays the agency here; open the alert at /simulator")


@dataclass
class Ran:
    """What happened: who said what, where it departed from the script, and the codes given."""

    transcript: list[Step] = field(default_factory=list)
    departures: list[str] = field(default_factory=list)
    tip_id: str | None = None
    return_code: str | None = None


class Phone:
    """The reporter's telephone, and what is heard of it."""

    def __init__(self, carrier: Carrier, caller: str, around: Around | None = None) -> None:
        self._carrier = carrier
        self._around = around or Alone()
        self._caller = caller
        self._seen = len(self._around.texts_to(caller, 0))
        self._texted = ""
        self.codes = Codes()
        self.call: Call | None = None
        self.heard: dict[str, str] = {}
        """What was heard since the last thing done, by who hears it (see :data:`SOURCE`): without
        what was silent, and with the codes hidden."""
        self.unmasked: dict[str, str] = {}
        """The same with the codes as they are."""
        self._doings: dict[str, Callable[[Any], str]] = {
            "texts": lambda words: self._text(str(words)),
            "sends_picture": self._picture,
            "calls": lambda _: self._calls(),
            "press": lambda keys: self._on_call(lambda call: call.press(keys)),
            "says": lambda words: self._on_call(lambda call: call.say(words)),
            "waits": lambda _: self._on_call(Call.wait),
            "leaves_message": lambda n: self._on_call(lambda call: call.speak_message(int(n))),
            "hangs_up": lambda _: self._hang_up(),
            "phone": self._other_phone,
            "agency": lambda what: self._on_call(lambda call: self._agency(call, what)),
            "interpreter": self._interpreter,
            "agency_acknowledges": lambda _: self._others(self._around.agency_acknowledges),
            "dispatcher_asks": lambda words: self._dispatcher("ask", words),
            "dispatcher_leaves": lambda words: self._dispatcher("leave", words),
            "passes": self._pass,
        }

    def do(self, step: Step) -> None:
        """Do one thing; :attr:`heard` then has what came of it. Raises :class:`CarrierError`."""
        self.heard, self.unmasked = {}, {}
        try:
            filled = self.codes.fill(step) if step.doing in {"texts", "press", "says"} else None
        except LookupError as error:
            raise CarrierError(str(error)) from None
        said = self._doings[step.doing](filled if filled is not None else step.what)
        self._hear("line", said)
        if self.call is not None and self.call.ringing and not self.call.talking_to:
            self._hear("rings", ", ".join(self.call.ringing.lines))
        answers = step.doing in TEXTING and self._carrier.dialect.answers_later
        came = self._around.texts_to(self._caller, self._seen, awaited=answers)
        self._seen += len(came)
        self._hear("line" if answers else "line_texts", "\n".join(came))

    def _hear(self, what: str, said: str) -> None:
        if said.strip():
            self.codes.notice(said)
            self.heard[what], self.unmasked[what] = masked(said), said

    # What the reporter does ----------------------------------------------------------------------

    def _text(self, words: str) -> str:
        if words == self._texted:  # read first; sooner it would be a phone's repeat
            self._around.reads(READING)
        self._texted = words
        return "\n".join(self._carrier.text(self._caller, words))

    def _picture(self, words: Any) -> str:
        body = words if isinstance(words, str) else ""
        return "\n".join(self._carrier.picture(self._caller, PICTURE, body))

    def _calls(self) -> str:
        if self.call is not None and not self.call.over:
            raise CarrierError("the caller is on a call already")
        self.call = self._carrier.call(self._caller)
        return self.call.said

    def _on_call(self, doing: Callable[[Call], object]) -> str:
        if self.call is None:
            raise CarrierError("nobody is on a call; `calls: true` begins one")
        if self.call.over:
            raise CarrierError("the call is over; `calls: true` begins another")
        doing(self.call)
        return self.call.said

    def _hang_up(self) -> str:
        self._on_call(Call.hang_up)
        return ""

    def _other_phone(self, number: str) -> str:
        if self.call is not None and not self.call.over:
            raise CarrierError("the caller is on a call; they hang up first")
        self._caller, self._seen = number, 0
        self._seen = len(self._around.texts_to(number, 0))
        self._texted = ""
        return ""

    # What others do ------------------------------------------------------------------------------

    def _agency(self, call: Call, what: str) -> None:
        match what:
            case "answers" | "declines" | "machine":
                key = {"answers": "1", "declines": "2", "machine": ""}[what]
                whispered = " ".join(sound.text for sound in call.answered(key))
                self._hear("agency_hears", whispered)
                if call.talking_to:
                    call.news = []
            case "interpreter":
                whispered = " ".join(sound.text for sound in call.wants_interpreter())
                self._hear("agency_hears", whispered)
                call.news = []
                self._around.redirects(self._carrier, call)
            case "ends" | "drops":
                agency_ends(self._carrier, call, *([SHORT] if what == "drops" else []))
            case "silent" | "busy" | "fails":
                call.not_answered({"silent": "no-answer", "fails": "failed"}.get(what, what))
            case _:
                raise CarrierError(f"an agency cannot do {what!r}")

    def _interpreter(self, what: str) -> str:
        self._around.redirects(self._carrier, None)
        match what:
            case "answers":
                self._hear("interpreter_hears", interpreter_joins(self._carrier))
            case "silent" | "busy":
                status = {"silent": "no-answer"}.get(what, what)
                rings_now(self._carrier).do_not_answer(status)
            case _:
                raise CarrierError(f"an interpreter cannot do {what!r}")
        return ""

    def _others(self, doing: Callable[[str], None]) -> str:
        doing(self.codes.tip_id or "")
        return ""

    def _dispatcher(self, action: str, words: str) -> str:
        return self._others(lambda tip: self._around.dispatcher(action, tip, words))

    def _pass(self, words: str) -> str:
        self._around.passes(span(words))
        return ""


def run(carrier: Carrier, script: Script, around: Around | None = None) -> Ran:
    """Hold the conversation. Whatever goes otherwise than written is a departure, no error."""
    return _Rehearsal(carrier, script, around).run()


class _Rehearsal:
    def __init__(self, carrier: Carrier, script: Script, around: Around | None) -> None:
        self._script = script
        self._ran = Ran()
        self._phone = Phone(carrier, script.caller, around)
        self._fresh: dict[str, str] = {}
        """What was heard and not yet looked at."""
        self._last = Step("calls", True)

    def run(self) -> Ran:
        begins = (Step("calls", True),) if self._script.medium == "voice" else ()
        for step in (*begins, *self._script.dialogue):
            if step.is_heard:
                self._compare(step)
            elif not self._do(step, noted=step not in begins):
                break
        else:
            self._unwritten()
        self._ran.tip_id = self._phone.codes.tip_id
        self._ran.return_code = self._phone.codes.return_code
        return self._ran

    def _do(self, step: Step, *, noted: bool) -> bool:
        self._unwritten()
        self._last = step
        try:
            self._phone.do(step)
        except (CarrierError, ValueError) as error:
            self._depart(step, f"{step}: {error}. What follows was not tried.")
            return False
        if noted:
            self._ran.transcript.append(step)
        self._fresh = dict(self._phone.heard)
        return True

    def _compare(self, step: Step) -> None:
        source = SOURCE.get(step.doing, step.doing)
        given = self._phone.heard.get(source, "")
        self._fresh.pop(source, None)
        if CHECKS[step.doing](str(step.what), given):
            self._ran.transcript.append(step)
            return
        self._depart(step, f"expected: {step.what}\n   heard: {given or 'nothing'}")
        heard = Step(source, given)
        if given and heard not in self._ran.transcript[-2:]:
            self._ran.transcript.append(heard)

    def _unwritten(self) -> None:
        """Whatever was heard and has no step is a departure, and noted for the transcript."""
        for source in ("line", "line_texts"):
            said = self._fresh.pop(source, None)
            if said is None:
                continue
            self._ran.transcript.append(Step(source, said))
            if not self._script.any:
                self._depart(self._last, f"after {self._last}\n   also heard: {said}")

    def _depart(self, step: Step, what: str) -> None:
        where = f"{self._script.name}:{step.line}: " if step.line else ""
        self._ran.departures.append(where + what)
