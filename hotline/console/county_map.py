"""``/map``: open reports by county, never as points, and a list that says the same.

The nation is drawn as states, with the counties that have open reports; a state that is looked at
is drawn with all its counties. No script, no tiles, nothing from another host.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session as DbSession

from hotline.console.queue_rows import OPEN
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.domain import Place, Urgency
from hotline.geo.gazetteer import State
from hotline.i18n import say
from hotline.routing import RuleBook
from hotline.routing.fitness import unusable
from hotline.web.auth import Current, Dep
from hotline.web.pages import render
from hotline.web.us_map import TERRITORIES, Mark, bounds, outlines, territories

router = APIRouter(include_in_schema=False)
STEPS = (10, 5, 2, 1)
"""From how many open reports on a county is drawn darker, the darkest first."""
MARGIN = 0.04


@dataclass(frozen=True)
class CountyRow:
    """A county of the list: its open reports by urgency, and who serves it."""

    fips: str
    name: str
    state: str
    count: int
    urgent: int
    agencies: tuple[str, ...]


@router.get("/map")
def map_page(request: Request, dep: Dep, visitor: Current, state: str = "") -> Response:
    """The nation, or one state of it."""
    shown = dep.locator.gazetteer.states.get(state.upper())
    with dep.database.read() as db:
        counted = open_by_county(db, shown.code if shown else None)
        nowhere = db.scalar(
            select(func.count()).select_from(
                select(Report.id).where(OPEN, Report.state_code.is_(None)).limit(1000).subquery()
            )
        )
        by_state = _by_state(db)
        rules = dep.library.current(db).rules
    rows = _rows(dep, rules, shown, counted)
    svg = _state_map(dep, shown, rows) if shown else _nation_map(dep, by_state, counted)
    return render(
        request,
        "map.html",
        visitor=visitor,
        shown=shown,
        svg=Markup(svg) if svg else "",  # noqa: S704 - drawn here, every name in it escaped
        rows=[row for row in rows if row.count] if not shown else rows,
        by_state=[
            (dep.locator.gazetteer.states[code], count) for code, count in by_state.most_common()
        ],
        nowhere=nowhere or 0,
        gaps=sum(not row.agencies for row in rows) if shown else 0,
    )


def open_by_county(db: DbSession, state: str | None) -> dict[str, tuple[int, int]]:
    """By FIPS: how many open reports there are, and how many of them are urgent or worse."""
    urgent = func.sum(Report.urgency.in_((Urgency.P0, Urgency.P1)).cast(Integer))
    wanted = select(Report.county_fips, func.count(), urgent).where(
        OPEN, Report.county_fips.is_not(None)
    )
    if state:
        wanted = wanted.where(Report.state_code == state)
    found = db.execute(wanted.group_by(Report.county_fips))
    return {fips: (count, int(urgent or 0)) for fips, count, urgent in found if fips}


def _by_state(db: DbSession) -> Counter[str]:
    wanted = (
        select(Report.state_code, func.count())
        .where(OPEN, Report.state_code.is_not(None))
        .group_by(Report.state_code)
    )
    return Counter({code: count for code, count in db.execute(wanted) if code})


def _rows(
    dep: Deployment, rules: RuleBook, shown: State | None, counted: dict[str, tuple[int, int]]
) -> list[CountyRow]:
    places = dep.locator.gazetteer
    wanted = (
        [county.fips for county in places.counties_of(shown.code)] if shown else sorted(counted)
    )
    rows = []
    for fips in wanted:
        county = places.county(fips)
        if county is None:
            continue
        count, urgent = counted.get(fips, (0, 0))
        agencies = _serving(dep, rules, Place(county.state, county.name, fips))
        rows.append(CountyRow(fips, county.full_name, county.state, count, urgent, agencies))
    return sorted(rows, key=lambda row: (-row.count, row.state, row.name))


def _serving(dep: Deployment, rules: RuleBook, place: Place) -> tuple[str, ...]:
    """The agencies that an agreement covers there, the most specific first."""
    return tuple(
        agency.name
        for agency, _ in rules.nearby(place).serving
        if agency.agreed and unusable(agency, rules, dep.clock()) is None
    )


# Drawing -----------------------------------------------------------------------------------------


def _nation_map(
    dep: Deployment, by_state: Counter[str], counted: dict[str, tuple[int, int]]
) -> str:
    drawn = outlines()
    left, top, width, height = drawn.view
    label = say("Open reports by county, in the nation")
    parts = [_begin(left, top, width, height, label)]
    for code, state in sorted(dep.locator.gazetteer.states.items()):
        path = drawn.states.get(state.fips)
        if path:
            words = say("{place}: {n} open", place=state.name, n=by_state[code])
            parts.append(_link(f"/map?state={code}", words, f'<path class="land" d="{path}"'))
    for fips, (count, _) in counted.items():
        if fips in drawn.counties:
            parts.append(f'<path class="{_step(count)} still" d="{drawn.counties[fips]}"/>')
    parts += territories(drawn, dict(_islands(dep, counted)), "land")
    return "".join([*parts, "</svg>"])


def _islands(dep: Deployment, counted: dict[str, tuple[int, int]]) -> Iterator[tuple[str, Mark]]:
    """The counties of the territories, each leading to its territory's page."""
    for code in TERRITORIES:
        for county in dep.locator.gazetteer.counties_of(code):
            count, _ = counted.get(county.fips, (0, 0))
            name = f"{county.full_name}, {code}"
            words = say("{place}: {n} open", place=name, n=count)
            yield county.fips, Mark(_step(count), words, f"/map?state={code}")


def _state_map(dep: Deployment, shown: State, rows: list[CountyRow]) -> str:
    drawn = outlines()
    outline = drawn.states.get(shown.fips)
    if outline is None:
        return ""
    left, top, right, bottom = bounds(outline)
    edge = round(MARGIN * max(right - left, bottom - top))
    width, height = right - left + 2 * edge, bottom - top + 2 * edge
    label = say("Open reports by county in {place}", place=shown.name)
    parts = [_begin(left - edge, top - edge, width, height, label)]
    for row in rows:
        path = drawn.counties.get(row.fips)
        if path:
            css = _step(row.count) if row.count else "served" if row.agencies else "land"
            words = say("{place}: {n} open", place=row.name, n=row.count)
            words += "" if row.agencies else say(", no agreed agency")
            gap = " gap" if row.count and not row.agencies else ""
            shape = f'<path class="{css}{gap}" d="{path}"'
            address = f"/queue?county={row.fips}"
            parts.append(_link(address, words, shape) if row.count else _titled(shape, words))
    return "".join([*parts, "</svg>"])


def _begin(left: int, top: int, width: int, height: int, label: str) -> str:
    return (
        f'<svg class="us-map" viewBox="{left} {top} {width} {height}" role="group" '
        f'aria-label="{escape(label)}">'
    )


def _link(address: str, words: str, shape: str) -> str:
    said = escape(words)
    return f'<a href="{escape(address)}" aria-label="{said}">{_titled(shape, words)}</a>'


def _titled(shape: str, words: str) -> str:
    return f"{shape}><title>{escape(words)}</title></path>"


def _step(count: int) -> str:
    return next((f"n{step}" for step in STEPS if count >= step), "land")
