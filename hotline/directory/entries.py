"""Entries of the directory as their files have them, in one normal form, so they can be compared.

A normal entry has the keys of the schema ``agency`` in a fixed order, texts on one line and
nothing that is empty; two entries that say the same are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from hotline.config_files import Document, parse_yaml

Data = Mapping[str, Any]
KEYS = (
    "name", "kind", "does", "status", "read", "called", "confirmed", "sources", "page_date",
    "found", "owner", "intake", "intake_on", "beds", "area", "types", "roles", "ages", "languages",
    "interpreter", "zone", "hours", "acknowledge", "consent", "backup", "immigration", "contacts",
    "notes",
)  # fmt: skip
"""The keys of an entry, in the order in which they are written."""
AREA_KEYS = ("nation", "states", "counties", "cities", "zips", "tribal", "lists")
CONTACT_KEYS = (
    "channel", "purpose", "address", "extension", "agreement", "keyword", "spelled", "hours",
    "on_call", "certificate", "detect_machine", "women", "caller_dials", "doubt", "note",
)  # fmt: skip
HOURS_KEYS = ("zone", "open", "holidays")
ON_CALL_KEYS = ("zone", "since", "at", "days", "turn", "turns")
URGENCIES = ("P0", "P1", "P2", "P3")
BEDS_KEYS = ("free", "of", "on")
PARTS = {"beds": BEDS_KEYS, "area": AREA_KEYS, "on_call": ON_CALL_KEYS, "acknowledge": URGENCIES}
TEXTS = frozenset({"name", "notes", "found", "owner", "note", "doubt", "agreement"})
AGENCIES = "agencies/"


@dataclass(frozen=True)
class Entry:
    """An agency's ``id``, the ``file`` below ``routing_rules/`` that has it, and its ``data``."""

    id: str
    file: str
    data: Data

    @property
    def of(self) -> str:
        """The state's two letters, or US: the name of its file."""
        return PurePosixPath(self.file).stem


def file_of(of: str) -> str:
    """The file for agencies of a state, or ``US``."""
    return f"{AGENCIES}{of}.yaml"


def read_entries(files: Mapping[str, str], *, demo: bool = False) -> dict[str, Entry]:
    """The entries of ``files`` (path below ``routing_rules/`` to text) by id, in their order.

    ``demo``: the synthetic ones instead. Files that are not YAML are left out: whoever calls
    has them checked by ``routing.load_files``, which says what is wrong.
    """
    beginning = f"demo/{AGENCIES}" if demo else AGENCIES
    entries = {}
    for file, text in files.items():
        if not file.startswith(beginning):
            continue
        document = parse_yaml(file, text)
        if isinstance(document, Document):
            for agency_id, data in (document.data.get("agencies") or {}).items():
                entries[agency_id] = Entry(agency_id, file, normal(data))
    return entries


def normal(data: Data) -> dict[str, Any]:
    """``data`` in the normal form."""
    return _ordered({key: _value(key, value) for key, value in data.items()}, KEYS)


def _value(key: str, value: Any) -> Any:
    if key in TEXTS and isinstance(value, str):
        return " ".join(value.split())
    if key == "certificate":
        return "".join(value.split())
    if key in PARTS:
        return _ordered(value, PARTS[key])
    if key == "contacts":
        return [_contact(point) for point in value]
    return _hours(value) if key == "hours" else value


def _contact(point: Data) -> dict[str, Any]:
    return _ordered({key: _value(key, value) for key, value in point.items()}, CONTACT_KEYS)


def _hours(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    opens = [_one_day(line) for line in value["open"]]
    return _ordered({**value, "open": opens}, HOURS_KEYS)


def _one_day(line: str) -> str:
    """ "mo-mo 08:00-12:00" is "mo 08:00-12:00"."""
    days, _, span = line.partition(" ")
    first, _, last = days.partition("-")
    return f"{first} {span}" if first == last else line


def _ordered(value: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Known keys in order, then unknown ones, without what is empty."""
    known = {key: value[key] for key in keys if key in value}
    found = known | {key: value[key] for key in value if key not in known}
    return {key: item for key, item in found.items() if item not in (None, "", [], {})}
