"""Every place, case and moment that routing can tell apart: what proofs and comparisons go over.

Places between which the directory and rules make no difference are one class, and so are hours
during which the same agencies are open: what is true of one is true of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hotline.domain import Place, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing.conditions import joined, kinds
from hotline.routing.hours import Hours, OnCall
from hotline.routing.rulebook import Nearby, RuleBook
from hotline.routing.types import Case

YEAR = 366


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be proved: a county, a state as a whole, a city or ZIP that an agency serves."""

    name: str
    state: str | None
    place: Place | None


def all_spots(*books: RuleBook) -> list[Spot]:
    """Every county and territory, every state without a county, no place, and served cities."""
    places = Gazetteer.load()
    spots = [Spot("no place", None, None)]
    for state in sorted(places.states):
        spots.append(Spot(f"somewhere in {state}", state, Place(state=state, confidence=1.0)))
        for county in places.counties_of(state):
            place = places.place_of_county(county, 1.0)
            spots.append(Spot(f"{county.full_name}, {state}", state, place))
    return spots + sorted(set(_served_spots(books, places)), key=lambda spot: spot.name)


def _served_spots(books: Iterable[RuleBook], places: Gazetteer) -> Iterator[Spot]:
    """Cities and ZIP codes that an agency or a rule names: smaller than a county."""
    for book in books:
        for area in (*(agency.area for agency in book.agencies.values()), *book.named_areas):
            for name, state in area.cities:
                city = places.city(name, state)
                if city is not None:
                    yield Spot(f"{city.name}, {state}", state, places.place_of_city(city, 1.0))
            for code in area.zips:
                found = places.zip(code)
                if found is not None:
                    place = places.place_of_zip(found)
                    yield Spot(f"ZIP {code}", place.state, place)


def alike(book: RuleBook, spots: Iterable[Spot]) -> dict[Nearby, list[Spot]]:
    """The spots by what is near them."""
    classes: dict[Nearby, list[Spot]] = defaultdict(list)
    for spot in spots:
        classes[book.nearby(spot.place)].append(spot)
    return classes


def all_cases(place: Place | None, *books: RuleBook) -> Iterator[Case]:
    """Every type, urgency, role and minor at a place, with every other fact that varies everywhere.

    Of facts that are registered on top (``routing.conditions``), the words that a rule asks for.
    """
    spaces = []
    for kind in kinds():
        if kind.everywhere:
            found = [setting for book in books for setting in book.space(kind)]
            spaces.append([setting for n, setting in enumerate(found) if setting not in found[:n]])
    for chosen in product(*spaces):
        yield Case(**(joined(chosen) | {"place": place}))


def telling_cases(book: RuleBook, place: Place | None) -> Iterator[Case]:
    """Every case at a place that the rules can tell apart, those without anything special first."""
    everywhere = [kind for kind in kinds() if kind.everywhere]
    special = [kind for kind in reversed(kinds()) if not kind.everywhere]
    spaces = [book.space(kind) for kind in (*special, *everywhere)]
    for chosen in product(*spaces):
        yield Case(**(joined(chosen) | {"place": place}))


# Moments -----------------------------------------------------------------------------------------


def moments(book: RuleBook, nearby: Nearby, start: datetime) -> list[datetime]:
    """One instant for each different state of who is open, from ``start`` on.

    Looks at every opening and closing in an ordinary week, in the weeks in which the clocks
    change, in the weeks of holidays, and at every change of turn on call.
    """
    changes = {start}
    for hours, turns in clocks(book, nearby):
        for day in _days(hours, start):
            for opened, closed in hours.spans(day):
                changes |= {opened, closed}
        if turns is not None:
            changes |= {turn_begins(turns, start, number) for number in range(turns.turns + 1)}
    seen: dict[object, datetime] = {}
    for instant in sorted(change for change in changes if change >= start):
        seen.setdefault(_state(book, nearby, instant), instant)
    return list(seen.values())


def _state(book: RuleBook, nearby: Nearby, at: datetime) -> object:
    _, facts, open_now, _ = book.depends_on(
        Case(Type.BOTH, Urgency.P2, place=Place(state="XX")), nearby, at
    )
    return facts, open_now


def clocks(book: RuleBook, nearby: Nearby) -> Iterator[tuple[Hours, OnCall | None]]:
    """The hours and turns on call that make a difference at a place."""
    for agency in nearby.timed:
        yield agency.hours, None
        for point in agency.contacts:
            yield point.hours, point.on_call
    for atom in book.atoms:
        hours = atom.clock(nearby.zone) if nearby.zone else None
        if hours is not None:
            yield hours, None


def _days(hours: Hours, start: datetime) -> set[date]:
    """The days to look at: an ordinary week, and those around clock changes and holidays."""
    if hours.known != "listed" or hours.zone is None:
        return set()
    zone = ZoneInfo(hours.zone)
    first = start.astimezone(zone).date()
    year = [first + timedelta(days=ahead) for ahead in range(YEAR)]
    special = [day for day in year if hours.holidays.on(day) or _clocks_change(zone, day)]
    around = {day + timedelta(days=near) for day in special for near in range(-3, 4)}
    return {*year[:14], *around}


def _clocks_change(zone: ZoneInfo, day: date) -> bool:
    midnight = datetime.combine(day, time(), zone)
    after = datetime.combine(day + timedelta(days=1), time(), zone)
    return midnight.utcoffset() != after.utcoffset()


def turn_begins(turns: OnCall, start: datetime, number: int) -> datetime:
    """When the turn ``number`` turns after the one at ``start`` begins."""
    zone = ZoneInfo(turns.zone)
    passed = (start.astimezone(zone).date() - turns.since).days // turns.days
    day = turns.since + timedelta(days=(passed + number) * turns.days)
    at = datetime.combine(day, time(), zone) + timedelta(minutes=turns.minute)
    return at.astimezone(UTC)
