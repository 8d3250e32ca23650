"""What the learned model may look at in a text.

The indicators found, how strongly they speak on each question, the lists its words stand in, the
words themselves, single and in pairs, and a few marks of how it is written. It may look at no word
that is in no lexicon, so that the name of a people, a faith or a place can never count; neither may
words for women and men.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from hotline.triage.lexicon import Lexicon
from hotline.triage.reading import Reading
from hotline.triage.signs import Signs

NUMBER = "#"
SCORE = "score "
"""How strongly all signs together speak on a question; what names these features begins so."""
BANDS = (0.5, 0.7)
LENGTH_STEP, LONGEST = 8, 5
"""A text's length is seen in steps of so many words, up to so many steps."""
LETTER_WORDS = frozenset("aioye")
"""Letters that are words; others spell something: "L A R E D O"."""
NOT_MEANT = "not_what_it_seems"
"""The indicator of words that are not meant as they are written."""
FRONT = 4
"""Letters of a word's beginning, which its forms and many misspellings share."""
STEM = 4
"""An ending is taken off only where so many letters stay."""
_ENDINGS = sorted(
    (
        "amente aciones acion ando iendo adas ados idas idos ada ado ida ido aron ieron aban aba "
        "ias ian ia ar er ir an en as os es a o e ings ing ed ers s ly"
    ).split(),
    key=len,
    reverse=True,
)
_GOING_ON = frozenset({"is", "are", "was", "were"})

Features = Mapping[str, tuple[int, int] | None]
"""What is seen in a text, and from which word to which it was first seen, if in words at all."""


def features_of(reading: Reading, signs: Signs, lexicon: Lexicon) -> Features:
    """Everything in a text that the model may look at."""
    seen: dict[str, tuple[int, int] | None] = {}
    for name, where in (
        *_signs(signs),
        *_scores(signs),
        *_lists(reading, lexicon),
        *_words(reading, signs, lexicon),
    ):
        seen.setdefault(name, where)
    for name in _manner(reading):
        seen.setdefault(name, None)
    return seen


def _signs(signs: Signs) -> Iterator[tuple[str, tuple[int, int]]]:
    for sign in signs.found:
        name = ("not " if sign.denied else "") + sign.indicator.name
        yield f"sign {name}", (sign.first, sign.last)


def _scores(signs: Signs) -> Iterator[tuple[str, tuple[int, int]]]:
    """For each question that any sign speaks on, how strongly all of them do."""
    first: dict[str, tuple[int, int]] = {}
    for sign in signs.found:
        for slot in sign.indicator.counts if not sign.denied else ():
            first.setdefault(slot, (sign.first, sign.last))
    for slot, where in first.items():
        score = signs.score(slot)
        if score > 0:
            yield f"{SCORE}{slot}", where
        for band in BANDS:
            if score >= band:
                yield f"{SCORE}{slot} {band}", where


def _lists(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[str, tuple[int, int]]]:
    for index, written in enumerate(reading.words):
        for symbol in lexicon.matcher.lists(written):
            yield f"list {symbol}", (index, index)


def _words(
    reading: Reading, signs: Signs, lexicon: Lexicon
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Words, their beginnings, pairs of neighbors, and pairs with one word between.

    The words of a manner of speaking ("killing it") are left out: they say nothing of danger.
    """
    stems = [_word(written, lexicon) for written in reading.words]
    for sign in signs.found:
        if sign.indicator.name == NOT_MEANT:
            stems[sign.first : sign.last + 1] = [""] * (sign.last + 1 - sign.first)
    for index, word in enumerate(stems):
        if not word:
            continue
        yield f"word {word}", (index, index)
        if len(reading.words[index]) >= FRONT and word != NUMBER:
            yield f"front {reading.words[index][:FRONT]}", (index, index)
        for kind, back in (("pair", 1), ("over", 2)):
            before = stems[index - back] if index >= back else ""
            if before and reading.sentences[index - back] == reading.sentences[index]:
                yield f"{kind} {before} {word}", (index - back, index)


def _word(written: str, lexicon: Lexicon) -> str:
    """A known word without its ending, so that "encerrada" and "encerrado" are one."""
    known = not lexicon.learnable.isdisjoint(lexicon.matcher.symbols(written))
    if not known and written not in lexicon.small_words:
        return ""
    if written.isdigit():
        return NUMBER
    if len(written) == 1 and written not in LETTER_WORDS:
        return ""
    word = stem(written)
    never = lexicon.never_learned
    return "" if written in never or word in never else word


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the longest ending that leaves enough of it."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word.removesuffix(ending)
    return word


def _manner(reading: Reading) -> Iterator[str]:
    """Marks of how it is written: a question, an exclamation, something going on, its length."""
    words: Sequence[str] = reading.words
    if "?" in reading.text:
        yield "mark ?"
    if "!" in reading.text:
        yield "mark !"
    if any(
        verb in _GOING_ON and doing.endswith("ing") for verb, doing in itertools.pairwise(words)
    ):
        yield "mark -ing"
    yield f"length {min(len(words) // LENGTH_STEP, LONGEST)}"
