"""Hours on the wall clock of the agency: clock changes, holidays, turns on call, and due times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import routing
from hotline.routing.hours import ALWAYS, UNKNOWN, Calendar, Holiday, Hours, OnCall
from hotline.routing.types import Agency
from tests.routing.books import shipped

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = ((9 * 60, 17 * 60),)
WEEKDAYS = (OFFICE,) * 5 + ((),) * 2
FEDERAL = shipped().agencies["or_irco_malheur"].hours.holidays
DESK = Hours("listed", "America/Chicago", WEEKDAYS, FEDERAL)


def chicago(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=CHICAGO, fold=fold)  # type: ignore[arg-type, misc]


def keeping(hours: Hours) -> Agency:
    """An agency with these hours."""
    return replace(shipped().agencies["ok_hotline"], hours=hours)


def due(hours: Hours, start: datetime, minutes: int) -> datetime:
    return routing.due(keeping(hours), start, minutes, "open").astimezone(CHICAGO)


def test_an_hour_follows_the_wall_clock_through_the_year() -> None:
    for month, day in ((1, 13), (3, 10), (7, 14), (11, 10)):  # Tuesdays
        assert DESK.is_open(chicago(2026, month, day, 9, 0))
        assert not DESK.is_open(chicago(2026, month, day, 8, 59))


def test_a_day_with_clocks_changed_is_as_long_as_its_wall_clock_says() -> None:
    nights = Hours("listed", "America/Chicago", (((0, 6 * 60),),) * 7)
    (spring,) = nights.spans(date(2027, 3, 14))
    (autumn,) = nights.spans(date(2026, 11, 1))
    assert spring[1] - spring[0] == timedelta(hours=5)
    assert autumn[1] - autumn[0] == timedelta(hours=7)


def test_an_opening_in_the_hour_that_is_skipped_is_at_the_skip() -> None:
    early = Hours("listed", "America/Chicago", (((150, 600),),) * 7)  # from 2:30
    (span,) = early.spans(date(2027, 3, 14))
    assert span[0] == chicago(2027, 3, 14, 3, 0)
    assert early.is_open(chicago(2027, 3, 14, 3, 0))
    assert not early.is_open(chicago(2027, 3, 14, 1, 59))


def test_in_the_hour_that_comes_twice_a_line_stays_open_until_its_second_end() -> None:
    until = Hours("listed", "America/Chicago", (((0, 90),),) * 7)  # until 1:30
    assert until.is_open(chicago(2026, 11, 1, 1, 45))
    assert until.is_open(chicago(2026, 11, 1, 1, 15, fold=1))
    assert not until.is_open(chicago(2026, 11, 1, 1, 30, fold=1))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 12, 31), "New Year's Day"),  # 1 January 2028 is a Saturday
        (date(2026, 7, 3), "Independence Day"),  # the 4th is a Saturday
        (date(2027, 7, 5), "Independence Day"),  # the 4th is a Sunday
        (date(2027, 1, 18), "Birthday of Martin Luther King, Jr."),
        (date(2027, 5, 31), "Memorial Day"),
        (date(2026, 11, 27), None),
    ],
)
def test_federal_holidays_fall_where_the_law_puts_them(day: date, name: str | None) -> None:
    assert FEDERAL.on(day) == name


def test_a_29th_of_february_is_no_holiday_in_other_years() -> None:
    leap = Calendar("leap", (Holiday("Leap day", 2, 29),))
    assert leap.on(date(2028, 2, 29)) == "Leap day"
    assert leap.on(date(2027, 2, 28)) is None


# Due times ---------------------------------------------------------------------------------------


def test_every_minute_counts_on_the_clock_that_always_runs() -> None:
    agency = shipped().agencies["or_irco_malheur"]
    friday_night = chicago(2026, 11, 27, 23, 0)
    assert routing.due(agency, friday_night, 60, "always") == chicago(2026, 11, 28, 0, 0)


def test_three_business_days_from_friday_afternoon_end_on_wednesday() -> None:
    friday = chicago(2026, 11, 20, 16, 0)
    assert due(DESK, friday, 3 * 480) == chicago(2026, 11, 25, 16, 0)


def test_a_holiday_and_a_night_do_not_count() -> None:
    wednesday_night = chicago(2026, 11, 25, 22, 0)
    assert due(DESK, wednesday_night, 60) == chicago(2026, 11, 27, 10, 0)


def test_open_hours_across_a_clock_change_are_real_hours() -> None:
    saturday = chicago(2027, 3, 13, 12, 0)
    assert due(DESK, saturday, 30) == chicago(2027, 3, 15, 9, 30)


def test_business_days_of_a_line_that_never_closes_are_an_offices() -> None:
    friday = chicago(2026, 11, 20, 20, 0)
    for hours in (Hours("always", "America/Chicago"), Hours("unknown", "America/Chicago")):
        assert due(hours, friday, 480) == chicago(2026, 11, 23, 17, 0)


def test_an_agency_that_never_opens_is_given_a_year_not_for_ever() -> None:
    never = Hours("listed", "America/Chicago", ((),) * 7)
    start = chicago(2026, 11, 20, 20, 0)
    assert due(never, start, 10) - start <= timedelta(days=371)


minutes = st.integers(1, 5000)
starts = st.integers(0, 3 * 365 * 1440).map(
    lambda later: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=later)
)
spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[1] - s[0] >= 30)
zones = st.sampled_from(["America/Chicago", "America/Phoenix", "Pacific/Guam", "America/Nome"])


@given(starts, minutes, spans, zones)
def test_a_due_time_is_in_or_at_the_end_of_open_hours_and_never_too_early(
    start: datetime, wanted: int, span: tuple[int, int], zone: str
) -> None:
    hours = Hours("listed", zone, ((span,),) * 7, FEDERAL)
    end = routing.due(keeping(hours), start, wanted, "open")
    assert end - start >= timedelta(minutes=wanted)
    open_minutes = sum(
        ((min(closed, end) - opened) for opened, closed in _until(hours, start, end)), timedelta()
    )
    assert open_minutes == timedelta(minutes=wanted)
    assert hours.is_open(end - timedelta(seconds=1))


def _until(hours: Hours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    found = []
    for opened, closed in hours.openings(start):
        if opened >= end:
            break
        found.append((opened, closed))
    return found


@given(starts, minutes, minutes, spans, zones)
def test_more_time_is_never_due_earlier(
    start: datetime, first: int, more: int, span: tuple[int, int], zone: str
) -> None:
    agency = keeping(Hours("listed", zone, ((span,),) * 5 + ((),) * 2))
    assert routing.due(agency, start, first, "open") <= routing.due(
        agency, start, first + more, "open"
    )


# Always, unknown, on call ------------------------------------------------------------------------


def test_nobody_knows_whether_a_line_of_unknown_hours_is_open() -> None:
    assert UNKNOWN.is_open(chicago(2026, 1, 1, 3)) is None
    assert ALWAYS.is_open(chicago(2026, 1, 1, 3)) is True


def test_turns_on_call_change_at_their_hour_and_follow_each_other() -> None:
    first, second = (
        OnCall("America/Chicago", date(2026, 11, 2), 8 * 60, 7, turn, 2) for turn in (1, 2)
    )
    monday = chicago(2026, 11, 9, 7, 59)
    assert first.has_turn(monday)
    assert second.has_turn(monday + timedelta(minutes=1))
    assert first.has_turn(chicago(2026, 11, 16, 8, 0))
    for days in range(60):
        at = chicago(2026, 11, 2, 8, 0) + timedelta(days=days, hours=3)
        assert first.has_turn(at) != second.has_turn(at)


# Nights and holidays -----------------------------------------------------------------------------

NIGHT = ((0, 6 * 60), (22 * 60, 1440))
NIGHTS = Hours("listed", "America/Chicago", (NIGHT,) * 7, FEDERAL)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (chicago(2026, 12, 24, 23), True),
        (chicago(2026, 12, 25, 1), True),  # who came on the 24th stays until the morning
        (chicago(2026, 12, 25, 5, 59), True),
        (chicago(2026, 12, 25, 22, 30), False),  # nobody comes on the 25th
        (chicago(2026, 12, 26, 1), False),
        (chicago(2026, 12, 26, 22), True),
        (chicago(2026, 12, 27, 1), True),
        (chicago(2027, 1, 1, 1), True),
        (chicago(2027, 1, 1, 23), False),
        (chicago(2027, 1, 2, 5), False),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(at: datetime, there: bool) -> None:
    assert NIGHTS.is_open(at) is there


@pytest.mark.parametrize(
    ("week", "at", "there"),
    [
        (((0, 1440),) * 1, chicago(2026, 12, 25, 1), False),  # day and night: a holiday is a day
        (((0, 1440),) * 1, chicago(2026, 12, 26, 1), True),
        (((9 * 60, 17 * 60),) * 1, chicago(2026, 12, 25, 10), False),
        (((0, 8 * 60),) * 1, chicago(2026, 12, 25, 1), False),  # mornings only are no nights
        (((0, 8 * 60),) * 1, chicago(2026, 12, 26, 1), True),
    ],
)
def test_what_is_no_night_is_closed_on_the_holiday_itself(
    week: tuple[tuple[int, int], ...], at: datetime, there: bool
) -> None:
    assert Hours("listed", "America/Chicago", (week,) * 7, FEDERAL).is_open(at) is there


@given(
    begins=st.integers(13 * 60, 1439),
    ends=st.integers(1, 12 * 60),
    day=st.integers(0, 3652),
    minute=st.integers(0, 1439),
    nights=st.frozensets(st.integers(0, 6)),
)
def test_nights_of_ten_years_agree_with_an_independent_reading(
    begins: int, ends: int, day: int, minute: int, nights: frozenset[int]
) -> None:
    week = tuple(
        (((0, ends),) if (number - 1) % 7 in nights else ())
        + (((begins, 1440),) if number in nights else ())
        for number in range(7)
    )
    hours = Hours("listed", "America/Phoenix", week, FEDERAL)
    on = date(2020, 1, 1) + timedelta(days=day)
    at = datetime(
        on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=ZoneInfo("America/Phoenix")
    )

    def begun(shift: date) -> bool:
        return shift.weekday() in nights and FEDERAL.on(shift) is None

    there = (minute >= begins and begun(on)) or (minute < ends and begun(on - timedelta(days=1)))
    assert hours.is_open(at) is there
