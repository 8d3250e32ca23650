"""A map of the United States by county, drawn as SVG from the vendored outlines: no script needed.

Whoever shows something by place gives a :class:`Mark` a county and gets the map. The outlines are
Albers equal-area with Alaska and Hawaii set in (``static/us-counties.json``; where it comes from:
``static/VENDORED.md``). It has no territories: theirs are drawn below, a square a county.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from hotline.geo import Gazetteer

FILE = Path(__file__).parent / "static" / "us-counties.json"
SINCE_DIVIDED = {"02063": "02261", "02066": "02261"}
"""Counties that the outlines still show as one: Valdez-Cordova, Alaska, was divided in 2019."""
NUMBER = re.compile(r"-?\d+")
TERRITORIES = ("PR", "VI", "GU", "MP", "AS")
SQUARE, ROWS, GAP = 80, 4, 10
"""Squares of territories: side, how many stand above each other, and the space between."""
EDGE = 20
"""The margin around the map."""
LABEL = 150
"""The height of the line of names above the squares."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """SVG paths on a plane of ``width`` by ``height``: a county by FIPS code, a state by its."""

    width: int
    height: int
    counties: Mapping[str, str]
    states: Mapping[str, str]

    @property
    def land(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of everything drawn: the Aleutians reach beyond the plane."""
        lefts, tops, rights, bottoms = zip(*map(bounds, self.states.values()), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def view(self) -> tuple[int, int, int, int]:
        """Left, top, width, height of a map of all states, with the territories below them."""
        left, top, right, bottom = self.land
        height = bottom - top + LABEL + ROWS * (SQUARE + GAP)
        return left - EDGE, top - EDGE, right - left + 2 * EDGE, height + 2 * EDGE


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
    left, top, width, height = drawn.view
    svg = f'<svg class="us-map" viewBox="{left} {top} {width} {height}" role="img"'
    parts = [
        f'{svg} aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">',
        *_counties(drawn, marks, plain),
        f'<path class="states" d="{"".join(drawn.states.values())}"/>',
        *territories(drawn, marks, plain),
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


def territories(drawn: Outlines, marks: Mapping[str, Mark], plain: str) -> Iterator[str]:
    """The territories below the states, each by its name, a square a county."""
    places = Gazetteer.load()
    left, top = drawn.land[0], drawn.land[3] + LABEL
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


@cache
def bounds(path: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of an outline that has only ``M``, ``l`` and ``z``."""
    points = list(_points(path))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _points(path: str) -> Iterator[tuple[int, int]]:
    for part in path.split("M")[1:]:
        start, _, rest = part.partition("l")
        x, y = map(int, NUMBER.findall(start)[:2])
        yield x, y
        steps = iter(map(int, NUMBER.findall(rest)))
        for dx, dy in zip(steps, steps, strict=False):
            x, y = x + dx, y + dy
            yield x, y
