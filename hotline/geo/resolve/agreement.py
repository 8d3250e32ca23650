"""Whether places can be one and the same, and what several of them have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hotline.domain import Evidence, Place
from hotline.geo.types import CallerPlace


def fits(place: Place, other: Place) -> bool:
    """Whether two places can be one: nothing that both name differs."""
    for name in ("state", "fips", "city", "zip"):
        mine, theirs = getattr(place, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            return False
    return True


def is_beside_zip(place: Place, other: Place) -> bool:
    """Whether two ZIP codes are of one city and county."""
    if not (place.zip and other.zip) or place.zip == other.zip:
        return False
    return replace(place, zip=None, confidence=0) == replace(other, zip=None, confidence=0)


def of_several_zips(best: Place, others: Iterable[Place]) -> Place:
    """``best`` without its ZIP code when one of ``others`` has another ZIP code of its city."""
    return replace(best, zip=None) if any(is_beside_zip(best, p) for p in others) else best


def distinct_options(places: Sequence[Place]) -> tuple[Place, ...]:
    """Options that differ when they are read out: of one city they are its counties."""
    cities = [(place.state, place.city) for place in places]
    twins = {city for city in cities if city[1] and cities.count(city) > 1}
    if not twins:
        return tuple(places)
    shown = [
        replace(p, city=None, zip=None) if (p.state, p.city) in twins and p.fips else p
        for p in places
    ]
    return tuple({(p.state, p.fips, p.city): p for p in shown}.values())


def common_part(places: Sequence[Place]) -> Place | None:
    """The state and county that all places share, which are sure even when the town is not."""
    first = places[0]
    if first.state is None or any(place.state != first.state for place in places):
        return None
    if first.fips and all(place.fips == first.fips for place in places):
        return Place(state=first.state, county=first.county, fips=first.fips, confidence=0.85)
    return Place(state=first.state, confidence=0.85)


def in_counties_of(places: Sequence[Place], others: Sequence[Place]) -> list[Place]:
    """Those of ``places`` that lie in a county of one of ``others``; none where all do."""
    counties = {other.fips for other in others if other.fips}
    inside = [place for place in places if place.fips in counties]
    return inside if len(inside) < len(places) else []


def with_caller(
    evidence: tuple[Evidence, ...], place: Place, caller: CallerPlace | None
) -> tuple[Evidence, ...]:
    """``evidence``, with the state of the caller's number where it is that of ``place``."""
    if caller is None or caller.state is None or caller.state != place.state:
        return evidence
    hint = Evidence(caller.state, "where the caller's number was issued", "caller", 0.05)
    return (*evidence, hint)
