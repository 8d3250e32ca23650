"""Reads areas, hours and holidays from files, and names what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hotline.config_files import Document, Problem, did_you_mean
from hotline.geo import Gazetteer
from hotline.geo.gazetteer import fold
from hotline.routing.areas import Area, union
from hotline.routing.hours import DAYS, Calendar, Holiday, Hours, OnCall
from hotline.routing.types import Duration
from hotline.yaml_reader import Location

AREA_PARTS = ("nation", "states", "counties", "cities", "zips", "tribal", "lists")
MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


@dataclass
class Known:
    """What files refer to by name, and the problems found while reading them."""

    gazetteer: Gazetteer
    today: date | None = None
    """The day of the check, against which no date of a check may be in the future."""
    areas: dict[str, Area] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, document: Document, path: Location, what: str, fix: str = "") -> None:
        """Note a problem at ``path``."""
        self.problems.append(document.problem(path, what, fix))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_zone(document: Document, path: Location, name: str, known: Known) -> str:
    """An IANA zone; UTC and a problem when there is none of this name."""
    if name in _zones():
        return name
    guess = did_you_mean(name, _zones())
    known.wrong(
        document, path, f"{name!r} is not a time zone.", guess or "such as America/Chicago."
    )
    return "UTC"


# Areas -------------------------------------------------------------------------------------------


def read_area(document: Document, path: Location, given: Mapping[str, Any], known: Known) -> Area:
    """An area, with every place in it known and named once."""
    for key in given:
        if key not in AREA_PARTS:
            fix = did_you_mean(str(key), AREA_PARTS) or f"use {', '.join(AREA_PARTS)}."
            known.wrong(document, (*path, key), f"{key!r} is not a part of an area.", fix)
    parts = [
        Area(nation=bool(given.get("nation")), tribal=tuple(given.get("tribal", ()))),
        *_read_states(document, path, given, known),
        *_read_counties(document, path, given, known),
        *_read_cities(document, path, given, known),
        *_read_zips(document, path, given, known),
        *_read_lists(document, path, given, known),
    ]
    return union(parts)


def _items(given: Mapping[str, Any], part: str) -> list[tuple[int, str]]:
    items = given.get(part, ())
    return [(number, str(item)) for number, item in enumerate(items if items is not None else ())]


def _read_states(
    document: Document, path: Location, given: Mapping[str, Any], known: Known
) -> list[Area]:
    found = []
    for number, code in _items(given, "states"):
        here = (*path, "states", number)
        if code not in known.gazetteer.states:
            known.wrong(document, here, f"{code!r} is not a state or territory.", "such as TX.")
        elif given.get("nation"):
            known.wrong(document, here, f"{code} lies in the nation already.", "leave one out.")
        found.append(Area(states=frozenset({code})))
    return found


def _read_counties(
    document: Document, path: Location, given: Mapping[str, Any], known: Known
) -> list[Area]:
    found: list[Area] = []
    seen: set[str] = set()
    for number, item in _items(given, "counties"):
        here = (*path, "counties", number)
        fips, _, said = item.partition(" ")
        county = known.gazetteer.county(fips)
        if county is None:
            known.wrong(document, here, f"there is no county {fips!r}.", _county_named(said, known))
            continue
        name = f"{county.name}, {county.state}"
        if said and fold(said) not in {fold(name), fold(f"{county.full_name}, {county.state}")}:
            what = f"{fips} is {name}, not {said}."
            known.wrong(document, here, what, _county_named(said, known) or "correct one of them.")
        if fips in seen or county.state in given.get("states", ()):
            known.wrong(document, here, f"{name} is in the area already.", "leave one out.")
        seen.add(fips)
        found.append(
            Area(counties=frozenset({fips}), names={fips: f"{county.full_name}, {county.state}"})
        )
    return found


def _county_named(said: str, known: Known) -> str:
    name, _, state = said.rpartition(", ")
    county = known.gazetteer.county_named(name, state) if name else None
    return f"{said} is {county.fips}." if county else "look the five digits up."


def _read_cities(
    document: Document, path: Location, given: Mapping[str, Any], known: Known
) -> list[Area]:
    found: list[Area] = []
    seen: set[tuple[str, str]] = set()
    for number, item in _items(given, "cities"):
        here = (*path, "cities", number)
        name, _, state = item.rpartition(", ")
        if known.gazetteer.city(name, state) is None:
            names = [city.name for city in known.gazetteer.cities if city.state == state]
            known.wrong(
                document, here, f"there is no city {item!r}.", did_you_mean(name, set(names))
            )
        key = (fold(name), state)
        if key in seen or state in given.get("states", ()):
            known.wrong(document, here, f"{item} is in the area already.", "leave one out.")
        seen.add(key)
        found.append(Area(cities=frozenset({key}), names={f"{key[0]}, {state}": item}))
    return found


def _read_zips(
    document: Document, path: Location, given: Mapping[str, Any], known: Known
) -> list[Area]:
    found: list[Area] = []
    for number, code in _items(given, "zips"):
        place = known.gazetteer.zip(code)
        if place is None:
            here = (*path, "zips", number)
            known.wrong(
                document, here, f"there is no ZIP code {code!r}.", "five digits, in quotes."
            )
            continue
        county = known.gazetteer.counties[place.fips]
        named = f"{county.full_name}, {county.state}"
        found.append(Area(zips=frozenset({code}), names={code: named}))
    return found


def _read_lists(
    document: Document, path: Location, given: Mapping[str, Any], known: Known
) -> list[Area]:
    found: list[Area] = []
    for number, name in _items(given, "lists"):
        if name in known.areas:
            found.append(known.areas[name])
            continue
        here = (*path, "lists", number)
        fix = did_you_mean(name, known.areas) or "add it to areas.yaml."
        known.wrong(document, here, f"there is no area {name!r}.", fix)
    return found


def zone_of(area: Area, known: Known) -> str | None:
    """The time zone in which most counties of an area lie; none for the nation."""
    states = sorted(area.touches())
    counties = [known.gazetteer.counties[fips] for fips in sorted(area.counties)] or [
        county for state in states for county in known.gazetteer.counties_of(state)
    ]
    zones = [county.zone for county in counties]
    return max(sorted(set(zones)), key=zones.count) if zones else None


def counties_in(area: Area, known: Known) -> frozenset[str]:
    """The FIPS codes of all counties that an area touches."""
    found = set(area.counties)
    for state in area.states:
        found |= {county.fips for county in known.gazetteer.counties_of(state)}
    for name, state in area.cities:
        city = known.gazetteer.city(name, state)
        found |= set(city.fips) if city else set()
    for code in area.zips:
        place = known.gazetteer.zip(code)
        found |= {place.fips} if place else set()
    return frozenset(found)


# Hours -------------------------------------------------------------------------------------------


def read_hours(
    document: Document, path: Location, given: Any, zone: str | None, known: Known
) -> Hours:
    """Hours: "always", "unknown", or the spans of a week."""
    if given is None or isinstance(given, str):
        return Hours("always" if given == "always" else "unknown", zone, said=given or "unknown")
    zone = read_zone(document, (*path, "zone"), given["zone"], known)
    week = read_week(document, (*path, "open"), given["open"], known)
    calendar = Calendar("none")
    name = given.get("holidays")
    if name is not None:
        if name not in known.calendars:
            fix = did_you_mean(name, known.calendars) or "add it to holidays.yaml."
            known.wrong(document, (*path, "holidays"), f"there is no list {name!r}.", fix)
        calendar = known.calendars.get(name, calendar)
    return Hours("listed", zone, week, calendar, said=", ".join(given["open"]))


def read_week(
    document: Document, path: Location, given: list[str], known: Known
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Lines such as "mo-fr 08:30-17:00" as spans of minutes for Monday to Sunday."""
    week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for number, said in enumerate(given):
        here = (*path, number)
        days, _, span = said.partition(" ")
        first, _, last = days.partition("-")
        opens, _, closes = span.partition("-")
        start, end = _minute(opens), _minute(closes)
        if first not in DAYS or (last or first) not in DAYS or start is None or end is None:
            known.wrong(document, here, f"{said!r} is not hours.", 'write "mo-fr 08:30-17:00".')
            continue
        if end <= start:
            fix = f'past midnight, write two lines: "{days} {opens}-24:00" and the next day\'s.'
            known.wrong(document, here, f"{said!r} ends before it starts.", fix)
            continue
        begin, stop = DAYS.index(first), DAYS.index(last or first)
        for day in range(begin, stop + 1 if stop >= begin else stop + 8):
            spans = week[day % 7]
            if any(start < other_end and other < end for other, other_end in spans):
                known.wrong(document, here, f"{said!r} overlaps another line.", "make them one.")
                break
            spans.append((start, end))
    return tuple(tuple(sorted(day)) for day in week)


