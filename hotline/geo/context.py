"""What the words around a name tell: in it or near it, a person, a storm, a street, a state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from hotline.geo import names
from hotline.geo.tokens import Text, Token


def words_before(tokens: Sequence[Token], i: int) -> Iterator[str]:
    """The words right before token ``i``, nearest first; punctuation ends them."""
    for number in range(i - 1, max(-1, i - 5), -1):
        if tokens[number + 1].after.strip(" ,#\"'(“‘") not in {"", "-"}:
            return
        yield tokens[number].plain


def cue(tokens: Sequence[Token], i: int) -> int:
    """1 after a preposition of place ("in"), -1 after one of coming or going, else 0."""
    if is_near(tokens, i):
        return 1
    for word in words_before(tokens, i):
        if word in names.IN_WORDS:
            return 1
        if word in names.MOVE_WORDS:
            return -1
        if word not in names.LINK_WORDS:
            return 0
    return 0


def is_lived_in(tokens: Sequence[Token], i: int) -> bool:
    """Whether somebody is, lives or works in the name: "she is in mobile"."""
    before = list(words_before(tokens, i))
    return any(
        first in names.IN_WORDS and second in names.STAY_WORDS for first, second in pairwise(before)
    )


def is_near(tokens: Sequence[Token], i: int) -> bool:
    """Whether the place is near the name, not in it: "south of Austin"."""
    before = list(words_before(tokens, i))
    if before[:1] == ["and"] or before[:1] == ["y"]:
        return bool({"between", "entre"}.intersection(before))
    if before and before[0] in names.NEAR_WORDS:
        return True
    before = before[:2]
    of = len(before) == 2 and before[0] in {"of", "de", "del"}
    return of and before[1] in names.DIRECTION_WORDS


def followed_by(tokens: Sequence[Token], j: int, words: Set[str]) -> bool:
    """Whether token ``j`` goes on from the one before and is one of ``words``."""
    return j < len(tokens) and tokens[j].plain in words and "." not in tokens[j].after[:1]


def is_storm(tokens: Sequence[Token], i: int, j: int, *, person: bool) -> bool:
    """Whether a name is a storm's: "Hurricane Florence", "Florence makes landfall".

    ``person``: the name is a first name, as all storms' names are.
    """
    before = next(words_before(tokens, i), "")
    if before in names.STORM_WORDS:
        return True
    if not person or cue(tokens, i) != 0:
        return False
    if before in names.CAUSE_WORDS or followed_by(tokens, j, names.AFTERMATH_WORDS):
        return True
    return i > 1 and before in names.AND_WORDS and tokens[i - 2].plain in names.STORM_NAMES


def tells_of_storm(text: Text) -> bool:
    """Whether a text is about a storm, so that a first name in it is likely the storm's."""
    plain = [token.plain for token in text.tokens]
    told = any(word in names.STORM_WORDS | names.FLOOD_WORDS for word in plain)
    return told or any(word.startswith(("hurricane", "huracan")) for word in plain)


def storms_named(text: Text) -> frozenset[str]:
    """First names that a text itself gives to a storm: "Hurricane Florence", #hurricaneirma."""
    plain = [token.plain for token in text.tokens]
    told = {b for a, b in pairwise(plain) if a in names.STORM_WORDS}
    told |= {word.removeprefix("hurricane") for word in plain if word.startswith("hurricane")}
    return frozenset(told - {""})


def is_street(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a street's: "Houston Street", "calle Laredo"."""
    if followed_by(tokens, j, names.STREET_WORDS) and tokens[j].plain != "way":
        return tokens[j].after == " " and not tokens[j].hashtag
    return i > 0 and tokens[i - 1].plain in names.STREET_BEFORE


def is_river(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is a river's, which runs through many states: "the Missouri River"."""
    if i and tokens[i - 1].plain == "rio":
        return True
    return followed_by(tokens, j, {"river", "rivers"}) and tokens[j].after == " "


def is_person(tokens: Sequence[Token], i: int, j: int, given: Set[str]) -> bool:
    """Whether a name is somebody's: "my friend Dallas", "Joe Keller", "Virginia told me"."""
    if cue(tokens, i) > 0:
        return False
    before = tokens[i - 1] if i else None
    joined = before is not None and tokens[i].after == " "
    if joined and before is not None:
        if before.plain in names.TITLES | names.KIN:
            return True
        two = f"{tokens[i - 2].plain} {before.plain}" if i > 1 else ""
        if tokens[i].plain in given and (before.plain in names.CALLED or two in names.CALLED):
            return True
        if before.capital and before.plain in given:
            return True
    if tokens[j - 1].plain in given and followed_by(tokens, j, given) and tokens[j].capital:
        return i + 1 == j and tokens[j].after == " "
    alone = before is None or before.plain not in {"all", "of"}
    called = all(token.plain in given for token in tokens[i:j])
    return alone and called and followed_by(tokens, j, names.SPEECH_VERBS)


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
    if token.plain not in names.WORD_CODES:
        return True
    if "." in token.text or (token.upper and not text.shouted):
        return True
    if text.cased:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is None or following.after.strip() != "" or following.text.isdigit()


def are_listed(tokens: Sequence[Token], end: int, start: int) -> bool:
    """Whether names that end before ``end`` and begin at ``start`` stand in one list."""
    if start == end:
        return tokens[start].after.strip() in {",", "/", "&", "#"}
    return start == end + 1 and tokens[end].plain in {"and", "y", "or", "o"}
