"""Facts: what they read from a report, vary in the proof, compare, and say when they are wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hotline import routing
from hotline.domain import Known, Role, Type, Urgency
from hotline.routing.conditions import AnyOf, base, facts, kinds
from hotline.routing.conditions.base import Facts, register, unregister
from hotline.routing.conditions.fact import CaseField, Fact, OneOf, facts_in_more, more_of
from hotline.routing.types import Case
from tests.routing.books import NATIONAL, NOON, book_of, case, files, problems_of
from tests.routing.books import why as why_of

PLAIN = Case(type=Type.SEX, urgency=Urgency.P2, role=Role.UNKNOWN, minor=Known.UNKNOWN, place=None)
WORDS = frozenset({"quick_exit", "wire", "cash"})
REPORT: Any = object()
"""Facts of these tests look at it only to see that it is the one that was given."""


@pytest.fixture
def own() -> Iterator[Any]:
    """Registers facts for a test, and takes them away again."""
    names: list[str] = []

    def add(*made: Fact) -> None:
        for one in made:
            register(one)
            names.append(one.name)

    yield add
    for name in names:
        unregister(name)


def why(fact: Fact, *wanted: str, **fields: Any) -> str | None:
    condition = OneOf(fact, frozenset(wanted))
    return condition.fails(Facts(replace(PLAIN, **fields), NOON, None))


# From a report -----------------------------------------------------------------------------------


def test_facts_without_a_field_are_read_from_the_report_and_one_that_fails_says_nothing(
    own: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def read(report: Any) -> list[str]:
        assert report is REPORT
        return ["cash", "wire"]

    def broken(report: Any) -> list[str]:
        raise ZeroDivisionError

    own(
        Fact("payment", many=True, of_report=read),
        Fact("broken", of_report=broken),
        Fact("by_hand"),
    )
    with caplog.at_level(logging.ERROR):
        assert more_of(REPORT) == {("payment", "cash"), ("payment", "wire")}
    said = "the fact broken cannot be read from a report: ZeroDivisionError"
    assert [record.getMessage() for record in caplog.records] == [said]


def test_only_a_fact_without_a_field_of_its_own_is_kept_in_more(own: Any) -> None:
    own(Fact("payment"))
    assert [fact.name for fact in facts_in_more()] == ["payment"]
    assert len(facts()) > 5


def test_a_kind_is_found_by_its_name_until_it_is_taken_away(own: Any) -> None:
    payment = Fact("payment", order=7)
    own(payment)
    assert base.kind_named("payment") is payment
    assert kinds()[0] is payment or kinds()[0].order <= 7
    with pytest.raises(ValueError, match="there is a condition 'payment' already"):
        register(Fact("payment"))


# In words ----------------------------------------------------------------------------------------


def test_why_a_fact_does_not_hold_is_said_in_plain_words() -> None:
    one = Fact("payment", "how they are paid", WORDS)
    several = Fact("payment", many=True)
    said = frozenset({("payment", "quick_exit"), ("payment", "cash")})
    assert why(one, "wire", "cash") == "how they are paid is unknown, not cash or wire"
    assert why(one, "wire", more=said) == "how they are paid is cash, quick exit, not wire"
    assert why(several, "wire", "quick_exit") == "payment: no quick exit or wire"
    assert why(several, "cash", more=said) is None and why(one, "quick_exit", more=said) is None
    assert why(one, "unknown") is None, "what nobody said is unknown"
    assert str(OneOf(one, frozenset({"quick_exit"}))) == "how they are paid quick exit"


@pytest.mark.parametrize(
    ("when", "what", "fix"),
    [
        ("{minor: yess}", "minor is never 'yess'.", "did you mean 'yes'?"),
        ("{minor: maybe}", "minor is never 'maybe'.", "use one of: no, unknown, yes."),
        ("{role: [self, robot]}", "role is never 'robot'.", "use one of: "),
        ("{urgency: P9}", "urgency is never 'P9'.", ""),
    ],
)
def test_a_word_that_a_fact_never_has_is_said_with_what_to_write(
    when: str, what: str, fix: str
) -> None:
    national = NATIONAL.replace("when: {}", f"when: {when}")
    found = [
        problem for problem in problems_of(files(national=national)) if "never" in problem.what
    ]
    assert [problem.what for problem in found] == [what]
    assert fix in found[0].fix and found[0].fix


def test_a_word_that_only_says_that_nothing_was_said_may_be_asked_for() -> None:
    national = NATIONAL.replace("when: {}", "when: {minor: [unknown, no]}")
    assert not [p for p in problems_of(files(national=national)) if "never" in p.what]


# As JSON, and compared ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("many", "old", "new", "said"),
    [
        (True, {"x": ["a", "b"]}, {"x": ["b", "c"]}, ["c was added to the x", "a left the x"]),
        (True, {}, {"x": ["a"]}, ["a was added to the x"]),
        (True, {"x": ["a"]}, {}, ["a left the x"]),
        (True, {}, {}, []),
        (False, {"x": "a"}, {"x": "b"}, ["x was a, is b"]),
        (False, {}, {"x": "b"}, ["x was unknown, is b"]),
        (False, {"x": "a"}, {"x": None}, ["x was a, is unknown"]),
        (False, {"x": "unknown"}, {}, []),
    ],
)
def test_two_cases_differ_in_words(many: bool, old: Any, new: Any, said: list[str]) -> None:
    assert list(Fact("x", many=many).differences(old, new)) == said


@pytest.mark.parametrize(
    ("many", "words", "written"),
    [(True, {"b", "a"}, {"x": ["a", "b"]}), (True, set(), {}), (False, {"a"}, {"x": "a"})],
)
def test_a_fact_of_a_case_comes_back_as_it_was_written(
    many: bool, words: set[str], written: Any
) -> None:
    fact = Fact("x", many=many)
    more = frozenset(("x", word) for word in words)
    assert fact.to_json(replace(PLAIN, more=more | {("y", "z")})) == written
    assert fact.from_json(written) == {"more": more}


# In the proof of coverage ------------------------------------------------------------------------


def test_the_proof_looks_at_nothing_said_each_word_and_several_at_once() -> None:
    def spaces(fact: Fact, *words: str) -> list[Any]:
        return [setting["more"] for setting in fact.space((), frozenset(words))]

    a, b = ("x", "a"), ("x", "b")
    assert spaces(Fact("x"), "b", "a", "unknown") == [frozenset(), {a}, {b}]
    assert spaces(Fact("x", many=True), "b", "a") == [frozenset(), {a}, {b}, {a, b}]
    assert spaces(Fact("x", many=True), "a") == [frozenset(), {a}]
    assert spaces(Fact("x")) == [frozenset()]


def test_a_field_is_varied_everywhere_or_only_when_a_rule_asks() -> None:
    minor = CaseField("minor", words=frozenset(Known), parse=Known, everywhere=True)
    assert minor.space((), frozenset()) == [{"minor": word} for word in Known]
    asked = replace(minor, everywhere=False, unsaid="unknown")
    assert list(asked.space((), frozenset())) == [{}]
    said = [{"minor": word} for word in Known if word != "unknown"]
    assert [one for one in asked.space((), frozenset({"no"})) if one] == said
    language = CaseField("language", words=None)
    assert "more" not in language.setting(("es",)) and language.setting(("es",)) == {
        "language": "es"
    }
    assert list(language.space((), frozenset({"es", "en"}))) == [
        {},
        {"language": "en"},
        {"language": "es"},
    ]


def test_the_words_of_a_field_stand_in_the_order_of_their_type_or_of_the_alphabet() -> None:
    assert CaseField("urgency", parse=Urgency).words_in_order() == ["P0", "P1", "P2", "P3"]
    assert CaseField("x", words=frozenset({"b", "a"})).words_in_order() == ["a", "b"]
    assert CaseField("x").words_in_order() == []


def test_a_field_says_what_it_holds_and_an_empty_one_is_unsaid() -> None:
    lookalike = CaseField("lookalike", unsaid="none")
    assert lookalike.values(PLAIN) == {"none"}
    assert lookalike.setting(("none",)) == {} and lookalike.setting(()) == {}
    signals = CaseField("signals", many=True)
    assert signals.values(replace(PLAIN, signals=frozenset({"a"}))) == {"a"}
    assert signals.setting(("a", "b")) == {"signals": {"a", "b"}}
    assert signals.from_json({}) == {"signals": frozenset()}
    assert lookalike.from_json({}) == {} == lookalike.from_json({"lookalike": None})
    assert lookalike.to_json(PLAIN) == {"lookalike": None}


# Beside the facts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "place", "holds"),
    [
        ("{states: [TX]}", "Laredo, TX", True),
        ("{states: [TX]}", "OK", False),
        ('{counties: ["48479 Webb, TX"]}', "Laredo, TX", True),
        ('{counties: ["48505 Zapata, TX"]}', "Laredo, TX", False),
    ],
)
def test_a_rule_for_an_area_holds_in_it_and_nowhere_else(
    area: str, place: str, holds: bool
) -> None:
    rule = f"  there:\n    about: A test.\n    when: {{in: {area}}}\n    refer: [{{does: tips}}]\n"
    book = book_of(files(national=NATIONAL.replace("rules:\n", "rules:\n" + rule)))
    decision = routing.decide(case(place), book, NOON)
    assert why_of(decision, "there", "rule").startswith("the place is not in") is not holds


def test_why_none_of_several_holds_is_why_each_of_them_does_not() -> None:
    minor = OneOf(Fact("payment"), frozenset({"cash"}))
    either = AnyOf((minor, OneOf(Fact("age"), frozenset({"adult"}))))
    said = either.fails(Facts(PLAIN, NOON, None))
    assert said == "payment is unknown, not cash; age is unknown, not adult"
