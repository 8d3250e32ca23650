"""The matcher finds what a slow, obvious search finds, whatever the phrases and the text."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from hotline.triage.matcher import Element, Matcher, Phrase, Row
from hotline.triage.reading import Reading, read

WORDS = ("ab", "cd", "ef", "gh")
BARRIER = "not"
GAPS = (2, 4, 8)

words = st.sampled_from(WORDS)
choices = st.lists(words, min_size=1, max_size=2, unique=True).map(
    lambda some: Element(rows=tuple((word,) for word in some))
)
gaps = st.sampled_from(GAPS).map(lambda length: Element(gap=length))
rows = st.builds(
    lambda first, middle, last: (first, *middle, last),
    words | choices,
    st.lists(words | choices | gaps, max_size=3),
    words | choices,
)
texts = st.lists(st.sampled_from((*WORDS, *WORDS, BARRIER, "zz", ".")), max_size=20).map(" ".join)


@given(st.lists(rows, min_size=1, max_size=5), texts)
def test_it_finds_what_a_plain_search_finds(phrases: list[Row], text: str) -> None:
    matcher = Matcher(barriers=frozenset({BARRIER}))
    for number, row in enumerate(phrases):
        matcher.add(Phrase(str(number), "en", ""), [_element(part) for part in row])
    reading = read(text, {})
    found = {(int(m.phrase.indicator), m.first, m.last) for m in matcher.find(reading)}
    wanted = {
        (number, first, end - 1)
        for number, row in enumerate(phrases)
        for first in range(len(reading.words))
        for end in _ends(row, first, reading)
    }
    assert found == wanted


def _element(part: str | Element) -> Element:
    return Element(rows=((part,),)) if isinstance(part, str) else part


def _ends(row: Row, first: int, reading: Reading) -> Iterator[int]:
    """Where ``row`` may end when its first part is word ``first``."""
    one, rest = row[0], row[1:]
    if reading.words[first] in _wanted(one):
        yield from _rest_ends(rest, first + 1, 0, reading)


def _rest_ends(row: Row, at: int, gap: int, reading: Reading) -> Iterator[int]:
    """Where the rest of a row may end, from word ``at`` on, after at most ``gap`` other words."""
    if not row:
        yield at
        return
    part, rest = row[0], row[1:]
    if isinstance(part, Element) and part.gap:
        yield from _rest_ends(rest, at, gap + part.gap, reading)
        return
    for here in range(at, min(at + gap + 1, len(reading.words))):
        if reading.sentences[here] != reading.sentences[at - 1]:
            return
        if reading.words[here] in _wanted(part):
            yield from _rest_ends(rest, here + 1, 0, reading)
        if reading.words[here] == BARRIER:
            return


def _wanted(part: str | Element) -> set[str | Element]:
    return {part} if isinstance(part, str) else {row[0] for row in part.rows}