def _minute(clock: str) -> int | None:
    hour, _, minute = clock.partition(":")
    if not (hour.isdigit() and minute.isdigit()):
        return None
    total = int(hour) * 60 + int(minute)
    return total if int(minute) < 60 and total <= 24 * 60 else None


def read_on_call(document: Document, path: Location, given: Any, known: Known) -> OnCall | None:
    """A contact point's turn in a rotation."""
    if given is None:
        return None
    minute, since = _minute(given["at"]), _date(given["since"])
    if minute is None or since is None or given["turn"] > given["turns"]:
        known.wrong(
            document, path, "this is not a turn.", "since a date, at HH:MM, turn 1 to turns."
        )
        return None
    zone = read_zone(document, (*path, "zone"), given["zone"], known)
    ZoneInfo(zone)
    return OnCall(zone, since, minute, given["days"], given["turn"], given["turns"])


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_date(document: Document, path: Location, given: Any, known: Known) -> date | None:
    """A date, or none and a problem when it is not one."""
    day = _date(str(given)) if given is not None else None
    if given is not None and day is None:
        known.wrong(document, path, f"{given!r} is not a date.", "write 2026-11-24.")
    return day


def read_past(document: Document, path: Location, given: Any, known: Known) -> date | None:
    """The day on which something was done; one in the future is none, and a problem.

    It may be tomorrow where the person is who did it.
    """
    day = read_date(document, path, given, known)
    if day is None or known.today is None or day <= known.today + timedelta(days=1):
        return day
    what = f"{day} is in the future: nobody has looked on that day yet."
    known.wrong(document, path, what, "write the day on which the source was read or called.")
    return None


def read_holidays(document: Document, known: Known) -> None:
    """The lists of holidays.yaml."""
    for name, days in (document.data or {}).items():
        holidays = []
        for title, given in days.items():
            if ("day" in given) == ("weekday" in given):
                fix = "give either a day, or a weekday and nth."
                known.wrong(document, (name, title), f"{title} is not a day of the year.", fix)
                continue
            weekday = DAYS.index(given["weekday"]) if "weekday" in given else None
            holidays.append(
                Holiday(
                    title,
                    given["month"],
                    given.get("day"),
                    weekday,
                    given.get("nth", 1),
                    bool(given.get("observed")),
                )
            )
        known.calendars[name] = Calendar(name, tuple(holidays))


def read_duration(text: str) -> Duration:
    """``5 minutes``, ``1 hour``, ``24 hours``, ``3 business days``; the schema has checked it."""
    count, _, unit = text.partition(" ")
    if unit.startswith("business"):
        return Duration(days=int(count))
    return Duration(minutes=int(count) * MINUTES[unit.removesuffix("s")])
