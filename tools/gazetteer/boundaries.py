"""Builds the file of county boundaries from a package that carries public data.

    python -m tools.gazetteer.boundaries

Source: ``plotly-geo`` (MIT), which ships the US Census Bureau's cartographic boundary file of
counties, 1:500,000, of 2016 (``cb_2016_us_county_500k``, public domain). ``shapely`` simplifies
them as one coverage, so that neighbors still share their border, and ``pyshp`` reads them. The
three packages are needed for this build alone: the service reads only the committed file. The same
packages give the same file, byte for byte.

The file holds every stretch of border once, with the county on its left and the one on its right;
see ``hotline.geo.points.boundaries`` for how it is laid out.
"""

from __future__ import annotations

import gzip
import hashlib
import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import pairwise
from typing import Any

import shapefile
import shapely

from hotline.geo.gazetteer import distance_km
from hotline.geo.points.boundaries import ABROAD, DATA, SCALE, SEA
from tools.gazetteer.words import populated_places

TOLERANCE = 0.005
"""Of the simplification, in degrees: 0.024 % of people are then put into a wrong county."""
STEP = 32_000
"""Longer stretches, in units of the file, are parted: a step is kept in 16 bits."""
FOREIGN_KM = 25.0
"""A shore or border this near a town of another country is that country's border."""
HOME = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})
VINTAGE = {"46113": "46102", "02270": "02158", "51515": "51019"}
"""County codes of the source that have changed since."""
CHECKSUM = DATA.with_name("counties.sha256")
Point = tuple[int, int]
Edge = tuple[Point, Point]


def shapes() -> tuple[list[str], list[Any]]:
    """County codes and their polygons, simplified together."""
    folder = resources.files("_plotly_geo").joinpath("package_data")
    with resources.as_file(folder) as path:
        reader = shapefile.Reader(str(path / "cb_2016_us_county_500k"))
        rows = [(row.record["GEOID"], row.shape.__geo_interface__) for row in reader.shapeRecords()]
    rows.sort(key=lambda row: row[0])
    whole = [shapely.geometry.shape(shape) for _, shape in rows]
    return [VINTAGE.get(code, code) for code, _ in rows], list(
        shapely.coverage_simplify(whole, TOLERANCE)
    )


def rings(polygon: Any) -> Iterable[list[Point]]:
    """The rings of a polygon in whole units, each once round, without twins."""
    parts = getattr(polygon, "geoms", [polygon])
    for part in parts:
        for ring in (part.exterior, *part.interiors):
            points = [(round(x * SCALE), round(y * SCALE)) for x, y in ring.coords]
            kept = [p for n, p in enumerate(points) if not n or p != points[n - 1]]
            if len(kept) > 3:
                yield kept


def edges(polygons: Sequence[Any]) -> dict[Edge, list[int]]:
    """Each edge of a border once, with the counties on its left and right."""
    sides: dict[Edge, list[int]] = defaultdict(lambda: [SEA, SEA])
    for number, polygon in enumerate(polygons):
        for ring in rings(polygon):
            left = _area(ring) > 0
            hole = _is_hole(polygon, ring)
            inside_left = left != hole
            for a, b in pairwise(ring):
                edge, ahead = ((a, b), True) if a < b else ((b, a), False)
                sides[edge][0 if ahead == inside_left else 1] = number + FIRST
    return sides


FIRST = 2
"""The first county's number: the sea and other countries come before."""


def _area(ring: Sequence[Point]) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _is_hole(polygon: Any, ring: Sequence[Point]) -> bool:
    """Whether a ring is an inner one of its polygon."""
    parts = getattr(polygon, "geoms", [polygon])
    first = (ring[0][0] / SCALE, ring[0][1] / SCALE)
    return any(
        abs(hole.coords[0][0] - first[0]) < 1 / SCALE
        and abs(hole.coords[0][1] - first[1]) < 1 / SCALE
        for part in parts
        for hole in part.interiors
    )


