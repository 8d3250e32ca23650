"""Coordinates, map links and location cards in a text, which are taken out before it is read.

A phone's point is written in many ways: "27.5306, -99.4803", "27°31'50\"N 99°28'49\"W", ``geo:``
links, plus codes, MGRS, the lines of a location card. Their digits are no ZIP code and their words
are not the reporter's: what reads a text after this sees blanks there, so that offsets stay true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hotline.geo.points import location_codes, map_links

Point = tuple[float, float]
MAX_LENGTH = 40_000
"""Pins are looked for in so much of a text."""
MOST_PINS = 20
LATITUDES, LONGITUDES = (-15.0, 72.0), (-180.0, -64.0)
"""Where the United States and its territories lie, save Guam and its neighbors: a pair that fits
only when it is turned round or given a minus was written so by mistake."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A stretch of the text that points somewhere.

    ``meters`` is how far off the point may be. ``words`` is an address that a link holds;
    ``short`` a plus code that needs its town. ``opaque``: a link that only its maker can open.
    ``guess``: its numbers were turned round, or had no minus.
    """

    start: int
    end: int
    point: Point | None = None
    meters: float = 0.0
    words: str = ""
    short: str = ""
    opaque: bool = False
    guess: bool = False


_HINT = re.compile(
    r"\d(?:[.,]\d\d| ?[°º]| (?:deg|grados)| ?[NSns]\b|[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?\d)"
)
_DECIMALS = re.compile(r"\d[.,]\d\d")
_GRIDS = re.compile(r"\d[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?\d|\+")
_SIGNS = re.compile(r"\d(?: ?[°º]| (?:deg|grados)|\d? ?[NSns]\b)")
_N = r"[-+−–]?\d{1,3}\.\d{2,12}"
_LAT = r"(?:\blat(?:itude?|itud)?\b[\s:=.]{0,3})"
_LON = r"(?:\b(?:lon(?:g(?:itude?|itud)?)?|lng)\b[\s:=.]{0,3})"
_DEGREES = re.compile(
    rf"(?<![\w.$])(?P<label>{_LAT})?(?P<n>[NS]\s?)?(?P<lat>{_N})\s?°?\s?(?P<n2>[NS]\b)?"
    rf"\s{{0,3}}(?:[,;/|~]|\by\b|\band\b|\n)?\s{{0,3}}{_LON}?(?P<e>[EWO]\s?)?(?P<lon>{_N})\s?°?"
    r"(?:\s?(?P<e2>[EWO])\b)?(?!\w|\.\d)",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"(?<![\w.,])(-?\d{1,2}),(\d{4,9})[\s;]{1,3}(-\d{1,3}),(\d{4,9})\b")
_ANGLE = re.compile(
    r"(?:\b(?P<before>[NSEWO])\s?)?\b(?P<d>\d{1,3})\s?(?:[°º]|deg(?:rees)?\b|grados\b)\s?"
    r"(?:(?P<m>\d{1,2}(?:\.\d+)?)\s?(?:['’′´]|min(?:utes|utos)?\b)\s?)?"
    r"(?:(?P<s>\d{1,2}(?:\.\d+)?)\s?(?:[\"”“″]|''|’’|′′|sec(?:onds)?\b|segundos\b)\s?)?"
    r"(?(before)|(?P<after>[NSEWO]\b)?)",
    re.IGNORECASE,
)
_PLAIN_ANGLES = re.compile(
    r"\b(\d{1,2})[ -](\d{1,2})[ -](\d{1,2}(?:\.\d+)?)\s?([NS])\W{1,3}"
    r"(\d{1,3})[ -](\d{1,2})[ -](\d{1,2}(?:\.\d+)?)\s?([EWO])\b"
)
_PLUS = re.compile(
    r"(?i)(?<![\w+])([2-9CFGHJMPQRVWX]{4}(?:[2-9CFGHJMPQRVWX]{4})?\+[2-9CFGHJMPQRVWX]{2,4})"
    r"(?![\w+])"
)
_MGRS = re.compile(
    r"(?<![\w.])(\d{1,2})(\s?)([Q-X])\s?([A-HJ-NP-Z]{2})\s?(\d{5}\s\d{5}|\d{4}\s\d{4}|\d{3}\s\d{3}"
    r"|\d{10}|\d{8}|\d{6})\b"
)
_CARD = re.compile(r"(?is)BEGIN:VCARD.*?(?:END:VCARD|\Z)")
_CARD_GEO = re.compile(r"(?im)^(?:item\d+\.)?GEO(?:;[^:\n]*)?:\s*(?:geo:)?([^\n]+)")
_CARD_ADDRESS = re.compile(r"(?im)^(?:item\d+\.)?(?:ADR|LABEL)(?:;[^:\n]*)?:\s*([^\n]+)")
_PAIR = re.compile(r"(-?\d{1,3}\.\d+)\s*[,;]\s*(-?\d{1,3}\.\d+)")


def find(text: str) -> tuple[Pin, ...]:
    """All pins of a text, in their order; none overlaps another. Most texts cost one look."""
    seen = text[:MAX_LENGTH]
    pins: list[Pin] = []
    for reading in _readings(seen):
        for pin in reading(seen):
            if len(pins) < MOST_PINS and all(
                p.end <= pin.start or pin.end <= p.start for p in pins
            ):
                pins.append(pin)
    return tuple(sorted(pins, key=lambda pin: pin.start))


def _readings(text: str) -> Iterator[Callable[[str], Iterator[Pin]]]:
    """The readings that may find something, those first that take the longest stretches."""
    marked = "/" in text or "+" in text or "geo:" in text or "q=" in text or "GEO" in text
    if not (marked or _HINT.search(text)):
        return
    if "GEO" in text or "VCARD" in text:
        yield _cards
    if "/" in text or "geo:" in text or ":q=" in text:
        yield _link_pins
    if _DECIMALS.search(text):
        yield _degrees
    if _SIGNS.search(text):
        yield _angles
    if _GRIDS.search(text):
        yield _codes


def blanked(text: str, pins: Iterable[Pin]) -> str:
    """``text`` with blanks where the pins stand, as long as before."""
    for pin in pins:
        text = text[: pin.start] + " " * (pin.end - pin.start) + text[pin.end :]
    return text


def without(text: str) -> str:
    """``text`` as whoever sorts it reads it: with blanks for its pins, as long as before."""
    pins = find(text)
    return blanked(text, pins) if pins else text


def _cards(text: str) -> Iterator[Pin]:
    """Location cards: the lines between BEGIN and END, or a GEO line alone."""
    for card in _CARD.finditer(text):
        inside = card.group().replace("\r", "").replace("\n ", "").replace("\\,", ",")
        address = _CARD_ADDRESS.search(inside)
        words = (
            " ".join(address[1].replace(";", ", ").replace("\\n", ", ").split()) if address else ""
        )
        yield Pin(card.start(), card.end(), _card_point(inside), words=words.strip(" ,"))
    for line in _CARD_GEO.finditer(text):
        pair = _PAIR.search(line[1])
        if pair:
            yield Pin(line.start(), line.end(), *_directed(float(pair[1]), float(pair[2])))


def _card_point(card: str) -> Point | None:
    line = _CARD_GEO.search(card)
    pair = _PAIR.search(line[1]) if line else None
    if pair:
        return _directed(float(pair[1]), float(pair[2]))[0]
    for match in map_links.LINK.finditer(card):
        found = map_links.target(map_links.trimmed(match.group()))
        if found and found.point:
            return found.point
    return None


def _link_pins(text: str) -> Iterator[Pin]:
    for match in map_links.LINK.finditer(text):
        link = map_links.trimmed(match.group())
        found = map_links.target(link)
        if found is not None:
            end = match.start() + len(link)
            details = (found.point, found.meters, found.words, "", found.opaque)
            yield Pin(match.start(), end, *details)


def _degrees(text: str) -> Iterator[Pin]:
    for match in _DEGREES.finditer(text):
        lat, lon = _number(match["lat"]), _number(match["lon"])
        north, east = (match["n"] or match["n2"] or ""), (match["e"] or match["e2"] or "")
        details = bool(match["label"] or north or east)
        exact = min(len(match[name].partition(".")[2]) for name in ("lat", "lon")) >= 3
        if not (details or exact or lon < 0):
            continue
        lat = -abs(lat) if north.strip().upper() == "S" else lat
        west = east.strip().upper() in {"W", "O"}
        point, guess = _directed(lat, -abs(lon) if west else lon)
        if point is not None:
            yield Pin(match.start(), match.end(), point, guess=guess)
    for match in _COMMAS.finditer(text):
        a, b, c, d = match.groups()
        yield Pin(*match.span(), (float(f"{a}.{b}"), float(f"{c}.{d}")))


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace("–", "-"))


def _directed(lat: float, lon: float) -> tuple[Point | None, bool]:
    """A point, and whether its numbers had to be turned round or given a minus."""
    for guess, point in ((False, (lat, lon)), (True, (lon, lat)), (True, (lat, -lon))):
        if _is_here(point):
            return point, guess
    if _is_here((lon, -lat)):
        return (lon, -lat), True
    return ((lat, lon), False) if abs(lat) <= 90 and abs(lon) <= 180 else (None, False)


def _is_here(point: Point) -> bool:
    """Whether a point may lie in the United States, by its numbers alone."""
    lat, lon = point
    pacific = 13 <= lat <= 21 and 144 <= lon <= 147
    return pacific or (
        LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]
    )


def _angles(text: str) -> Iterator[Pin]:
    """Degrees, minutes and seconds, or degrees and minutes, with their directions."""
    before: re.Match[str] | None = None
    for match in _ANGLE.finditer(text):
        close = before is not None and not text[before.end() : match.start()].strip(" ,;/\n")
        if before is not None and close and (_direction(before) or _direction(match)):
            one, other = _angle(before), _angle(match)
            turned = _direction(before) in {"E", "W", "O"}
            point, guess = _directed(*((other, one) if turned else (one, other)))
            if point is not None:
                yield Pin(before.start(), match.end(), point, guess=guess)
            before = None
            continue
        before = match
    for match in _PLAIN_ANGLES.finditer(text):
        a, b = _sexagesimal(*match.groups()[:3]), _sexagesimal(*match.groups()[4:7])
        point = (-a if match[4] == "S" else a, b if match[8] == "E" else -b)
        yield Pin(match.start(), match.end(), point)


def _direction(match: re.Match[str]) -> str:
    return (match["before"] or match["after"] or "").upper()


def _angle(match: re.Match[str]) -> float:
    value = _sexagesimal(match["d"], match["m"], match["s"])
    return -value if _direction(match) in {"S", "W", "O"} else value


def _sexagesimal(degrees: str, minutes: str | None, seconds: str | None) -> float:
    return float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600


def _codes(text: str) -> Iterator[Pin]:
    for match in _PLUS.finditer(text):
        code = match[1]
        point = location_codes.plus_code(code)
        yield Pin(match.start(), match.end(), point, short="" if point else code)
    for match in _MGRS.finditer(text):
        zone, gap, band, square, digits = match.groups()
        if gap and len(digits) < 8:
            continue  # "3 S ST 123 456" may be an address
        point = location_codes.mgrs(int(zone), band, square, digits.replace(" ", ""))
        if point is not None:
            yield Pin(match.start(), match.end(), point)


def in_words(pins: Sequence[Pin]) -> str:
    """The addresses that the pins hold, one a line."""
    return "".join(f"\n{pin.words}" for pin in pins if pin.words)
