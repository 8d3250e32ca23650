"""Pairs of cases that differ in one thing: consent, area, zone, minute, confidence, exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from hotline import routing
from hotline.domain import Known, Lookalike, Place, Role, Urgency
from hotline.routing import RuleBook
from tests.routing.books import (
    NOON,
    agency,
    asked,
    book_of,
    case,
    decide,
    files,
    rung,
    why,
)
from tests.routing.one_rule import LAREDO, at_place, first_rule, with_rule

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
