"""Finding any of many phrases in plain words: whole words, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
"""Scripts in which words are not, or not only, parted by spaces."""


def one_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of ``phrases``; in scripts without spaces, inside words too."""
    return _one_of(frozenset(phrases))


@lru_cache(maxsize=1024)
def _one_of(phrases: frozenset[str]) -> re.Pattern[str]:
    ordered = sorted((p for p in phrases if p), key=lambda phrase: (-len(phrase), phrase))
    whole = "|".join(re.escape(phrase) for phrase in ordered if not UNSPACED.search(phrase))
    parts = [rf"(?<!\S)(?:{whole})(?!\S)"] if whole else []
    parts += [re.escape(phrase) for phrase in ordered if UNSPACED.search(phrase)]
    return re.compile("|".join(parts) if parts else r"(?!)")


def left_over(said: str, *sets: frozenset[str]) -> str:
    """What is left of ``said`` when every phrase of ``sets`` is taken out."""
    return " ".join(_any_of(sets).sub(" ", said).replace("|", " ").split())


@lru_cache(maxsize=1024)
def _any_of(sets: tuple[frozenset[str], ...]) -> re.Pattern[str]:
    return _one_of(frozenset().union(*sets))
