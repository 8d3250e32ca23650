"""Shops, motels and restaurants: their own names are no places, and a town may be named after them.

"La Quinta Inn Weslaco" is in Weslaco, "Texas Roadhouse in Tulsa" in Tulsa.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hotline.geo import word_lists
from hotline.geo.text.tokens import Token


@cache
def _chains() -> tuple[frozenset[str], frozenset[str], int]:
    """The chains' names, their first words, and how many words the longest has."""
    names = word_lists.load().chains
    first_words = frozenset(name.split()[0] for name in names)
    return names, first_words, max((name.count(" ") + 1 for name in names), default=0)


def branded(tokens: Sequence[Token]) -> frozenset[int]:
    """The numbers of the tokens that are a chain's name, in which no place is to be read."""
    names, first_words, longest = _chains()
    taken: set[int] = set()
    for i, token in enumerate(tokens):
        if token.plain in first_words:
            taken.update(range(i, i + _length(tokens, i, names, longest)))
    return frozenset(taken)


def _length(tokens: Sequence[Token], i: int, names: frozenset[str], longest: int) -> int:
    """How many tokens from ``i`` on are a chain's name."""
    for length in range(min(longest, len(tokens) - i), 1, -1):
        words = tokens[i : i + length]
        if " ".join([token.plain for token in words]) not in names:
            continue
        if all(not token.after.strip(" '’-") for token in words[1:]):
            return length
    return 0


def follows_business(tokens: Sequence[Token], i: int) -> bool:
    """Whether a business is named right before token ``i``: "the Walmart Weslaco", "Motel 6, …"."""
    if not i or tokens[i].after.strip(" ,") or tokens[i].hashtag:
        return False
    if tokens[i - 1].plain in word_lists.load().businesses:
        return True
    names, first_words, longest = _chains()
    starts = (n for n in range(max(0, i - longest), i) if tokens[n].plain in first_words)
    return any(n + _length(tokens, n, names, longest) == i for n in starts)
