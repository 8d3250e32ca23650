"""The proof of coverage finds holes that were made on purpose, and none in what is shipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product

import pytest

from hotline import routing
from hotline.domain import Known, Place, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing import Coverage, RuleBook
from hotline.routing.case_space import alike, all_spots, moments
from hotline.routing.hours import UNKNOWN
from hotline.routing.types import Case
from tests.routing.books import (
    NATIONAL,
    NOON,
    agency,
    at,
    book_of,
    case,
    files,
    shipped,
    shipped_files,
)
from tests.routing.one_rule import with_rule

START = datetime(2026, 11, 24, tzinfo=UTC)
ALL_CASES = len(Type) * len(Urgency) * len(Role) * len(Known)


@cache
def proof(*, demo: bool) -> Coverage:
    return routing.prove(shipped(demo=demo), START)


@pytest.mark.parametrize("demo", [False, True])
def test_what_is_shipped_has_no_gap_and_no_idle_rule(demo: bool) -> None:
    found = proof(demo=demo)
    assert found.proved, found.as_json()
    assert found.gaps == found.dead_rules == found.shadowed_rules == []


def test_every_county_and_territory_is_in_the_proof(demo=False) -> None:
    found = proof(demo=False)
    assert set(found.local_counties) == set(Gazetteer.load().counties)
    assert {"PR", "GU", "VI", "AS", "MP", "DC"} < set(found.states)
    assert found.cases >= len(found.local_counties) * ALL_CASES
    assert sum(state.cases for state in found.states.values()) == found.cases


def test_a_state_without_an_agency_names_the_nearest_one() -> None:
    wyoming = proof(demo=False).states["WY"]
    assert wyoming.agencies == set()
    assert wyoming.alternative is not None
    assert wyoming.alternative.place == "Larimer County, CO"
    assert wyoming.alternative.km < 150
    assert proof(demo=False).states["GA"].alternative is None
    samoa = proof(demo=False).states["GU"].alternative
    assert samoa is not None
    assert samoa.place.endswith(", HI"), "the short way round the date line"


def test_the_map_knows_whose_county_it_is() -> None:
    counties = proof(demo=False).local_counties
    assert counties["39035"][:2] == ("oh_cuyahoga_task_force", "oh_project_star")
    assert counties["56021"] == ()


def test_places_that_nothing_tells_apart_are_decided_alike() -> None:
    """The proof looks at one place of a class: sample others and compare."""
    book = shipped()
    classes = [spots for spots in alike(book, all_spots(book)).values() if len(spots) > 1]
    for spots in classes[::7]:
        first, last = spots[0].place, spots[-1].place
        for role in Role:
            reported = [
                routing.decide(case(None, role=role) if p is None else _at(p, role), book, NOON)
                for p in (first, last)
            ]
            assert reported[0].offers == reported[1].offers
            assert reported[0].lines == reported[1].lines


def test_a_proof_leaves_every_later_decision_as_it_was() -> None:
    """Rules remember what they worked out: a proof on a live book must not teach it anything wrong.

    ``place: unknown`` once came to hold for known places after a proof, and calls waited for a
    review.
    """
    towns = (None, "Laredo, TX", "Tulsa, OK", "GU", "Webb County, TX", "78040")
    unsure = "{any: [{place: unknown}, {confidence: {place: {below: 0.5}}}]} -> {does: tips}"
    small = with_rule(unsure, agency())
    routing.prove(small, START)
    proof(demo=False)
    for book, fresh in [
        (shipped(), book_of(shipped_files())),
        (small, with_rule(unsure, agency())),
    ]:
        for town, urgency, role in product(towns, Urgency, Role):
            reported = case(town, urgency=urgency, role=role)
            for reasons in (True, False):
                after = routing.decide(reported, book, NOON, reasons=reasons)
                assert after == routing.decide(reported, fresh, NOON, reasons=reasons)


def _at(place: Place, role: Role) -> Case:
    return replace(case(None, role=role), place=place)


# Hours -------------------------------------------------------------------------------------------


def with_hours(hours: str, **more: str) -> RuleBook:
    return book_of(files(agency(hours=hours), holidays=HOLIDAYS, **more))


HOLIDAYS = "federal:\n  Christmas Day: {month: 12, day: 25}\n"


def test_every_change_of_hour_is_looked_at() -> None:
    book = with_hours('{zone: America/Chicago, open: ["mo-fr 08:30-17:00"], holidays: federal}')
    times = moments(book, book.nearby(at("Laredo, TX")), START)
    states = [book.agencies["webb_line"].hours.is_open(time) for time in times]
    assert sorted(states) == [False, True]


def test_two_agencies_are_looked_at_in_every_combination_that_occurs() -> None:
    chicago = "zone: America/Chicago, open: "
    book = book_of(
        files(
            agency("day", hours=f'{{{chicago}["mo-fr 08:00-18:00"]}}'),
            agency("late", hours=f'{{{chicago}["mo-fr 16:00-22:00"]}}'),
        )
    )
    times = moments(book, book.nearby(at("Laredo, TX")), START)
    found = {
        tuple(book.agencies[name].hours.is_open(time) for name in ("day", "late")) for time in times
    }
    assert found == {(False, False), (True, False), (True, True), (False, True)}


def test_an_hour_that_exists_only_when_clocks_change_is_found() -> None:
    """Two zones whose difference changes for a few hours: both closed only then."""
    book = book_of(
        files(
            agency("west", hours='{zone: America/Phoenix, open: ["mo-su 00:00-12:00"]}'),
            agency("north", hours='{zone: America/Denver, open: ["mo-su 12:00-24:00"]}'),
        )
    )
    winter = moments(book, book.nearby(at("Laredo, TX")), START)
    found = {
        tuple(book.agencies[name].hours.is_open(time) for name in ("west", "north"))
        for time in winter
    }
    assert (True, True) in found, "in summer Phoenix is an hour behind Denver"


# Holes made on purpose ---------------------------------------------------------------------------


def test_a_rule_that_holds_for_no_case_is_dead() -> None:
    national = NATIONAL.replace(
        "  everything:",
        "  never:\n    about: No case is both.\n"
        "    when: {not: {type: [sex, labor, both, high_risk, not_specified]}}\n"
        "    refer: []\n  everything:",
    )
    found = routing.prove(book_of(files(agency(), national=national)), START)
    assert found.dead_rules == ["never"]
    assert not found.proved


def test_a_rule_whose_answers_earlier_rules_all_give_is_shadowed() -> None:
    national = NATIONAL.replace(
        "  everything:",
        "  all_types:\n    about: All of them.\n"
        "    when: {any: [{minor: 'yes'}, {minor: [no, unknown]}]}\n"
        "    refer: []\n    transfer: []\n  everything:",
    )
    book, _ = routing.load_files(files(agency(), national=national), demo=False)
    assert book is not None
    found = routing.prove(book, START)
    assert (found.dead_rules, found.shadowed_rules) == ([], ["everything"])


def test_a_rule_that_needs_an_hour_a_consent_and_little_certainty_is_not_dead() -> None:
    national = NATIONAL.replace(
        "  everything:",
        "  rare:\n    about: Seldom, but it happens.\n"
        "    when:\n      hours: [su 03:00-04:00]\n      consents: recontact\n"
        "      confidence: {type: {least: 0.2, below: 0.3}}\n      medium: text\n"
        "      in: {counties: ['48479']}\n    refer: []\n  everything:",
    )
    found = routing.prove(book_of(files(agency(), national=national)), START)
    assert found.dead_rules == []


def test_a_book_without_the_national_hotline_open_would_have_gaps() -> None:
    """The loader refuses such a book; the proof would find it all the same."""
    book = book_of(files())
    national = replace(book.agencies["national_hotline"], hours=UNKNOWN)
    broken = RuleBook(book.version, {"national_hotline": national}, book.rules, book.policy)
    found = routing.prove(broken, START)
    assert found.gaps
    assert {gap.urgency for gap in found.gaps} == {"P0"}
    assert found.gaps[0].why == "danger now, and no line is surely open"


# Comparing versions ------------------------------------------------------------------------------


def test_nothing_changes_between_equal_versions() -> None:
    assert routing.diff(book_of(files(agency())), book_of(files(agency())), START) == []


def test_a_new_agency_changes_its_county_and_no_other() -> None:
    changes = routing.diff(book_of(files()), book_of(files(agency(types="[labor]"))), START)
    assert {change.places for change in changes} == {("Webb County, TX",)}
    assert {change.new for change in changes} == {("webb_line", "national_hotline")}
    assert {change.old for change in changes} == {("national_hotline",)}
    assert "sex" not in {change.type for change in changes}
    assert all(change.urgencies == ("P0", "P1", "P2", "P3") for change in changes)
    assert "Webb County, TX: labor, self" in str(changes[0])


def test_a_change_of_hours_names_the_hours() -> None:
    day = '{zone: America/Chicago, open: ["mo-fr 08:00-18:00"]}'
    changes = routing.diff(book_of(files(agency())), book_of(files(agency(hours=day))), START)
    urgent = [change for change in changes if "P1" in change.urgencies]
    assert urgent
    assert all(change.hours for change in urgent)
    first = datetime.fromisoformat(urgent[0].hours[0])
    assert first - START < timedelta(days=2)


SERVES = (
    {"hours": '{zone: America/Chicago, open: ["mo-fr 08:00-18:00"]}'},
    {"types": "[labor]"},
    {"roles": "[third_party]"},
    {"languages": "[es]"},
    {"contacts": '[{channel: phone, purpose: public_line, address: "+19562125101"}]'},
    {"status": "retired", "verified": "", "sources": "[a test]"},
    {"area": '{counties: ["48201 Harris, TX"]}'},
    {"backup": "far"},
)


@pytest.mark.parametrize("change", SERVES, ids=lambda change: next(iter(change)))
def test_places_that_are_passed_over_would_have_shown_no_change(
    change: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only places where something is read that differs are looked at; looked at all, the same."""
    near, far = (
        agency("near"),
        agency("far", area='{counties: ["48479 Webb, TX"]}', does="[health]"),
    )
    old = book_of(files(near + far))
    new = book_of(files(agency("near", **change) + far))
    quick = routing.diff(old, new, START)
    monkeypatch.setattr("hotline.routing.rule_diff._reads", lambda *_: object())
    assert quick == routing.diff(old, new, START)


def test_a_backup_s_own_backup_that_is_elsewhere_is_read_too() -> None:
    """The second in line serves another county; its entry still says who is third."""

    def book(third: str) -> RuleBook:
        return book_of(
            files(
                agency("first", backup="second"),
                agency("second", area='{counties: ["48201 Harris, TX"]}', backup=third),
                agency("third", does="[shelter]", types="[labor]"),
            )
        )

    assert book("").agencies["second"].backup is None
    changed = routing.diff(book(""), book("third"), START)
    assert ("first", "third", "national_hotline") in {one.new for one in changed}
