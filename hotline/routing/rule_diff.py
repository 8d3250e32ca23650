"""What another version of directory and rules would change: which cases get other agencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from hotline.domain import Place
from hotline.routing.case_space import Spot, all_cases, all_spots, moments
from hotline.routing.decide import decide
from hotline.routing.rulebook import NATIONAL_HOTLINE, Nearby, RuleBook
from hotline.routing.types import Case, Decision


@dataclass(frozen=True, slots=True)
class Change:
    """Cases that would be offered to other agencies, in order, than before.

    ``places`` are counties, states and cities by name; ``urgencies`` those for which it is so;
    ``hours`` the instants from which on it is so, none when the hour does not matter.
    """

    places: tuple[str, ...]
    type: str
    role: str
    minor: str
    urgencies: tuple[str, ...]
    hours: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    facts: str = ""
    """The facts of registered conditions that the cases have, such as "reachable yes"."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        shown = ", ".join(self.places[:3])
        more = f" and {len(self.places) - 3} more" if len(self.places) > 3 else ""
        hours = f", from {', '.join(self.hours)}" if self.hours else ""
        who = f"{self.type}, {self.role}, minor {self.minor}, {'/'.join(self.urgencies)}"
        who += f", {self.facts}" if self.facts else ""
        return f"{shown}{more}: {who}{hours}: {' > '.join(self.old)}  =>  {' > '.join(self.new)}"


OR = " or "


def alike(changes: Iterable[Change]) -> list[Change]:
    """The same in fewer: types, roles and minors that change alike are joined by :data:`OR`."""
    found: dict[tuple[Any, ...], list[tuple[str, ...]]] = defaultdict(list)
    for change in changes:
        key = (
            change.places,
            change.urgencies,
            change.hours,
            change.old,
            change.new,
            change.facts,
        )
        found[key].append((change.type, change.role, change.minor))
    joined = []
    for (places, urgencies, hours, old, new, facts), kinds in found.items():
        for types, roles, minors in _together(kinds):
            who = (OR.join(types), OR.join(roles), OR.join(minors))
            joined.append(Change(places, *who, urgencies, hours, old, new, facts))
    return joined


def summary(changes: Iterable[Change]) -> list[str]:
    """The same in short, one line each."""
    return [str(change) for change in alike(changes)]


def _together(kinds: Iterable[tuple[str, ...]]) -> list[tuple[tuple[str, ...], ...]]:
    """Single kinds as few products of types, roles and minors as one pass for each finds."""
    products: list[tuple[tuple[str, ...], ...]] = [
        tuple((part,) for part in kind) for kind in kinds
    ]
    for position in (2, 1, 0):
        rest: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for product in products:
            key = (*product[:position], *product[position + 1 :])
            rest[key] += product[position]
        products = [(*key[:position], tuple(found), *key[position:]) for key, found in rest.items()]
    return products


def diff(old: RuleBook, new: RuleBook, start: datetime) -> list[Change]:
    """The cases whose agencies change from ``old`` to ``new``, from ``start`` on, grouped."""
    classes: dict[tuple[Nearby, Nearby], list[Spot]] = defaultdict(list)
    for spot in all_spots(old, new):
        classes[old.nearby(spot.place), new.nearby(spot.place)].append(spot)
    found: dict[tuple[Any, ...], dict[str, list[str]]] = {}
    same_rules = old.rules == new.rules and old.policy == new.policy
    for (before, after), spots in classes.items():
        if same_rules and _reads(old, before) == _reads(new, after):
            continue
        times = sorted({*moments(old, before, start), *moments(new, after, start)})
        names = tuple(spot.name for spot in spots)
        for case, hours, was, becomes in _changed(old, new, spots[0].place, times):
            key = (names, case.type, case.role, case.minor, _facts(case), hours, was, becomes)
            found.setdefault(key, {}).setdefault("urgencies", []).append(case.urgency)
    merged: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (names, *rest), same in found.items():
        merged[(*rest, tuple(same["urgencies"]))] += names
    return [
        Change(tuple(names), type_, role, minor, urgencies, hours, was, becomes, facts)
        for (type_, role, minor, facts, hours, was, becomes, urgencies), names in merged.items()
    ]


def _reads(book: RuleBook, nearby: Nearby) -> tuple[Any, ...]:
    """All that ``decide`` reads of a place apart from rules and policy.

    Where two books agree in it, no case is decided differently, so none needs to be looked at:
    a comparison costs what has changed, not what there is.
    """
    known = {agency.id: agency for agency, _ in nearby.serving}
    known[NATIONAL_HOTLINE] = book.agencies[NATIONAL_HOTLINE]
    waiting = list(known.values())
    while waiting:
        backup = waiting.pop().backup
        if backup is not None and backup not in known:
            known[backup] = book.agencies[backup]
            waiting.append(known[backup])
    return nearby.serving, nearby.inside, nearby.zone, known


def _facts(case: Case) -> str:
    return ", ".join(f"{name} {word}" for name, word in sorted(case.more))


Changed = tuple[Case, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _changed(
    old: RuleBook, new: RuleBook, place: Place | None, times: list[datetime]
) -> Iterable[Changed]:
    for case in all_cases(place, old, new):
        pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
        for at in times:
            was = _asked(decide(case, old, at, reasons=False))
            becomes = _asked(decide(case, new, at, reasons=False))
            if was != becomes:
                pairs[was, becomes].append(at.isoformat())
        for (was, becomes), instants in pairs.items():
            hours = () if len(instants) == len(times) else tuple(instants)
            yield case, hours, was, becomes


def _asked(decision: Decision) -> tuple[str, ...]:
    return tuple(f"+{o.agency_id}" if o.also else o.agency_id for o in decision.offers)
