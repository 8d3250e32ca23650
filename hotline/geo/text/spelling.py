"""Misspelled names: "Loredo" for Laredo, "Houstin" for Houston.

Only the words of well-known names are recognized, only one slip away (a letter more, less, other,
or two that changed places), and never a word that is someone's language or another place's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

MIN_LENGTH = 5
"""Shorter words have too many neighbors."""
MAX_LENGTH = 24
_DOUBLED = re.compile(r"(.)\1+", re.DOTALL)


class Spelling:
    """Corrects words. Immutable; share one."""

    def __init__(self, words: Mapping[str, int], meant: Set[str]) -> None:
        """``words`` to recognize, each with the people of the largest place that it names;
        ``meant`` are near one of them, but meant as they are.
        """
        self._meant = meant
        self._words = words
        self._index: dict[str, tuple[str, ...]] = {}
        for word in sorted(self._words):
            for form in shortened(word):
                self._index[form] = (*self._index.get(form, ()), word)

    def corrected(self, word: str) -> tuple[str, ...]:
        """The words that ``word`` may be a slip for: those that sound like it, then the largest."""
        if word in self._meant or word in self._words:
            return ()
        return self.near(word)

    def near(self, word: str) -> tuple[str, ...]:
        """As ``corrected``, also where ``word`` may be meant."""
        if not MIN_LENGTH <= len(word) <= MAX_LENGTH or not word.isalpha():
            return ()
        known = self._index.keys() & shortened(word)
        if not known:
            return ()
        near = {target for form in known for target in self._index[form]}
        right = [target for target in near if distance(word, target) == 1]
        return tuple(sorted(right, key=lambda t: (not sounds_alike(word, t), -self._words[t], t)))


def shortened(word: str) -> list[str]:
    """``word`` and all that is left of it without one letter: what two near words share."""
    shorter = [word[:i] + word[i + 1 :] for i in range(len(word))]
    return [word, _squeezed(word), *shorter]


def distance(a: str, b: str) -> int:
    """0 when equal, 1 when one slip apart, 2 for anything more. Doubling letters is one slip."""
    if a == b:
        return 0
    if _squeezed(a) == _squeezed(b):
        return 1
    if abs(len(a) - len(b)) > 1:
        return 2
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    if start is None:
        return 1
    rest_a, rest_b = a[start:], b[start:]
    swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    slips = (rest_a[1:] == rest_b[1:], rest_a[1:] == rest_b, rest_a == rest_b[1:], swapped)
    return 1 if any(slips) else 2


def _squeezed(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def sounds_alike(a: str, b: str) -> bool:
    """Whether two words have the same consonants: vowels and doubled letters are guessed at."""
    return _skeleton(a) == _skeleton(b)


def _skeleton(word: str) -> str:
    plain = word.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("z", "s")
    letters = [c for c in plain if c not in "aeiouyh"]
    return _squeezed("".join(letters))
