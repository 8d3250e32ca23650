"""Conversations written down: who says what. Run against the service, recorded from a live try.

    title: A neighbor in Laredo
    medium: text
    caller: "+19565550123"
    dialogue:
      - texts: my neighbor keeps a girl locked in
      - line: If anyone is in danger now, call or text 911. …
      - texts: "yes"

``line`` is exactly what the line answers, ``line_has`` a part of it. Codes differ each time; they
are written ``TIP`` and ``CODE``. On the telephone the caller ``press``es, ``says``, ``waits``,
``leaves_message`` or ``hangs_up``; for the line that rings ``agency`` answers, declines, is busy …
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from hotline.simulator.carrier import Call, Carrier, CarrierError
from hotline.sources import Problem, check_schema, parse_yaml

_SPOKEN_TIP = re.compile(r"\b\d(?:, \d){7}\b")
_SPOKEN_CODE = re.compile(r"\b\d(?:, \d){5}\b")
_TIP = re.compile(r"\b\d{4}-\d{4}\b")
_CODE = re.compile(r"\b\d{6}\b")
DOINGS = ("texts", "press", "says", "waits", "leaves_message", "hangs_up", "agency")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "medium", "dialogue"],
    "properties": {
        "title": {"type": "string"},
        "about": {"type": "string"},
        "medium": {"enum": ["text", "voice"]},
        "caller": {"type": "string"},
        "expect": {"type": "object"},
        "dialogue": {
            "type": "array",
            "items": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": False,
                "properties": {
                    "texts": {"type": "string"},
                    "press": {"type": "string", "pattern": "^[0-9*#]+$"},
                    "says": {"type": "string"},
                    "waits": {"type": "boolean"},
                    "leaves_message": {"type": "integer"},
                    "hangs_up": {"type": "boolean"},
                    "agency": {"enum": ["answers", "silent", "busy", "declines", "ends"]},
                    "line": {"type": "string"},
                    "line_has": {"type": "string"},
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Script:
    """A conversation. ``expect`` is for the test that runs it: what the report must say."""

    title: str
    medium: str
    caller: str
    dialogue: tuple[tuple[str, Any], ...]
    expect: dict[str, Any] = field(default_factory=dict)


@dataclass
class Ran:
    """What happened: who said what, where it departed from the script, and the codes told."""

    transcript: list[tuple[str, Any]] = field(default_factory=list)
    departures: list[str] = field(default_factory=list)
    tip_id: str | None = None
    return_code: str | None = None


def read_script(name: str, text: str) -> Script | list[Problem]:
    """The script in ``text``, or what is wrong with it."""
    document = parse_yaml(name, text)
    if isinstance(document, Problem):
        return [document]
    problems = check_schema(document, SCHEMA)
    if problems:
        return problems
    data = document.data
    return Script(
        title=data["title"],
        medium=data["medium"],
        caller=data.get("caller", "+19565550123"),
        dialogue=tuple(next(iter(step.items())) for step in data["dialogue"]),
        expect=data.get("expect", {}),
    )


class Phone:
    """One phone that does what a script, or a person at a terminal, says."""

    def __init__(self, carrier: Carrier, medium: str, caller: str) -> None:
        self._carrier = carrier
        self._caller = caller
        self.call: Call | None = carrier.call(caller) if medium == "voice" else None
        self.said = self.call.said if self.call else ""
        """What the line said last."""

    def do(self, doing: str, what: Any) -> str:
        """Do one thing; what the line then said. Raises :class:`CarrierError`."""
        if doing == "texts":
            self.said = "\n".join(self._carrier.text(self._caller, str(what)))
            return self.said
        if self.call is None:
            raise CarrierError("a text conversation has no telephone keys")
        call = self.call
        doings: dict[str, Callable[[], object]] = {
            "press": lambda: call.press(str(what)),
            "says": lambda: call.say(str(what)),
            "waits": call.wait,
            "leaves_message": lambda: call.speak_message(int(what)),
            "hangs_up": call.hang_up,
            "agency": lambda: _agency(call, str(what)),
        }
        doings[doing]()
        self.said = "" if doing == "hangs_up" else call.said
        return self.said


def _agency(call: Call, what: str) -> None:
    match what:
        case "answers":
            call.answered()
        case "declines":
            call.answered(key="2")
        case "ends":
            call.conversation_ends()
        case "busy":
            call.not_answered("busy")
        case _:
            call.not_answered()


def run(carrier: Carrier, script: Script) -> Ran:
    """Hold the conversation. A line that says something else is a departure, not an error."""
    ran = Ran()
    phone = Phone(carrier, script.medium, script.caller)
    _note(ran, phone)
    for doing, what in script.dialogue:
        if doing in {"line", "line_has"}:
            wanted, given = masked(str(what)), masked(phone.said)
            fits = wanted == given if doing == "line" else wanted in given
            if not fits:
                ran.departures.append(f"expected: {wanted}\n   heard: {given}")
            continue
        ran.transcript.append((doing, what))
        phone.do(doing, what)
        _note(ran, phone)
    return ran


def _note(ran: Ran, phone: Phone) -> None:
    if not phone.said:
        return
    ran.transcript.append(("line", masked(phone.said)))
    tip = _TIP.search(phone.said) or _SPOKEN_TIP.search(phone.said)
    if tip:
        digits = re.sub(r"\D", "", tip.group())
        ran.tip_id = f"{digits[:4]}-{digits[4:]}"
        rest = phone.said.replace(tip.group(), "")
        code = _CODE.search(rest) or _SPOKEN_CODE.search(rest)
        ran.return_code = re.sub(r"\D", "", code.group()) if code else ran.return_code


def masked(said: str) -> str:
    """What was said with codes replaced, so that two conversations can be compared."""
    said = _SPOKEN_TIP.sub("TIP", said)
    said = _SPOKEN_CODE.sub("CODE", said)
    said = _CODE.sub("CODE", _TIP.sub("TIP", said))
    return " ".join(said.split())


def write_script(title: str, medium: str, caller: str, steps: Sequence[tuple[str, Any]]) -> str:
    """A script as YAML, from what was said in a live try."""
    yaml = YAML()
    yaml.width = 98
    out = StringIO()
    dialogue = [{doing: what} for doing, what in steps]
    yaml.dump({"title": title, "medium": medium, "caller": caller, "dialogue": dialogue}, out)
    return out.getvalue()
