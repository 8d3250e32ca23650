"""What a proof of coverage depends on, as a key: what was proved once need not be proved again.

A key holds everything that the proof of a class of places can depend on: the entries that serve
there, the rules (``salt``), the day, and this code itself. So one changed entry has only its own
places proved again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from hotline.routing.rulebook import NATIONAL_HOTLINE, Nearby, RuleBook
from hotline.routing.types import Agency

APART = {"file", "line"}
"""What of an entry makes no difference: where it stands."""


def plain(value: Any) -> Any:
    """A value of the directory as JSON knows it, sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name for one in fields(value)} - APART
        return {name: plain(getattr(value, name)) for name in sorted(named)}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, Mapping):
        return sorted(([str(k), plain(v)] for k, v in value.items()), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, bool | int | float | type(None)) else str(value)


def digest(value: Any) -> str:
    """A short name of a value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


class Keys:
    """The keys of the classes of one book, from ``start`` on."""

    def __init__(self, book: RuleBook, start: datetime, salt: str) -> None:
        self._book, self._base = book, [salt, start.date().isoformat(), _code()]
        self._entries: dict[str, str] = {}
        self._policy = digest(plain(book.policy))

    def of(self, nearby: Nearby, named: Iterable[str]) -> str:
        """The key of a class; ``named``: agencies of the nation that its cases can lead to.

        Others that serve the whole nation are never picked by what they do.
        """
        used = {NATIONAL_HOTLINE, *named}
        serving = [
            [self._entry(agency), plain(match)]
            for agency, match in nearby.serving
            if not agency.area.nation or agency.id in used
        ]
        return digest([*self._base, self._policy, serving, list(nearby.inside), nearby.zone])

    def of_rules(self) -> str:
        """The key of what the rules alone decide."""
        words = plain(self._book.words_used)
        hours = self._book.version if self._book.asks_hour else ""
        return digest([*self._base, self._policy, words, hours])

    def _entry(self, agency: Agency) -> str:
        known = self._entries.get(agency.id)
        if known is None:
            known = self._entries[agency.id] = digest(plain(agency))
        return known


@cache
def _code() -> str:
    """A name of the code that proves: another version proves all of it."""
    folder = Path(__file__).parent
    texts = [file.read_bytes() for file in sorted(folder.rglob("*.py"))]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:32]
