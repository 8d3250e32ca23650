"""How far from a named city it is: "two hours from Atlanta" is in no county that is known.

A few miles or minutes are still beside it; a longer way may lead into another county or state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Token

FAR_MINUTES, FAR_MILES, FAR_KILOMETRES = 30, 40, 60
MAX_WORDS = 10
_BEFORE = frozenset("of from to de del desde outside afuera leaving past".split())
"""Words of which one stands right before the city."""
_COUNT = r"(?P<count>\d{1,3}|[a-z]+)"
_HALF = r"(?:half an?|media|quarter of an?)"
_UNIT = (
    r"(?P<unit>hours?|hrs?|hr|h|horas?|minutes?|mins?|min|minutos?|miles?|millas?|mi|kilometers?|"
    r"kilometros?|km|kms)"
)
_WAY = (
    r"(?: (?:and a half|and half|y media|"
    r"or so|away|drive|ride|trip|walk|by car|by bus|in the car|driving|"
    r"mas o menos|en carro|en camion|en coche|manejando|de camino))*"
)
_SIDE = (
    r"(?: (?:to the |al |hacia el )?(?:due )?(?:north|south|east|west|northeast|northwest|"
    r"southeast|southwest|norte|sur|este|oeste|noreste|noroeste|sureste|suroeste|afuera|fuera|"
    r"away|out))?"
)
_FAR = re.compile(
    rf"(?:\b{_COUNT} |\b)(?:{_HALF} )?{_UNIT}{_WAY}{_SIDE} "
    r"(?:of|from|de|del|desde|outside|outside of|afuera de|past)(?: (?:the|la|el|downtown))?$"
)
_JOINED = re.compile(r"(\d)(hours?|hrs?|h|mins?|minutes?|miles?|mi|km)\b")
_FEW = {"couple": 2, "few": 3, "several": 4, "varias": 4, "unas": 3, "unos": 3, "par": 2}
_TENS = vocabulary.TENS_WORDS
_ONES = {word: int(digit) for word, digit in vocabulary.DIGIT_WORDS.items() if word != "o"}


def is_far(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words before token ``i`` lead far away from the city that begins there."""
    near = {token.plain for token in tokens[max(0, i - 2) : i]}
    if near.isdisjoint(_BEFORE):
        return False
    said = " ".join(token.plain for token in tokens[max(0, i - MAX_WORDS) : i])
    match = _FAR.search(_JOINED.sub(r"\1 \2", said))
    if match is None:
        return False
    unit, count = match["unit"], _number(match["count"] or "")
    if unit.startswith("h"):
        return True
    if unit.startswith("min"):
        return count >= FAR_MINUTES
    return count >= (FAR_KILOMETRES if unit.startswith("k") else FAR_MILES)


def _number(word: str) -> int:
    """A number said in a word or in digits; 0 for any other word."""
    if word.isascii() and word.isdigit():
        return int(word)
    return _TENS.get(word) or _ONES.get(word) or _FEW.get(word, 0)