def chains(sides: Mapping[Edge, Sequence[int]]) -> list[tuple[int, int, list[Point]]]:
    """Stretches of border between the same two neighbors: left, right, and their points."""
    ends: dict[Point, list[Edge]] = defaultdict(list)
    for edge in sides:
        ends[edge[0]].append(edge)
        ends[edge[1]].append(edge)
    left = set(sides)
    result = []
    for start in sorted(sides):
        if start not in left:
            continue
        left.discard(start)
        path = [*start]
        pair = tuple(sides[start])
        for at_end in (True, False):
            while (step := _next(path, at_end, pair, sides, ends, left)) is not None:
                path.insert(len(path) if at_end else 0, step)
        result.append((pair[0], pair[1], path))
    return result


def _next(
    path: list[Point],
    at_end: bool,
    pair: tuple[int, ...],
    sides: Mapping[Edge, Sequence[int]],
    ends: Mapping[Point, list[Edge]],
    left: set[Edge],
) -> Point | None:
    """The next point of a stretch at one of its ends; its edge is then used up."""
    here = path[-1] if at_end else path[0]
    if len(ends[here]) != 2:
        return None
    for edge in ends[here]:
        if edge not in left:
            continue
        other = edge[1] if edge[0] == here else edge[0]
        ahead = (edge[0] == here) == at_end
        own = tuple(sides[edge]) if ahead else tuple(reversed(sides[edge]))
        if own == pair:
            left.discard(edge)
            return other
    return None


def foreign_towns() -> dict[tuple[int, int], list[tuple[float, float]]]:
    """Towns of other countries by whole degree of latitude and longitude."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for place in populated_places():
        lat, lon = float(place["latitude"]), float(place["longitude"])
        near = 12 < lat < 73 and -180 <= lon < -60
        if place["countrycode"] not in HOME and near:
            cells[int(lat // 1), int(lon // 1)].append((lat, lon))
    return cells


def outside(
    arcs: Iterable[tuple[int, int, list[Point]]],
) -> Iterable[tuple[int, int, list[Point]]]:
    """The stretches; what lies outside is another country where a town of one is near."""
    towns = foreign_towns()

    def is_foreign(point: Point) -> bool:
        lon, lat = point[0] / SCALE, point[1] / SCALE
        row, column = int(lat // 1), int(lon // 1)
        return any(
            distance_km((lat, lon), town) <= FOREIGN_KM
            for r in (row - 1, row, row + 1)
            for c in (column - 1, column, column + 1)
            for town in towns.get((r, c), ())
        )

    for one, other, path in arcs:
        if SEA not in (one, other):
            yield one, other, path
            continue
        flags = [is_foreign(a) or is_foreign(b) for a, b in pairwise(path)]
        start = 0
        for number in range(1, len(flags) + 1):
            if number == len(flags) or flags[number] != flags[start]:
                beyond = ABROAD if flags[start] else SEA
                sides = (beyond if one == SEA else one, beyond if other == SEA else other)
                yield (*sides, path[start : number + 1])
                start = number


def _steps(path: Sequence[Point]) -> list[Point]:
    """The points with no step too long for the file."""
    result = [path[0]]
    for x, y in path[1:]:
        x0, y0 = result[-1]
        pieces = max(abs(x - x0), abs(y - y0)) // STEP + 1
        result += [
            (x0 + round((x - x0) * n / pieces), y0 + round((y - y0) * n / pieces))
            for n in range(1, pieces + 1)
        ]
    return result


def build() -> bytes:
    """The data file's bytes."""
    codes, polygons = shapes()
    arcs = [(a, b, _steps(path)) for a, b, path in outside(chains(edges(polygons)))]
    heads, lengths, xs, ys = array("i"), array("i"), array("h"), array("h")
    for one, other, path in arcs:
        heads.extend((one, other, *path[0]))
        lengths.append(len(path))
        for (ax, ay), (bx, by) in pairwise(path):
            xs.append(bx - ax)
            ys.append(by - ay)
    names = " ".join(codes).encode()
    sizes = struct.pack("<III", len(names), len(arcs), len(xs))
    body = b"".join((sizes, names, heads.tobytes(), lengths.tobytes(), xs.tobytes(), ys.tobytes()))
    return gzip.compress(body, compresslevel=9, mtime=0)


def main() -> None:
    """Write the data file, and beside it the checksum that a test holds it to."""
    packed = build()
    DATA.write_bytes(packed)
    CHECKSUM.write_text(f"{hashlib.sha256(packed).hexdigest()}  {DATA.name}\n", "utf-8")


if __name__ == "__main__":
    main()
