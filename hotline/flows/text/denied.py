"""Whether a phrase in an answer is denied by what is said around it."""

from __future__ import annotations

from hotline.flows.book import Answers
from hotline.flows.text.answers import STORY_WORDS
from hotline.flows.text.clauses import denials
from hotline.flows.text.phrases import left_over, one_of

REACH = 6
"""How many words after a denial it still reaches: "I do not think that it is safe"."""


def is_denied(said: str, span: tuple[int, int], known: Answers, *, refuses: bool) -> bool:
    """Whether a denial is before the phrase at ``span`` of a clause, or ends the clause after it.

    ``refuses``: the phrase is itself a refusal.
    """
    phrase = said[slice(*span)]
    if refuses and one_of(known.denies).search(phrase):
        return False  # "no, not really": a refusal said twice is one
    before, after = said[: span[0]], said[span[1] :]
    for denial in denials(said, known):
        if denial[1] <= span[0] and len(before[denial[1] :].split()) < REACH:
            return True
        if denial[0] >= span[1]:
            left = said[denial[1] :]
            if not left_over(left, known.frame, known.fillers, known.denies):
                between = after[: denial[0] - span[1]]
                return len(between.split()) < STORY_WORDS
    return False
