"""``place``: whether it is known where it happens, by state at least."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline.domain import Place
from hotline.routing.conditions.base import NO_SETTINGS, Atom, Settings, register
from hotline.routing.conditions.fact import UNKNOWN, Fact
from hotline.routing.types import Case

KNOWN = "known"


@dataclass(frozen=True, eq=False)
class _PlaceKnown(Fact):
    """Read from the case's place; the proof goes over every place anyway."""

    @property
    def by_place(self) -> bool:
        return True

    def values(self, case: Case) -> frozenset[str]:
        return frozenset({KNOWN if case.place is not None and case.place.state else UNKNOWN})

    def schema(self) -> Mapping[str, Any]:
        return {"enum": [KNOWN, UNKNOWN]}

    def setting(self, words: Iterable[str]) -> Settings:
        del words
        return NO_SETTINGS

    def space(self, atoms: Sequence[Atom], words: frozenset[str]) -> Sequence[Settings]:
        del atoms, words
        return (NO_SETTINGS,)

    def to_json(self, case: Case) -> dict[str, Any]:
        return {"place": case.place.as_json() if case.place else None}

    def from_json(self, value: Mapping[str, Any]) -> Settings:
        return {"place": Place.from_json(value["place"])}

    def differences(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        was, now = _in_words(old["place"]), _in_words(new["place"])
        if was != now:
            yield f"the place was {was}, is {now}"


def _in_words(place: Mapping[str, Any] | None) -> str:
    given = place or {}
    parts = (given.get(name) for name in ("zip", "city", "county", "state"))
    return ", ".join(part for part in parts if part) or UNKNOWN


register(_PlaceKnown("place", label="the place", words=frozenset({KNOWN, UNKNOWN}), order=75))
