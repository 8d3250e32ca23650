"""An answer in normal form: its clauses in plain words, and where something is denied in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from hotline.flows.book import Answers
from hotline.flows.text.answers import CLAUSE_END, plain, unstretched
from hotline.flows.text.phrases import one_of

_SENTENCE_END = frozenset(".!?\n\u3002")


@dataclass(frozen=True)
class Clause:
    """A stretch of an answer in normal form: plain words, contractions written out."""

    said: str
    sentence: int
    asks: bool = False
    turns: bool = False
    """Whether a word such as "but" begins it."""


def first_words(text: str) -> str:
    """``text`` in lower case with its accents, without punctuation: "sí" is not "si"."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


@lru_cache(maxsize=64)
def _forms(known: Answers) -> dict[str, str]:
    return dict(known.long_forms)


def normal(text: str, known: Answers) -> str:
    """``text`` in plain words with contractions written out: "nobody's" is "nobody is".

    Letters that were held down are one: "nooo" is a no.
    """
    forms = _forms(known)
    return " ".join(forms.get(word, word) for word in unstretched(plain(text)).split())


@lru_cache(maxsize=16_384)
def form_of(phrase: str, known: Answers) -> str:
    """A phrase of the wording in normal form. What people say is never cached."""
    return normal(phrase, known)


def clauses(text: str, known: Answers) -> list[Clause]:
    """The clauses of ``text``, parted by punctuation, by "but", and after a first yes or no."""
    found: list[Clause] = []
    sentence = 0
    for stretch, end in _stretches(text):
        asks = end == "?"
        for turns, said in _turns(normal(stretch, known), known):
            parts = filter(None, _interjection_apart(said, known))
            found += [Clause(part, sentence, asks, turns) for part in parts]
        sentence += end in _SENTENCE_END
    return found


def _stretches(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for end in CLAUSE_END.finditer(text):
        yield text[start : end.start()], end.group().strip()
        start = end.end()
    yield text[start:], ""


def _turns(said: str, known: Answers) -> Iterator[tuple[bool, str]]:
    """``said`` cut before each word such as "but"; whether such a word began the piece."""
    start, turns = 0, False
    for match in one_of(known.turns).finditer(said):
        yield turns, said[start : match.start()].strip()
        start, turns = match.end(), True
    yield turns, said[start:].strip()


def _interjection_apart(said: str, known: Answers) -> Iterator[str]:
    """A yes or no that only opens a sentence is a clause: "no | he is here", "yes | I am safe"."""
    first, _, rest = said.partition(" ")
    if first in known.openers and rest.partition(" ")[0] in known.subjects:
        yield first
        yield rest
    else:
        yield said


def denials(said: str, known: Answers) -> list[tuple[int, int]]:
    """Where words of denial stand, without those of "not only", "why not"."""
    spared = [match.span() for match in one_of(known.spares).finditer(said)]
    return [
        match.span()
        for match in one_of(known.denies).finditer(said)
        if not any(start <= match.start() < end for start, end in spared)
    ]


@lru_cache(maxsize=64)
def merged(own: Answers, others: tuple[Answers, ...]) -> Answers:
    """``own`` with the words of denial and doubt of ``others``: a frightened person mixes."""
    return replace(
        own,
        long_forms=tuple(pair for other in (*others, own) for pair in other.long_forms),
        denies=own.denies.union(*(other.denies for other in others)),
        doubts=own.doubts.union(*(other.doubts for other in others)),
        spares=own.spares.union(*(other.spares for other in others)),
        passing=own.passing.union(*(other.passing for other in others)),
        nows=own.nows.union(*(other.nows for other in others)),
        turns=own.turns.union(*(other.turns for other in others)),
    )
