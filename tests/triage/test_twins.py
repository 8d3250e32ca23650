"""Twins: for each reason that lifts or lowers an urgency, a report that has that reason alone.

The facts are made by hand, so that no other word of a text can carry the answer.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.domain import Known, Lookalike, Role, Type, Urgency
from hotline.triage import Finding
from hotline.triage.classification import Elements
from hotline.triage.lexicon import Indicator
from hotline.triage.signs import Sign, Signs
from hotline.triage.urgency import Facts, decide_signals, decide_urgency
from tests.triage.reports import indicators, reported

NOTHING = Elements(sex=0.0, labor=0.0, sex_means=0.0, labor_means=0.0, hardship=0.0, free=0.0)
PLAIN = Facts(
    parts=NOTHING,
    type=Type.NOT_SPECIFIED,
    role=Role.THIRD_PARTY,
    minor=Finding(Known.UNKNOWN, 1.0, ()),
    lookalike=None,
    words=30,
    read_in_full=True,
)
YOUNG_THEN = replace(PLAIN, minor=Finding(Known.NO, 0.8, ()))


def urgency(facts: Facts, **slots: float) -> Urgency:
    """The urgency of a report with these facts and one sign for each slot, none of them denied."""
    found = tuple(
        Sign(Indicator(name, "a test", {name: weight}), at, at, name, at, at + 1)
        for at, (name, weight) in enumerate(slots.items())
    )
    signs = Signs(found)
    return decide_urgency(signs, facts, decide_signals(signs, {})).value


# What is over, and the guard for languages that are read in part ----------------------------------


@pytest.mark.parametrize(
    ("facts", "slots"),
    [
        (replace(PLAIN, lookalike=Lookalike.HOAX), {}),
        (replace(PLAIN, lookalike=Lookalike.HOAX), {"violence": 0.9}),
        (PLAIN, {"past": 0.8}),
        (PLAIN, {"past": 1.0, "general": 0.9}),
        (YOUNG_THEN, {"minor": 0.5}),
        (YOUNG_THEN, {"minor": 0.9}),
        (replace(PLAIN, type=Type.SEX), {"past": 0.85}),
        (replace(PLAIN, type=Type.LABOR, role=Role.SELF), {"past": 0.9}),
    ],
)
def test_what_is_over_waits_only_where_every_word_was_read(
    facts: Facts, slots: dict[str, float]
) -> None:
    """A rumor or a long-ago story in a language that is read in part goes to a person first."""
    assert urgency(facts, **slots) is Urgency.P3
    assert urgency(replace(facts, read_in_full=False), **slots) is Urgency.P1


@pytest.mark.parametrize(
    ("facts", "slots", "over"),
    [
        (PLAIN, {"past": 0.8}, True),
        (replace(PLAIN, type=Type.SEX), {"past": 0.8}, True),
        (replace(PLAIN, type=Type.SEX), {"recent": 0.9, "past": 0.8}, True),
        (replace(PLAIN, type=Type.SEX), {"recent": 0.9, "past": 0.79}, False),
        (replace(YOUNG_THEN, type=Type.SEX), {"recent": 0.9, "minor": 0.5}, True),
        (replace(YOUNG_THEN, type=Type.SEX), {"recent": 0.9, "minor": 0.49}, False),
        (replace(YOUNG_THEN, type=Type.SEX), {"recent": 0.9, "minor": 0.9, "goes_on": 0.5}, False),
        (replace(PLAIN, type=Type.SEX), {"recent": 0.9, "minor": 0.9}, False),  # still a minor?
    ],
)
def test_long_ago_and_grown_since_each_suffice_alone(
    facts: Facts, slots: dict[str, float], over: bool
) -> None:
    assert urgency(facts, **slots) is (Urgency.P3 if over else Urgency.P1)


@pytest.mark.parametrize(
    ("slot", "of_a_rumor", "of_long_ago"),
    [
        ("now", Urgency.P1, Urgency.P1),
        ("weapon", Urgency.P0, Urgency.P3),  # the weapon was long ago as well
        ("danger", Urgency.P0, Urgency.P0),
        ("minor", Urgency.P3, Urgency.P3),
    ],
)
def test_nothing_is_over_while_something_tells_of_danger_in_this_moment(
    slot: str, of_a_rumor: Urgency, of_long_ago: Urgency
) -> None:
    assert urgency(replace(PLAIN, lookalike=Lookalike.HOAX), **{slot: 0.9}) is of_a_rumor
    assert urgency(PLAIN, past=0.9, **{slot: 0.9}) is of_long_ago


def test_who_passes_on_a_rumor_and_wants_a_person_gets_one() -> None:
    rumor = replace(PLAIN, lookalike=Lookalike.HOAX)
    assert urgency(rumor, wants_person=0.9) is Urgency.P1
    assert urgency(rumor, wants_person=0.49) is Urgency.P3


# Harm without a purpose --------------------------------------------------------------------------

SELF = replace(PLAIN, role=Role.SELF)
NAMED = replace(SELF, type=Type.HIGH_RISK)


@pytest.mark.parametrize(
    ("facts", "slots", "wanted"),
    [
        (NAMED, {"trafficked": 0.6}, Urgency.P1),
        (NAMED, {"trafficked": 0.5}, Urgency.P1),
        (NAMED, {"trafficked": 0.49}, Urgency.P3),
        (SELF, {"means": 0.5}, Urgency.P1),
        (SELF, {"violence": 0.5}, Urgency.P1),
        (SELF, {"means": 0.49}, Urgency.P2),
        (replace(NAMED, role=Role.THIRD_PARTY), {"trafficked": 0.9}, Urgency.P2),
        (PLAIN, {"violence": 0.9}, Urgency.P2),
        (SELF, {"violence": 0.9, "general": 0.6}, Urgency.P3),
        (SELF, {"violence": 0.9, "past": 0.6}, Urgency.P3),
        (replace(SELF, lookalike=Lookalike.DOMESTIC_VIOLENCE), {"violence": 0.9}, Urgency.P2),
    ],
)
def test_who_names_harm_to_themselves_alone_waits_for_no_form(
    facts: Facts, slots: dict[str, float], wanted: Urgency
) -> None:
    assert urgency(facts, **slots) is wanted


@pytest.mark.parametrize(
    "text",
    [
        "I am trafficked",
        "i am a victim of trafficking",
        "I'm being trafficked",
        "Im being trafficked.",
        "hi, i am being trafficked",
        "I AM A VICTIM OF TRAFFICKING",
        "I am a trafficking victim",
        "soy víctima de trata",
        "Soy victima de trata de personas",
        "hola, soy víctima de la trata",
        "me están traficando",
    ],
)
def test_one_who_says_only_to_be_trafficked_is_urgent(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value is Urgency.P1
    assert triage.role.value in {Role.SELF, Role.UNKNOWN}


# Violence is no mere information -----------------------------------------------------------------

RISK = replace(PLAIN, type=Type.HIGH_RISK)


@pytest.mark.parametrize(
    ("facts", "slots", "wanted"),
    [
        (RISK, {}, Urgency.P3),
        (RISK, {"violence": 0.49}, Urgency.P3),
        (RISK, {"violence": 0.5}, Urgency.P2),
        (RISK, {"violence": 0.9}, Urgency.P2),
        (RISK, {"trafficked": 0.5}, Urgency.P2),
        (replace(RISK, lookalike=Lookalike.DOMESTIC_VIOLENCE), {"violence": 0.9}, Urgency.P3),
        (replace(PLAIN, type=Type.LABOR), {}, Urgency.P2),
        (replace(PLAIN, type=Type.LABOR), {"general": 0.9}, Urgency.P2),
        (PLAIN, {"general": 0.5}, Urgency.P3),
        (PLAIN, {"past": 0.5}, Urgency.P3),
        (PLAIN, {}, Urgency.P2),
    ],
)
def test_a_risk_with_violence_is_looked_at_within_a_day(
    facts: Facts, slots: dict[str, float], wanted: Urgency
) -> None:
    assert urgency(facts, **slots) is wanted


# Ages given as a limit ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("she is under 18", Known.YES),
        ("she is not under 18", Known.NO),
        ("they are not under 18, they are adults", Known.NO),
        ("nobody there is under 18", Known.NO),
        ("none of them is under 18", Known.NO),
        ("she isn't under 18", Known.NO),
        ("she is over 18", Known.NO),
        ("they are all over 18", Known.NO),
        ("she is not over 18", Known.YES),
        ("she is over 21", Known.NO),
        ("she is under 21", Known.UNKNOWN),
        ("you have to be under 21 to work there", Known.UNKNOWN),
        ("everyone is over 15", Known.UNKNOWN),
        ("she is over 15", Known.UNKNOWN),
        ("the girls are under 16", Known.YES),
        ("es menor de 18", Known.YES),
    ],
)
def test_a_limit_tells_an_age_only_when_it_decides_it(text: str, minor: Known) -> None:
    assert reported(text).minor.value is minor


@pytest.mark.parametrize(
    "text",
    ["under 21", "she is under 21 years", "over 15", "all of them over 15", "it is under 30"],
)
def test_a_limit_that_decides_nothing_is_no_evidence(text: str) -> None:
    assert not {"age_under_18", "age_18_or_over"} & indicators(reported(text).minor)
