"""What the line says on a call, to know it when a recognizer hears it back from a loudspeaker.

Questions are known whole, at the beginning of what is heard; of everything else seven words in a
row, which no caller says by chance. Names of choices ("someone is being forced to work") are not
ours: callers repeat them to answer.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

from hotline.flows.book import FlowBook
from hotline.flows.text.own_words import Own, words_of

FEWEST_WORDS = 4
"""Words of a question that is known by itself."""
_SENTENCES = re.compile(r"[^.?!。？！؟]+[.?!。？！؟]?")


def without_echo(said: str, book: FlowBook) -> str:
    """``said`` without what the line said; empty when nobody said anything."""
    questions, own = _spoken(book)
    words = words_of(said)
    asked = next(
        (n for n in range(len(words), FEWEST_WORDS - 1, -1) if " ".join(words[:n]) in questions), 0
    )
    left = own.without(" ".join(words[asked:]) if asked else said)
    return left if words_of(left) else ""


_KNOWN: deque[tuple[FlowBook, tuple[frozenset[str], Own]]] = deque(maxlen=4)


def _spoken(book: FlowBook) -> tuple[frozenset[str], Own]:
    """Questions and everything that is said; worked out once for each book that is served."""
    for known, spoken in _KNOWN:
        if known is book:
            return spoken
    spoken = _known(tuple(_prompts(book)))
    _KNOWN.append((book, spoken))
    return spoken


@lru_cache(maxsize=2)
def _known(prompts: tuple[str, ...]) -> tuple[frozenset[str], Own]:
    sentences = (sentence for prompt in prompts for sentence in _SENTENCES.findall(prompt))
    asked = (words_of(said) for said in sentences if said.rstrip().endswith(("?", "？", "؟")))
    questions = frozenset(" ".join(words) for words in asked if len(words) >= FEWEST_WORDS)
    return questions, Own(prompts)


def _prompts(book: FlowBook) -> Iterator[str]:
    for language in book.languages.values():
        for words in language.wording.values():
            if words.prompt.voice:
                yield words.prompt.voice
