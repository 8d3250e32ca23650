"""The proof of coverage as one HTML file: a map, counts, and what each state has.

The file is complete (styles inside, no script, no requests), so that it can be emailed to a task
force or printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from hotline.geo import Gazetteer
from hotline.geo.gazetteer import County
from hotline.routing import Coverage, RuleBook
from hotline.routing.year_gaps import YearGap, counties_to_show, shares, year_gaps
from hotline.web.pages import environment
from hotline.web.us_map import Mark, county_map

NEAR, STATE, NONE, GAP = "near", "state", "none", "gap"
LEGEND = {
    NEAR: "an agency of the county or of a part of the state",
    STATE: "an agency of the whole state",
    NONE: "the National Hotline alone",
    GAP: "a gap: someone would be left alone",
}
"""How a county is shown, the best first, and what it means."""
GAPS_SHOWN = 100
YEAR_LABEL = "Counties and territories by how much of the coming year someone can act there"
YEAR_LEGEND = {
    NEAR: "someone fresh, open and agreed or reachable at every hour, for each kind of report",
    STATE: "at some hours, or for some kinds of report",
    NONE: "at no hour: the National Hotline alone",
}


@dataclass(frozen=True, slots=True)
class StateLine:
    """One state in the table; ``share`` is that of its cases which a local agency is asked for."""

    name: str
    share: float
    counties: int
    of: int
    agencies: tuple[str, ...]
    nearest: str


def coverage_report(proof: Coverage, book: RuleBook, at: str, *, seconds: float) -> str:
    """``proof`` of ``book`` as a whole HTML document; ``at`` says when it was proved."""
    marks = dict(_marks(proof, book))
    drawn = Counter(mark.css for mark in marks.values())
    counts = [(name, LEGEND[name], drawn[name]) for name in LEGEND if drawn[name] or name != GAP]
    label = "Counties and territories by who is asked: " + "; ".join(
        f"{count:,} {words}" for _, words, count in counts
    )
    return (
        environment()
        .get_template("coverage.html")
        .render(
            proof=proof,
            at=at,
            seconds=seconds,
            counts=counts,
            map=Markup(county_map(marks, label=label, plain=NONE)),  # noqa: S704 - escapes by itself
            states=list(_states(proof, book)),
            gaps=proof.gaps[:GAPS_SHOWN],
            year_map=Markup(  # noqa: S704 - escapes by itself
                county_map(dict(_year_marks(proof, book)), label=YEAR_LABEL, plain=NONE)
            ),
            year_counts=YEAR_LEGEND,
            shares=shares(proof.years, counties_to_show(book, proof.years)),
            year_gaps=[_gap_line(gap) for gap in _worst(proof, book)],
        )
    )


def _worst(proof: Coverage, book: RuleBook) -> list[YearGap]:
    found = year_gaps(book, proof.years, proof.local_counties)
    return sorted(found, key=lambda gap: -gap.hours * len(gap.counties))[:GAPS_SHOWN]


def _gap_line(gap: YearGap) -> str:
    counties = Gazetteer.load().counties
    first = ", ".join(counties[fips].full_name for fips in gap.counties[:3])
    more = f" and {len(gap.counties) - 3} more" if len(gap.counties) > 3 else ""
    nearest = f" Nearest: {gap.nearest}." if gap.nearest else ""
    return f"{gap.state}, {gap.kind}: {gap.hours:,} hours without anyone, {first}{more}.{nearest}"


def _year_marks(proof: Coverage, book: RuleBook) -> Iterator[tuple[str, Mark]]:
    for fips in counties_to_show(book, proof.years):
        county = Gazetteer.load().counties[fips]
        found = shares(proof.years, [fips])
        css = NEAR if all(s.reached == 1 for s in found) else STATE
        css = css if any(s.reached for s in found) else NONE
        words = "; ".join(f"{s.kind} {s.reached:.0%}" for s in found)
        yield fips, Mark(css, f"{county.full_name}, {county.state}: {words}")


def _marks(proof: Coverage, book: RuleBook) -> Iterator[tuple[str, Mark]]:
    missing = {gap.place for gap in proof.gaps}
    for county in Gazetteer.load().counties.values():
        name = f"{county.full_name}, {county.state}"
        agencies = proof.local_counties.get(county.fips, ())
        css = GAP if name in missing else _class(book, county, agencies)
        who = ", ".join(book.agencies[agency].name for agency in agencies) or LEGEND[NONE]
        yield county.fips, Mark(css, f"{name}: {who}")


def _class(book: RuleBook, county: County, agencies: tuple[str, ...]) -> str:
    if not agencies:
        return NONE
    whole = all(county.state in book.agencies[agency].area.states for agency in agencies)
    return STATE if whole else NEAR


def _states(proof: Coverage, book: RuleBook) -> Iterator[StateLine]:
    places = Gazetteer.load()
    for state in sorted(places.states.values(), key=lambda state: state.name):
        found = proof.states[state.code]
        nearest = found.alternative
        yield StateLine(
            name=state.name,
            share=found.local / found.cases,
            counties=found.counties,
            of=len(places.counties_of(state.code)),
            agencies=tuple(sorted(book.agencies[agency].name for agency in found.agencies)),
            nearest=f"{nearest.agency}, {nearest.place}, {nearest.km} km" if nearest else "",
        )
