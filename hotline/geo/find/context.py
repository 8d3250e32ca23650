"""What the words around a name tell: in it or near it, a person, a storm, a street, a state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from hotline.geo import word_lists
from hotline.geo.find.candidate import Found
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Text, Token

_BETWEEN = vocabulary.LINK_WORDS | vocabulary.SAYS_WORDS
"""Words that may stand between a preposition, or a sign, and the name."""
_BEFORE_NEAR = vocabulary.NEAR_WORDS | vocabulary.OF_WORDS | {"and", "y"}
"""Words of which one stands right before a name that is only near the place."""
_CLAUSE_ENDS = frozenset(".!?;\n")
_STORM_OR_FLOOD = vocabulary.STORM_WORDS | vocabulary.FLOOD_WORDS


def words_before(tokens: Sequence[Token], i: int) -> Iterator[str]:
    """The words right before token ``i``, nearest first; punctuation ends them."""
    for number in range(i - 1, max(-1, i - 5), -1):
        between = tokens[number + 1].after
        if between != " " and between.strip(" ,#\"'(“‘") not in {"", "-"}:
            return
        yield tokens[number].plain


def cue(tokens: Sequence[Token], i: int) -> int:
    """1 after a preposition of place ("in"), -1 after one of coming or going, else 0."""
    if is_near(tokens, i):
        return 1
    labeled = i and tokens[i - 1].plain in vocabulary.LABEL_WORDS and ":" in tokens[i].after
    if labeled or is_named_place(tokens, i):
        return 1
    linked: Set[str] = vocabulary.SIGNS
    for word in words_before(tokens, i):
        if word in vocabulary.IN_WORDS or word in linked:
            return 1
        if word in vocabulary.MOVE_WORDS:
            return -1
        if word not in _BETWEEN:
            return 0
        says, of = word in vocabulary.SAYS_WORDS, word in vocabulary.OF_WORDS
        linked = vocabulary.SIGN_WORDS if says else vocabulary.PART_WORDS if of else frozenset()
    return 0


def is_named_place(tokens: Sequence[Token], i: int) -> bool:
    """Whether it is said that a place is called so: "un pueblo q se llama Pahrump"."""
    if not i or tokens[i - 1].plain not in _NAMING or tokens[i].after.strip(" :\"'“‘"):
        return False
    before = " ".join(token.plain for token in tokens[max(0, i - 7) : i])
    return _PLACE_NAMED.search(before) is not None


_NAMING = frozenset("called call named llama llaman dicen llamado llamada conocen".split())
_PLACE_NAMED = re.compile(
    r"\b(?:pueblo|pueblito|ciudad|lugar|rancho|ranchito|colonia|town|city|village|place|suburb|area)"
    r"(?: (?:that|thats|which|que|q|k|ke|qe|al|a|is|its|was|se|le|lo|they|people|everyone|we|it|"
    r"here|aqui|outside|nearby|chiquito|pequeno)){0,4}"
    r" (?:called|call|named|llama|llaman|dicen|llamado|llamada|conocen(?: como)?)$"
)


def is_lived_in(tokens: Sequence[Token], i: int) -> bool:
    """Whether someone is, lives or works in the name: "she is in mobile"."""
    before = list(words_before(tokens, i))
    return any(
        first in vocabulary.IN_WORDS and second in vocabulary.STAY_WORDS
        for first, second in pairwise(before)
    )


def is_near(tokens: Sequence[Token], i: int) -> bool:
    """Whether the place is near the name, not in it: "south of Austin"."""
    if not i or tokens[i - 1].plain not in _BEFORE_NEAR:
        return False
    before = list(words_before(tokens, i))
    if before[:1] == ["and"] or before[:1] == ["y"]:
        return bool({"between", "entre"}.intersection(before))
    if before and before[0] in vocabulary.NEAR_WORDS:
        return True
    before = before[:2]
    of = len(before) == 2 and before[0] in vocabulary.OF_WORDS
    return of and before[1] in vocabulary.DIRECTION_WORDS


def is_explained(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a sentence begins with a name and goes on to tell of it: "Franklin, it is …"."""
    rest = j < len(tokens) and tokens[j].after.strip() == "," and tokens[j].plain in _IT_IS
    return tokens[i].begins and rest


