"""Phrases that mean a choice wherever they stand in a short answer: "he is looking at my phone".

A coordinator writes them as ``inside:`` of a choice. ``*`` stands for one or two words, so that
"looking at * phone" is "looking at my phone" too. In an answer of more than ``SHORT`` words they
mean nothing: a story may well say "he is here". The longest fitting phrase wins, which lets the
other choice have "nobody is listening".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from hotline.flows.answers import plain
from hotline.flows.book import Ask, Choice, Words

SHORT = 8
ANY = "*"


def pattern(phrase: str) -> str:
    """``phrase`` as it is kept: plain words and ``*``, with single spaces."""
    return " ".join(ANY if word == ANY else plain(word) for word in phrase.split())


def choice_inside(ask: Ask, wordings: Iterable[Words], text: str) -> Choice | None:
    """The choice that a short ``text`` means by one of its phrases, in any of the ``wordings``."""
    said = plain(text)
    if len(said.split()) > SHORT:
        return None
    found = max(_fitting(ask, wordings, said), key=lambda fit: fit[0], default=None)
    return found[1] if found else None


def _fitting(ask: Ask, wordings: Iterable[Words], said: str) -> Iterator[tuple[int, Choice]]:
    """Each choice whose phrase stands in ``said``, with the phrase's length in letters."""
    for words in wordings:
        for choice in ask.choices:
            for phrase in words.inside.get(choice.value, ()):
                if _compiled(phrase).search(said):
                    yield len(phrase), choice


@cache
def _compiled(phrase: str) -> re.Pattern[str]:
    words = (r"\S+(?: \S+)?" if word == ANY else re.escape(word) for word in phrase.split())
    edge = r"\b" if phrase.isascii() else ""  # scripts without spaces have no edges of words
    return re.compile(f"{edge}{' '.join(words)}{edge}")
