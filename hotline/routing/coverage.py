"""Proof of coverage: every place, kind of report and hour has someone, or the National Hotline.

Goes over every county and territory, type, urgency, role, minor and every change of who is open,
clock changes and holidays included. A *gap* is a case that ends with nobody, or danger now without
a line that is surely open. A case is *local* when an agency is asked before the National Hotline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

from hotline.domain import Place, Urgency
from hotline.geo import Gazetteer
from hotline.routing.case_space import (
    Spot,
    alike,
    all_cases,
    all_spots,
    moments,
    telling_cases,
)
from hotline.routing.conditions import Facts
from hotline.routing.decide import decide
from hotline.routing.plan import Plan
from hotline.routing.proof_memory import Keys
from hotline.routing.rulebook import NATIONAL_HOTLINE, Nearby, RuleBook
from hotline.routing.types import Case, Decision
from hotline.routing.year_gaps import apart
from hotline.routing.year_reach import Minutes, year_of

NOWHERE = "--"
"""The state of a case whose place is not known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A case that would leave someone alone."""

    place: str
    type: str
    urgency: str
    role: str
    minor: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """The nearest place with an agency of its own: of what a report could be handed to by hand."""

    agency: str
    place: str
    km: int


@dataclass
class StateCoverage:
    """Counts of one state: places, cases, and the cases that a local agency is asked for.

    ``counties`` have an agency before the National Hotline for some case. ``alternative`` is
    given where none has.
    """

    places: int = 0
    cases: int = 0
    local: int = 0
    counties: int = 0
    agencies: set[str] = field(default_factory=set)
    alternative: Alternative | None = None


@dataclass
class Coverage:
    """What was proved. ``decided`` decisions stand for ``cases`` cases."""

    version: str
    places: int = 0
    classes: int = 0
    moments: int = 0
    cases: int = 0
    decided: int = 0
    local: int = 0
    gaps: list[Gap] = field(default_factory=list)
    states: dict[str, StateCoverage] = field(default_factory=dict)
    local_counties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The agencies of each county by FIPS, most specific first: what a map is colored by."""
    dead_rules: list[str] = field(default_factory=list)
    shadowed_rules: list[str] = field(default_factory=list)
    years: dict[str, Minutes] = field(default_factory=dict)
    """For each county, for how much of the year whom each kind of report reaches."""
    proved_now: int = 0
    """The classes that were proved by this run, and not remembered."""

    @property
    def proved(self) -> bool:
        """No gap, and no rule that never decides."""
        return not (self.gaps or self.dead_rules or self.shadowed_rules)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        states = {
            state: asdict(found) | {"agencies": sorted(found.agencies)}
            for state, found in sorted(self.states.items())
        }
        return {
            "version": self.version,
            "proved": self.proved,
            "places": self.places,
            "classes": self.classes,
            "moments": self.moments,
            "cases": self.cases,
            "decided": self.decided,
            "local": self.local,
            "gaps": [asdict(gap) for gap in self.gaps],
            "states": states,
            "counties": self.local_counties,
            "minutes_of_a_year": self.years,
            "dead_rules": self.dead_rules,
            "shadowed_rules": self.shadowed_rules,
        }


Memory = dict[str, Any]
"""What was proved before, by what it depended on (``proof_memory``), as plain values."""


def prove(
    book: RuleBook, start: datetime, memory: Memory | None = None, salt: str = ""
) -> Coverage:
    """Go over everything, as it is from ``start`` on. Pure: the caller looks at the clock.

    With a ``memory`` of an earlier proof, only what has changed since is proved; ``salt`` names
    the rules and areas of this one. The memory then holds what this proof knows.
    """
    found = Coverage(book.version)
    before: Memory = memory or {}
    after: Memory = {}
    keys = Keys(book, start, salt)
    classes = alike(book, all_spots(book))
    found.classes = len(classes)
    named = _named_agencies(book, classes)
    for nearby, spots in classes.items():
        key = keys.of(nearby, named)
        known = before.get(key)
        if known is None:
            known = _prove_class(book, nearby, spots[0].place, start)
            found.proved_now += 1
        after[key] = known
        _add_class(book, nearby, spots, known, found)
    _find_alternatives(book, found)
    key = keys.of_rules()
    idle = before.get(key) or [list(part) for part in idle_rules(book, start)]
    after[key] = idle
    found.dead_rules, found.shadowed_rules = idle
    if memory is not None:
        memory.clear()
        memory.update(after)
    return found


def _named_agencies(book: RuleBook, classes: Mapping[Nearby, Sequence[Spot]]) -> set[str]:
    """The agencies that a case of the proof can lead to by name, and their backups."""
    inside = {nearby.inside: spots[0].place for nearby, spots in classes.items()}
    at = datetime(2000, 1, 1, tzinfo=UTC)
    plans = (book.plan(case, at) for place in inside.values() for case in all_cases(place, book))
    picks = (
        pick
        for plan in plans
        for _, chosen in (plan.refer, plan.transfer, *plan.also)
        for pick in chosen
    )
    named = {pick.agency for pick in picks if pick.agency}
    return named | {agency.backup for agency in book.agencies.values() if agency.backup}


