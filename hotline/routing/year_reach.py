"""For every hour of a year: does someone stand before the National Hotline who can act on it? Pure.

Someone who counts is *fresh* (the entry has not lapsed), *open* at that hour, and *agreed*, so that
an alert reaches them, or at least *reachable* by a telephone that is not in doubt. Hours that
nobody knows count as none. Holidays, clock changes and the days on which entries lapse are looked
at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.domain import Known, Place, Role, Type, Urgency
from hotline.routing.case_space import YEAR, clocks, turn_begins
from hotline.routing.decide import decide
from hotline.routing.rulebook import NATIONAL_HOTLINE, Nearby, RuleBook
from hotline.routing.types import Case, Decision

AGREED, BY_PHONE, HOURS_UNKNOWN, NOBODY = "agreed", "by phone", "hours unknown", "nobody"
LEVELS = (AGREED, BY_PHONE, HOURS_UNKNOWN, NOBODY)
"""Who stands before the National Hotline, the best first."""
PROBES: Mapping[str, Case] = {
    "a tip": Case(Type.SEX, Urgency.P1, Role.THIRD_PARTY, Known.NO),
    "a tip about work": Case(Type.LABOR, Urgency.P1, Role.THIRD_PARTY, Known.NO),
    "an own report": Case(Type.SEX, Urgency.P1, Role.SELF, Known.NO),
    "a worker's own report": Case(Type.LABOR, Urgency.P1, Role.SELF, Known.NO),
    "a child": Case(Type.SEX, Urgency.P1, Role.THIRD_PARTY, Known.YES),
}
"""The kinds of report for which each hour is looked at, by name."""
Minutes = dict[str, dict[str, int]]
"""By kind of report and level: for how many minutes of the year."""


def year_of(book: RuleBook, nearby: Nearby, place: Place | None, start: datetime) -> Minutes:
    """How many of the year's minutes from ``start`` on have whom, for each kind of report."""
    found: dict[str, Counter[str]] = {name: Counter() for name in PROBES}
    for at, minutes in _states(book, nearby, start):
        for name, case in PROBES.items():
            asked = Case(case.type, case.urgency, case.role, case.minor, place=place)
            found[name][level(decide(asked, book, at, reasons=False), book)] += minutes
    return {name: {step: count[step] for step in LEVELS if count[step]}
            for name, count in found.items()}  # fmt: skip


def level(decision: Decision, book: RuleBook) -> str:
    """The best of those who are asked before the National Hotline."""
    best = NOBODY
    for offer in decision.offers:
        if offer.agency_id == NATIONAL_HOTLINE or offer.also:
            continue
        agency = book.agencies[offer.agency_id]
        is_open = agency.hours.is_open(decision.at)
        rings = any(not point.doubt and point.on_duty(decision.at) for point in agency.dialed)
        if is_open and agency.agreed:
            return AGREED
        if is_open and rings:
            best = BY_PHONE
        elif is_open is None and best == NOBODY:
            best = HOURS_UNKNOWN
    return best


def _states(book: RuleBook, nearby: Nearby, start: datetime) -> Iterator[tuple[datetime, int]]:
    """One instant for each state of who is open and fresh, and the minutes that it lasts."""
    end = start + timedelta(days=YEAR)
    changes = sorted(c for c in _changes(book, nearby, start) if start < c < end)
    case = Case(Type.BOTH, Urgency.P2, place=Place(state="XX"))
    first: dict[object, datetime] = {}
    lasts: Counter[object] = Counter()
    for at, until in zip([start, *changes], [*changes, end], strict=True):
        state: object = book.depends_on(case, nearby, at)[1:]
        first.setdefault(state, at)
        lasts[state] += round((until - at) / timedelta(minutes=1))
    for state, at in first.items():
        yield at, lasts[state]


def _changes(book: RuleBook, nearby: Nearby, start: datetime) -> set[datetime]:
    """Every opening and closing, turn on call and lapse in the year."""
    changes: set[datetime] = set()
    for hours, turns in clocks(book, nearby):
        if hours.known == "listed" and hours.zone is not None:
            first = start.astimezone(ZoneInfo(hours.zone)).date()
            for ahead in range(-1, YEAR + 1):
                for opened, closed in hours.spans(first + timedelta(days=ahead)):
                    changes |= {opened, closed}
        if turns is not None:
            count = YEAR // turns.days + 2
            changes |= {turn_begins(turns, start, number) for number in range(count)}
    for agency, _ in nearby.serving:
        days = [book.fresh_until(agency)]
        if agency.beds is not None:
            days.append(agency.beds.on + timedelta(days=book.policy.beds_within_days))
        changes |= {_day_after(day) for day in days if day is not None}
    return changes


def _day_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
