"""Our own wording, to know it when it comes back: quoted, cut off, forwarded, with a place in it.

Wording is compared word by word. A sentence with a gap ("Is it {place}?") is known with any words
in the gap that no answer is made of.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from hotline.flows.book import FlowBook
from hotline.flows.text import automatic
from hotline.flows.text.answers import plain

GRAM, COPIED = 4, 7
"""Words in a row that make a quote ours, and words in a row that no one writes by chance."""
MOSTLY = 0.6
"""How much of a quote is our wording."""
GAPS = {"tip_id": 2, "return_code": 1, "key": 1, "code": 1}
"""Words that a gap may hold, by its name; a place may be longer."""
LONGEST_GAP = 6
SHORTEST_CODE = 4
"""Digits of half a tip ID."""
FEWEST = 2
"""Words of a sentence with gaps that must be there for it to be known."""
ANSWERING = frozenset(
    "yes y yeah no n not si yo i im me my he she they we you your help ayuda ok what why how which"
    " who where when is are do does did dont cant the this it que como quien donde cuando porque mi"
    " el ella ellos usted oui non sim nao da net je moi eu please stop safe danger wrote said asked"
    " means mean".split()
)
"""Words beside our own words that a person writes, and no telephone."""
_CUT = ("…", "...")
_GAP = re.compile(r"\{([^}]*)\}")


class Own:
    """Our own wording. Immutable; worked out once for each book that is served."""

    def __init__(self, texts: Iterable[str], automatic_replies: Iterable[str] = ()) -> None:
        given = list(texts)
        self._texts = [" ".join(words_of(_GAP.sub(" ", text))) for text in given]
        self._whole = frozenset(self._texts)
        self._gapped = [_tokens(text) for text in given if _GAP.search(text)]
        self.automatic = automatic.forms(automatic_replies)
        self._known = frozenset(word for text in self._texts for word in text.split())
        self._grams = frozenset(self._in_rows(GRAM))
        self._copied = frozenset(self._in_rows(COPIED))

    def _in_rows(self, size: int) -> Iterator[tuple[str, ...]]:
        for text in self._texts:
            yield from rows_of(text.split(), size)

    def has(self, quote: str) -> bool:
        """Whether a quote, cut off perhaps, is of ours."""
        words = words_of(quote)
        rows = list(rows_of(words, GRAM))
        ours = {n + k for n, row in enumerate(rows) if row in self._grams for k in range(GRAM)}
        if ours and len(ours) >= MOSTLY * (len(words) - 1):  # the last word may be cut off
            return True
        said = " ".join(words)
        if not rows:
            return bool(said) and any(said in text for text in self._texts)
        return self._gaps_fit(words, cut=True)

    def has_all(self, text: str) -> bool:
        """Whether every word of ``text`` is ours, but for a last one that is cut off."""
        words = words_of(text)
        if words and words[-1] in ANSWERING and not self._ends_like(words):
            return False
        rows = list(rows_of(words, GRAM))
        return any(seen and self._grams.issuperset(seen) for seen in (rows, rows[:-1]))

    def _ends_like(self, words: Sequence[str]) -> bool:
        return tuple(words[-GRAM:]) in self._grams

    def is_whole(self, text: str) -> bool:
        """Whether ``text`` is nothing but sentences of ours, with whatever was in their gaps."""
        words = words_of(text)
        return any(row in self._grams for row in rows_of(words, GRAM)) and self._gaps_fit(
            words, cut=False
        )

    def _gaps_fit(self, words: Sequence[str], *, cut: bool) -> bool:
        """Whether ``words`` are sentences with gaps, one after the other, and whole ones between.

        ``cut``: the last one may end anywhere, in the middle of a word too.
        """
        starts = {0}
        for at in range(len(words)):
            if at not in starts:
                continue
            for tokens in self._gapped:
                for end in _ends(words, tokens, at, cut=cut):
                    if end == len(words):
                        return True
                    starts.add(end)
            for end in range(at + 1, len(words) + 1):
                if " ".join(words[at:end]) in self._whole:
                    if end == len(words):
                        return True
                    starts.add(end)
        return False

    def _codes_between(self, words: Sequence[str], copied: set[int]) -> set[int]:
        """Where tip ID and secret code stand between copied words, with our words between them."""
        found: set[int] = set()
        for start in sorted(copied):
            end = next((n for n in range(start + 1, len(words)) if n in copied), start)
            between = words[start + 1 : end]
            codes = [word for word in between if word.isdigit()]
            said = {word for word in between if not word.isdigit()}
            fits = bool(codes) and min(map(len, codes)) >= SHORTEST_CODE
            if fits and len(between) <= LONGEST_GAP and self._known.issuperset(said):
                found.update(range(start + 1, end))
        return found

    def _cut_off_after(self, text: str, words: Sequence[str], copied: set[int]) -> set[int]:
        """Where, after copied words, a next text of ours only begins: "... talk. No name…"."""
        begins = max(copied) + 1
        tail = " ".join(words[begins:])
        if not tail or not text.rstrip(" \"”»'’").endswith(_CUT):
            return set()
        ours = any(known.startswith(tail) for known in self._texts)
        return set(range(begins, len(words))) if ours else set()

    def without(self, text: str) -> str:
        """``text`` without the words that were copied from ours."""
        tokens = text.split()
        words = [(word, at) for at, token in enumerate(tokens) for word in words_of(token)]
        copied: set[int] = set()
        for start in range(len(words) - COPIED + 1):
            row = words[start : start + COPIED]
            if tuple(word for word, _ in row) in self._copied:
                copied.update(range(start, start + COPIED))
        if not copied:
            return text
        copied |= self._codes_between([word for word, _ in words], copied)
        copied |= self._cut_off_after(text, [word for word, _ in words], copied)
        left = {at for n, (_, at) in enumerate(words) if n not in copied}
        return " ".join(tokens[at] for at in sorted(left))


def _tokens(text: str) -> list[str | int]:
    """A sentence as words, and for each gap the most words in it."""
    found: list[str | int] = []
    for number, piece in enumerate(_GAP.split(text)):
        if number % 2:
            found.append(GAPS.get(piece, LONGEST_GAP))
        else:
            found += words_of(piece)
    return found


def _ends(words: Sequence[str], tokens: Sequence[str | int], start: int, *, cut: bool) -> set[int]:
    """Where a sentence with gaps may end that begins at ``start``; few ways, as gaps are short."""
    found: set[int] = set()
    ways = [(start, 0, 0)]
    while ways:
        at, token, known = ways.pop()
        if token == len(tokens) or (cut and at == len(words) and known >= FEWEST):
            if known >= FEWEST:
                found.add(at)
            continue
        wanted = tokens[token]
        if isinstance(wanted, str):
            last = cut and at == len(words) - 1 and wanted.startswith(words[at])
            if at < len(words) and (words[at] == wanted or (last and known >= FEWEST)):
                ways.append((at + 1, token + 1, known + 1))
            continue
        for size in range(1, wanted + 1):
            if at + size > len(words) or words[at + size - 1] in ANSWERING:
                break
            ways.append((at + size, token + 1, known))
    return found


_KNOWN: deque[tuple[FlowBook, Own]] = deque(maxlen=4)


def own_words(book: FlowBook) -> Own:
    """The texts of a flow book, in every language; worked out once for each book that is served."""
    for known, own in _KNOWN:
        if known is book:
            return own
    own = _own_words(book)
    _KNOWN.append((book, own))
    return own


def _own_words(book: FlowBook) -> Own:
    spoken = [
        " ".join(said.text for said in (words.prompt, *words.choices.values()))
        for language in book.languages.values()
        for words in language.wording.values()
    ]
    calls = [
        words.prompt.call_only
        for language in book.languages.values()
        for words in language.wording.values()
        if words.prompt.call_only
    ]
    listed = [form for language in book.languages.values() for form in language.automatic]
    return _indexed((*spoken, *calls), tuple(listed))


@lru_cache(maxsize=4)
def _indexed(texts: tuple[str, ...], automatic_replies: tuple[str, ...]) -> Own:
    return Own(texts, automatic_replies)


def words_of(text: str) -> list[str]:
    """The words of a text in plain form."""
    return plain(text).split()


def rows_of(words: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """All rows of so many words."""
    return (tuple(words[n : n + size]) for n in range(len(words) - size + 1))
