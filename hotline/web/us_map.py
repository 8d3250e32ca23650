"""A map of the United States by county, drawn as SVG from the vendored outlines: no script needed.

Whoever shows something by place gives a :class:`Mark` a county and gets the map. The outlines are
Albers equal-area with Alaska and Hawaii set in (``static/us-counties.json``; where it comes from:
``static/VENDORED.md``). It has no territories: theirs are drawn below, a square a county.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from hotline.geo import Gazetteer

FILE = Path(__file__).parent / "static" / "us-counties.json"
SINCE_DIVIDED = {"02063": "02261", "02066": "02261"}
"""Counties that the outlines still show as one: Valdez-Cordova, Alaska, was divided in 2019."""
TERRITORIES = ("PR", "VI", "GU", "MP", "AS")
SQUARE, ROWS, GAP = 80, 4, 10
"""Squares of territories: side, how many stand above each other, and the space between."""
LABEL = 150
"""The height of the line of names above the squares."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """SVG paths on a plane of ``width`` by ``height``: a county by FIPS code, a state by its."""

    width: int
    height: int
    counties: Mapping[str, str]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a county is shown: a CSS class, what it says when pointed at, and where it leads."""

    css: str
    title: str = ""
    href: str = ""


@cache
def outlines() -> Outlines:
    """The vendored outlines, read once a process."""
    loaded = json.loads(FILE.read_text("utf-8"))
    return Outlines(loaded["width"], loaded["height"], loaded["counties"], loaded["states"])


def county_map(marks: Mapping[str, Mark], *, label: str, plain: str = "plain") -> str:
    """The map as an ``<svg>`` element of class ``us-map``.

    ``marks`` by county FIPS; a county without one has the class ``plain``. ``label`` says in a
    sentence what the map shows, for those who do not see it. State borders have the class
    ``states``; give fills and strokes in CSS.
    """
    drawn = outlines()
    height = drawn.height + LABEL + ROWS * (SQUARE + GAP)
    svg = f'<svg class="us-map" viewBox="0 0 {drawn.width} {height}" role="img"'
    parts = [
        f'{svg} aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">',
        *_counties(drawn, marks, plain),
        f'<path class="states" d="{"".join(drawn.states.values())}"/>',
        *_territories(drawn, marks, plain),
        "</svg>",
    ]
    return "\n".join(parts)


def _counties(drawn: Outlines, marks: Mapping[str, Mark], plain: str) -> Iterator[str]:
    divided = {whole: fips for fips, whole in SINCE_DIVIDED.items() if fips in marks}
    for fips, path in drawn.counties.items():
        mark = marks.get(divided.get(fips, fips), Mark(plain))
        yield _shape(mark, f'<path class="{mark.css}" d="{path}"', "path")


def _shape(mark: Mark, begun: str, name: str) -> str:
    title = f"<title>{escape(mark.title)}</title>" if mark.title else ""
    shape = f"{begun}>{title}</{name}>" if title else f"{begun}/>"
    return f'<a href="{escape(mark.href)}">{shape}</a>' if mark.href else shape


def _territories(drawn: Outlines, marks: Mapping[str, Mark], plain: str) -> Iterator[str]:
    places = Gazetteer.load()
    left, top = GAP * 6, drawn.height + LABEL
    for code in TERRITORIES:
        name = places.states[code].name
        yield f'<text x="{left}" y="{top - 40}" font-size="110">{escape(name)}</text>'
        counties = sorted(places.counties_of(code), key=lambda county: county.fips)
        for number, county in enumerate(counties):
            column, row = divmod(number, ROWS)
            x, y = left + column * (SQUARE + GAP), top + row * (SQUARE + GAP)
            mark = marks.get(county.fips, Mark(plain))
            begun = f'<rect class="{mark.css}" x="{x}" y="{y}" width="{SQUARE}" height="{SQUARE}"'
            yield _shape(mark, begun, "rect")
        columns = -(-len(counties) // ROWS)
        left += max(columns * (SQUARE + GAP), 60 * len(name)) + 250
