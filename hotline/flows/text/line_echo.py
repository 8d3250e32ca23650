"""What the line says on a call, to know it when a recognizer hears it back from a loudspeaker.

Questions are known whole, at the beginning of what is heard; of everything else seven words in a
row, which no caller says by chance. Names of choices ("someone is being forced to work") are not
ours: callers repeat them to answer. With their key ("..., press 2") they are.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hotline.flows.book import FlowBook
from hotline.flows.text.own_words import Own, words_of

FEWEST_WORDS = 4
"""Words of a question that is known by itself."""
Known = tuple[frozenset[str], frozenset[tuple[str, ...]], Own]
_NUMBERS = dict(
    zip(
        "one two three four five six seven eight nine".split()
        + "uno dos tres cuatro cinco seis siete ocho nueve".split(),
        "123456789" * 2,
        strict=True,
    )
)
_SENTENCES = re.compile(r"[^.?!。？！؟]+[.?!。？！؟]?")


def without_echo(said: str, book: FlowBook) -> str:
    """``said`` without what the line said; empty when nobody said anything."""
    questions, menus, own = _spoken(book)
    said = _without_menus(said, menus)
    words = words_of(said)
    asked = next(
        (n for n in range(len(words), FEWEST_WORDS - 1, -1) if " ".join(words[:n]) in questions), 0
    )
    left = own.without(" ".join(words[asked:]) if asked else said)
    return left if words_of(left) else ""


_KNOWN: deque[tuple[FlowBook, Known]] = deque(maxlen=4)


def _spoken(book: FlowBook) -> Known:
    """Questions, menus and all that is said; worked out once for each book that is served."""
    for known, spoken in _KNOWN:
        if known is book:
            return spoken
    spoken = _known(tuple(_prompts(book)), tuple(_choices(book)))
    _KNOWN.append((book, spoken))
    return spoken


@lru_cache(maxsize=2)
def _known(prompts: tuple[str, ...], choices: tuple[str, ...]) -> Known:
    sentences = (sentence for prompt in prompts for sentence in _SENTENCES.findall(prompt))
    asked = (words_of(said) for said in sentences if said.rstrip().endswith(("?", "？", "؟")))
    questions = frozenset(" ".join(words) for words in asked if len(words) >= FEWEST_WORDS)
    menus = {_digits(words_of(said)) for said in choices}
    keyed = (words for words in menus if any(word.isdigit() for word in words))
    return questions, frozenset(w for w in keyed if len(w) >= FEWEST_WORDS), Own(prompts)


def _digits(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(_NUMBERS.get(word, word) for word in words)


def _without_menus(said: str, menus: frozenset[tuple[str, ...]]) -> str:
    """``said`` without whole choices and their keys, however their numbers are written."""
    words = words_of(said)
    heard, kept, at = _digits(words), [], 0
    longest = max(map(len, menus), default=0)
    while at < len(words):
        lengths = range(min(longest, len(words) - at), FEWEST_WORDS - 1, -1)
        length = next((n for n in lengths if heard[at : at + n] in menus), 0)
        kept += [] if length else [words[at]]
        at += length or 1
    return said if len(kept) == len(words) else " ".join(kept)


def _choices(book: FlowBook) -> Iterator[str]:
    for language in book.languages.values():
        for words in language.wording.values():
            yield from (spoken.voice for spoken in words.choices.values() if spoken.voice)


def _prompts(book: FlowBook) -> Iterator[str]:
    for language in book.languages.values():
        for words in language.wording.values():
            if words.prompt.voice:
                yield words.prompt.voice
