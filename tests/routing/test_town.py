"""A town's own rules go before the national ones, and what they override is told."""

from __future__ import annotations

from hotline import routing
from hotline.domain import Urgency
from tests.routing.books import NOON, agency, asked, book_of, case, files, problems_of

TOWN = """\
policy: webb
about: The county's own rules.
in: {counties: ["48479 Webb, TX"]}
acknowledge: {P1: 30 minutes}
rules:
  labor_first:
    about: Labor goes to the second line.
    when: {type: labor}
    refer:
      - {agency: second_line}
"""


def town_files(town: str = TOWN) -> dict[str, str]:
    second = agency("second_line", area="{states: [TX]}")
    return files(agency(), second, webb=town)


def test_a_towns_rules_go_before_the_national_ones_in_its_area_only() -> None:
    book = book_of(town_files())
    webb = routing.decide(case("Laredo, TX"), book, NOON)
    assert asked(webb) == ["second_line", "national_hotline"]
    elsewhere = routing.decide(case("Houston, TX"), book, NOON)
    assert elsewhere.offers[0].rule == "everything"


def test_a_towns_times_to_acknowledge_hold_in_its_area_only() -> None:
    book = book_of(town_files())
    urgent = {"urgency": Urgency.P1}
    here = routing.decide(case("Laredo, TX", **urgent), book, NOON)
    there = routing.decide(case("Houston, TX", **urgent), book, NOON)
    assert {offer.ack_minutes for offer in here.offers} == {30}
    assert {offer.ack_minutes for offer in there.offers} == {60}


def test_what_a_town_overrides_is_shown_as_a_warning() -> None:
    town = TOWN.replace("labor_first:", "everything:")
    problems = problems_of(town_files(town))
    assert [(p.file, p.severity) for p in problems] == [("webb.yaml", "warning")] * 2
    assert "replaces the national rule everything" in problems[0].what


def test_a_town_switches_a_national_rule_off() -> None:
    town = TOWN.replace("rules:\n", "switch_off: [everything]\nrules:\n")
    book, problems = routing.load_files(town_files(town), demo=False)
    assert book is not None
    assert [rule.id for rule in book.rules] == ["labor_first", "webb_acknowledge"]
    assert any("switches off" in problem.what for problem in problems)
    decision = routing.decide(case("Houston, TX"), book, NOON)
    assert asked(decision) == ["national_hotline"], "the National Hotline cannot be switched off"


def test_a_town_switches_off_what_is_not_there() -> None:
    town = TOWN.replace("rules:\n", "switch_off: [everythin]\nrules:\n")
    problems = [p for p in problems_of(town_files(town)) if p.severity == "error"]
    assert [(p.file, p.line) for p in problems] == [("webb.yaml", 5)]
    assert "everything" in problems[0].fix
