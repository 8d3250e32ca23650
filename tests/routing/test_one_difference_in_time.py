"""One difference in the hour, holiday or clock changes the decision; reasons and counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hotline import routing
from hotline.domain import Urgency
from hotline.routing.hours import OFFICE_MINUTES, Calendar, Holiday, Hours, OnCall, due, opens
from tests.routing.books import (
    NOON,
    agency,
    case,
    decide,
    rung,
    shipped,
)
from tests.routing.one_rule import LABOR, LAREDO, MEMORIAL, with_rule

# Holidays of every year --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holiday", "day"),
    [
        (MEMORIAL, date(2025, 5, 26)),
        (MEMORIAL, date(2026, 5, 25)),
        (MEMORIAL, date(2027, 5, 31)),  # the last day of the month itself
        (MEMORIAL, date(2028, 5, 29)),
        (LABOR, date(2025, 9, 1)),  # the first day of the month itself
        (LABOR, date(2026, 9, 7)),
        (LABOR, date(2027, 9, 6)),
        (LABOR, date(2031, 9, 1)),
        (Holiday("last of the year", 12, weekday=3, nth=-1), date(2026, 12, 31)),
        (Holiday("last of the year", 12, weekday=3, nth=-1), date(2027, 12, 30)),
        (Holiday("leap Tuesday", 2, weekday=1, nth=-1), date(2028, 2, 29)),
        (Holiday("fourth Thursday", 11, weekday=3, nth=4), date(2026, 11, 26)),
        (Holiday("fourth Thursday", 11, weekday=3, nth=4), date(2029, 11, 22)),
    ],
)
def test_a_holiday_by_weekday_falls_on_its_day_in_every_year(holiday: Holiday, day: date) -> None:
    assert holiday.dates(day.year) == {day}
    calendar = Calendar("one", (holiday,))
    near = [day + timedelta(days=by) for by in range(-8, 9)]
    assert [each for each in near if calendar.on(each)] == [day]


@pytest.mark.parametrize("year", range(2024, 2040))
def test_the_shipped_federal_holidays_agree_with_the_statute(year: int) -> None:
    """5 USC 6103(a): the last Monday of May, the first of September, counted here day by day."""
    federal = shipped().agencies["national_hotline"].hours.holidays
    calendars = {entry.hours.holidays for entry in shipped().agencies.values()} - {federal}
    federal = next(c for c in (federal, *calendars) if c.on(date(year, 12, 25)))
    mondays = {
        month: [
            date(year, month, day) for day in range(1, 31) if date(year, month, day).weekday() == 0
        ]
        for month in (5, 9)
    }
    may_31 = date(year, 5, 31)
    last = may_31 if may_31.weekday() == 0 else mondays[5][-1]
    assert federal.on(last) == "Memorial Day"
    assert federal.on(mondays[9][0]) == "Labor Day"
    assert not federal.on(last - timedelta(days=7)) and not federal.on(mondays[9][1])


# Clocks ------------------------------------------------------------------------------------------


def test_a_business_day_of_unknown_hours_is_an_offices_of_eight_hours() -> None:
    assert OFFICE_MINUTES == 8 * 60
    assert Hours("listed", "America/Chicago", ((),) * 7).day_minutes() == OFFICE_MINUTES
    assert Hours("unknown", "America/Chicago").day_minutes() == OFFICE_MINUTES
    short = Hours("listed", "America/Chicago", (((540, 600), (660, 720)), ((0, 60),), *((),) * 5))
    assert short.day_minutes() == 90, "the mean of the days on which it opens"


def test_it_opens_now_or_at_its_next_opening() -> None:
    mornings = Hours("listed", "America/Chicago", (((480, 720),),) * 5 + ((),) * 2)
    ten = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # a Tuesday, 10:00 there
    assert opens(mornings, ten) == ten
    assert opens(mornings, ten - timedelta(hours=4)) == ten - timedelta(hours=2)
    assert opens(mornings, ten + timedelta(hours=2)) == ten + timedelta(hours=22)
    assert opens(Hours("listed", "America/Chicago", ((),) * 7), ten) == ten, "it never opens"
    assert mornings.changes() == {d * 1440 + m for d in range(5) for m in (480, 720)}


@pytest.mark.parametrize(
    ("minutes", "clock", "wanted"),
    [
        (0, "open", timedelta()),
        (-5, "open", timedelta(minutes=-5)),
        (120, "open", timedelta(hours=2)),
        (121, "open", timedelta(hours=22, minutes=1)),
        (121, "always", timedelta(minutes=121)),
        (360, "open", timedelta(hours=26)),
        (361, "open", timedelta(hours=46, minutes=1)),
    ],
)
def test_an_open_clock_stops_while_it_is_closed(
    minutes: int, clock: str, wanted: timedelta
) -> None:
    mornings = Hours("listed", "America/Chicago", (((480, 720),),) * 5 + ((),) * 2)
    ten = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert due(mornings, ten, minutes, clock) - ten == wanted


@pytest.mark.parametrize(
    ("at", "turn"),
    [
        ("2026-11-02T07:59", 3),
        ("2026-11-02T08:00", 1),
        ("2026-11-09T07:59", 1),
        ("2026-11-09T08:00", 2),
        ("2026-11-16T08:00", 3),
        ("2026-11-23T08:00", 1),
        ("2026-10-26T08:00", 3),
    ],
)
def test_exactly_one_turn_is_on_call_before_and_after_the_first_date(at: str, turn: int) -> None:
    shift = timedelta(hours=5 if at < "2026-11-01" else 6)
    when = datetime.fromisoformat(at).replace(tzinfo=UTC) + shift
    turns = [OnCall("America/Chicago", date(2026, 11, 2), 480, 7, n, 3) for n in (1, 2, 3)]
    assert [one.turn for one in turns if one.has_turn(when)] == [turn]


# Reasons and counts ------------------------------------------------------------------------------


def test_a_backup_is_offered_by_the_rule_that_asks_its_agency() -> None:
    book = with_rule(
        "{} -> {agency: first}",
        agency("first", backup="desk"),
        agency("desk", does="[youth]"),
    )
    offers = routing.decide(case(LAREDO), book, NOON).offers
    assert [(offer.agency_id, offer.rule) for offer in offers] == [
        ("first", "first"),
        ("desk", "first"),
        ("national_hotline", "always_last"),
    ]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_more_lines_ring_than_a_rule_asks_for(most: int) -> None:
    lines = [
        agency(
            f"line_{number}",
            contacts=f'[{{channel: phone, purpose: public_line, address: "+1956212510{number}"}}]',
        )
        for number in range(5)
    ]
    pick = f"{{does: tips, at_most: {most}}}"
    book = with_rule(f"{{}} -> {pick}", *lines, then="transfer")
    decision = routing.decide(case(LAREDO), book, NOON)
    assert rung(decision) == [*(f"line_{n}" for n in range(most)), "national_hotline"]


@pytest.mark.parametrize("urgency", [Urgency.P0, Urgency.P2])
def test_the_reasons_name_the_rule_of_a_review(urgency: Urgency) -> None:
    unsure = {"type": 0.1, "urgency": 0.1, "role": 0.1, "minor": 0.1, "place": 0.1}
    decision = decide(case(LAREDO, urgency=urgency, confidence=unsure))
    (reason,) = [one for one in decision.reasons if one.step == "review"]
    assert (reason.subject, reason.taken) == ("unsure", urgency is Urgency.P2)
    assert ("danger now does not wait" in reason.why) is (urgency is Urgency.P0)


def test_who_came_in_the_night_before_a_holiday_stays_until_its_morning() -> None:
    """Sunday night to Monday morning, and no other night: the day before Monday is Sunday."""
    week = (((0, 360),), *((),) * 5, ((1320, 1440),))
    monday = Calendar("a Monday", (Holiday("that day", 11, 23),))
    sunday = Calendar("a Sunday", (Holiday("that day", 11, 22),))
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 3:00 in Chicago
    assert Hours("listed", "America/Chicago", week, monday).is_open(at) is True
    assert Hours("listed", "America/Chicago", week, sunday).is_open(at) is False
    assert Hours("listed", "America/Chicago", week).is_open(at) is True
    assert Hours("listed", "America/Chicago", week).is_open(at + timedelta(days=1)) is False


def test_an_opening_that_the_clock_skips_is_a_whole_minute() -> None:
    skipped = Hours("listed", "America/Chicago", (((135, 240),),) * 7)  # 2:15 to 4:00
    ((opened, closed),) = skipped.spans(date(2026, 3, 8))
    assert (opened, closed) == (
        datetime(2026, 3, 8, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 8, 9, 0, tzinfo=UTC),
    )
