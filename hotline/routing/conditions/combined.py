"""``any`` and ``not``, and the list of conditions that is a rule's ``when``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.routing.conditions.base import (
    Atom,
    Condition,
    Facts,
    Kind,
    Reading,
    kind_named,
    register,
)


@dataclass(frozen=True)
class AllOf:
    """Every one of several conditions holds; without any it always does."""

    parts: tuple[Condition, ...] = ()

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        for part in self.parts:
            why = part.fails(facts)
            if why:
                return why
        return None

    def atoms(self) -> tuple[Atom, ...]:
        """Those of its parts."""
        return tuple(atom for part in self.parts for atom in part.atoms())

    def __str__(self) -> str:
        return " and ".join(map(str, self.parts)) or "always"


@dataclass(frozen=True)
class AnyOf:
    """At least one of several conditions holds."""

    parts: tuple[Condition, ...]

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        whys = [part.fails(facts) for part in self.parts]
        return None if None in whys else "; ".join(why for why in whys if why)

    def atoms(self) -> tuple[Atom, ...]:
        """Those of its parts."""
        return tuple(atom for part in self.parts for atom in part.atoms())

    def __str__(self) -> str:
        return " or ".join(f"({part})" for part in self.parts)


@dataclass(frozen=True)
class Not:
    """A condition does not hold."""

    part: Condition

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        return None if self.part.fails(facts) else f"it is excluded: {self.part}"

    def atoms(self) -> tuple[Atom, ...]:
        """Those of the condition."""
        return self.part.atoms()

    def __str__(self) -> str:
        return f"not ({self.part})"


def read_when(reading: Reading) -> AllOf:
    """What a rule's ``when`` holds, a kind a key."""
    document, path, value, known = reading
    parts = [
        part
        for name, given in value.items()
        for part in kind_named(name).read(Reading(document, (*path, name), given, known))
    ]
    return AllOf(tuple(parts))


class _Any(Kind):
    name, order = "any", 200

    def schema(self) -> Mapping[str, Any]:
        return {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/when"}}

    def read(self, reading: Reading) -> tuple[Condition, ...]:
        document, path, value, known = reading
        options = [
            read_when(Reading(document, (*path, number), item, known))
            for number, item in enumerate(value)
        ]
        return (AnyOf(tuple(options)),)


class _Not(Kind):
    name, order = "not", 201

    def schema(self) -> Mapping[str, Any]:
        return {"$ref": "#/$defs/when"}

    def read(self, reading: Reading) -> tuple[Condition, ...]:
        return (Not(read_when(reading)),)


register(_Any())
register(_Not())
