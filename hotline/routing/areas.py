"""Service areas: the places an agency serves, and how closely a place falls into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from hotline.domain import Place
from hotline.geo.gazetteer import fold


class Reach(IntEnum):
    """How specific a service area is; a smaller one goes first."""

    ZIP = 0
    CITY = 1
    COUNTY = 2
    STATE = 3
    NATION = 4


@dataclass(frozen=True)
class Match:
    """That a place falls into an area: through which part, and how large the area is.

    ``size`` orders areas of one reach: an agency for two counties goes before one for seventeen.
    """

    reach: Reach
    size: int
    why: str

    @property
    def order(self) -> tuple[int, int]:
        """The most specific first."""
        return self.reach, self.size


@dataclass(frozen=True)
class Area:
    """A service area: any of its parts will do.

    ``counties`` are five-digit FIPS codes, ``cities`` pairs of folded name and state. ``names``
    holds how each county and city is written. ``tribal`` names tribal land that the area stands
    for: people read it, and it is matched by the area's counties.
    """

    nation: bool = False
    states: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    cities: frozenset[tuple[str, str]] = frozenset()
    zips: frozenset[str] = frozenset()
    tribal: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)

    def __or__(self, other: Area) -> Area:
        return Area(
            self.nation or other.nation,
            self.states | other.states,
            self.counties | other.counties,
            self.cities | other.cities,
            self.zips | other.zips,
            tuple(dict.fromkeys(self.tribal + other.tribal)),
            {**self.names, **other.names},
        )

    def match(self, place: Place | None) -> Match | None:
        """How ``place`` falls into the area, by its most specific part; ``None`` if it does not."""
        if place is not None:
            if place.zip and place.zip in self.zips:
                return Match(Reach.ZIP, len(self.zips), f"serves ZIP {place.zip}")
            if place.city and (fold(place.city), place.state) in self.cities:
                return Match(Reach.CITY, len(self.cities), f"serves {place.city}, {place.state}")
            if place.fips and place.fips in self.counties:
                name = self.names.get(place.fips, place.fips)
                return Match(Reach.COUNTY, len(self.counties), f"serves {name}")
            if place.state and place.state in self.states:
                return Match(Reach.STATE, len(self.states), f"serves {place.state}")
        if self.nation:
            return Match(Reach.NATION, 1, "serves the nation")
        return None

    def touches(self) -> frozenset[str]:
        """The states in which any part of the area lies; ZIP codes count by their counties."""
        by_county = {self.names.get(fips, "").rpartition(", ")[2] for fips in self.counties}
        by_zip = {self.names.get(code, "").rpartition(", ")[2] for code in self.zips}
        found = self.states | by_county | by_zip | {state for _, state in self.cities}
        return frozenset(found - {""})

    def __str__(self) -> str:
        parts = ["the nation"] if self.nation else []
        parts += [f"all of {state}" for state in sorted(self.states)]
        parts += _some(sorted(self.names.get(fips, fips) for fips in self.counties))
        parts += _some(sorted(self.names.get(f"{n}, {s}", f"{n}, {s}") for n, s in self.cities))
        parts += _some([f"ZIP {code}" for code in sorted(self.zips)])
        parts += self.tribal
        return "; ".join(parts) or "nowhere"


def _some(names: list[str], shown: int = 3) -> list[str]:
    more = len(names) - shown
    return names[:shown] + ([f"{more} more"] if more > 0 else [])


def union(areas: Iterable[Area]) -> Area:
    """All the places of several areas."""
    whole = Area()
    for area in areas:
        whole = whole | area
    return whole
