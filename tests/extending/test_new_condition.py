"""A routing condition is one registration: here everything about a new one is checked, end to end.

The condition: whether the person harmed can be reached today. In the product these lines would be
a module of their own in ``hotline/routing/conditions``, found there without being listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from hotline import routing
from hotline.domain import Known, Lookalike, Medium, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.intake import route_report
from hotline.intake.reports import report_by_tip
from hotline.routing.case_space import all_cases, telling_cases
from hotline.routing.conditions import Fact, register, unregister
from hotline.routing.conditions.fact import more_of
from hotline.routing.rulebook import SMALLER, RuleBook
from hotline.routing.types import Case
from tests.directory.command import rules_copy, run
from tests.line import Line
from tests.routing.books import NATIONAL, NOON, agency, asked, at, book_of, case, files, problems_of

REACHABLE = Fact(
    "reachable",
    label="whether the person can be reached today",
    words=frozenset({"yes", "no"}),
    of_report=lambda report: [word] if (word := report.assessment().answers.get("contact")) else [],
)
TEXTS = (
    "a man has a gun and he is beating a girl now, he sells her to men for sex in Laredo Texas",
    "yes",
    "yes",
    "1",
)
"""A story, that it is safe, that someone is under 18, that the line may text back."""
RULE = """\
  reachable_today:
    about: Someone who can be reached today is offered to the shelter first.
    when: {reachable: "yes"}
    refer:
      - {agency: shelter}
