"""Which names in a text are a street's: "Houston Street", "1120 W Lincoln apt 6", "calle Laredo".

A house number with a direction behind it, or with a flat's number behind the name, makes a street
of any name; a highway's number does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from hotline.geo.find.context import cue, followed_by
from hotline.geo.find.streets import DIRECTIONS, NO_HOUSE_WORDS, SHORT_DIRECTIONS, UNIT_WORDS
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Token

ADDRESS_WORDS = 5
HOUSE_DIGITS, ROAD_DIGITS, ZIP_DIGITS = 6, 3, 5
"""So many digits has a house's number at most, and a highway's."""
HOUSE_LEAST, FIRST_YEAR, LAST_YEAR = 3, 1950, 2050
"""A number before a name alone is a house's from so many digits on, and when it is no year."""
_NUMBERED = NO_HOUSE_WORDS | {"road", "milla", "of"}
"""Before a number that is no house's, where a name alone follows it."""
_ROADS = frozenset("i us hwy highway interstate route ruta carretera exit salida fm sr".split())
_PLAIN_STREETS = frozenset("st street ave avenue blvd boulevard rd road dr ln lane hwy".split())
"""Before a number of a highway's, and behind a street's name without a house's number."""
_ON = frozenset("on off the la por".split())
"""Before a number of three digits at most, which is then a highway's: "off 59 south Houston"."""


def is_street(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a street's: "Houston Street", "calle Laredo", "2250 Vista Larga Ct"."""
    if is_numbered(tokens, i, j) or _is_in_address(tokens, i) or _is_crossing(tokens, i, j):
        return True
    if followed_by(tokens, j, vocabulary.STREET_WORDS) and tokens[j].plain != "way":
        return tokens[j].after == " " and not tokens[j].hashtag
    return i > 0 and tokens[i - 1].plain in vocabulary.STREET_BEFORE


def is_numbered(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a house's number stands before a name, and a direction, or a flat's behind it."""
    if tokens[i].plain in DIRECTIONS and j > i + 1:
        on = i and tokens[i - 1].plain in {"on", "off"} and len(tokens[i].plain) == 1
        return bool(on) or _is_house(tokens, i - 1)
    if i and tokens[i - 1].plain in DIRECTIONS and not tokens[i].after.strip(" ."):
        on = i > 1 and tokens[i - 2].plain in {"on", "off"} and len(tokens[i - 1].plain) == 1
        return on or _is_house(tokens, i - 2)
    return _is_unit(tokens, j) and _is_house(tokens, i - 1)


def _ends_street(tokens: Sequence[Token], i: int) -> bool:
    """Whether a street or a highway stands right before: "1120 W Lincoln", "Main st", "exit 12"."""
    before, last = tokens[i - 2], tokens[i - 1]
    named = last.plain in _PLAIN_STREETS and before.plain not in vocabulary.PREPOSITIONS
    road = last.text.isdigit() and before.plain in _ROADS
    return named or road or is_numbered(tokens, i - 1, i)


def is_bare(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether only a house's number stands before a name: "1120 Lincoln" may be a street."""
    if (
        i < 1
        or not HOUSE_LEAST <= len(tokens[i - 1].text) < ZIP_DIGITS
        or not _is_house(tokens, i - 1)
    ):
        return False
    ends = j == len(tokens) or not tokens[j].after.isspace()
    number = tokens[i - 1].text
    return ends and number != "911" and not FIRST_YEAR <= int(number) <= LAST_YEAR


def is_house(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number of five digits is a house's and no ZIP code: "10001 W Lincoln"."""
    directed = followed_by(tokens, i + 1, SHORT_DIRECTIONS) and i + 2 < len(tokens)
    return directed or any(_is_unit(tokens, j) for j in (i + 2, i + 3))


def _is_house(tokens: Sequence[Token], i: int) -> bool:
    """Whether token ``i`` is the number of a house, right before what follows."""
    if i < 0 or not tokens[i].text.isdigit() or len(tokens[i].text) > HOUSE_DIGITS:
        return False
    word = i + 1 < len(tokens) and tokens[i + 1].plain in DIRECTIONS - SHORT_DIRECTIONS
    if word and len(tokens[i].text) in {1, ZIP_DIGITS}:
        return False
    if i + 1 < len(tokens) and tokens[i + 1].after != " ":
        return False
    before = tokens[i - 1].plain if i else ""
    if before in _NUMBERED or tokens[i].after.endswith("-"):
        return False
    return before not in _ON or len(tokens[i].text) > ROAD_DIGITS


def _is_unit(tokens: Sequence[Token], j: int) -> bool:
    """Whether token ``j`` begins a flat: "apt 6", "#4"."""
    if j >= len(tokens):
        return False
    number = tokens[j].hashtag and tokens[j].text.isdigit()
    return bool(number) or (tokens[j].plain in UNIT_WORDS and tokens[j].after in {" ", ", "})


def ends_address(tokens: Sequence[Token], i: int) -> bool:
    """Whether a house number and its street stand right before: "2218 W Pecan st mcallen"."""
    if i > 1 and tokens[i].after in {" ", ", "} and _ends_street(tokens, i):
        return True
    if not i or tokens[i - 1].plain not in vocabulary.STREET_WORDS or "." in tokens[i].after[1:]:
        return False
    return any(t.text[:1].isdigit() for t in tokens[max(0, i - 1 - ADDRESS_WORDS) : i - 1])


def _is_in_address(tokens: Sequence[Token], i: int) -> bool:
    """Whether a house number stands before token ``i``, and a word for a street after it."""
    first = i
    while first > max(0, i - ADDRESS_WORDS) and not tokens[first].after.strip(" ."):
        first -= 1
        if tokens[first].text.isdigit():
            return _has_street_word(tokens[i + 1 : first + ADDRESS_WORDS + 1])
        if tokens[first].plain in vocabulary.PREPOSITIONS:
            return False
    return False


def _is_crossing(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name crosses a street: "Gun Hill rd & White Plains"."""
    if i < 2 or ("&" not in tokens[i].after and tokens[i - 1].plain not in vocabulary.AND_WORDS):
        return False
    other = i - 1 if "&" in tokens[i].after else i - 2
    return tokens[other].plain in vocabulary.STREET_WORDS and cue(tokens, i) <= 0


def _has_street_word(tokens: Sequence[Token]) -> bool:
    """Whether a word for a street follows before a comma or a preposition."""
    for token in tokens:
        if token.after.strip(" .") or token.plain in vocabulary.PREPOSITIONS:
            return False
        if token.plain in vocabulary.STREET_WORDS:
            return True
    return False
