"""Areas, hours and contact points written on one line and read back, for cells and attributes.

    county 48479 Webb, TX
    America/Boise: mo-fr 08:30-17:00, sa 09:00-12:00; holidays federal
    America/Chicago since 2026-11-02 at 08:00, 7 days, turn 1 of 2
    phone public_line +18446432251 note='ask for the desk'

Reading raises :class:`ValueError` for a line that is none.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from hotline.directory.entries import CONTACT_KEYS

PARTS = {
    "state": "states",
    "county": "counties",
    "city": "cities",
    "zip": "zips",
    "tribal": "tribal",
    "list": "lists",
}
"""The word before a place, and the part of an area that it belongs to."""
FLAGS = frozenset({"detect_machine", "women", "caller_dials"})
BEDS = re.compile(r"(?P<free>\d{1,4})(?: of (?P<of>\d{1,4}))? on (?P<on>\d{4}-\d\d-\d\d)")
ON_CALL = re.compile(
    r"(?P<zone>\S+) since (?P<since>\S+) at (?P<at>\S+), (?P<days>\d+) days, "
    r"turn (?P<turn>\d+) of (?P<turns>\d+)"
)


def area_lines(area: Mapping[str, Any]) -> list[str]:
    """An area, a line a place."""
    nation = ["nation"] if area.get("nation") else []
    return nation + [
        f"{word} {item}" for word, part in PARTS.items() for item in area.get(part, ())
    ]


def read_area(lines: list[str]) -> dict[str, Any]:
    """The area that ``area_lines`` wrote."""
    area: dict[str, Any] = {}
    for line in lines:
        word, _, item = line.strip().partition(" ")
        if word == "nation" and not item:
            area["nation"] = True
        elif word in PARTS and item:
            area.setdefault(PARTS[word], []).append(item)
        else:
            raise ValueError(f"{line!r} is not a place; write `county 48479 Webb, TX`")
    return area


def hours_line(hours: Any) -> str:
    """``always``, ``unknown``, or zone and spans."""
    if isinstance(hours, str):
        return hours
    off = f"; holidays {hours['holidays']}" if "holidays" in hours else ""
    return f"{hours['zone']}: {', '.join(hours['open'])}{off}"


def read_hours(line: str) -> Any:
    """The hours that ``hours_line`` wrote."""
    if line in {"always", "unknown"}:
        return line
    zone, colon, rest = line.partition(": ")
    if not colon:
        raise ValueError(f"{line!r} is not hours; write `America/Boise: mo-fr 08:30-17:00`")
    spans, _, holidays = rest.partition("; holidays ")
    hours: dict[str, Any] = {"zone": zone, "open": [span.strip() for span in spans.split(",")]}
    return hours | ({"holidays": holidays} if holidays else {})


def beds_line(beds: Mapping[str, Any]) -> str:
    """How many beds were free, and when: ``2 of 12 on 2026-11-30``."""
    of = f" of {beds['of']}" if "of" in beds else ""
    return f"{beds['free']}{of} on {beds['on']}"


def read_beds(line: str) -> dict[str, Any]:
    """The count that ``beds_line`` wrote."""
    found = BEDS.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"{line!r} is not a count of beds; write `2 of 12 on 2026-11-30`")
    counts = {name: int(said) for name, said in found.groupdict().items() if said and name != "on"}
    return {**counts, "on": found["on"]}


def on_call_line(on_call: Mapping[str, Any]) -> str:
    """A turn in a rotation."""
    turn = f"turn {on_call['turn']} of {on_call['turns']}"
    began = f"{on_call['zone']} since {on_call['since']} at {on_call['at']}"
    return f"{began}, {on_call['days']} days, {turn}"


def read_on_call(line: str) -> dict[str, Any]:
    """The turn that ``on_call_line`` wrote."""
    found = ON_CALL.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} is not a turn on call")
    return {
        name: int(said) if name in {"days", "turn", "turns"} else said
        for name, said in found.groupdict().items()
    }


def contact_value(name: str, value: Any) -> str:
    """One value of a contact point as text."""
    if name == "hours":
        return hours_line(value)
    if name in FLAGS:
        return "yes"
    return on_call_line(value) if name == "on_call" else str(value)


def read_contact_value(name: str, said: str) -> Any:
    """The value that ``contact_value`` wrote."""
    if name == "hours":
        return read_hours(said)
    if name in FLAGS:
        if said != "yes":
            raise ValueError(f"{name} is yes, or left out")
        return True
    return read_on_call(said) if name == "on_call" else said


def contact_line(point: Mapping[str, Any]) -> str:
    """A contact point: channel, purpose and address, then what else there is as NAME=VALUE."""
    more = [
        f"{name}={contact_value(name, point[name])}" for name in CONTACT_KEYS[3:] if name in point
    ]
    return shlex.join([point["channel"], point["purpose"], point["address"], *more])


def read_contact(line: str) -> dict[str, Any]:
    """The contact point that ``contact_line`` wrote."""
    words = shlex.split(line)
    if len(words) < 3:
        raise ValueError(f"{line!r} is not a contact point; write `phone public_line +1…`")
    point: dict[str, Any] = dict(zip(CONTACT_KEYS[:3], words[:3], strict=True))
    for word in words[3:]:
        name, sign, said = word.partition("=")
        if not sign or name not in CONTACT_KEYS[3:]:
            known = ", ".join(CONTACT_KEYS[3:])
            raise ValueError(f"a contact point has no {name!r}; it may have {known}")
        point[name] = read_contact_value(name, said)
    return point
