"""The rule book: directory, rules and policy of one version, indexed by place. Immutable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from hotline.domain import Place
from hotline.geo import Gazetteer
from hotline.routing.areas import Area, Match
from hotline.routing.plan import Plan, make_plan
from hotline.routing.rules import During, Facts, Inside, Policy, Rule, Sure, atoms, place_key
from hotline.routing.types import Agency, Case

NATIONAL_HOTLINE = "national_hotline"
"""The agency that every decision ends with."""
REMEMBERED = 32_768
"""How many worked-out answers are kept; they are pure functions' values and never go stale."""
K = TypeVar("K")
V = TypeVar("V")


def remember(store: dict[K, V], key: K, value: V) -> None:
    """Keep a value that was worked out, and forget all when there are too many."""
    if len(store) >= REMEMBERED:
        store.clear()
    store[key] = value


@dataclass(frozen=True, eq=False)
class Nearby:
    """What the directory has for a place: who serves it, most specific first, and who does not.

    Places that nothing tells apart share one. ``inside`` says for each area that a rule names
    whether the place is in it; ``zone`` is the place's, when a rule asks for the hour.
    """

    serving: tuple[tuple[Agency, Match], ...]
    elsewhere: tuple[Agency, ...]
    inside: tuple[bool, ...]
    zone: str | None

    @cached_property
    def timed(self) -> tuple[Agency, ...]:
        """Those for whom the time of the week matters."""
        return tuple(
            agency
            for agency, _ in self.serving
            if agency.hours.known == "listed" or any(point.timed for point in agency.contacts)
        )

    @cached_property
    def oldest(self) -> date | None:
        """The oldest date on which one of them was verified."""
        days = [agency.verified_on for agency, _ in self.serving]
        return min((day for day in days if day), default=None)


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Directory and rules of one version.

    ``version`` is the content hash of their files, ``served`` the county FIPS codes of the places
    that this deployment is for, ``hints`` city names that a speech recogniser should expect.
    ``overrides`` says in words what a town's files change of the national policy.
    """

    version: str
    agencies: Mapping[str, Agency]
    rules: tuple[Rule, ...]
    policy: Policy
    areas: Mapping[str, Area] = field(default_factory=dict)
    served: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()

    def nearby(self, place: Place | None) -> Nearby:
        """Who serves ``place``, and who is looked at in vain."""
        key = place_key(place)
        known = self._nearby.get(key)
        if known is None:
            known = self._look(place)
            remember(self._nearby, key, known)
        return known

    @cached_property
    def _nearby(self) -> dict[tuple[str | None, ...], Nearby]:
        return {}

    @cached_property
    def _shared(self) -> dict[Any, Nearby]:
        return {}

    @cached_property
    def _plans(self) -> dict[Any, Plan]:
        return {}

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What ``decide`` has worked out already, by what it depended on."""
        return {}

    def _look(self, place: Place | None) -> Nearby:
        near = self._by_state.get(place.state or "", ()) if place else ()
        found: list[tuple[Agency, Match]] = []
        elsewhere: list[Agency] = []
        for agency in (*near, *self._national):
            match = agency.area.match(place)
            if match:
                found.append((agency, match))
            else:
                elsewhere.append(agency)
        found.sort(key=lambda item: (item[1].order, not item[0].agreed, self._rank[item[0].id]))
        inside = tuple(area.match(place) is not None for area in self.named_areas)
        zone = Gazetteer.load().time_zone(place) if self._asks_hour else None
        key = (
            tuple((agency.id, match) for agency, match in found),
            tuple(agency.id for agency in elsewhere),
            inside,
            zone,
        )
        return self._shared.setdefault(key, Nearby(tuple(found), tuple(elsewhere), inside, zone))

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {agency_id: rank for rank, agency_id in enumerate(self.agencies)}

    @cached_property
    def _by_state(self) -> dict[str, tuple[Agency, ...]]:
        found: dict[str, list[Agency]] = defaultdict(list)
        for agency in self.agencies.values():
            if not agency.area.nation:
                for state in agency.area.touches():
                    found[state].append(agency)
        return {state: tuple(agencies) for state, agencies in found.items()}

    @cached_property
    def _national(self) -> tuple[Agency, ...]:
        return tuple(agency for agency in self.agencies.values() if agency.area.nation)

    # What a decision depends on -------------------------------------------------------------------

    @cached_property
    def _atoms(self) -> tuple[Any, ...]:
        return tuple(atom for rule in self.rules for atom in atoms(rule.when))

    @cached_property
    def named_areas(self) -> tuple[Area, ...]:
        """The areas that rules ask for."""
        return tuple(dict.fromkeys(atom.area for atom in self._atoms if isinstance(atom, Inside)))

    @cached_property
    def measured(self) -> tuple[Sure | During, ...]:
        """The conditions that ask how sure something is, or what hour it is."""
        found = [atom for atom in self._atoms if isinstance(atom, Sure | During)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _asks_hour(self) -> bool:
        return any(isinstance(atom, During) for atom in self._atoms)

    @cached_property
    def words_used(self) -> Mapping[str, frozenset[str]]:
        """The words that any rule or agency asks for, by the name of the fact."""
        used: dict[str, set[str]] = defaultdict(set)
        for atom in self._atoms:
            if hasattr(atom, "wanted"):
                used[atom.name] |= atom.wanted
        picks = [pick for rule in self.rules for pick in rule.picks()]
        used["consents"] |= {pick.consent for pick in picks if pick.consent}
        for agency in self.agencies.values():
            used["consents"] |= agency.consent
        return {name: frozenset(words) for name, words in used.items()}

    @cached_property
    def _signals_used(self) -> frozenset[str]:
        return self.words_used.get("signals", frozenset())

    @cached_property
    def _consents_used(self) -> frozenset[str]:
        return self.words_used.get("consents", frozenset())

    def _facts(self, case: Case, nearby: Nearby, at: datetime) -> tuple[Any, ...]:
        """All that the rules can depend on."""
        facts = Facts(case, at, nearby.zone)
        return (
            case.type,
            case.urgency,
            case.role,
            case.minor,
            case.language,
            case.medium,
            case.lookalike,
            case.place is not None and case.place.state is not None,
            case.signals & self._signals_used,
            case.consents & self._consents_used,
            tuple(atom.fails(facts) for atom in self.measured),
            nearby.inside,
        )

    def plan(self, case: Case, nearby: Nearby, at: datetime) -> Plan:
        """What the rules answer for a case; not to be changed by the caller."""
        key = self._facts(case, nearby, at)
        known = self._plans.get(key)
        if known is None:
            known = make_plan(self.rules, Facts(case, at, nearby.zone))
            remember(self._plans, key, known)
        return known

    def depends_on(self, case: Case, nearby: Nearby, at: datetime) -> tuple[Any, ...]:
        """All that a decision can depend on; cases that agree in it are decided alike."""
        open_now = tuple(
            (agency.hours.is_open(at), *(point.on_duty(at) for point in agency.contacts))
            for agency in nearby.timed
        )
        lapsed = self._lapsed(nearby, at.date())
        return nearby, self._facts(case, nearby, at), open_now, lapsed

    def _lapsed(self, nearby: Nearby, today: date) -> tuple[bool, ...]:
        if nearby.oldest is None or not self.lapsed(nearby.oldest, today):
            return ()
        return tuple(
            self.lapsed(agency.verified_on or nearby.oldest, today) for agency, _ in nearby.serving
        )

    def lapsed(self, verified_on: date | None, today: date) -> bool:
        """Whether an entry was verified too long ago to route by."""
        if verified_on is None:
            return True
        return today > verified_on + timedelta(days=self.policy.verified_within_days)
