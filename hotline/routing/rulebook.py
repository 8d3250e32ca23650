"""The rule book: directory, rules and policy of one version, indexed by place. Immutable."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from hotline.domain import Place, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing.areas import Area, Match
from hotline.routing.conditions import Atom, Facts, Kind, Settings
from hotline.routing.conditions.area import Inside
from hotline.routing.conditions.fact import OneOf
from hotline.routing.emergency_centers import EmergencyCenter
from hotline.routing.freshness import beds_known, fresh_until
from hotline.routing.interpreters import Interpreter
from hotline.routing.law import StateLaw
from hotline.routing.plan import Plan, make_plan
from hotline.routing.rules import Policy, Rule, place_key
from hotline.routing.types import Agency, Case

NATIONAL_HOTLINE = "national_hotline"
"""The agency that every decision ends with."""
REMEMBERED = 32_768
"""How many worked-out answers are kept; they are pure functions' values and never go stale."""
SMALLER = {"place", "signals", "consents", "confidence"}
"""The fields of a case that ``_key`` does not hold as they are."""
WHOLE = attrgetter(*(field.name for field in fields(Case) if field.name not in SMALLER))
SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""An instant to ask conditions at that do not depend on one."""
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

    Places that nothing tells apart share one. ``inside`` says for each condition that depends on
    the place alone whether it holds; ``zone`` is the place's, when a rule asks for the hour.
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
    def with_beds(self) -> tuple[Agency, ...]:
        """Those whose free beds were counted."""
        return tuple(agency for agency, _ in self.serving if agency.beds is not None)


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Directory and rules of one version.

    ``version`` is the content hash of their files, ``served`` the county FIPS codes of the places
    that this deployment is for, ``hints`` the names of towns that a speech recognizer
    should expect, the likeliest first.
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
    interpreters: tuple[Interpreter, ...] = ()
    law: Mapping[str, StateLaw] = field(default_factory=dict)
    filing: Mapping[Urgency, int] = field(default_factory=dict)
    """Minutes in which a mandated report is filed, by urgency, as far as a file says."""
    centers: Mapping[str, EmergencyCenter] = field(default_factory=dict)
    """Who can be rung as a third on a call."""

    def law_at(self, place: Place | None) -> StateLaw | None:
        """The duty to report in the place's state."""
        return self.law.get(place.state) if place is not None and place.state else None

    def center_at(self, place: Place | None) -> EmergencyCenter | None:
        """The 911 center of the place's county."""
        return self.centers.get(place.fips) if place is not None and place.fips else None

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
        here = Facts(Case(Type.BOTH, Urgency.P2, place=place), SOME_TIME, None)
        inside = tuple(atom.fails(here) is None for atom in self._by_place)
        zone = Gazetteer.load().time_zone(place) if self.asks_hour else None
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
    def atoms(self) -> tuple[Atom, ...]:
        """The simple conditions of all rules, each once."""
        return tuple(dict.fromkeys(atom for rule in self.rules for atom in rule.when.atoms()))

    @cached_property
    def named_areas(self) -> tuple[Area, ...]:
        """The areas that rules ask for."""
        return tuple(atom.area for atom in self.atoms if isinstance(atom, Inside))

    @cached_property
    def _by_place(self) -> tuple[Atom, ...]:
        return tuple(atom for atom in self.atoms if atom.by_place)

    @cached_property
    def _measured(self) -> tuple[Atom, ...]:
        """The conditions whose answer the key must hold, because it has not what they ask for."""
        return tuple(atom for atom in self.atoms if not (atom.in_key or atom.by_place))

    @cached_property
    def asks_hour(self) -> bool:
        """Whether any rule asks for the hour of a place."""
        return any(atom.asks_hour for atom in self.atoms)

    @cached_property
    def words_used(self) -> Mapping[str, frozenset[str]]:
        """The words that any rule or agency asks for, by the name of the fact."""
        used: dict[str, set[str]] = defaultdict(set)
        for atom in self.atoms:
            if isinstance(atom, OneOf):
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

    def space(self, kind: Kind) -> Sequence[Settings]:
        """The settings of a case that the rules can tell apart by one kind of condition."""
        return kind.space(self.atoms, self.words_used.get(kind.name, frozenset()))

    def _key(self, case: Case, nearby: Nearby, at: datetime) -> tuple[Any, ...]:
        """All that the rules can depend on.

        Every field of a case is in it, a new one too. Only what would tell apart cases that no
        rule can is made smaller: the place to what is near it, signals and consents to those that
        anyone asks for, how sure something is (and any condition that reads what is not in a
        field, such as the hour) to the answers.
        """
        facts = Facts(case, at, nearby.zone)
        return (
            WHOLE(case),
            case.signals & self._signals_used,
            case.consents & self._consents_used,
            tuple(atom.fails(facts) for atom in self._measured),
            nearby.inside,
        )

    def plan(self, case: Case, at: datetime) -> Plan:
        """What the rules answer for a case; not to be changed by the caller.

        What is near is looked up here: an answer is remembered for everyone who asks later, so it
        must never be worked out for one place and kept under another.
        """
        nearby = self.nearby(case.place)
        key = self._key(case, nearby, at)
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
        aged = self.aged(nearby, at.date())
        return nearby, self._key(case, nearby, at), open_now, aged

    def aged(self, nearby: Nearby, today: date) -> tuple[int, frozenset[str]]:
        """How many of those who serve a place have lapsed, and whose count of beds is believed.

        Nothing becomes fresh again in a version, so a number says which ones.
        """
        lasts = self._lasts.get(nearby)
        if lasts is None:
            found = (self.fresh_until(agency) for agency, _ in nearby.serving)
            lasts = self._lasts[nearby] = sorted(day for day in found if day)
        beds = frozenset(
            agency.id
            for agency in nearby.with_beds
            if beds_known(agency.beds, self.policy, today) is not None
        )
        return bisect_left(lasts, today), beds

    @cached_property
    def _lasts(self) -> dict[Nearby, list[date]]:
        return {}

    @cached_property
    def _fresh_until(self) -> dict[str, date | None]:
        return {agency.id: fresh_until(agency, self.policy) for agency in self.agencies.values()}

    def fresh_until(self, agency: Agency) -> date | None:
        """The last day on which the entry may be used, if there is any."""
        return self._fresh_until[agency.id]

    def lapsed(self, agency: Agency, today: date) -> bool:
        """Whether what vouches for an entry is too old to route by it."""
        last = self.fresh_until(agency)
        return last is None or today > last