def _prove_class(
    book: RuleBook, nearby: Nearby, place: Place | None, start: datetime
) -> dict[str, Any]:
    """What holds for every place of a class, as plain values."""
    times = moments(book, nearby, start)
    local = 0
    gaps: list[list[str]] = []
    asked: Counter[str] = Counter()
    cases = list(all_cases(place, book))
    for case, at in product(cases, times):
        decision = decide(case, book, at, reasons=False)
        why = _gap(decision, case, book, at)
        if why:
            gaps.append([case.type, case.urgency, case.role, case.minor, at.isoformat(), why])
        names = [o.agency_id for o in decision.offers if o.agency_id != NATIONAL_HOTLINE]
        asked.update(names)
        local += bool(names)
    return {
        "moments": len(times),
        "decided": len(cases) * len(times),
        "local": local,
        "gaps": [[str(part) for part in gap] for gap in gaps],
        "asked": sorted(asked),
        "year": year_of(book, nearby, place, start),
    }


def _add_class(
    book: RuleBook, nearby: Nearby, spots: list[Spot], known: dict[str, Any], found: Coverage
) -> None:
    found.moments += known["moments"]
    found.decided += known["decided"]
    found.gaps += [Gap(spot.name, *gap) for gap in known["gaps"] for spot in spots]
    asked = set(known["asked"])
    serving = tuple(agency.id for agency, _ in nearby.serving if agency.id in asked)
    nearest = tuple(name for name in serving if not book.agencies[name].area.nation)
    for spot in spots:
        _count(found, spot, known["decided"], known["local"], nearest)
        fips = spot.place.fips if spot.place and not spot.place.city else None
        if fips:
            found.years[fips] = known["year"]


def _count(
    found: Coverage, spot: Spot, decided: int, local: int, agencies: tuple[str, ...]
) -> None:
    found.places += 1
    found.cases += decided
    found.local += local
    state = found.states.setdefault(spot.state or NOWHERE, StateCoverage())
    state.places += 1
    state.cases += decided
    state.local += local
    state.agencies |= set(agencies)
    whole_county = spot.place is not None and spot.place.fips and not spot.place.city
    if whole_county and spot.place is not None and spot.place.fips:
        found.local_counties[spot.place.fips] = agencies
        state.counties += bool(agencies)


def _gap(decision: Decision, case: Case, book: RuleBook, at: datetime) -> str | None:
    last = decision.offers[-1] if decision.offers else None
    if last is None or last.agency_id != NATIONAL_HOTLINE or last.also:
        return "it does not end with the National Hotline"
    if case.urgency is Urgency.P0:
        if decision.review is not None:
            return "danger now waits for a review"
        if not any(book.agencies[line.agency_id].hours.is_open(at) for line in decision.lines):
            return "danger now, and no line is surely open"
    return None


# The nearest alternative -------------------------------------------------------------------------


def _find_alternatives(book: RuleBook, found: Coverage) -> None:
    """For each state without any agency of its own, the nearest county that has one."""
    places = Gazetteer.load()
    served = [
        (places.counties[fips], agencies[0])
        for fips, agencies in found.local_counties.items()
        if agencies
    ]
    for state, coverage in found.states.items():
        counties = places.counties_of(state)
        if coverage.agencies or not counties or not served:
            continue
        center = max(counties, key=lambda county: county.population)
        km, number = min((apart(center, county), n) for n, (county, _) in enumerate(served))
        county, agency = served[number]
        name = f"{county.full_name}, {county.state}"
        coverage.alternative = Alternative(book.agencies[agency].name, name, round(km))


# Rules that never decide -------------------------------------------------------------------------


def idle_rules(book: RuleBook, start: datetime) -> tuple[list[str], list[str]]:
    """Rules that hold for no case, and rules that hold but never decide anything."""
    places = _telling_places(book, start)
    never_used = {rule.id for rule in book.rules}
    for rule in book.rules:  # most decide something where they themselves look: found at once
        for case, at in _every_fact(replace(book, rules=(rule,)), places):
            if rule.id not in never_used:
                break
            plan = book.plan(case, at)
            never_used -= {reason.subject for reason in plan.reasons if reason.taken}
    never_held = set(never_used)
    for case, at in _every_fact(book, places):
        if not never_used:
            break
        plan = book.plan(case, at)
        never_held -= {rule_id for rule_id in never_held if _held(plan, rule_id, book, case, at)}
        never_used -= {reason.subject for reason in plan.reasons if reason.taken}
    order = [rule.id for rule in book.rules]
    dead = [rule_id for rule_id in order if rule_id in never_held]
    shadowed = [rule_id for rule_id in order if rule_id in never_used - never_held]
    return dead, shadowed


def _held(plan: Plan, rule_id: str, book: RuleBook, case: Case, at: datetime) -> bool:
    reason = next(found for found in plan.reasons if found.subject == rule_id)
    if reason.taken:
        return True
    rule = next(rule for rule in book.rules if rule.id == rule_id)
    return rule.when.fails(Facts(case, at, book.nearby(case.place).zone)) is None


def _every_fact(
    asking: RuleBook, places: Iterable[tuple[Place | None, datetime]]
) -> Iterator[tuple[Case, datetime]]:
    """Every case that the rules of ``asking`` can tell apart, at each of these places and hours."""
    for place, at in places:
        for case in telling_cases(asking, place):
            yield case, at


def _telling_places(book: RuleBook, start: datetime) -> list[tuple[Place | None, datetime]]:
    """One place for each different answer to "is it in this area?", at every hour that matters."""
    seen: dict[Any, Place | None] = {}
    for spot in all_spots(book):
        seen.setdefault((book.nearby(spot.place).inside, spot.place is None), spot.place)
    return [
        (place, at)
        for place in sorted(seen.values(), key=lambda place: place is None)
        for at in moments(book, book.nearby(place), start)
    ]
