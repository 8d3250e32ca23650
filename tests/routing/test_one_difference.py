"""Pairs of cases that differ in one thing: consent, area, zone, minute, confidence, exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hotline import routing
from hotline.domain import Known, Lookalike, Place, Role, Urgency
from hotline.routing import RuleBook
from hotline.routing.hours import OFFICE_MINUTES, Calendar, Holiday, Hours, OnCall, due, opens
from hotline.routing.types import Case
from tests.routing.books import (
    NATIONAL,
    NOON,
    agency,
    asked,
    book_of,
    case,
    decide,
    files,
    rung,
    shipped,
    why,
)

LAREDO = "Laredo, TX"
MEMORIAL = Holiday("Memorial Day", 5, weekday=0, nth=-1)
LABOR = Holiday("Labor Day", 9, weekday=0, nth=1)


def with_rule(rule: str, *agencies: str, then: str = "refer") -> RuleBook:
    """A book whose first rule is ``rule``: its ``when``, and the pick of its answer."""
    when, pick = rule.split(" -> ")
    text = f"rules:\n  first:\n    about: A test.\n    when: {when}\n    {then}:\n      - {pick}\n"
    return book_of(files(*agencies, national=NATIONAL.replace("rules:\n", text)))


def first_rule(
    book: RuleBook, at: datetime = NOON, place: str | None = LAREDO, **facts: object
) -> str:
    return routing.decide(case(place, **facts), book, at).offers[0].rule


def at_place(place: Place | None) -> Case:
    return replace(case(None), place=place)


# Consent on the pick -----------------------------------------------------------------------------


@pytest.mark.parametrize("then", ["refer", "also"])
@pytest.mark.parametrize(
    ("consents", "is_asked"),
    [(set(), False), ({"law_enforcement"}, True), ({"share_identity"}, False)],
)
def test_a_pick_by_consent_is_passed_over_without_it_though_the_agency_asks_for_none(
    then: str, consents: set[str], is_asked: bool
) -> None:
    book = with_rule(
        "{} -> {does: victim_services, consent: law_enforcement}",
        agency("police", does="[victim_services]"),
        agency("other"),
        then=then,
    )
    decision = routing.decide(case(LAREDO, consents=frozenset(consents)), book, NOON)
    assert any(name.lstrip("+") == "police" for name in asked(decision)) is is_asked
    if not is_asked:
        subject = "victim_services in the area, with consent law_enforcement"
        assert why(decision, subject, "pick") == "rule first: no consent law_enforcement"


@pytest.mark.parametrize(("consents", "rings"), [(set(), False), ({"law_enforcement"}, True)])
def test_a_line_by_consent_rings_only_with_it(consents: set[str], rings: bool) -> None:
    book = with_rule(
        "{} -> {does: tips, consent: law_enforcement}", agency("police"), then="transfer"
    )
    decision = routing.decide(case(LAREDO, consents=frozenset(consents)), book, NOON)
    assert rung(decision) == [*(["police"] if rings else []), "national_hotline"]


# Backups -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "is_asked"),
    [
        ('{counties: ["48479 Webb, TX"]}', True),
        ("{states: [TX]}", True),
        ('{counties: ["48505 Zapata, TX"]}', False),
        ('{cities: ["Houston, TX"]}', False),
    ],
)
def test_a_backup_is_asked_only_where_it_serves(area: str, is_asked: bool) -> None:
    book = book_of(
        files(
            agency("first", backup="desk"),
            agency("desk", does="[youth]", area=area, backup="last"),
            agency("last", does="[youth]"),
        )
    )
    named = asked(routing.decide(case(LAREDO), book, NOON))
    assert named == ["first", *(["desk"] if is_asked else []), "last", "national_hotline"]


def test_a_backup_that_is_in_the_chain_already_is_not_offered_again() -> None:
    book = book_of(files(agency("a_first"), agency("b_second", backup="a_first")))
    assert asked(routing.decide(case(LAREDO), book, NOON)) == [
        "a_first",
        "b_second",
        "national_hotline",
    ]
    shared = book_of(
        files(
            agency("a_first", backup="desk"),
            agency("b_second", backup="desk"),
            agency("desk", does="[youth]"),
        )
    )
    assert asked(routing.decide(case(LAREDO), shared, NOON)) == [
        "a_first",
        "desk",
        "b_second",
        "national_hotline",
    ]


def test_the_national_hotline_as_a_backup_is_asked_once_and_last() -> None:
    book = book_of(files(agency("a_first", backup="national_hotline"), agency("b_second")))
    assert asked(routing.decide(case(LAREDO), book, NOON)) == [
        "a_first",
        "b_second",
        "national_hotline",
    ]


# Hours of a rule ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def by_night() -> RuleBook:
    """A rule that holds on weekdays from 22:10 to 23:50 at the place."""
    return with_rule(
        '{hours: ["mo-fr 22:10-23:50"]} -> {agency: night_desk}',
        agency("other"),
        agency("night_desk", area="{states: [TX]}"),
    )


@pytest.mark.parametrize(
    ("local", "holds"),
    [
        ("2026-11-24 22:09:59", False),
        ("2026-11-24 22:10:00", True),
        ("2026-11-24 22:59:59", True),
        ("2026-11-24 23:00:00", True),
        ("2026-11-24 23:49:59", True),
        ("2026-11-24 23:50:00", False),
        ("2026-11-24 12:00:00", False),
        ("2026-11-25 00:30:00", False),
        ("2026-11-27 23:00:00", True),  # a Friday
        ("2026-11-28 23:00:00", False),  # a Saturday
        ("2026-11-29 23:00:00", False),  # a Sunday
        ("2026-07-14 23:00:00", True),  # in daylight saving time
    ],
)
@pytest.mark.parametrize("reasons", [True, False])
def test_a_rules_hours_hold_from_their_first_minute_to_before_their_last(
    by_night: RuleBook, local: str, holds: bool, reasons: bool
) -> None:
    offset = timedelta(hours=5 if local.startswith("2026-07") else 6)
    at = datetime.fromisoformat(local).replace(tzinfo=UTC) + offset
    decision = routing.decide(case(LAREDO), by_night, at, reasons=reasons)
    assert (decision.offers[0].rule == "first") is holds


@pytest.mark.parametrize("place", [None, Place(), Place(zip="00000"), Place(city="Springfield")])
@pytest.mark.parametrize("hour", range(0, 24, 6))
def test_a_rule_with_hours_never_holds_where_the_zone_is_unknown(
    place: Place | None, hour: int
) -> None:
    """At every hour: the rule is for the whole week, so only the missing zone can stop it."""
    always = with_rule('{hours: ["mo-su 00:00-24:00"]} -> {does: tips}', agency("other"))
    at = datetime(2026, 11, 24, hour, 30, tzinfo=UTC)
    decision = routing.decide(
        at_place(place),
        always,
        at,
    )
    assert decision.offers[-1].agency_id == "national_hotline"
    assert why(decision, "first", "rule").endswith("no time zone is known for the place")
    assert first_rule(always, at) == "first", "at a known place it holds all week"


# Confidence --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "unsure"),
    [
        ({}, False),
        ({"urgency": 0.1}, False),
        ({"type": 0.59}, True),
        ({"type": 0.6}, False),
        ({"type": 0.0}, True),
        ({"type": 1.0}, False),
    ],
)
def test_a_confidence_that_nobody_gave_counts_as_sure(
    given: Mapping[str, float], unsure: bool
) -> None:
    """A dispatcher's own entry has none, and must not wait for a review as unsure."""
    book = with_rule(
        "{confidence: {type: {below: 0.6}}} -> {does: tips}", agency("other", does="[tips]")
    )
    assert (first_rule(book, confidence=given) == "first") is unsure


