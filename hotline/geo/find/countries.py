"""Whether the words beside a name make a country abroad of it: "Georgia, the one by Russia".

Georgia, Jordan and Lebanon are places here too. "Not the state", a neighbor or a continent beside
the name says that the country is meant; "the state", "USA" say that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from hotline.geo.text.tokens import Token

REGIONS_ABROAD = frozenset(
    {"europe", "europa", "asia", "africa", "eurasia", "caucasus", "caucaso", "middle east"}
    | {"medio oriente", "oriente medio", "south america", "latin america", "central america"}
    | {"sudamerica", "suramerica", "centroamerica", "america latina", "latinoamerica"}
    | {"america central", "america del sur", "eastern europe", "western europe", "black sea"}
    | {"mar negro", "soviet union", "union sovietica", "ussr", "oceania", "overseas", "abroad"}
)
"""Parts of the world, as people name them in English and Spanish."""
MOST_WORDS, MOST_BEFORE, MOST_NAME = 9, 5, 3
_ENDS = frozenset(".!?;\n")
_HERE = r"(?:the )?(?:us|u s|usa|u s a|united states|states|america)\b"
_STATE = r"(?:us |u s |american |de estados unidos )?(?:state|estado)\b"
_DENIES_STATE = re.compile(
    rf"\b(?:not|isnt|aint|no|outside|fuera)(?: (?:it|is|its|es|of|de|in|en|from|the|el|our|your|"
    rf"that|a|un|american))*? (?:{_STATE}|{_HERE}|estados unidos|eeuu)"
)
_DENIES_COUNTRY = re.compile(
    rf"\b(?:not|isnt|no)(?: (?:the|a|el|un|es|in))* (?:country|pais|europe|europa)\b"
    rf"|^(?:in |en |the |el |i mean |like )*(?:{_HERE}|{_STATE}|estados unidos|eeuu)"
)
_COUNTRY = re.compile(
    r"^(?:(?:you|know|like|as|in|i|mean|meaning|thats|that|is|its|it|digo|o|sea|como|es|pues) )*"
    r"(?:the|a|el|un|that|ese) (?:\w+ )?(?:country|republic|nation|pais|republica)\b"
)
_FILLER = (
    r"(?:(?:the|one|that|which|is|its|it|thats|you|know|i|mean|over|right|like|la|el|lo|que|esta|"
    r"queda|alla|country|pais|republic|not|ex|former) ){0,6}"
)
_BESIDE = (
    r"(?:(?:by|near|next to|beside|borders?|bordering|close to|around|below|above|between|off|of|"
    r"in|from|with|en|de|cerca de|junto a|al lado de|por|entre|con|colinda con) )"
)
_SMALL = r"(?:(?:the|el|la|los|eastern|western|southern|northern|former|old) )*"
_PLACED = re.compile(rf"^{_FILLER}(?P<beside>{_BESIDE})?{_SMALL}(?P<name>[a-z].*)$")


def is_denied_state(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether it is said that a name is not the state: "Georgia, not the state"."""
    after, before = _after(tokens, j), _before(tokens, i)
    if _DENIES_COUNTRY.search(after):
        return False
    return bool(_DENIES_STATE.search(after) or _DENIES_STATE.search(before))


def is_called_country(tokens: Sequence[Token], j: int) -> bool:
    """Whether a name is called a country by the words behind it: "Georgia, like the country"."""
    return _COUNTRY.search(_after(tokens, j)) is not None


def is_beside_abroad(tokens: Sequence[Token], j: int, countries: Set[str]) -> bool:
    """Whether a name is placed in a part of the world, or beside one of ``countries``."""
    after = _after(tokens, j)
    placed = _PLACED.search(after) if not _DENIES_COUNTRY.search(after) else None
    if placed is None:
        return False
    words = placed["name"].split()
    names = [" ".join(words[:length]) for length in range(1, MOST_NAME + 1)]
    if any(name in REGIONS_ABROAD for name in names) or words[0] == "soviet":
        return True
    return bool(placed["beside"]) and any(name in countries for name in names)


def _after(tokens: Sequence[Token], j: int) -> str:
    """The words behind a name up to the end of its sentence."""
    words = []
    for token in tokens[j : j + MOST_WORDS]:
        if not _ENDS.isdisjoint(token.after):
            break
        words.append(token.plain)
    return " ".join(words)


def _before(tokens: Sequence[Token], i: int) -> str:
    """The words before a name in its sentence."""
    first = i
    while first > max(0, i - MOST_BEFORE) and _ENDS.isdisjoint(tokens[first].after):
        first -= 1
    return " ".join(token.plain for token in tokens[first:i])
