"""What is said instead of an answer: that someone does not know, nothing at all, or a story."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hotline.flows.book import Answers, Language
from hotline.flows.text.answers import plain
from hotline.flows.text.choice_phrases import without_signs
from hotline.flows.text.clauses import clauses, denials, form_of, normal
from hotline.flows.text.paraphrases import ends
from hotline.flows.text.phrases import left_over, one_of

FEARS = frozenset({"too scared", "too dangerous"})
"""Denials that tell of danger themselves."""

_PLEA = re.compile(r"\b(?:hurry|apur\w+)\b")


def is_unsure(text: str, languages: Iterable[Language]) -> bool:
    """Whether the whole of ``text`` is that someone does not know: "idk", "no sé", "not sure"."""
    for language in languages:
        known = language.answers
        said = normal(text, known)
        unknown = frozenset(form_of(p, known) for p in language.commands.get("unknown", ()))
        left = left_over(said, unknown, known.fillers, known.frame)
        if said and not left and one_of(unknown).search(said):
            return True
    return False


def wants_no_reply(text: str, language: Language) -> bool:
    """Whether a clause beside others asks for no more texts: "yes, but don't text back"."""
    said = [clause.said for clause in clauses(text, language.answers)]
    return len(said) > 1 and any(" " in one and ends(one, language) for one in said)


def asks_nothing(text: str, languages: Iterable[Language]) -> bool:
    """Whether ``text`` only refuses or says goodbye: "no", "ok thanks", "go away", a thumb."""
    if not text.strip():
        return True
    for language in languages:
        known = language.answers
        said = normal(without_signs(text, known), known)
        idle = (known.no, known.closes)
        signs = bool(said) and not plain(text) and said == plain(known.core[0])
        if signs or (said and not left_over(said, *idle) and "?" not in text):
            return True
    return False


def only_limits(text: str, languages: Iterable[Language]) -> bool:
    """Whether a yes or no has nothing beside it but when and how long: "yes but hurry", "not now".

    Asked of an answer to "is it safe". Such words report nothing, whatever they say in a story.
    """
    known = [language.answers for language in languages if language.full]
    if _PLEA.search(plain(text)) and any(denials(normal(text, one), one) for one in known):
        return False  # "no, please hurry" calls for help
    idle = [
        frozenset(form_of(phrase, one) for phrase in phrases)
        for one in known
        for phrases in (one.riders, one.nows, one.passing)
    ]
    if any(_only_depends(text, one) for one in known):
        return True
    for one in known:
        idle += [one.yes, one.no, one.denies - FEARS, one.turns, one.fillers, one.frame]
    return any(not left_over(normal(text, one), *idle) for one in known)


def _only_depends(text: str, known: Answers) -> bool:
    """Whether it is only a condition about who is near: "si no me oye", "if he is asleep"."""
    said = normal(text, known)
    asks = one_of(known.wonders | known.doubts).match(said)
    if asks is None or "?" in text:
        return False
    about = (known.topics, known.people, known.denies - FEARS, known.frame, known.subjects)
    return one_of(known.topics).search(said) is not None and not left_over(
        said, frozenset({asks.group()}), *about
    )


def says_something(text: str, languages: Iterable[Language]) -> bool:
    """Whether ``text`` has a word that no answer is made of: "room 12", but not "ok so"."""
    said = plain(text)
    for language in languages:
        known = language.answers
        idle = (known.yes, known.no, known.frame, known.fillers, known.doubts, known.mocks)
        said = left_over(normal(said, known), *idle)
    return bool(said)
