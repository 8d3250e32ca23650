"""Phrases that mean a choice wherever they stand in a short answer: "he is looking at my phone".

A coordinator writes them as ``inside:`` of a choice. ``*`` is one or two words, so that
"looking at * phone" is "looking at my phone" too. In an answer of more than ``SHORT`` words they
mean nothing: a story may well say "he is here". The longest fitting phrase wins, which lets the
other choice have "nobody is listening". A phrase that is denied ("not next to me") means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from hotline.flows.book import Answers, Choice, FactQuestion, Language, Words
from hotline.flows.text.answers import plain
from hotline.flows.text.clauses import clauses, denials, form_of, merged
from hotline.flows.text.phrases import one_of

SHORT = 10
"""Words, with contractions written out."""
ANY = "*"
NEAR = 2
"""How many words before a phrase still deny it."""


Fit = tuple[int, Choice, tuple[int, int]]
"""A phrase's length, the choice that it means, and where it is."""


class Hint(NamedTuple):
    """The choice that a phrase means; ``clear``: nothing else in the answer speaks against it."""

    choice: Choice
    clear: bool = True


def pattern(phrase: str) -> str:
    """``phrase`` as it is kept: plain words and ``*``, with single spaces."""
    return " ".join(ANY if word == ANY else plain(word) for word in phrase.split())


def choice_inside(
    ask: FactQuestion,
    wordings: Iterable[Words],
    text: str,
    language: Language,
    also: Iterable[Language],
) -> Hint | None:
    """The choice that a short ``text`` means by one of its phrases, in any of the ``wordings``."""
    known = merged(language.answers, tuple(other.answers for other in also))
    parts = [clause.said for clause in clauses(text, known)]
    if sum(len(part.split()) for part in parts) > SHORT:
        return None
    wordings = tuple(wordings)
    for said in (" | ".join(parts), " ".join(parts)):  # a recognizer puts commas anywhere
        found = max(_fitting(ask, wordings, said, known), key=lambda fit: fit[0], default=None)
        if found is not None:
            return _hint(ask, found, said, known)
    return None


def _hint(ask: FactQuestion, found: Fit, said: str, known: Answers) -> Hint:
    _, choice, (start, end) = found
    if not ask.care or choice.value != "yes":
        return Hint(choice)
    rest = f"{said[:start]} | {said[end:]}"
    against = (known.denies, known.doubts, known.no)
    return Hint(choice, not any(one_of(words).search(rest) for words in against))


def _fitting(
    ask: FactQuestion, wordings: Iterable[Words], said: str, known: Answers
) -> Iterator[Fit]:
    """Each choice whose phrase is in ``said`` and is not denied there."""
    denied = [end for _, end in denials(said, known)]
    for words in wordings:
        for choice in ask.choices:
            for phrase in words.inside.get(choice.value, ()):
                for match in _compiled(_normal(phrase, known)).finditer(said):
                    before = [said[end : match.start()] for end in denied if end <= match.start()]
                    near = (len(b.split()) < NEAR for b in before if "|" not in b)
                    if not any(near):
                        yield len(phrase), choice, match.span()


@lru_cache(maxsize=4096)
def _normal(phrase: str, known: Answers) -> str:
    return " ".join(ANY if word == ANY else form_of(word, known) for word in phrase.split())


@cache
def _compiled(phrase: str) -> re.Pattern[str]:
    words = (r"[^\s|]+(?: [^\s|]+)?" if word == ANY else re.escape(word) for word in phrase.split())
    edge = r"\b" if phrase.isascii() else ""  # scripts without spaces have no edges of words
    return re.compile(f"{edge}{' '.join(words)}{edge}")
