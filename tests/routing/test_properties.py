"""What holds for every report, whatever is told, wherever, whenever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline import routing
from hotline.domain import Known, Lookalike, Medium, Place, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing import NATIONAL_HOTLINE
from hotline.routing.types import Case, Kind, Purpose, Status
from tests.routing.books import NOON, asked, case, shipped


@cache
def _counties() -> list[Place]:
    places = Gazetteer.load()
    return [places.place_of_county(county, 0.9) for county in places.counties.values()]


@cache
def _cities() -> list[Place]:
    places = Gazetteer.load()
    return [places.place_of_city(city, 0.9) for city in places.cities if city.population > 50_000]


odd_places = st.sampled_from(
    [Place(), Place(state="ZZ"), Place(fips="00000"), Place(state="TX", city="Nowhere"), None]
)
places = (
    st.deferred(lambda: st.sampled_from(_counties()))
    | st.deferred(lambda: st.sampled_from(_cities()))
    | odd_places
)
cases = st.builds(
    Case,
    type=st.sampled_from(Type),
    urgency=st.sampled_from(Urgency),
    role=st.sampled_from(Role),
    minor=st.sampled_from(Known),
    language=st.sampled_from(["en", "es", "zh", "ht", "und", "xx"]),
    medium=st.sampled_from(Medium),
    place=places,
    lookalike=st.none() | st.sampled_from(Lookalike),
    signals=st.frozensets(st.sampled_from(["online_images", "native", "weapon", "odd"])),
    consents=st.frozensets(st.sampled_from(["law_enforcement", "recontact", "share_identity"])),
    confidence=st.fixed_dictionaries(
        {}, optional={"type": st.floats(0, 1), "place": st.floats(0, 1)}
    ),
)
times = st.integers(0, 364 * 1440).map(
    lambda later: datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=later)
)
books = st.booleans()


@settings(max_examples=400)
@given(cases, times, books)
def test_every_report_ends_with_the_national_hotline(
    reported: Case, when: datetime, demo: bool
) -> None:
    book = shipped(demo=demo)
    decision = routing.decide(reported, book, when)
    assert decision.offers[-1].agency_id == decision.lines[-1].agency_id == NATIONAL_HOTLINE
    assert not decision.offers[-1].also
    assert decision.lines[-1].number == "+18883737888"
    names = [offer.agency_id for offer in decision.offers]
    assert len(set(names)) == len(names), "nobody is asked twice"
    assert all(offer.ack_minutes > 0 for offer in decision.offers)
    assert decision.version == book.version


@settings(max_examples=300)
@given(cases, times, books)
def test_the_same_facts_give_the_same_decision(reported: Case, when: datetime, demo: bool) -> None:
    book = shipped(demo=demo)
    first = routing.decide(reported, book, when)
    assert routing.decide(reported, book, when) == first
    quick = routing.decide(reported, book, when, reasons=False)
    assert (quick.offers, quick.lines, quick.tasks, quick.review) == (
        first.offers,
        first.lines,
        first.tasks,
        first.review,
    )


@settings(max_examples=300)
@given(cases, times, books)
def test_only_verified_open_agencies_are_asked_and_only_agreed_ones_alerted(
    reported: Case, when: datetime, demo: bool
) -> None:
    book = shipped(demo=demo)
    decision = routing.decide(reported, book, when)
    for offer in decision.offers:
        agency = book.agencies[offer.agency_id]
        assert agency.status is Status.VERIFIED
        assert agency.kind is not Kind.EMERGENCY
        assert agency.hours.is_open(when) is not False or offer.clock == "open"
        if offer.how == "alert":
            assert any(p.purpose is Purpose.ALERT and p.agreement for p in agency.contacts)
        else:
            assert agency.dialed, "a dispatcher has a number to phone"
    for line in decision.lines:
        agency = book.agencies[line.agency_id]
        assert agency.hours.is_open(when) is not False
        assert line.number in {point.address for point in agency.contacts if point.dialed}


@settings(max_examples=300)
@given(cases, times, books)
def test_no_immigration_agency_for_what_may_be_a_victims_own_report(
    reported: Case, when: datetime, demo: bool
) -> None:
    book = shipped(demo=demo)
    decision = routing.decide(reported, book, when)
    named = {o.agency_id for o in decision.offers} | {line.agency_id for line in decision.lines}
    if reported.role in {Role.SELF, Role.UNKNOWN}:
        assert not [name for name in named if book.agencies[name].immigration]
        if reported.minor is not Known.YES and "law_enforcement" not in reported.consents:
            kinds = {book.agencies[name].kind for name in named}
            assert Kind.LAW_ENFORCEMENT not in kinds


@settings(max_examples=300)
@given(cases, times, books)
def test_danger_now_goes_out_at_once_and_has_a_line_that_is_surely_open(
    reported: Case, when: datetime, demo: bool
) -> None:
    book = shipped(demo=demo)
    decision = routing.decide(reported, book, when)
    if reported.urgency is Urgency.P0:
        assert decision.review is None
        for line in decision.lines:
            assert book.agencies[line.agency_id].hours.is_open(when)
    if reported.minor is Known.YES or reported.urgency is Urgency.P0:
        hoax = reported.urgency is Urgency.P3 and reported.lookalike is Lookalike.HOAX
        assert hoax or "mandated_report" in {task.kind for task in decision.tasks}


@settings(max_examples=300)
@given(cases, times, books)
def test_every_rule_and_every_agency_looked_at_is_named_with_a_why(
    reported: Case, when: datetime, demo: bool
) -> None:
    book = shipped(demo=demo)
    decision = routing.decide(reported, book, when)
    rules = [reason.subject for reason in decision.reasons if reason.step == "rule"]
    assert rules == [rule.id for rule in book.rules]
    looked_at = {reason.subject: reason for reason in decision.reasons if reason.step == "agency"}
    near = book.nearby(reported.place)
    assert set(looked_at) == {
        *(agency.id for agency, _ in near.serving),
        *(agency.id for agency in near.elsewhere),
    }
    assert all(reason.why for reason in decision.reasons)
    offered = {offer.agency_id for offer in decision.offers}
    assert offered == {name for name, reason in looked_at.items() if reason.taken}


@settings(max_examples=200)
@given(cases, times)
def test_a_decision_can_be_printed_as_json_and_in_lines(reported: Case, when: datetime) -> None:
    decision = routing.decide(reported, shipped(), when)
    plain: Mapping[str, Any] = routing.decision_json(decision)
    assert [offer["agency_id"] for offer in plain["offers"]] == [
        offer.agency_id for offer in decision.offers
    ]
    assert plain["lines"][-1]["agency_id"] == NATIONAL_HOTLINE
    lines = routing.explain_lines(decision, shipped())
    assert any("National Human Trafficking Hotline" in line for line in lines)
    assert len(lines) > len(decision.reasons)


# The year ----------------------------------------------------------------------------------------


def test_an_entry_that_nobody_called_drops_out_half_a_year_after_a_page_without_date() -> None:
    last_day = datetime(2027, 5, 29, 23, 0, tzinfo=UTC)
    tip = case("Tulsa, OK")
    assert asked(routing.decide(tip, shipped(), last_day)) == ["ok_hotline", NATIONAL_HOTLINE]
    after = routing.decide(tip, shipped(), last_day + timedelta(days=1))
    assert asked(after) == [NATIONAL_HOTLINE]
    (why,) = [r.why for r in after.reasons if r.subject == "ok_hotline"]
    assert why == "too old to use: its page has no date and was read 2026-11-30, never called"


def test_the_national_hotline_stays_though_its_entry_is_old_and_that_is_reported() -> None:
    later = routing.decide(case("Tulsa, OK"), shipped(), datetime(2029, 1, 1, tzinfo=UTC))
    assert asked(later) == [NATIONAL_HOTLINE]
    assert any("used all the same" in reason.why for reason in later.reasons)


@pytest.mark.parametrize("day", [date(2027, 5, 29), date(2027, 5, 30)])
def test_the_quick_answer_knows_the_day_too(day: date) -> None:
    """A remembered answer must not outlive an entry."""
    when = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for moment in (NOON, when):
        quick = routing.decide(case("Tulsa, OK"), shipped(), moment, reasons=False)
        full = routing.decide(case("Tulsa, OK"), shipped(), moment)
        assert quick.offers == full.offers
