"""``confidence``: how sure a fact is, such as ``{type: {below: 0.6}}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from hotline.routing.conditions.base import Atom, Facts, Kind, Reading, Settings, register

ABOVE_ALL = 1.01
"""A limit that every confidence is below."""
MEASURED = ("type", "urgency", "role", "minor", "place")


@dataclass(frozen=True)
class Sure(Atom):
    """How sure a fact is: at least ``least``, and below ``below``, both from 0 to 1.

    A confidence that nobody gave counts as sure: a person entered the fact.
    """

    name: str
    least: float
    below: float

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        given = facts.case.confidence.get(self.name, 1.0)
        if given < self.least:
            return f"{self.name} is less than {self.least:.0%} sure"
        return f"{self.name} is at least {self.below:.0%} sure" if given >= self.below else None

    def __str__(self) -> str:
        return f"{self.name} {self.least:.0%} to {min(self.below, 1):.0%} sure"


class _Confidence(Kind):
    name, order = "confidence", 130

    def schema(self) -> Mapping[str, Any]:
        return {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {name: {"$ref": "#/$defs/sure"} for name in MEASURED},
        }

    def read(self, reading: Reading) -> tuple[Sure, ...]:
        return tuple(
            Sure(subject, limits.get("least", 0.0), limits.get("below", ABOVE_ALL))
            for subject, limits in reading.value.items()
        )

    def space(self, atoms: Sequence[Atom], words: frozenset[str]) -> Sequence[Settings]:
        """Confidences on either side of every limit that a rule names."""
        del words
        limits: dict[str, set[float]] = {}
        for atom in atoms:
            if isinstance(atom, Sure):
                below = {edge - 0.01 for edge in (atom.least, atom.below) if edge > 0}
                limits.setdefault(atom.name, {1.0}).update(below | {atom.least})
        names = sorted(limits)
        values = [sorted({min(v, 1.0) for v in limits[name]}, reverse=True) for name in names]
        chosen = product(*values)
        return [{"confidence": dict(zip(names, some, strict=True))} for some in chosen]


register(_Confidence())
