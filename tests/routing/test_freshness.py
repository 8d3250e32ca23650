"""An entry is as old as what vouches for it: a call, its agency's word, or the page's own date.

At commit eb54eb2 the day on which someone read a page of 2009 made its number fresh for a year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import routing
from hotline.domain import Known, Role, Type
from hotline.routing import NATIONAL_HOTLINE, help_near
from hotline.routing.freshness import fresh_until, page_day
from hotline.routing.types import Status
from tests.routing.books import agency, asked, at, book_of, case, files, shipped

READ = date(2026, 11, 24)


def until(**changes: str) -> date | None:
    book = book_of(files(agency(**changes)))
    return book.fresh_until(book.agencies["webb_line"])


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({"page_date": "'2009'"}, date(2009, 1, 1) + timedelta(1095)),
        ({"page_date": "'2013-02-15'"}, date(2013, 2, 15) + timedelta(1095)),
        ({"page_date": "'2024-07'"}, date(2024, 7, 1) + timedelta(1095)),
        ({"page_date": "'2026-11-01'"}, date(2026, 11, 1) + timedelta(1095)),
        ({"page_date": "undated"}, READ + timedelta(180)),
        ({}, READ + timedelta(180)),
        ({"page_date": "'2009'", "called": "2026-11-01"}, date(2027, 11, 1)),
        ({"page_date": "'2009'", "confirmed": "2026-10-01"}, date(2027, 10, 1)),
        ({"called": "2025-11-01", "confirmed": "2026-01-15"}, READ + timedelta(180)),
        ({"read": "", "called": "2026-03-01", "sources": ""}, date(2027, 3, 1)),
        ({"read": "", "called": "2020-03-01", "page_date": "'2026-11-01'"}, date(2021, 3, 1)),
    ],
)
def test_an_entry_lasts_as_long_as_the_best_that_vouches_for_it(
    changes: dict[str, str], last: date
) -> None:
    assert until(**changes) == last


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("undated", None), ("", None), ("2023", date(2023, 1, 1)), ("2023-07", date(2023, 7, 1)),
        ("2023-07-13", date(2023, 7, 13)), ("2023-13", None), ("2023-02-30", None),
    ],
)  # fmt: skip
def test_a_date_in_part_counts_from_its_first_day(said: str, day: date | None) -> None:
    assert page_day(said) == day


@given(
    read=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    page=st.dates(date(1999, 1, 1), date(2026, 1, 1)),
)
def test_reading_an_old_page_again_never_makes_it_younger(read: date, page: date) -> None:
    book = book_of(files(agency(page_date=f"'{page}'", read=f"{read}")))
    assert fresh_until(book.agencies["webb_line"], book.policy) == page + timedelta(1095)


def test_the_policy_sets_how_long_each_counts() -> None:
    national = files()["national.yaml"].replace(
        "verified_within: 365 days",
        "verified_within: 100 days\npage_within: 200 days\nundated_within: 30 days",
    )
    for changes, last in (
        ({"called": "2026-11-01"}, date(2026, 11, 1) + timedelta(100)),
        ({"page_date": "'2026-11-01'"}, date(2026, 11, 1) + timedelta(200)),
        ({"page_date": "undated"}, READ + timedelta(30)),
    ):
        book = book_of(files(agency(**changes), national=national))
        assert book.fresh_until(book.agencies["webb_line"]) == last


# No entry is live past its age -------------------------------------------------------------------

PLACES = (
    "Houston, TX", "Las Vegas, NV", "Helena, MT", "Salt Lake City, UT", "Denver, CO",
    "Springfield, IL", "Tampa, FL", "San Juan, PR", "Newark, NJ", "Los Angeles, CA", "Miami, FL",
    "Omaha, NE", "Richmond, VA", "Honolulu, HI",
)  # fmt: skip
TODAY = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, 30, 31, 182, 183, 400, 800, 1100, 5000])
def test_no_entry_is_live_past_its_age(days: int) -> None:
    """Whatever is asked, rung or given out is fresh on the day; only the National Hotline stays."""
    book, when = shipped(), TODAY + timedelta(days=days)
    too_old = {
        known.id
        for known in book.agencies.values()
        if (last := book.fresh_until(known)) is None or last < when.date()
    } - {NATIONAL_HOTLINE}
    assert {"co_cps", "mt_hotline", "ut_secure_tip_line", "fl_fdle_tips"} <= too_old
    for place in PLACES:
        for kind in (Type.SEX, Type.LABOR, Type.HIGH_RISK):
            for role in Role:
                for minor in (Known.YES, Known.NO):
                    facts = {"type": kind, "role": role, "minor": minor}
                    reported = case(place, **facts, consents=frozenset({"law_enforcement"}))
                    found = routing.decide(reported, book, when, reasons=False)
                    used = {o.agency_id for o in found.offers}
                    used |= {line.agency_id for line in found.lines}
                    assert not used & too_old, (place, facts)
        for need in ("shelter", "legal", "sexual_assault", "crisis", "youth"):
            lines = help_near(book, need=need, place=at(place), language="en", at=when)
            assert not {line.agency.id for line in lines} & too_old


def test_every_shipped_entry_says_where_it_was_read_how_old_that_is_and_what_it_says() -> None:
    for known in shipped().agencies.values():
        if known.status is Status.VERIFIED:
            assert known.sources and known.page_date and known.found, known.id


# Whether it takes people in, and free beds --------------------------------------------------------

NATIONAL = files()["national.yaml"].replace("does: tips", "does: shelter")
NOON = datetime(2026, 11, 25, 18, tzinfo=UTC)


def order(first: dict[str, str], second: dict[str, str], when: datetime = NOON) -> list[str]:
    base = {"kind": "victim_services", "does": "[shelter, tips]"}
    book = book_of(
        files(
            agency("aa_first", **base, **first),
            agency("bb_second", **base, **second),
            national=NATIONAL,
        )
    )
    found = routing.decide(case("Laredo, TX"), book, when)
    bare = routing.decide(case("Laredo, TX"), book, when, reasons=False)
    assert bare.offers == found.offers
    assert bare.lines == found.lines
    return [name.split("_")[-1] for name in asked(found)][:-1]


FREE = "{free: 2, of: 12, on: 2026-11-24}"
NONE_FREE = "{free: 0, of: 12, on: 2026-11-24}"


@pytest.mark.parametrize(
    ("first", "second", "asked_in_order"),
    [
        ({}, {}, ["first", "second"]),
        ({"intake": "closed"}, {}, ["second"]),
        ({"intake": "paused", "intake_on": "2026-10-01"}, {}, ["second"]),
        ({"intake": "waiting_list"}, {}, ["second", "first"]),
        ({"intake": "open"}, {"intake": "closed"}, ["first"]),
        ({}, {"beds": FREE}, ["second", "first"]),
        ({"beds": NONE_FREE}, {}, ["second"]),
        ({"beds": NONE_FREE}, {"beds": NONE_FREE}, []),
        ({"beds": "{free: 0, on: 2026-11-01}"}, {"beds": "{free: 9, on: 2026-11-01}"},
         ["first", "second"]),
        ({"intake": "waiting_list", "beds": FREE}, {}, ["second", "first"]),
        ({"beds": FREE}, {"beds": FREE}, ["first", "second"]),
    ],
)  # fmt: skip
def test_reports_go_by_who_takes_people_in_and_who_has_a_bed(
    first: dict[str, str], second: dict[str, str], asked_in_order: list[str]
) -> None:
    assert order(first, second) == asked_in_order


def test_a_count_of_beds_is_believed_for_its_time_only_and_the_quick_answer_knows_it() -> None:
    assert order({"beds": NONE_FREE}, {}, NOON) == ["second"]
    assert order({"beds": NONE_FREE}, {}, NOON + timedelta(2)) == ["first", "second"]


def test_more_free_beds_than_there_are_is_an_error_with_its_line() -> None:
    _, problems = routing.load_files(
        files(agency(beds="{free: 13, of: 12, on: 2026-11-24}")), demo=False
    )
    assert [p.what for p in problems if p.severity == "error"] == ["13 beds are free, of 12."]
