"""What an import would change: new entries, changed ones, and what a person must know of each.

An import never verifies anything. A new entry is unverified, and so is a known one whose area or
contact points change: nobody has read or dialed the new number. Entries that the import does not
have stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hotline.directory.entries import KEYS, Data, Entry, normal

FICTION = re.compile(r"\+1\d{3}55501\d{2}")
OURS = ("status", "read", "called", "confirmed")
"""What is never taken from an import: who looked, and when."""
MUST_BE_SEEN = {"contacts": "contact points", "area": "area"}


@dataclass(frozen=True)
class Incoming:
    """An entry that comes in. ``silent`` are the keys that its format does not speak of."""

    entry: Entry
    silent: frozenset[str] = frozenset()


@dataclass
class Plan:
    """The entries to write, and what a person should know about them, a sentence each."""

    changes: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same: int = 0
    absent: int = 0


def silent_in(data: Data) -> frozenset[str]:
    """For data of others: whatever it leaves out it does not speak of."""
    return frozenset(key for key in KEYS if key not in data) | {"kind", "owner"}


def without_fiction(entry: Entry) -> tuple[Entry, list[str]]:
    """``entry`` without numbers kept for fiction (555-01XX), and which they were.

    Test records in real exports have them; one must not keep the rest out.
    """
    points = entry.data.get("contacts", ())
    fiction = [point for point in points if FICTION.fullmatch(point["address"])]
    if not fiction:
        return entry, []
    kept = [point for point in points if point not in fiction]
    notes = [
        f"{entry.data['name']}: the number {point['address']} is left out: it is kept for fiction"
        for point in fiction
    ]
    return Entry(entry.id, entry.file, normal({**entry.data, "contacts": kept})), notes


def plan(known: Mapping[str, Entry], incoming: Iterable[Incoming]) -> Plan:
    """What ``incoming`` would change of ``known``."""
    made = Plan()
    seen: set[str] = set()
    for new in incoming:
        agency_id = new.entry.id
        if agency_id in seen:
            made.notes.append(f"{agency_id}: it comes twice; the first is taken")
            continue
        seen.add(agency_id)
        _plan_one(made, known.get(agency_id), new)
    made.absent = len(known.keys() - seen)
    return made


def _plan_one(made: Plan, old: Entry | None, new: Incoming) -> None:
    entry = new.entry
    if old is None:
        data = {key: value for key, value in entry.data.items() if key not in OURS}
        made.changes.append(Entry(entry.id, entry.file, normal({**data, "status": "unverified"})))
        made.notes.append(f"{entry.id}: new, unverified until someone verifies it")
        return
    kept = new.silent | frozenset(OURS)
    data = {key: value for key, value in entry.data.items() if key not in kept}
    data |= {key: value for key, value in old.data.items() if key in kept}
    changed = [key for key in KEYS if data.get(key) != old.data.get(key)]
    if not changed:
        made.same += 1
        return
    what = ", ".join(changed)
    unseen = [words for key, words in MUST_BE_SEEN.items() if key in changed]
    if unseen and old.data["status"] == "verified":
        data["status"] = "unverified"
        why = f"its {' and '.join(unseen)}: unverified until someone verifies it again"
        made.notes.append(f"{entry.id}: changes {why}")
    else:
        made.notes.append(f"{entry.id}: changes {what}")
    made.changes.append(Entry(entry.id, old.file, normal(data)))
