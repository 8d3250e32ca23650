"""The reasons of a decision word for word, as a dispatcher and `hotline explain` show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import pytest

from hotline import routing
from hotline.domain import Urgency
from hotline.routing import RuleBook
from hotline.routing.types import Review
from tests.routing.books import NATIONAL, NOON, agency, book_of, case, files

LAREDO = "Laredo, TX"
LATER = NOON + timedelta(days=800)
ORDERS = """    refer:
      - {agency: first}
      - {does: youth, at_most: 1, consent: law_enforcement}
      - {does: youth}
"""
REVIEWED = """    review: {P0: 30 minutes, P1: 1 hour, P2: 2 days}
    follow_up: {call_back: 3 days, check: 90 minutes}
"""


@cache
def book(more: str = "") -> RuleBook:
    """Four agencies: asked, its backup, one elsewhere, and one that is closed."""
    national = NATIONAL.replace("    refer:\n      - {does: tips}\n", ORDERS + more)
    return book_of(
        files(
            agency("first", backup="desk"),
            agency("desk", does="[tips, youth]"),
            agency("far", area='{counties: ["48505 Zapata, TX"]}'),
            agency(
                "weekend", does="[youth]", hours='{zone: America/Chicago, open: ["sa 09:00-17:00"]}'
            ),
            national=national,
        )
    )


def said(decision: routing.Decision, step: str) -> list[tuple[str, bool, str]]:
    return [(r.subject, r.taken, r.why) for r in decision.reasons if r.step == step]


def test_every_agency_and_line_is_named_with_why_it_was_asked_or_not() -> None:
    decision = routing.decide(case(LAREDO), book(), NOON)
    assert said(decision, "agency") == [
        ("first", True, "rule everything: serves Webb County, TX, does what is asked for"),
        ("desk", True, "backup of Webb Line"),
        ("weekend", False, "closed at this hour (sa 09:00-17:00 America/Chicago)"),
        ("national_hotline", True, "every report ends with the National Hotline"),
        ("far", False, "the place is not in its area (Zapata County, TX)"),
    ]
    assert said(decision, "pick") == [
        (
            "youth in the area, with consent law_enforcement",
            False,
            "rule everything: no consent law_enforcement",
        ),
        ("youth in the area", False, "rule everything: nobody fits"),
    ]
    assert said(decision, "line") == [
        ("first", True, "rule everything: its public line"),
        ("desk", True, "rule everything: its public line"),
    ]


def test_an_agency_that_could_take_it_and_was_not_asked_for_is_said_to_be_so() -> None:
    decision = routing.decide(case("Zapata County, TX"), book(), NOON)
    (far,) = [one for one in said(decision, "agency") if one[0] == "far"]
    assert far[1:] == (
        False,
        "serves Zapata County, TX and could take it, but no rule that holds asks for it here",
    )


def test_the_national_hotline_is_used_however_long_ago_it_was_verified_and_that_is_said() -> None:
    decision = routing.decide(case(LAREDO), book(), LATER)
    stale = "too old to use: its page has no date and was read 2026-11-24, never called"
    agencies = said(decision, "agency")
    assert agencies[0] == ("first", False, stale)
    assert agencies[-1] == ("national_hotline", True, f"used all the same: {stale}")
    assert [offer.agency_id for offer in decision.offers] == ["national_hotline"]
    assert [line.agency_id for line in decision.lines] == ["national_hotline"]


@pytest.mark.parametrize("when", [NOON, LATER])
@pytest.mark.parametrize("place", [LAREDO, "Zapata County, TX", None])
def test_a_decision_without_its_reasons_is_the_same_decision(
    place: str | None, when: datetime
) -> None:
    whole = routing.decide(case(place), book(), when)
    bare = routing.decide(case(place), book(), when, reasons=False)
    assert bare.reasons == () and whole.reasons != ()
    assert (bare.offers, bare.lines, bare.tasks, bare.review) == (
        whole.offers,
        whole.lines,
        whole.tasks,
        whole.review,
    )


@pytest.mark.parametrize(
    ("urgency", "minutes"), [("P1", 60), ("P2", 2880), ("P3", None), ("P0", None)]
)
def test_a_person_looks_first_for_a_time_and_in_danger_now_meanwhile(
    urgency: str, minutes: int | None
) -> None:
    decision = routing.decide(case(LAREDO, urgency=Urgency(urgency)), book(REVIEWED), NOON)
    plans = [(plan.kind, plan.due_minutes, plan.rule) for plan in decision.tasks]
    asked = [("check", 90, "everything"), ("call_back", 4320, "everything")]
    if minutes is not None:
        why = f"rule everything: a person looks first, for at most {minutes} minutes"
        assert decision.review == Review(minutes, why)
        assert said(decision, "review") == [("everything", True, why)]
    else:
        assert decision.review is None
    if urgency == "P0":
        asked = [("look_over", 30, "everything"), *asked]
        why = "danger now does not wait; a person looks meanwhile"
        assert said(decision, "review") == [("everything", False, why)]
    if urgency == "P3":
        assert said(decision, "review") == []
    assert plans == asked
