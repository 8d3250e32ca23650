"""Whether an organization takes people in, and its free beds, as HSDS says it. Pure.

HSDS 3.1 counts what is free in ``service_capacity``, with the moment of the count; a count without
one is old news and left out. ``status`` says that a service is closed, for a time or for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hotline.directory import one_line
from hotline.directory.hsds_terms import values_of

BED = re.compile(r"\b(?:beds?|cots?|shelter spaces?|camas?)\b", re.IGNORECASE)
STATUS = {
    "defunct": "closed",
    "closed": "closed",
    "temporarily closed": "paused",
    "inactive": "paused",
    "suspended": "paused",
}
"""What a status of others says of the intake; active says nothing more."""
Note = tuple[str, Any, str]
"""A field, what was given in it, and why it is left out; no reason: it is understood."""


def intake_of(service: Mapping[str, Any], *, own: bool) -> tuple[dict[str, Any], list[Note]]:
    """The keys of an entry that say it, and what was made of each given value.

    ``own``: an export of ours, whose attributes say it exactly.
    """
    said = values_of(service)
    if own:
        found: dict[str, Any] = {
            name: said[name][0] for name in ("intake", "intake_on") if name in said
        }
        return found | ({"beds": one_line.read_beds(said["beds"][0])} if "beds" in said else {}), []
    status = " ".join(str(service.get("status") or "").lower().split())
    notes: list[Note] = []
    found = {}
    if status in STATUS:
        found["intake"] = STATUS[status]
        notes.append(("status", status, ""))
    elif status and status != "active":
        notes.append(("status", status, "it is no status that HSDS knows"))
    beds, bed_notes = _beds(service)
    return found | ({"beds": beds} if beds else {}), [*notes, *bed_notes]


def _beds(service: Mapping[str, Any]) -> tuple[dict[str, Any], list[Note]]:
    counts, notes = [], []
    for capacity in service.get("capacities") or ():
        words, count, why = _count(capacity)
        notes.append(("beds", words, why))
        counts += [count] if count else []
    if len(counts) > 1:
        why = "it has several counts of beds, which may overlap"
        return {}, [(name, given, said or why) for name, given, said in notes]
    return (counts[0] if counts else {}), notes


def _count(capacity: Mapping[str, Any]) -> tuple[str, dict[str, Any] | None, str]:
    """A capacity in words; the count of beds that it is, or why it is none."""
    unit = capacity.get("unit") or {}
    name = str(unit.get("name") or "") if isinstance(unit, Mapping) else str(unit)
    free, most = _whole(capacity.get("available")), _whole(capacity.get("maximum"))
    day = str(capacity.get("updated") or "")[:10]
    words = " ".join(map(str, (capacity.get("available", "?"), name, capacity.get("updated", ""))))
    if not BED.search(f"{name} {capacity.get('description') or ''}"):
        return words, None, "it does not count beds"
    if free is None:
        return words, None, "it does not say how many are free"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return words, None, "it does not say when it was counted"
    return words, {"free": free, **({"of": most} if most and most >= free else {}), "on": day}, ""


def _whole(given: Any) -> int | None:
    try:
        number = float(given)
    except (TypeError, ValueError):
        return None
    return int(number) if number >= 0 and number == int(number) and number <= 9999 else None


def leaves(given: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of an organization with the path that leads to it: ``services[].phones[].id``."""
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(given, list | tuple):
        for value in given:
            yield from leaves(value, f"{path}[]")
    elif given not in (None, ""):
        yield path, given
