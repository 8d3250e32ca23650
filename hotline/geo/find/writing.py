"""What the writing of a name says about it: its capitals, and the word right after it."""

from __future__ import annotations

from hotline.geo.find import context
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Text

SEVERAL_WORDS = 0.2
"""A name of several words in capitals gains this much."""
LOWER_CASE, CAPITAL, RUNS_ON = -0.2, 0.05, -0.05
"""A name without a capital, with one, and with one before another word with a capital."""
ANOTHER_PLACE = -1.0
SCHOOL = -0.3


def score(text: Text, i: int, j: int) -> float:
    """What the writing of the name over tokens ``i`` to ``j`` adds to its score as a city."""
    tokens = text.tokens
    first, last = tokens[i], tokens[j - 1]
    following = tokens[j] if j < len(tokens) and tokens[j].after == " " else None
    nature = following is not None and following.plain in vocabulary.NATURE_WORDS
    if nature or (last.plain in vocabulary.NATURE_WORDS and i and tokens[i - 1].plain == "the"):
        return ANOTHER_PLACE  # Hampton Roads, the Little River
    several = j - i > 1 and first.capital and last.capital and not text.shouted
    points = SEVERAL_WORDS if several else 0.0
    if following is not None and following.plain in vocabulary.SCHOOL_WORDS:
        return points + SCHOOL
    if not text.cased or first.hashtag or context.is_aside(tokens, j):
        return points
    if not first.capital:
        return points + LOWER_CASE
    if following is not None and following.capital and not following.upper:
        return points + RUNS_ON
    return points if first.begins else points + CAPITAL
