"""Streets, highways and exits in a text: kept as detail of a place, never used to find it."""

from __future__ import annotations

import re
from itertools import islice

MAX_LENGTH = 80
MOST_NUMBERS = 20
_SPELLED = re.compile(r"\b(?:[A-Za-z][ -]){2,}[A-Za-z]\b")
_SUFFIX = (
    r"(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|pkwy|parkway|hwy|ct|court|"
    r"pl|place|ter|cir|pike|way|loop|trail)\b\.?"
)
SHORT_DIRECTIONS = frozenset("n s e w ne nw se sw".split())
DIRECTIONS = SHORT_DIRECTIONS | frozenset(
    "north south east west northeast northwest southeast southwest norte sur este oeste".split()
)
UNIT_WORDS = frozenset(
    "apt apts apartment unit suite ste depto dpto departamento apartamento apto interior".split()
)
NO_HOUSE_WORDS = frozenset(
    "i us sr fm hwy highway interstate route rt ruta carretera autopista freeway exit salida mile "
    "marker room rm cuarto habitacion apt apartment unit suite lot number num no motel super "
    "studio age aged edad".split()
)
"""Before a number that is no house's."""


def _any(words: frozenset[str]) -> str:
    return rf"(?:{'|'.join(sorted(words))})\b"


_DIRECTION = rf"{_any(DIRECTIONS)}\.?"
_UNIT = rf",? ?(?:#|\b{_any(UNIT_WORDS)}\.? ?#?)\w+"
_NO_HOUSE = re.compile(rf"(?:\b{_any(NO_HOUSE_WORDS)}[ .#]*|[\d$-])$", re.IGNORECASE)
_NAME = r"(?!(?:in|on|at|off|near|from|to|and|en)\b)[\w'’.-]+"
_DIGIT = re.compile(r"\d")
_HOUSE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\d{{1,6}} (?:{_DIRECTION} )?(?:{_NAME} ){{1,4}}?{_SUFFIX}",
        rf"\d{{1,6}} {_DIRECTION} (?!of\b|de\b|\d+\b){_NAME}(?:{_UNIT})?",
        rf"\d{{1,6}} {_NAME}(?: {_NAME})?{_UNIT}",
    )
)
"""A house's number and its street, from the number on."""
_NUMBER = re.compile(r"\b\d{1,6} (?=[\w'’.#,-])")
"""What may be a house's number."""
_ROAD = r"(?:i|us|sr|fm|hwy|highway|interstate|route|rt|ruta|carretera)[ -]?\d{1,4}\b"
_TOLL_ROAD = r"(?:turnpike|thruway|parkway|tollway|expressway|freeway|pike)\b"
_MARK = r"(?:exit|salida|mile ?(?:marker|post)|mm|mile|milla) ?#?\d{1,4}[a-z]?\b"
"""An exit or a mile: it is kept with its road, before it or behind it."""
_MARK_ON = (
    rf"\b(?:off |near |by |at )?{_MARK}(?:,? {_ROAD}|,? (?:on|off|of|along|de|en|from) (?:the )?"
    rf"(?:{_ROAD}|(?:[\w'’]+ ){{1,3}}{_TOLL_ROAD}|[\w-]+(?: \d{{1,4}})?))?"
)
_NUMBERED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _MARK_ON,
        rf"\b{_ROAD}(?:,? (?:\w+ )?(?:at |near |by |around |past )?{_MARK})?",
        r"\b(?:on|at|off|en|by) (?:the )?(?:corner of )?\d{1,3}(?:st|nd|rd|th)\b(?: and \w+)?",
    )
)
"""What only a text with a digit in it can have."""
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:on|at|en|off) (?:[A-Z][\w'’-]+ ){{1,3}}{_SUFFIX}",
        rf"\b(?:on|off|corner of) [nsew]\.? {_NAME}",
        r"\b(?:calle|avenida) [\w'’-]+(?: [\w'’-]+)?",
    )
)


def unspelled(text: str) -> str:
    """Letters that were spelled, joined: "M A I N street" is "MAIN street"."""
    return _SPELLED.sub(lambda match: re.sub(r"[ -]", "", match.group()), text)


def street_in(text: str) -> str | None:
    """The first street, highway or exit that ``text`` names, or ``None``."""
    joined = unspelled(text[:4000])
    patterns = _NAMED
    found: list[re.Match[str] | None] = []
    if _DIGIT.search(joined):
        patterns = _NUMBERED + _NAMED
        found = [_house(joined)]
    found += [pattern.search(joined) for pattern in patterns]
    first = min((match for match in found if match), key=lambda m: m.start(), default=None)
    return first.group().strip(" ,")[:MAX_LENGTH] if first else None


def _house(text: str) -> re.Match[str] | None:
    """The first house with its street, if any."""
    for number in islice(_NUMBER.finditer(text), MOST_NUMBERS):
        start = number.start()
        if not _NO_HOUSE.search(text, max(0, start - 14), start):
            found = next((m for pattern in _HOUSE if (m := pattern.match(text, start))), None)
            if found:
                return found
    return None