"""


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    register(REACHABLE)
    yield
    unregister("reachable")


def rules(rule: str = RULE) -> Mapping[str, str]:
    shelter = agency("shelter", does="[shelter]")
    return files(agency(), shelter, national=NATIONAL.replace("rules:\n", f"rules:\n{rule}"))


def reported(word: str | None) -> Case:
    more = frozenset({("reachable", word)}) if word else frozenset[tuple[str, str]]()
    return replace(case("Laredo, TX"), more=more)


def first(book: RuleBook, word: str | None, *, reasons: bool) -> str:
    return routing.decide(reported(word), book, NOON, reasons=reasons).offers[0].agency_id


def test_two_cases_that_differ_only_in_it_are_decided_differently_in_any_order() -> None:
    right = {"yes": "shelter", "no": "webb_line", None: "webb_line"}
    for order in permutations(right):
        for reasons in (True, False):
            book = book_of(rules())
            assert [first(book, word, reasons=reasons) for word in order] == [
                right[word] for word in order
            ]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ('{reachable: "yes"}', ""),
        ('{reachable: ["yes", "no"], role: self}', ""),
        ('{not: {reachable: "no"}}', ""),
        ("{any: [{reachable: unknown}, {minor: unknown}]}", ""),
        ("{reachable: yess}", "reachable is never 'yess'. Fix: did you mean 'yes'?"),
        ("{reachable: maybe}", "reachable is never 'maybe'. Fix: use one of: no, yes."),
        (
            '{not: {reachable: ["no", never]}}',
            "reachable is never 'never'. Fix: use one of: no, yes.",
        ),
        (
            '{reachabel: "yes"}',
            "does not know the word 'reachabel'. Fix: did you mean 'reachable'?",
        ),
        ("{reachable: 7}", "reachable: "),
    ],
)
def test_the_checker_knows_it_and_corrects_a_misspelling(when: str, said: str) -> None:
    problems = problems_of(rules(RULE.replace('{reachable: "yes"}', when)))
    texts = [str(problem) for problem in problems if problem.severity == "error"]
    assert [said in text for text in texts] == ([True] if said else []), texts


def test_the_schema_lists_it_and_forgets_it_again() -> None:
    def known() -> Mapping[str, Any]:
        found: Mapping[str, Any] = routing.schema("rules")["$defs"]["when"]["properties"]
        return found

    assert known()["reachable"]["description"].endswith("today. One of: no, yes.")
    unregister("reachable")
    assert "reachable" not in known()
    register(REACHABLE)
    with pytest.raises(ValueError, match="already"):
        register(REACHABLE)


def test_the_proof_of_coverage_goes_over_it() -> None:
    book = book_of(rules())
    here = at("Laredo, TX")
    ordinary = len(list(all_cases(here, book_of(files(agency())))))
    assert len(list(all_cases(here, book))) == 2 * ordinary
    assert any(reported.more for reported in telling_cases(book, here))
    shadowed = RULE.replace("reachable_today", "again").replace("shelter first", "shelter")
    assert routing.load_files(rules(RULE + shadowed), demo=False)[0] is None
    never = RULE.replace('{reachable: "yes"}', '{reachable: "yes", not: {reachable: "yes"}}')
    assert routing.coverage.idle_rules(book_of(rules(never)), NOON)[0] == ["reachable_today"]
    assert routing.coverage.idle_rules(book, NOON) == ([], [])


def test_a_comparison_of_two_versions_finds_the_cases_that_it_moves() -> None:
    changes = routing.diff(book_of(rules("")), book_of(rules()), NOON)
    assert {change.new[0] for change in changes} == {"shelter"}
    assert {change.facts for change in changes} == {"reachable yes"}
    assert "reachable yes" in str(changes[0])


def test_reasons_say_it_in_words() -> None:
    book = book_of(rules())
    decision = routing.decide(reported("no"), book, NOON)
    (why,) = [reason.why for reason in decision.reasons if reason.subject == "reachable_today"]
    assert why == "whether the person can be reached today is no, not yes"
    assert asked(decision)[0] == "webb_line"
    assert any("reachable_today" in line for line in routing.explain_lines(decision, book))


def test_it_is_read_from_a_report_on_a_line(line: Line) -> None:
    for words in TEXTS:
        line.text("+19565550121", words)
        line.pass_time(seconds=20)
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, line.tips()[0])
        assert report is not None
        assert more_of(report) == {("reachable", "yes")}
        assert route_report.case_of(report).more == {("reachable", "yes")}


def test_a_fact_that_cannot_be_read_costs_no_report(line: Line) -> None:
    unregister("reachable")
    register(replace(REACHABLE, of_report=lambda report: report.no_such_thing))  # type: ignore[attr-defined]
    line.text("+19565550122", *TEXTS)
    assert line.report()["referrals"], "it was routed all the same"


def test_it_is_replayed_and_an_older_decision_still_works() -> None:
    for word in ("yes", "no", None):
        written = json.loads(json.dumps(routing.case_json(reported(word))))
        assert routing.case_from_json(written) == reported(word)
        assert written.get("reachable") == word
    old = routing.case_json(reported(None))
    assert "reachable" not in old
    assert routing.case_from_json(old) == reported(None)
    new = routing.case_json(reported("yes"))
    assert routing.fact_differences(old, new) == ["reachable was unknown, is yes"]
    assert routing.fact_differences(new, new) == []


def test_explain_answers_for_it(tmp_path: Path) -> None:
    folder = rules_copy(tmp_path)
    national = folder / "national.yaml"
    rule = RULE.replace("shelter", "ncmec")
    national.write_text(national.read_text("utf-8").replace("rules:\n", f"rules:\n{rule}", 1))
    given = ("explain", "--place", "Laredo, TX", "--rules-dir", str(folder), "--json")
    offers = [
        [
            offer["agency_id"]
            for offer in json.loads(run(*given, *fact).stdout)["decision"]["offers"]
        ]
        for fact in (("--fact", "reachable=yes"), ("--fact", "reachable=no"), ())
    ]
    assert offers[0] != offers[1] == offers[2]
    for wrong in ("reachable=maybe", "reachable", "reach=yes", "=", "role=self"):
        refused = run(*given, "--fact", wrong, expect=2).exception
        assert str(refused).endswith("write one of: reachable=no|yes"), wrong


def test_every_field_of_a_case_is_a_part_of_the_memo_key() -> None:
    """A field that somebody adds is in the key without being listed."""
    others: Mapping[str, Any] = {
        "type": Type.SEX,
        "urgency": Urgency.P0,
        "role": Role.SELF,
        "minor": Known.YES,
        "language": "es",
        "medium": Medium.TEXT,
        "place": Gazetteer.load().place_of_county(Gazetteer.load().counties["48505"], 0.9),
        "lookalike": Lookalike.HOAX,
        "signals": frozenset({"native"}),
        "consents": frozenset({"law_enforcement"}),
        "confidence": {"type": 0.1},
        "more": frozenset({("reachable", "no")}),
    }
    asks = RULE.replace(
        '{reachable: "yes"}',
        "{signals: native, consents: law_enforcement, confidence: {type: {below: 0.5}}, "
        'in: {counties: ["48479"]}}',
    )
    book = book_of(rules(asks))
    plain = reported(None)
    assert set(others) == {field.name for field in fields(Case)} > SMALLER
    for name, value in others.items():
        other = replace(plain, **{name: value})
        keys = [book.depends_on(given, book.nearby(given.place), NOON) for given in (plain, other)]
        assert keys[0] != keys[1], name