@pytest.mark.parametrize(
    ("given", "sure"),
    [({}, True), ({"place": 0.79}, False), ({"place": 0.8}, True), ({"type": 0.1}, True)],
)
def test_a_least_confidence_holds_from_its_limit_on(given: Mapping[str, float], sure: bool) -> None:
    book = with_rule("{confidence: {place: {least: 0.8}}} -> {does: tips}", agency("other"))
    assert (first_rule(book, confidence=given) == "first") is sure


@pytest.mark.parametrize("urgency", [Urgency.P1, Urgency.P2])
def test_the_shipped_rules_ask_no_review_of_what_a_dispatcher_entered(urgency: Urgency) -> None:
    assert decide(case(LAREDO, urgency=urgency)).review is None
    unsure = {"type": 0.2, "urgency": 0.2, "role": 0.2, "minor": 0.2, "place": 0.2}
    assert decide(case(LAREDO, urgency=urgency, confidence=unsure)).review is not None


# The place ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "known"),
    [
        (None, False),
        (Place(), False),
        (Place(city="Springfield"), False),
        (Place(zip="00000"), False),
        (Place(state="TX"), True),
    ],
)
def test_a_place_is_known_by_its_state(place: Place | None, known: bool) -> None:
    book = with_rule("{place: known} -> {agency: national_hotline}", agency("other"))
    decision = routing.decide(
        at_place(place),
        book,
        NOON,
    )
    holds = [reason.taken for reason in decision.reasons if reason.subject == "first"]
    assert holds[0] is known


# Exclusions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "mandated"),
    [
        ({}, True),
        ({"urgency": Urgency.P3}, True),
        ({"lookalike": Lookalike.HOAX}, True),
        ({"urgency": Urgency.P3, "lookalike": Lookalike.HOAX}, False),
        ({"urgency": Urgency.P3, "lookalike": Lookalike.HOAX, "role": Role.SELF}, False),
    ],
)
def test_only_a_rumor_about_a_child_stays_out_of_the_mandated_path(
    facts: dict[str, object], mandated: bool
) -> None:
    """``not: {urgency: P3, lookalike: hoax}`` in the shipped rule for minors."""
    decision = decide(case(LAREDO, minor=Known.YES, **facts))
    assert any(plan.kind == "mandated_report" for plan in decision.tasks) is mandated


@pytest.mark.parametrize(
    ("when", "lookalike", "holds"),
    [
        ("{not: {lookalike: hoax}}", None, True),
        ("{not: {lookalike: hoax}}", Lookalike.HOAX, False),
        ("{not: {not: {lookalike: hoax}}}", Lookalike.HOAX, True),
        ("{not: {any: [{lookalike: hoax}, {medium: desk}]}}", Lookalike.HOAX, False),
        ("{any: [{lookalike: hoax}, {medium: desk}]}", None, False),
        ("{any: [{lookalike: hoax}, {medium: desk}]}", Lookalike.HOAX, True),
    ],
)
def test_an_exclusion_excludes(when: str, lookalike: Lookalike | None, holds: bool) -> None:
    book = with_rule(f"{when} -> {{does: tips}}", agency("other"))
    decision = routing.decide(case(LAREDO, lookalike=lookalike), book, NOON)
    assert (decision.offers[0].rule == "first") is holds
    if not holds and when.startswith("{not"):
        assert "it is excluded" in why(decision, "first", "rule")


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
