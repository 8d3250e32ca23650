"""Open hours in numbers: holidays on and beside their day, an office's week, and due times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hotline.domain import AnswerClock
from hotline.routing.decide import _minutes
from hotline.routing.hours import (
    ALWAYS,
    SEARCHED_DAYS,
    UNKNOWN,
    Calendar,
    Holiday,
    Hours,
    due,
)
from hotline.routing.types import Duration

OFFICE = ((9 * 60, 17 * 60),)
WEEK = (OFFICE,) * 5 + ((),) * 2
DESK = Hours("listed", "America/Chicago", WEEK, said="Mo-Fr 09:00-17:00")
TUESDAY = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""Noon in Chicago."""
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("observed", "year", "days"),
    [
        (True, 2026, {"2026-07-03", "2026-07-04"}),  # a Saturday
        (True, 2027, {"2027-07-04", "2027-07-05"}),  # a Sunday
        (True, 2025, {"2025-07-04"}),  # a Friday
        (True, 2028, {"2028-07-04"}),
        (False, 2026, {"2026-07-04"}),
        (False, 2027, {"2027-07-04"}),
    ],
)
def test_a_holiday_on_a_weekend_is_observed_on_the_friday_before_or_the_monday_after(
    observed: bool, year: int, days: set[str]
) -> None:
    fourth = Holiday("Independence Day", 7, 4, observed=observed)
    assert {day.isoformat() for day in fourth.dates(year)} == days


def test_a_holiday_without_a_day_is_the_first_of_its_month() -> None:
    assert Holiday("May Day", 5).dates(2026) == {date(2026, 5, 1)}


@pytest.mark.parametrize("year", range(2024, 2036))
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("nth", [1, 2, 4, -1])
def test_the_nth_weekday_of_a_month_is_that_one(year: int, weekday: int, nth: int) -> None:
    for month in (2, 5, 12):
        (day,) = Holiday("", month, weekday=weekday, nth=nth).dates(year)
        begin = date(year, month, 1)
        of_month = [begin + timedelta(days=n) for n in range(31)]
        same = [d for d in of_month if d.month == month and d.weekday() == weekday]
        assert day == (same[nth - 1] if nth > 0 else same[-1])


def test_hours_are_shown_in_the_words_that_agencies_know() -> None:
    assert [str(ALWAYS), str(UNKNOWN)] == ["day and night", "hours not known"]
    assert str(DESK) == "Mo-Fr 09:00-17:00 America/Chicago"


@pytest.mark.parametrize("known", ["always", "unknown"])
def test_where_nothing_is_listed_business_is_an_offices_on_weekdays_but_holidays(
    known: str,
) -> None:
    thanksgiving = Calendar("one", (Holiday("Thanksgiving", 11, weekday=3, nth=4),))
    kept = Hours(known, "America/Chicago", holidays=thanksgiving)  # type: ignore[arg-type]
    office = kept.business()
    assert (office.known, office.zone, office.week) == ("listed", "America/Chicago", WEEK)
    monday = date(2026, 11, 23)
    lengths = [
        [(end - start) / HOUR for start, end in office.spans(monday + timedelta(days=n))]
        for n in range(7)
    ]
    assert lengths == [[8], [8], [8], [], [8], [], []]
    assert DESK.business() is DESK


@pytest.mark.parametrize("minute", [120, 121, 130, 150, 157, 179])
def test_an_opening_at_any_minute_of_the_hour_that_is_skipped_is_at_the_skip(minute: int) -> None:
    early = Hours("listed", "America/Chicago", (((minute, 600),),) * 7)
    ((opened, _),) = early.spans(date(2027, 3, 14))
    assert opened == datetime(2027, 3, 14, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "opens", "closes"),
    [
        ("America/Chicago", 15, 23),
        ("America/New_York", 14, 22),
        ("UTC", 9, 17),
        (None, 9, 17),
        ("Asia/Tokyo", 3, 8),  # noon there: open since nine
    ],
)
def test_openings_are_on_the_local_days_of_the_zone_or_else_of_utc(
    zone: str | None, opens: int, closes: int
) -> None:
    hours = Hours("listed", zone, (OFFICE,) * 7)
    at_three = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert next(hours.openings(at_three)) == (
        at_three.replace(hour=opens),
        at_three.replace(hour=closes),
    )


def test_on_an_evening_out_west_it_is_still_open_on_the_local_day_before() -> None:
    late = Hours("listed", "Pacific/Honolulu", (((9 * 60, 20 * 60),),) * 7)
    evening = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Monday, five in the afternoon
    assert next(late.openings(evening)) == (evening, evening.replace(hour=6))


def test_an_opening_that_is_under_way_begins_now_and_ends_when_it_does() -> None:
    (first, second) = [span for span, _ in zip(DESK.openings(TUESDAY), range(2), strict=False)]
    assert first == (TUESDAY, TUESDAY + 5 * HOUR)
    assert second == (TUESDAY + 21 * HOUR, TUESDAY + 29 * HOUR)
    (at_closing, _) = next(DESK.openings(TUESDAY + 5 * HOUR))
    assert at_closing == TUESDAY + 21 * HOUR, "what ends now is over"


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(-30, -0.5), (0, 0), (1, 1 / 60), (300, 5), (301, 21 + 1 / 60), (780, 29), (781, 45 + 1 / 60)],
)
def test_minutes_are_counted_while_it_is_open_and_none_is_now_even_when_closed(
    minutes: int, hours: float
) -> None:
    assert due(DESK, TUESDAY, minutes, AnswerClock.OPEN_HOURS) == TUESDAY + hours * HOUR
    night = TUESDAY + 9 * HOUR
    if minutes <= 0:
        assert due(DESK, night, minutes, AnswerClock.OPEN_HOURS) == night + hours * HOUR


def test_an_agency_that_never_opens_again_has_a_year() -> None:
    closed = Hours("listed", "America/Chicago")
    year = timedelta(days=SEARCHED_DAYS)
    assert due(closed, TUESDAY, 1, AnswerClock.OPEN_HOURS) == TUESDAY + year
    assert list(closed.openings(TUESDAY)) == []
    once = Hours("listed", "America/Chicago", (((9 * 60, 9 * 60 + 1),),) + ((),) * 6)
    assert due(once, TUESDAY, 60, AnswerClock.OPEN_HOURS) == TUESDAY + year, "too few minutes"


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [(Duration(minutes=90), 90), (Duration(days=1), 1440), (Duration(days=3), 4320)],
)
def test_a_duration_in_days_is_of_whole_days(duration: Duration, minutes: int) -> None:
    assert _minutes(duration) == minutes
