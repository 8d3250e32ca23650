"""Points that are written as codes: plus codes, MGRS grids, geohashes, short codes of map sites.

Every function gives latitude and longitude in degrees of the middle of the code's cell, or ``None``
for what is no such code.
"""

from __future__ import annotations

import math

Point = tuple[float, float]

# Plus codes --------------------------------------------------------------------------------------

PLUS = "23456789CFGHJMPQRVWX"
_PLUS_BASE, _FULL, _SHORT, _PAIRS = 20, 8, 4, 10
_COLUMNS, _ROWS = 4, 5


def plus_code(code: str, near: Point | None = None) -> Point | None:
    """The point of a plus code: "76Q2GGJ9+6V", or "GGJ9+6V" where the town is ``near``."""
    before, _, after = code.upper().partition("+")
    if len(after) < 2 or not set(before + after) <= set(PLUS):
        return None
    if len(before) == _FULL:
        return _full_plus_code(before + after)
    if len(before) != _SHORT or near is None:
        return None
    point = _full_plus_code(_area(near) + before + after)
    return _nearest(point, near) if point else None


def _full_plus_code(letters: str) -> Point:
    lat, lon, tall, wide = -90.0, -180.0, 400.0, 400.0
    for number in range(0, min(_PAIRS, len(letters)), 2):
        tall, wide = tall / _PLUS_BASE, wide / _PLUS_BASE
        lat += PLUS.index(letters[number]) * tall
        lon += PLUS.index(letters[number + 1]) * wide
    for letter in letters[_PAIRS:]:
        tall, wide = tall / _ROWS, wide / _COLUMNS
        row, column = divmod(PLUS.index(letter), _COLUMNS)
        lat, lon = lat + row * tall, lon + column * wide
    return lat + tall / 2, lon + wide / 2


def _area(near: Point) -> str:
    """The first four letters of the code of a point: its cell of one degree."""
    letters = ""
    lat, lon = min(near[0] + 90.0, 179.999), (near[1] + 180.0) % 360.0
    for size in (20.0, 1.0):
        letters += PLUS[int(lat // size) % 20] + PLUS[int(lon // size) % 20]
    return letters


def _nearest(point: Point, near: Point) -> Point:
    """The cell of the same letters that is nearest: they repeat every degree."""
    lat = point[0] + round(near[0] - point[0])
    return lat, point[1] + round(near[1] - point[1])


# Codes of map sites ------------------------------------------------------------------------------

_HASH = "0123456789bcdefghjkmnpqrstuvwxyz"
_TILES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"
_GE0 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_GE0_BITS = 30


def geohash(code: str) -> Point | None:
    """The point of a geohash: "9ucfkzt"."""
    bounds = [[-90.0, 90.0], [-180.0, 180.0]]
    even = True
    for letter in code.lower():
        if letter not in _HASH:
            return None
        value = _HASH.index(letter)
        for bit in (16, 8, 4, 2, 1):
            side = bounds[1 if even else 0]
            side[0 if value & bit else 1] = sum(side) / 2
            even = not even
    return (sum(bounds[0]) / 2, sum(bounds[1]) / 2) if code else None


def quad_tiles(code: str) -> Point | None:
    """The point of OpenStreetMap's short links: three bits of each coordinate a letter."""
    bits = x = y = 0
    for letter in code.replace("@", "~").rstrip("-="):
        if letter not in _TILES:
            return None
        value = _TILES.index(letter)
        for shift in (4, 2, 0):
            pair = value >> shift
            x, y, bits = x << 1 | pair >> 1 & 1, y << 1 | pair & 1, bits + 1
    if not bits:
        return None
    size = 2.0**bits
    return (y + 0.5) / size * 180 - 90, (x + 0.5) / size * 360 - 180


def ge0(code: str) -> Point | None:
    """The point of the short links of MAPS.ME and Organic Maps; the first letter is the zoom."""
    if len(code) < 2 or not set(code) <= set(_GE0):
        return None
    lat = lon = 0
    shift = _GE0_BITS - 3
    for letter in code[1:10]:
        value = _GE0.index(letter)
        lat |= (
            (value >> 5 & 1) << 2 + shift
            | (value >> 3 & 1) << 1 + shift
            | (value >> 1 & 1) << shift
        )
        lon |= (value >> 4 & 1) << 2 + shift | (value >> 2 & 1) << 1 + shift | (value & 1) << shift
        shift -= 3
    half = 1 << shift + 2
    whole = 1 << _GE0_BITS
    return (lat + half) / (whole - 1) * 180 - 90, (lon + half) / whole * 360 - 180


# MGRS --------------------------------------------------------------------------------------------

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMN_SETS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS_ODD, _ROWS_EVEN = "ABCDEFGHJKLMNPQRSTUV", "FGHJKLMNPQRSTUVABCDE"
_CYCLE = 2_000_000.0
_SQUARE = 100_000.0
_RADIUS, _FLATTENING, _SCALE, _FALSE_EAST = 6_378_137.0, 1 / 298.257223563, 0.9996, 500_000.0


def mgrs(zone: int, band: str, square: str, digits: str) -> Point | None:
    """The point of a grid reference such as 14R NP 1234 5678; north of the equator only."""
    half, odd = divmod(len(digits), 2)
    columns = _COLUMN_SETS[(zone - 1) % 3]
    rows = _ROWS_ODD if zone % 2 else _ROWS_EVEN
    known = band in _BANDS[10:] and square[0] in columns and square[1] in rows
    if odd or not 1 <= zone <= 60 or not known:
        return None
    cell = 10.0 ** (5 - half)
    east = (columns.index(square[0]) + 1) * _SQUARE + (int(digits[:half] or 0) + 0.5) * cell
    north = rows.index(square[1]) * _SQUARE + (int(digits[half:] or 0) + 0.5) * cell
    least = _northing((_BANDS.index(band) - 10) * 8.0) - _SQUARE
    while north < least:
        north += _CYCLE
    return _from_utm(zone, east, north)


def _northing(lat: float) -> float:
    """Meters from the equator along the middle of a zone, near enough to tell bands apart."""
    return math.radians(lat) * _RADIUS * _SCALE * 0.9985


def _from_utm(zone: int, east: float, north: float) -> Point:
    """Latitude and longitude of a point of a UTM zone north of the equator (Krüger's series)."""
    n = _FLATTENING / (2 - _FLATTENING)
    radius = _RADIUS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = north / (_SCALE * radius), (east - _FALSE_EAST) / (_SCALE * radius)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    xi_0 = xi - sum(
        b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(beta, 1)
    )
    eta_0 = eta - sum(
        b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(beta, 1)
    )
    chi = math.asin(math.sin(xi_0) / math.cosh(eta_0))
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    lat = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(delta, 1))
    lon = math.atan2(math.sinh(eta_0), math.cos(xi_0))
    return math.degrees(lat), math.degrees(lon) + zone * 6 - 183
