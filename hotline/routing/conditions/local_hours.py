"""``hours``: it is one of some hours of the week, on the clock of the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.routing.conditions.base import Atom, Facts, Kind, Reading, register
from hotline.routing.hours import DAY_MINUTES, Hours
from hotline.routing.read_places import read_week


@dataclass(frozen=True)
class During(Atom):
    """It is one of some spans of the local week, in minutes after midnight for each day."""

    week: tuple[tuple[tuple[int, int], ...], ...]
    written: str
    """The spans as the rule has them."""

    @property
    def asks_hour(self) -> bool:
        """It does."""
        return True

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        minute = facts.minute
        if minute is None:
            return "no time zone is known for the place"
        day, minute = divmod(minute, DAY_MINUTES)
        if any(start <= minute < end for start, end in self.week[day]):
            return None
        return f"it is not {self.written} there"

    def clock(self, zone: str) -> Hours:
        """The spans as hours of the place."""
        return Hours("listed", zone, self.week)

    def __str__(self) -> str:
        return self.written


class _Hours(Kind):
    name, order = "hours", 120

    def schema(self) -> Mapping[str, Any]:
        return {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": 'Local hours of the place, such as "mo-fr 08:00-18:00".',
        }

    def read(self, reading: Reading) -> tuple[During]:
        return (During(read_week(*reading), ", ".join(reading.value)),)


register(_Hours())