_IT_IS = frozenset("its it thats es esta queda the la el off near by cerca".split())


def ends_text(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is the text's last sentence: "... and a guard w a dog. Franklin"."""
    first = i
    while first and tokens[first - 1].plain in LEADING and not _strips(tokens[first].after):
        first -= 1
    return j == len(tokens) and bool(first) and not _CLAUSE_ENDS.isdisjoint(tokens[first].after)


def fills_clause(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a clause of its own, as places are given in haste: "Rm 6. Tucumcari"."""
    first = i
    while first and not _strips(tokens[first].after) and tokens[first - 1].plain in LEADING:
        first -= 1
    before = tokens[first].after if first else "\n"
    after = tokens[j].after if j < len(tokens) else "\n"
    apart = bool(_strips(before)) and bool(_strips(after))
    return apart and not _CLAUSE_ENDS.isdisjoint(before + after)


def _strips(between: str) -> str:
    return between.strip(" \"'“”‘’") if between.strip() or "\n" not in between else "\n"


LEADING = vocabulary.IN_WORDS | vocabulary.LINK_WORDS


def is_vehicle(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a car's: "drives a gray Tacoma"."""
    if (
        " ".join(token.plain for token in tokens[i:j]) not in word_lists.load().vehicles
        or cue(tokens, i) > 0
    ):
        return False
    beside = [token.plain for token in (*tokens[max(0, i - 2) : i], *tokens[j : j + 2])]
    return not vocabulary.VEHICLE_WORDS.isdisjoint(beside) or _is_owned(tokens, i, j)


def _is_owned(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a thing of someone's: "he has a Yukon", "in his Tahoe and"."""
    ended = j >= len(tokens) or tokens[j].after.strip(" ") or tokens[j].plain in _GOES_ON
    return bool(i and ended) and tokens[i - 1].plain in _OWNED


_OWNED = frozenset("a an his her their my un una su mi".split())
_GOES_ON = frozenset("and with that which or but y con que pero".split())


def is_prayed_to(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name is a saint's: "le rece a San Antonio"."""
    if tokens[i].plain not in {"san", "santa", "st", "santo"}:
        return False
    return not vocabulary.SAINT_WORDS.isdisjoint(t.plain for t in tokens[max(0, i - 4) : i])


def followed_by(tokens: Sequence[Token], j: int, words: Set[str]) -> bool:
    """Whether token ``j`` goes on from the one before and is one of ``words``."""
    return j < len(tokens) and tokens[j].plain in words and "." not in tokens[j].after[:1]


def is_storm(tokens: Sequence[Token], i: int, j: int, *, person: bool) -> bool:
    """Whether a name is a storm's: "Hurricane Florence", "Florence makes landfall".

    ``person``: the name is a first name, as all storms' names are.
    """
    before = next(words_before(tokens, i), "")
    if before in vocabulary.STORM_WORDS:
        return True
    if _is_beside_storm(tokens, i, j):
        return True
    if not person or cue(tokens, i) != 0:
        return False
    return before in vocabulary.CAUSE_WORDS or followed_by(tokens, j, vocabulary.AFTERMATH_WORDS)


def _is_beside_storm(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a storm's name is next to another: "Harvey and Irma", "#Harvey #Irma"."""
    storms = word_lists.load().storm_names
    if tokens[i].plain not in storms:
        return False
    after = j + (j < len(tokens) and tokens[j].plain in vocabulary.AND_WORDS)
    before = i - 1 - (i > 0 and tokens[i - 1].plain in vocabulary.AND_WORDS)
    beside = (tokens[n].plain for n in (before, after) if 0 <= n < len(tokens))
    return any(name in storms for name in beside)


def tells_of_storm(text: Text) -> bool:
    """Whether a text is about a storm, so that a first name in it is likely the storm's."""
    plain = [token.plain for token in text.tokens]
    if not _STORM_OR_FLOOD.isdisjoint(plain):
        return True
    said = " ".join(plain)
    if "hurricane" not in said and "huracan" not in said:
        return False
    return any(word.startswith(("hurricane", "huracan")) for word in plain)


def tells_of_angeles(text: Text) -> bool:
    """Whether a text names what everyone knows of Los Angeles, so that "LA" is the city."""
    return any(token.plain in vocabulary.ANGELES_WORDS for token in text.tokens)


def storms_named(text: Text) -> frozenset[str]:
    """First names that a text itself gives to a storm: "Hurricane Florence", #hurricaneirma."""
    plain = [token.plain for token in text.tokens]
    storm_names = {b for a, b in pairwise(plain) if a in vocabulary.STORM_WORDS}
    storm_names |= {
        word.removeprefix("hurricane") for word in plain if word.startswith("hurricane")
    }
    return frozenset(storm_names - {""})


def is_aside(tokens: Sequence[Token], j: int) -> bool:
    """Whether token ``j`` makes a newspaper of the name before it."""
    return followed_by(tokens, j, vocabulary.PAPER_WORDS) and tokens[j].after in {" ", "-"}


def is_river(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a river's, which runs through many states: "the Missouri River"."""
    if i and tokens[i - 1].plain == "rio" and tokens[i].after == " ":
        return True
    return followed_by(tokens, j, {"river", "rivers"}) and tokens[j].after == " "


def whole_hashtag(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether tokens ``i`` to ``j`` are no mere part of a hashtag: #FlorenceNC is a storm."""
    tag = tokens[i].hashtag
    if not tag:
        return not tokens[j - 1].hashtag
    inside = tokens[j - 1].hashtag == tag
    before = i > 0 and tokens[i - 1].hashtag == tag
    after = j < len(tokens) and tokens[j].hashtag == tag
    return inside and not before and not after


def is_written_as_state(text: Text, i: int) -> bool:
    """Whether a short form after a city is no ordinary word: "Florence in May" is not Indiana."""
    tokens = text.tokens
    token = tokens[i]
    if token.plain not in (vocabulary.SPANISH_CODES if text.spanish else vocabulary.ENGLISH_CODES):
        return True
    if "." in token.text or (token.upper and not text.shouted):
        return True
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or following.after.strip() != "" or following.text.isdigit():
        return True
    if text.cased:
        return False
    return not text.spanish and following.plain in vocabulary.AFTER_CODES


def are_listed(tokens: Sequence[Token], end: int, start: int) -> bool:
    """Whether names that end before ``end`` and begin at ``start`` stand in one list."""
    if start == end:
        return tokens[start].after.strip() in {",", "/", "&", "#"}
    return start == end + 1 and tokens[end].plain in {"and", "y", "or", "o"}


def near_in_text(
    stated: Sequence[Found], first: int, last: int, states: Set[str], tokens: Sequence[Token]
) -> bool:
    """Whether one of ``states`` is next to a name, with only small words between."""
    for state in stated:
        if states.isdisjoint(state.states):
            continue
        between = tokens[last : state.first] if state.first >= last else tokens[state.last : first]
        if tokens[first].plain in vocabulary.DIRECTION_WORDS or not _is_written_as_name(
            tokens, first
        ):
            continue
        if len(between) <= 3 and all(token.plain in SMALL_WORDS for token in between):
            after = tokens[state.first if state.first >= last else first].after
            return "." not in after.strip()[:1] or state.first >= last
    return False


def _is_written_as_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name's writing speaks for it: a capital, or a preposition before it."""
    return tokens[i].capital or cue(tokens, i) > 0 or not i or tokens[i - 1].plain == "is"


SMALL_WORDS = (
    vocabulary.IN_WORDS
    | vocabulary.OF_WORDS
    | frozenset("is the state city town pueblo estado es".split())
)
