"""``in``: the place lies in an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.routing.areas import Area
from hotline.routing.conditions.base import Atom, Facts, Kind, Reading, register
from hotline.routing.read_places import read_area


@dataclass(frozen=True)
class Inside(Atom):
    """The place lies in an area."""

    area: Area

    @property
    def by_place(self) -> bool:
        """It does."""
        return True

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        return None if self.area.match(facts.case.place) else f"the place is not in {self.area}"

    def __str__(self) -> str:
        return f"in {self.area}"


class _In(Kind):
    name, order = "in", 110

    def schema(self) -> Mapping[str, Any]:
        return {"$ref": "#/$defs/area"}

    def read(self, reading: Reading) -> tuple[Inside]:
        return (Inside(read_area(*reading)),)


register(_In())
