"""Streets, highways and exits in a text: kept as detail of a place, never used to find it."""

from __future__ import annotations

import re

MAX_LENGTH = 80
_SPELLED = re.compile(r"\b(?:[A-Za-z][ -]){2,}[A-Za-z]\b")
_SUFFIX = (
    r"(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|pkwy|parkway|hwy|ct|court|"
    r"pl|place|ter|cir|pike|way|loop|trail)\b\.?"
)
_NAME = r"(?!(?:in|on|at|off|near|from|to|and|en)\b)[\w'’.-]+"
_DIGIT = re.compile(r"\d")
_NUMBERED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!motel )(?<!room )(?<!exit )\b\d{{1,6}} (?:[nsew]\.? )?(?:{_NAME} ){{1,4}}?{_SUFFIX}",
        r"\b(?:off |near |by |at )?exit \d{1,3}[a-z]?(?: (?:on|off|of) [\w-]+(?: \d{1,4})?)?",
        r"\b(?:i|us|sr|fm|hwy|highway|interstate|route|rt|ruta|carretera)[ -]?\d{1,4}\b",
        r"\bmile marker \d{1,4}\b",
        r"\b(?:on|at|off|en|by) (?:the )?(?:corner of )?\d{1,3}(?:st|nd|rd|th)\b(?: and \w+)?",
    )
)
"""What only a text with a digit in it can have."""
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:on|at|en|off) (?:[A-Z][\w'’-]+ ){{1,3}}{_SUFFIX}",
        r"\b(?:calle|avenida) [\w'’-]+(?: [\w'’-]+)?",
    )
)


def unspelled(text: str) -> str:
    """Letters that were spelled, joined: "M A I N street" is "MAIN street"."""
    return _SPELLED.sub(lambda match: re.sub(r"[ -]", "", match.group()), text)


def street_in(text: str) -> str | None:
    """The first street, highway or exit that ``text`` names, or ``None``."""
    joined = unspelled(text[:4000])
    patterns = _NUMBERED + _NAMED if _DIGIT.search(joined) else _NAMED
    matches = (pattern.search(joined) for pattern in patterns)
    first = min((match for match in matches if match), key=lambda m: m.start(), default=None)
    return first.group().strip()[:MAX_LENGTH] if first else None
