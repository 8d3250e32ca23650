"""Where and for how many hours of the year only the National Hotline stands, and who is nearest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline.geo import Gazetteer
from hotline.geo.gazetteer import County, distance_km
from hotline.routing.rulebook import RuleBook
from hotline.routing.year_reach import AGREED, BY_PHONE, PROBES, Minutes

HOUR = 60


@dataclass(frozen=True, slots=True)
class YearGap:
    """Counties of a state in which a kind of report reaches no one for ``hours`` of the year.

    Someone whose hours are not known counts as no one. ``nearest`` is the closest county where
    that kind reaches someone more of the time, in words; empty when there is none.
    """

    state: str
    kind: str
    counties: tuple[str, ...]
    hours: int
    nearest: str


@dataclass(frozen=True, slots=True)
class YearShare:
    """Of all county-hours of a kind of report: the shares with an agreement, and by phone too."""

    kind: str
    agreed: float
    reached: float


def counties_to_show(book: RuleBook, years: Mapping[str, Minutes]) -> list[str]:
    """The counties that the line serves; all of them where it names none."""
    return [fips for fips in years if not book.served or fips in book.served]


def shares(years: Mapping[str, Minutes], counties: Iterable[str]) -> list[YearShare]:
    """For each kind of report, how much of the year and the counties has someone."""
    chosen = list(counties)
    found = []
    for kind in PROBES:
        counts = [years[fips][kind] for fips in chosen]
        whole = sum(sum(count.values()) for count in counts) or 1
        agreed = sum(count.get(AGREED, 0) for count in counts)
        phoned = sum(count.get(BY_PHONE, 0) for count in counts)
        found.append(YearShare(kind, agreed / whole, (agreed + phoned) / whole))
    return found


def year_gaps(
    book: RuleBook, years: Mapping[str, Minutes], agencies: Mapping[str, tuple[str, ...]]
) -> list[YearGap]:
    """The gaps of the counties to show, a line for each state, kind and number of hours.

    ``agencies``: those that are asked in each county, for the name of the nearest one.
    """
    places = Gazetteer.load().counties
    groups: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for fips in counties_to_show(book, years):
        for kind, minutes in years[fips].items():
            without = _without(minutes)
            if without:
                groups[places[fips].state, kind, without].append(fips)
    return [
        YearGap(
            state,
            kind,
            tuple(sorted(fips, key=lambda one: -places[one].population)),
            without // HOUR,
            _nearest(book, years, agencies, fips, kind, without),
        )
        for (state, kind, without), fips in sorted(groups.items())
    ]


def _without(minutes: Mapping[str, int]) -> int:
    return sum(minutes.values()) - minutes.get(AGREED, 0) - minutes.get(BY_PHONE, 0)


def _nearest(
    book: RuleBook,
    years: Mapping[str, Minutes],
    agencies: Mapping[str, tuple[str, ...]],
    here: list[str],
    kind: str,
    without: int,
) -> str:
    places = Gazetteer.load().counties
    center = max((places[fips] for fips in here), key=lambda county: county.population)
    better = [
        places[fips]
        for fips, year in years.items()
        if agencies.get(fips) and _without(year[kind]) < without
    ]
    if not better:
        return ""
    nearest = min(better, key=lambda county: apart(center, county))
    name = book.agencies[agencies[nearest.fips][0]].name
    km = round(apart(center, nearest))
    return f"{name}, {nearest.full_name}, {nearest.state}, {km} km"


def apart(here: County, there: County) -> float:
    """Kilometers between two counties, the short way round the date line."""
    longitude = there.lon + 360 * round((here.lon - there.lon) / 360)
    return distance_km((here.lat, here.lon), (there.lat, longitude))
