"""Whether a text stops in the middle of a sentence: a carrier split it, or it was sent too soon."""

from __future__ import annotations

import re

_ENDED = re.compile(r"[.!?…。！？؟][\"'”’)\]\s]*$")
_LAST = re.compile(r"([^\W\d_]+)\s*$")
_DANGLING = frozenset(
    "a an the my your his our their and or but because of into between every "
    "el la los las un una unos unas mi mis tus su sus y e o u pero porque al de del en con sin "
    "por para".split()
)
"""English and Spanish words that no one ends a sentence with, also not in a hurry."""


def has_end(text: str) -> bool:
    """Whether it closes with the mark of a finished sentence."""
    return _ENDED.search(text) is not None


def is_left_hanging(text: str) -> bool:
    """Whether its last word asks for another: "a girl is kept in the"."""
    last = _LAST.search(text)
    return last is not None and last.group(1).casefold() in _DANGLING
