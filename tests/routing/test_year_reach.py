"""Every county and hour of a year: who stands before the National Hotline, proved once."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from hotline import routing
from hotline.domain import Known
from hotline.geo import Gazetteer
from hotline.routing import Coverage, RuleBook
from hotline.routing.proof_memory import Keys
from hotline.routing.year_gaps import shares, year_gaps
from hotline.routing.year_reach import (
    AGREED,
    BY_PHONE,
    HOURS_UNKNOWN,
    NOBODY,
    PROBES,
    level,
    year_of,
)
from tests.routing.books import agency, at, book_of, files, shipped, shipped_files

START = datetime(2026, 12, 1, tzinfo=UTC)
YEAR = 366 * 24 * 60
HOLIDAYS = "federal:\n  Christmas Day: {month: 12, day: 25}\n"
ALERT = (
    "[{channel: email, purpose: alert, address: desk@webb.example.org, agreement: MOU 1}, "
    '{channel: phone, purpose: public_line, address: "+19562125100"}]'
)


def year(book: RuleBook, place: str = "Webb County, TX") -> dict[str, dict[str, int]]:
    where = at(place)
    return year_of(book, book.nearby(where), where, START)


def tip(**changes: str) -> dict[str, int]:
    more = {"holidays": HOLIDAYS} if "holidays" in changes.get("hours", "") else {}
    return year(book_of(files(agency(called="2026-11-24", **changes), **more)))["a tip"]


def test_a_year_has_all_its_minutes_whoever_is_there() -> None:
    for found in year(shipped()).values():
        assert sum(found.values()) == YEAR


def test_who_counts_is_fresh_open_agreed_or_reachable() -> None:
    until = (datetime(2027, 11, 25, tzinfo=UTC) - START) // timedelta(minutes=1)
    assert tip() == {BY_PHONE: until, NOBODY: YEAR - until}, "lapses a year after the call"
    assert tip(contacts=ALERT)[AGREED] == until
    assert tip(hours="unknown")[HOURS_UNKNOWN] == until
    assert tip(status="unverified") == {NOBODY: YEAR}
    assert tip(intake="closed") == {NOBODY: YEAR}
    doubtful = '[{channel: phone, purpose: public_line, address: "+19562125100", doubt: old}]'
    assert tip(contacts=doubtful) == {NOBODY: YEAR}


@pytest.mark.parametrize(
    "hours",
    [
        '{zone: America/Chicago, open: ["mo-fr 08:30-17:00"], holidays: federal}',
        '{zone: America/Chicago, open: ["mo-su 22:00-24:00", "mo-su 00:00-06:00"]}',
        '{zone: America/Boise, open: ["su 00:00-04:00"]}',
        '{zone: America/Phoenix, open: ["sa 10:00-12:00", "we 23:00-24:00"]}',
    ],
)
def test_every_hour_is_counted_as_an_hour_by_hour_look_does(hours: str) -> None:
    """Holidays and both changes of the clock included: an independent count, minute by minute."""
    found = tip(hours=hours)
    book = book_of(files(agency(called="2026-11-24", hours=hours), holidays=HOLIDAYS))
    line = book.agencies["webb_line"]
    last = book.fresh_until(line)
    assert last is not None
    slow: Counter[str] = Counter()
    for step in range(0, YEAR, 30):
        moment = START + timedelta(minutes=step)
        is_open = line.hours.is_open(moment) and moment.date() <= last
        slow[BY_PHONE if is_open else NOBODY] += 30
    assert found == dict(slow)


def test_the_level_is_that_of_the_best_one_asked() -> None:
    book = book_of(files(agency("aa"), agency("bb", contacts=ALERT), agency("cc", hours="unknown")))
    asked = replace(PROBES["a tip"], place=at("Laredo, TX"))
    assert level(routing.decide(asked, book, START), book) == AGREED
    assert level(routing.decide(replace(asked, place=at("TX")), book, START), book) == NOBODY


# All counties, and again after a change -----------------------------------------------------------


@pytest.fixture(scope="module")
def proved() -> tuple[Coverage, dict[str, Any], float]:
    memory: dict[str, Any] = {}
    began = process_time()
    found = routing.prove(shipped(), START, memory, "rules")
    return found, json.loads(json.dumps(memory)), process_time() - began


def test_all_counties_and_hours_take_less_than_a_minute(
    proved: tuple[Coverage, dict[str, Any], float],
) -> None:
    found, _, seconds = proved
    assert set(found.years) == set(Gazetteer.load().counties)
    assert seconds < 60
    for kinds in found.years.values():
        assert set(kinds) == set(PROBES)
        assert {sum(count.values()) for count in kinds.values()} == {YEAR}


def changed(path: str, old: str, new: str) -> RuleBook:
    given = dict(shipped_files())
    assert old in given[path]
    given[path] = given[path].replace(old, new, 1)
    book, problems = routing.load_files(given, demo=False)
    assert book is not None, problems
    return book


@pytest.mark.parametrize(
    ("path", "old", "new", "classes"),
    [
        ("agencies/DE.yaml", "    hours: always\n", "", 1),
        ("agencies/KY.yaml", "    ages: minors\n", "    ages: minors\n    intake: closed\n", 1),
        ("agencies/US.yaml", "  Wages and hours below", "  Wages and hours under", 0),
    ],
)
def test_after_one_entry_changed_only_its_places_are_proved_again(
    proved: tuple[Coverage, dict[str, Any], float], path: str, old: str, new: str, classes: int
) -> None:
    book = changed(path, old, new)
    memory = json.loads(json.dumps(proved[1]))
    began = process_time()
    quick = routing.prove(book, START, memory, "rules")
    seconds = process_time() - began
    assert quick.proved_now == classes
    assert seconds < 1.0
    state = path[9:11]
    county = next((f for f, c in Gazetteer.load().counties.items() if c.state == state), None)
    if county:
        place = Gazetteer.load().place_of_county(Gazetteer.load().counties[county], 1.0)
        assert quick.years[county] == year_of(book, book.nearby(place), place, START)


def test_nothing_is_remembered_over_other_rules_or_another_day(
    proved: tuple[Coverage, dict[str, Any], float],
) -> None:
    again = routing.prove(shipped(), START, dict(proved[1]), "rules")
    assert again.proved_now == 0
    assert again.as_json() == proved[0].as_json()
    nearby = shipped().nearby(at("Laredo, TX"))
    keys = {
        Keys(shipped(), start, salt).of(nearby, [])
        for start, salt in ((START, "rules"), (START, "other"), (START + timedelta(1), "rules"))
    }
    assert len(keys) == 3


def test_each_gap_names_its_hours_and_the_nearest_who_is_there(
    proved: tuple[Coverage, dict[str, Any], float],
) -> None:
    found, _, _ = proved
    gaps = year_gaps(shipped(), found.years, found.local_counties)
    wyoming = next(gap for gap in gaps if (gap.state, gap.kind) == ("WY", "a child"))
    assert wyoming.hours == 366 * 24
    assert len(wyoming.counties) == 23
    assert wyoming.nearest.endswith(" km")
    assert all(gap.hours for gap in gaps)
    whole = {share.kind: share for share in shares(found.years, found.years)}
    assert 0 == whole["a child"].agreed < whole["a child"].reached < 1
    assert PROBES["a child"].minor is Known.YES
