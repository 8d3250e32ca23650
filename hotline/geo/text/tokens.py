"""Words of a text with their place in it, and what their writing tells: case, hashtag, handle."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hotline.geo.gazetteer import fold
from hotline.geo.text.scripts import Foreign, is_abroad

MAX_CHARACTERS = 8_000
"""Longer texts are read at both ends: a place is named at the beginning or at the end."""
MAX_WORDS = 300
"""And at most so many words at each end, so that a text of nothing but names takes no longer."""
_WORD = re.compile(
    r"@(?P<handle>\w+)|(?P<tag>#)?(?P<word>(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*)"
)
ENGLISH_WORDS = frozenset(
    "the and is are was in at to of my she he they a i we it for on with this that you have has "
    "not "
    "but his her him them there will just need please help from what who".split()
)
SPANISH_WORDS = frozenset(
    "el los las una un es esta en que y mi de del con por para se lo al ella yo no".split()
)
"""Small words that tell the two languages apart."""
LONGEST_ACRONYM = 4
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|\d+|[a-z]+")
_POSSESSIVES = ("'s", "’s", "'S", "’S")
_SENTENCE_END = re.compile(r"[.!?\n]\s*$")


UNBROKEN, PARTED = "unbroken", "parted"


class Token(NamedTuple):
    """A word. ``start`` and ``end`` are offsets in the text; ``plain`` is folded for look-ups.

    ``after`` is what stands between the word before and this one.
    """

    text: str
    plain: str
    start: int
    end: int
    after: str
    hashtag: int = 0
    """Which hashtag of the text it belongs to, from 1; 0 for none."""
    handle: bool = False
    foreign: bool = False
    """It was written in another script; ``plain`` is its English name, maybe of several words."""
    spelled: str = ""
    """:data:`UNBROKEN` when it was spelled and nothing shows where one word of the name ends:
    "R O C K S P R I N G S"; :data:`PARTED` when it was spelled in words."""

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[:1].isupper()

    @property
    def upper(self) -> bool:
        """Is all capitals."""
        return self.text.isupper() and len(self.text) > 1

    @property
    def begins(self) -> bool:
        """Begins a sentence, so that its capital says nothing."""
        if self.start == len(self.after):
            return True
        return self.after != " " and _SENTENCE_END.search(self.after) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """A text in words.

    ``cased``: names in it have capitals, so a word without one is no name. ``shouted``: it is
    mostly in capitals, so that capitals mean nothing. ``spanish``: its small words are Spanish.
    ``abroad``: it is written in Han, Hangul, Cyrillic, Arabic or Devanagari letters.
    """

    tokens: tuple[Token, ...]
    cased: bool
    shouted: bool
    spanish: bool = False
    abroad: bool = False


def _pieces(word: str, start: int) -> list[tuple[str, int]]:
    """A hashtag's words: ``NorthCarolina`` is two."""
    return [(m.group(), start + m.start()) for m in _CAMEL.finditer(word)] or [(word, start)]


def _matches(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The words that are read, each with what stands before it.

    Of a long text they are those at both ends, with a line between: no name goes over the gap.
    """
    half = MAX_CHARACTERS // 2
    head, tail = list(_WORD.finditer(text, 0, MAX_CHARACTERS)), []
    if len(text) > MAX_CHARACTERS:
        start = len(text) - half
        head = [match for match in head if match.end() < half]
        tail = [match for match in _WORD.finditer(text, start) if match.start() > start]
    elif len(head) > 2 * MAX_WORDS:
        head, tail = head[:MAX_WORDS], head[-MAX_WORDS:]
    head, tail = head[: MAX_WORDS if tail else 2 * MAX_WORDS], tail[-MAX_WORDS:]
    last = 0
    for number, match in enumerate(head + tail):
        gap = bool(tail) and number == len(head)
        yield match, "\n" if gap else text[last : match.start()]
        last = match.end()


def read(text: str, abroad: Sequence[Foreign] = ()) -> Text:
    """``text`` in words; at most :data:`MAX_CHARACTERS` of it, from both ends.

    ``abroad``: the names in other scripts that were found in it.
    """
    tokens: list[Token] = []
    hashtags = 0
    inside = _spans(abroad)
    for match, before in _matches(text):
        if inside and inside(match.start(), match.end()):
            continue
        handle, tag, word = match.groups()
        if handle is None and tag is None:
            simple = word.isascii() and word.isalnum()
            plain = fold(word if simple else own(word))
            if plain:
                tokens.append(Token(word, plain, match.start(), match.end(), before))
            continue
        hashtags += tag is not None
        start = match.start() + 1
        between = before + text[match.start() : start]
        for piece, at in _pieces(word, start) if tag else [(handle, start)]:
            plain = fold(own(piece))
            if plain:
                number = hashtags if tag else 0
                tokens.append(
                    Token(piece, plain, at, at + len(piece), between, number, handle is not None)
                )
                between = ""
    if abroad:
        tokens = _with_names(text, tokens, abroad)
    words = [t for t in tokens if t.plain.isalpha() and not t.hashtag and len(t.text) > 1]
    capitals = [token for token in words if token.text[0].isupper()]
    raised = sum([not token.begins and not _is_acronym(token.text) for token in capitals])
    upper = sum([token.text.isupper() for token in words])
    spanish = sum([token.plain in SPANISH_WORDS for token in words])
    english = sum([token.plain in ENGLISH_WORDS for token in words])
    return Text(
        tuple(tokens),
        cased=bool(raised) and len(words) - len(capitals) >= raised,
        shouted=2 * upper > len(words),
        spanish=spanish > english,
        abroad=not text.isascii() and is_abroad(text),
    )


def _is_acronym(word: str) -> bool:
    """Whether capitals are those of an acronym, which anyone writes so: "our IDs", "the ER"."""
    return len(word) <= LONGEST_ACRONYM and word.removesuffix("s").isupper()


def _spans(abroad: Sequence[Foreign]) -> Callable[[int, int], bool] | None:
    """Whether a stretch of the text touches one of the names; nothing when there are none."""
    if not abroad:
        return None
    starts = [name.start for name in abroad]

    def touches(start: int, end: int) -> bool:
        number = bisect_left(starts, end) - 1
        return number >= 0 and abroad[number].end > start

    return touches


def _with_names(text: str, tokens: list[Token], abroad: Sequence[Foreign]) -> list[Token]:
    """``tokens`` with the names in other scripts, each a token of its own."""
    named = [Token(text[n.start : n.end], n.name, n.start, n.end, "", foreign=True) for n in abroad]
    merged = sorted([*tokens, *named], key=lambda token: token.start)
    before = [token.end for token in merged[:-1]]
    ends = [0, *before]
    return [
        token._replace(after=text[end : token.start])
        for end, token in zip(ends, merged, strict=True)
    ]


def own(word: str) -> str:
    """A word without a possessive: Houston's is Houston."""
    return word[:-2] if word.endswith(_POSSESSIVES) else word


def is_possessive(word: str) -> bool:
    """Whether a word ends in 's."""
    return word.endswith(_POSSESSIVES)
