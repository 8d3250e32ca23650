"""Which county a point lies in, and which others are near, without a network.

The committed file (``tools.gazetteer.boundaries`` says where it comes from) holds every stretch of
border once, with the county on its left and on its right, in units of 0.0001 degree. A
point's county is the one on the near side of the first border east of it. Near a border the
file itself may be a few hundred meters off, and so may a phone's point: both counties are given.
"""

from __future__ import annotations

import gzip
import math
import struct
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "counties.bin.gz"
SCALE = 10_000
SEA, ABROAD = 0, 1
"""What lies outside every county: water, or another country."""
NEAR_METERS = 200.0
"""Within this distance of a border the county beyond it is given too."""
SHORE_METERS = 10_000.0
"""A point in the water belongs to the county whose shore is no farther than this."""
METERS_A_DEGREE = 111_200.0
DIVIDED = {"02261": ("02063", "02066")}
"""Counties of the source that were divided since: either may be meant."""
BESIDE_CORNERS = 0.01
"""Corners have whole numbers; so far from them, in 0.0001 degree, a point is moved: 11 cm."""
CHUNK = 16
BAND = SCALE // 4
"""Stretches are looked up by bands of a quarter of a degree of latitude."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The counties (FIPS) a point may lie in, the likeliest first; none at sea or abroad.

    ``inside``: it lies in the first of them or right on its shore, and not farther out or beyond
    the border of another country.
    """

    counties: tuple[str, ...]
    inside: bool


class Boundaries:
    """Counties by point. Immutable once read; share one."""

    def __init__(self, packed: bytes) -> None:
        """``packed``: the data file's bytes."""
        body = gzip.decompress(packed)
        names, arcs, steps = struct.unpack_from("<III", body)
        start = struct.calcsize("<III")
        self._codes = ["", "", *body[start : start + names].decode().split()]
        heads, start = _read("i", body, start + names, 4 * arcs)
        lengths, start = _read("i", body, start, arcs)
        dx, start = _read("h", body, start, steps)
        dy, start = _read("h", body, start, steps)
        self._x, self._y = array("i"), array("i")
        self._chunks: dict[int, list[tuple[int, int, int, int, int, int, int, int]]]
        self._chunks = defaultdict(list)
        at = 0
        for number in range(arcs):
            left, right, x, y = heads[4 * number : 4 * number + 4]
            end = at + lengths[number] - 1
            first = len(self._x)
            self._x.extend(accumulate(dx[at:end], initial=x))
            self._y.extend(accumulate(dy[at:end], initial=y))
            at = end
            self._index(first, len(self._x), left, right)

    @classmethod
    @cache
    def load(cls) -> Boundaries:
        """The committed boundaries, read when the first point is looked up."""
        return cls(DATA.read_bytes())

    def _index(self, first: int, end: int, left: int, right: int) -> None:
        """Enter a stretch of border into the bands that it touches, in short pieces."""
        for start in range(first, end - 1, CHUNK):
            stop = min(start + CHUNK + 1, end)
            xs, ys = self._x[start:stop], self._y[start:stop]
            west, east, south, north = min(xs), max(xs), min(ys), max(ys)
            piece = (west, east, south, north, start, stop, left, right)
            for band in range(south // BAND, north // BAND + 1):
                self._chunks[band].append(piece)

    def at(self, lat: float, lon: float, meters: float = 0.0) -> Spot:
        """The counties at a point whose uncertainty is ``meters``.

        ``lat`` and ``lon`` are degrees; anything that is no point on Earth is in no county.
        """
        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            return Spot((), inside=False)
        x, y = lon * SCALE, lat * SCALE
        here = self._side(x, y)
        near = self._near(x, y, max(NEAR_METERS, min(meters, SHORE_METERS)))
        counties = [number for number in near if number > ABROAD and number != here]
        if here > ABROAD:
            return Spot(self._fips((here, *counties)), inside=True)
        if not counties:
            sides = self._near(x, y, SHORE_METERS)
            shore = SEA in sides and ABROAD not in sides[: sides.index(SEA)]
            counties = [number for number in sides if number > ABROAD][:1] if shore else []
            return Spot(self._fips(counties), inside=False)
        return Spot(self._fips(counties), inside=ABROAD not in near)

    def _fips(self, numbers: tuple[int, ...] | list[int]) -> tuple[str, ...]:
        codes = [self._codes[number] for number in numbers]
        return tuple(known for code in codes for known in DIVIDED.get(code, (code,)))

    def _side(self, x: float, y: float) -> int:
        """What lies at a point: the near side of the first border to the east of it.

        A point exactly as far north as a corner of a border is taken to be a hand's breadth
        farther north: two edges meet in the corner, and either side would be the near one.
        """
        nearest, found = math.inf, SEA
        y += BESIDE_CORNERS if y == math.floor(y) else 0.0
        for west, east, south, north, start, stop, left, right in self._chunks.get(_band(y), ()):
            if not south <= y <= north or east < x or west > nearest:
                continue
            for number in range(start, stop - 1):
                y0, y1 = self._y[number], self._y[number + 1]
                if (y0 > y) == (y1 > y):
                    continue
                x0, x1 = self._x[number], self._x[number + 1]
                cross = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                if x < cross < nearest:
                    nearest, found = cross, left if y1 > y0 else right
        return found

    def _near(self, x: float, y: float, meters: float) -> list[int]:
        """What lies at the borders within ``meters`` of a point, the nearest border first."""
        tall = meters / METERS_A_DEGREE * SCALE
        shrink = max(0.01, math.cos(math.radians(y / SCALE)))
        wide = tall / shrink
        seen: dict[int, float] = {}
        for piece in self._pieces(y - tall, y + tall):
            west, east, south, north, start, stop, left, right = piece
            if south > y + tall or north < y - tall or west > x + wide or east < x - wide:
                continue
            away = min(self._distance(number, x, y, shrink) for number in range(start, stop - 1))
            if away <= tall:
                for side in (left, right):
                    seen[side] = min(away, seen.get(side, math.inf))
        return sorted(seen, key=lambda side: (seen[side], side))

    def _pieces(
        self, south: float, north: float
    ) -> Iterator[tuple[int, int, int, int, int, int, int, int]]:
        for band in range(_band(south), _band(north) + 1):
            yield from self._chunks.get(band, ())

    def _distance(self, number: int, x: float, y: float, shrink: float) -> float:
        """Units of latitude from a point to one edge."""
        ax, ay = (self._x[number] - x) * shrink, self._y[number] - y
        bx, by = (self._x[number + 1] - x) * shrink, self._y[number + 1] - y
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        along = 0.0 if not length else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
        return math.hypot(ax + along * dx, ay + along * dy)


def _band(y: float) -> int:
    return math.floor(y / BAND)


def _read(kind: str, body: bytes, start: int, count: int) -> tuple[array[int], int]:
    """``count`` numbers of the file, and where it goes on. They are written little-endian."""
    numbers = array(kind)
    end = start + count * numbers.itemsize
    numbers.frombytes(body[start:end])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers, end
