"""Each kind of condition: what it keeps of a decided case, what it varies, and what it is called.

Cases are stored with each decision, so a word or a key that changed would make earlier decisions
unreadable; the schemas are what coordinators' editors check rule files with.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hotline.domain import Known, Lookalike, Medium, Place, Role, Type, Urgency
from hotline.routing.areas import Area
from hotline.routing.conditions import AllOf, AnyOf, Atom, Not, facts, joined, kinds
from hotline.routing.conditions.area import Inside
from hotline.routing.conditions.base import Kind, kind_named, register
from hotline.routing.conditions.confidence import Sure
from hotline.routing.conditions.fact import Fact, OneOf
from hotline.routing.conditions.local_hours import During
from hotline.routing.explain import case_from_json, case_json
from hotline.routing.rules import Pick, place_key
from hotline.routing.types import Case
from tests.routing.books import NATIONAL, agency, book_of, files, problems_of

SCHEMAS = Path(__file__).with_name("condition_schemas.json")
LAREDO = Place(state="TX", county="Webb", fips="48479", city="Laredo", zip="78040", confidence=0.9)
WHOLE = Case(
    type=Type.LABOR,
    urgency=Urgency.P1,
    role=Role.SELF,
    minor=Known.YES,
    place=LAREDO,
    language="es",
    medium=Medium.TEXT,
    lookalike=Lookalike.HOAX,
    signals=frozenset({"weapon", "held"}),
    consents=frozenset({"recontact", "law_enforcement"}),
    confidence={"type": 0.7},
)
PLAIN = Case(type=Type.SEX, urgency=Urgency.P2, role=Role.UNKNOWN, minor=Known.UNKNOWN, place=None)


def kind(name: str) -> Fact:
    found = kind_named(name)
    assert isinstance(found, Fact)
    return found


def test_the_schemas_that_editors_know_are_the_same() -> None:
    kept = json.loads(SCHEMAS.read_text("utf-8"))
    assert {one.name: one.schema() for one in kinds()} == kept
    assert list(kept) == sorted(one.name for one in kinds())


# Cases as JSON -----------------------------------------------------------------------------------


def test_a_case_is_kept_in_these_words() -> None:
    written = json.loads(json.dumps(case_json(WHOLE)))
    reported = {
        "type": "labor",
        "urgency": "P1",
        "role": "self",
        "minor": "yes",
        "language": "es",
        "medium": "text",
        "lookalike": "hoax",
        "signals": ["held", "weapon"],
        "consents": ["law_enforcement", "recontact"],
    }
    assert {name: written[name] for name in reported} == reported
    place = written["place"]
    assert (place["state"], place["fips"], place["city"], place["zip"]) == (
        "TX",
        "48479",
        "Laredo",
        "78040",
    )


@pytest.mark.parametrize(
    "case",
    [
        WHOLE,
        PLAIN,
        replace(WHOLE, lookalike=None),
        replace(WHOLE, signals=frozenset(), consents=frozenset()),
        replace(WHOLE, place=Place(state="TX")),
        replace(PLAIN, language="und", medium=Medium.VOICE),
    ],
)
def test_a_case_is_the_same_after_it_was_kept(case: Case) -> None:
    again = case_from_json(json.loads(json.dumps(case_json(case))))
    assert again == case
    assert again.more == case.more


def test_a_case_of_before_a_fact_existed_is_read_without_it() -> None:
    written = case_json(WHOLE)
    for name in ("signals", "lookalike", "consents"):
        older = {key: value for key, value in written.items() if key != name}
        again = case_from_json(older)
        assert again == replace(WHOLE, **{name: getattr(PLAIN, name)}), name


def test_settings_are_joined_and_the_further_facts_of_all_of_them_kept() -> None:
    one, other = frozenset({("reachable", "yes")}), frozenset({("weather", "cold")})
    assert joined([{"type": 1, "more": one}, {"role": 2}, {"more": other, "type": 3}]) == {
        "type": 3,
        "role": 2,
        "more": one | other,
    }
    assert joined([]) == {"more": frozenset()}


# What differs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"urgency": Urgency.P0}, ["urgency was P1, is P0"]),
        ({"lookalike": None}, ["lookalike was hoax, is none"]),
        ({"role": Role.THIRD_PARTY}, ["role was self, is third_party"]),
        ({"signals": frozenset({"held", "weapon", "danger"})}, ["danger was added to the signals"]),
        ({"signals": frozenset({"held"})}, ["weapon left the signals"]),
        ({"place": None}, ["the place was 78040, Laredo, Webb, TX, is unknown"]),
        ({"place": Place(state="TX")}, ["the place was 78040, Laredo, Webb, TX, is TX"]),
        ({"place": replace(LAREDO, confidence=0.1)}, []),
    ],
)
def test_what_differs_between_two_cases_is_said_in_words(
    changed: dict[str, Any], said: list[str]
) -> None:
    old, new = case_json(WHOLE), case_json(replace(WHOLE, **changed))
    assert [one for fact in facts() for one in fact.differences(old, new)] == said


# What the proofs vary ----------------------------------------------------------------------------


def test_every_word_of_what_varies_everywhere_is_proved() -> None:
    assert kind("urgency").space((), frozenset()) == [{"urgency": one} for one in Urgency]
    assert kind("minor").space((), frozenset({"yes"})) == [{"minor": one} for one in Known]
    assert kind("type").space((), frozenset()) == [{"type": one} for one in Type]


def test_other_facts_vary_as_soon_as_a_rule_asks_for_them() -> None:
    assert list(kind("lookalike").space((), frozenset())) == [{}]
    asked = kind("lookalike").space((), frozenset({"hoax"}))
    assert list(asked) == [{}, *({"lookalike": one} for one in Lookalike)]
    assert kind("language").space((), frozenset()) == [{"language": "en"}, {"language": "und"}]
    assert kind("language").space((), frozenset({"es", "en", "und", "de"})) == [
        {"language": code} for code in ("en", "de", "es", "und")
    ]
    assert kind("signals").space((), frozenset({"held", "weapon"})) == [
        {"signals": frozenset()},
        {"signals": frozenset({"held"})},
        {"signals": frozenset({"weapon"})},
        {"signals": frozenset({"held", "weapon"})},
    ]
    assert kind("signals").space((), frozenset({"held"})) == [
        {"signals": frozenset()},
        {"signals": frozenset({"held"})},
    ]
    assert list(kind("place").space((), frozenset({"known"}))) == [{}]


def test_confidences_vary_on_both_sides_of_each_limit() -> None:
    sure = kind_named("confidence")
    assert list(sure.space((), frozenset())) == [{"confidence": {}}]
    one: tuple[Atom, ...] = (Sure("type", 0.0, 0.6), OneOf(kind("minor"), frozenset({"yes"})))
    assert [setting["confidence"] for setting in sure.space(one, frozenset())] == [
        {"type": 1.0},
        {"type": 0.59},
        {"type": 0.0},
    ]
    two = (Sure("type", 0.5, 1.01), Sure("place", 0.0, 0.6))
    found = [setting["confidence"] for setting in sure.space(two, frozenset())]
    assert found[0] == {"place": 1.0, "type": 1.0}
    assert {case["type"] for case in found} == {1.0, 0.5, 0.49}
    assert {case["place"] for case in found} == {1.0, 0.59, 0.0}
    assert len(found) == 9


# Words -------------------------------------------------------------------------------------------

TEXAS = Inside(Area(states=frozenset({"TX"})))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (AllOf(), "always"),
        (AllOf((TEXAS,)), f"in {TEXAS.area}"),
        (AllOf((TEXAS, Sure("type", 0.0, 0.6))), f"in {TEXAS.area} and type 0% to 60% sure"),
        (AnyOf((TEXAS, Sure("type", 0.5, 1.01))), f"(in {TEXAS.area}) or (type 50% to 100% sure)"),
        (Not(TEXAS), f"not (in {TEXAS.area})"),
        (OneOf(kind("minor"), frozenset({"yes", "no"})), "a minor is involved no or yes"),
        (
            During(((),) * 7, "mo-fr 08:00-18:00, sa 10:00-12:00"),
            "mo-fr 08:00-18:00, sa 10:00-12:00",
        ),
        (Pick(agency="webb_line"), "webb_line"),
        (Pick(does="tips"), "tips in the area"),
        (Pick(does="tips", consent="recontact"), "tips in the area, with consent recontact"),
    ],
)
def test_a_condition_says_what_it_is(condition: object, words: str) -> None:
    assert str(condition) == words


def test_a_condition_knows_the_atoms_within_it() -> None:
    sure = Sure("type", 0.0, 0.6)
    nested = AllOf((AnyOf((TEXAS, Not(sure))), sure))
    assert nested.atoms() == (TEXAS, sure, sure)
    assert (TEXAS.by_place, TEXAS.asks_hour, sure.by_place) == (True, False, False)
    during = During((((0, 60),),) * 7, "at night")
    assert (during.asks_hour, during.by_place) == (True, False)
    clock = during.clock("America/Chicago")
    assert (clock.known, clock.zone, clock.week) == ("listed", "America/Chicago", during.week)
    assert sure.clock("America/Chicago") is None


def test_what_matters_of_a_place_is_its_state_county_city_and_zip() -> None:
    assert place_key(LAREDO) == ("TX", "48479", "Laredo", "78040")
    assert place_key(None) == (None, None, None, None)
    street = replace(LAREDO, street="1 Main St", confidence=0.1, county="Other")
    assert place_key(street) == place_key(LAREDO)


def test_the_hours_of_a_rule_are_kept_as_they_were_written() -> None:
    hours = '["mo-fr 22:00-24:00", "sa 10:00-12:00"]'
    rule = f"rules:\n  night:\n    about: x\n    when: {{hours: {hours}}}\n"
    rule += "    refer: [{does: tips}]\n"
    book = book_of(files(agency(), national=NATIONAL.replace("rules:\n", rule)))
    (during,) = (atom for atom in book.rules[0].when.atoms() if isinstance(atom, During))
    assert str(during) == "mo-fr 22:00-24:00, sa 10:00-12:00"
    assert during.week[0] == ((1320, 1440),) and during.week[5] == ((600, 720),)
    assert during.week[6] == ()


@pytest.mark.parametrize("when", ["{any: []}", "{hours: []}", "{confidence: {}}", "{in: {}}"])
def test_an_empty_condition_is_a_mistake_and_not_always_true(when: str) -> None:
    rule = f"rules:\n  first:\n    about: x\n    when: {when}\n    refer: [{{does: tips}}]\n"
    assert problems_of(files(agency(), national=NATIONAL.replace("rules:\n", rule)))


def test_a_mistake_deep_in_a_condition_is_named_at_its_line() -> None:
    rule = (
        "rules:\n  first:\n    about: x\n    when:\n      any:\n        - {minor: maybe}\n"
        "        - not: {urgency: P9}\n    refer: [{does: tips}]\n"
    )
    found = problems_of(files(agency(), national=NATIONAL.replace("rules:\n", rule)))
    said = {(problem.line, problem.what) for problem in found}
    lines = NATIONAL.split("rules:\n")[0].count("\n")
    assert (lines + 6, "minor is never 'maybe'.") in said
    assert (lines + 7, "urgency is never 'P9'.") in said


def test_two_kinds_of_one_name_are_refused() -> None:
    class Again(Kind):
        name = "minor"

    with pytest.raises(ValueError, match="there is a condition 'minor' already"):
        register(Again())
    assert isinstance(kind_named("minor"), Fact)


def test_a_fact_without_a_field_of_its_own_is_kept_with_its_words() -> None:
    fact = Fact("reachable", label="reachable today", words=frozenset({"yes", "no"}))
    reported = replace(PLAIN, more=frozenset({("reachable", "yes"), ("weather", "cold")}))
    assert fact.values(reported) == {"yes"} and fact.values(PLAIN) == {"unknown"}
    assert replace(fact, many=True).values(PLAIN) == frozenset()
    assert fact.to_json(reported) == {"reachable": "yes"} and fact.to_json(PLAIN) == {}
    assert replace(fact, many=True).to_json(reported) == {"reachable": ["yes"]}
    assert fact.from_json({"reachable": "no"}) == {"more": frozenset({("reachable", "no")})}
    assert fact.from_json({}) == {"more": frozenset()}
    assert fact.space((), frozenset({"yes", "unknown"})) == [
        {"more": frozenset()},
        {"more": frozenset({("reachable", "yes")})},
    ]
