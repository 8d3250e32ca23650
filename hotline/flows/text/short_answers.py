"""Phrases that mean a choice wherever they stand in a short answer: "he is looking at my phone".

A coordinator writes them as ``inside:`` of a choice. ``*`` is one or two words, so that
"looking at * phone" is "looking at my phone" too. In an answer of more than ``SHORT`` words they
mean nothing: a story may well say "he is here". The longest fitting phrase wins, which lets the
other choice have "nobody is listening". A phrase that is denied ("not next to me") means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from hotline.flows.book import Answers, Choice, FactQuestion, Language, Words
from hotline.flows.text.answers import plain
from hotline.flows.text.clauses import clauses, denials, form_of, merged
from hotline.flows.text.open_answers import stays_open
from hotline.flows.text.phrases import left_over
from hotline.flows.text.worked_out import once

SHORT = 10
"""Words, with contractions written out."""
ANY = "*"
_ANY_WORD = r"(?!(?:no|not|never|nunca|jam[aá]s|tampoco)\b)[^\s|]+"
_ANY_WORDS = f"{_ANY_WORD}(?: {_ANY_WORD})?"
"""What ``*`` stands for; never a denial, which would turn the phrase around."""
NEAR = 2
"""How many words before a phrase still deny it."""


Fit = tuple[int, Choice, tuple[int, int]]
"""A phrase's length, the choice that it means, and where it is."""


class Hint(NamedTuple):
    """The choice that a phrase means; ``clear``: nothing else in the answer speaks against it."""

    choice: Choice
    clear: bool = True


def pattern(phrase: str) -> str:
    """``phrase`` as it is kept: plain words and ``*``, with single spaces."""
    return " ".join(ANY if word == ANY else plain(word) for word in phrase.split())


def choice_inside(
    ask: FactQuestion,
    wordings: Iterable[Words],
    text: str,
    language: Language,
    also: Iterable[Language],
) -> Hint | None:
    """The choice that a short ``text`` means by one of its phrases, in any of the ``wordings``."""
    others = tuple(other.answers for other in also)
    known = merged(language.answers, others)
    found = clauses(text, known)
    parts = [clause.said for clause in found]
    if sum(len(part.split()) for part in parts) > SHORT:
        return None
    wordings = tuple(wordings)
    refuses = any(_is_denial(part, known) for part in parts)
    for said in (" | ".join(parts), " ".join(parts)):  # a recognizer puts commas anywhere
        fits = _outermost(_fitting(ask, wordings, said, known))
        if fits:
            hint = _hint(ask, fits, said, (language.answers, *others))
            opens = any(clause.turns or clause.asks for clause in found)
            opens = opens or stays_open(ask, text, known, near=True)
            opens = opens or (refuses and "|" not in said)  # "no, está aquí" is no "no está aquí"
            return hint._replace(clear=False) if opens and _is_careful(ask, hint) else hint
    return None


def _is_denial(part: str, known: Answers) -> bool:
    """Whether a clause is nothing but a no, which the next clause must not turn around."""
    return any((start, end) == (0, len(part)) for start, end in denials(part, known))


def _outermost(fits: Iterable[Fit]) -> list[Fit]:
    """The fits, the longest first, without those that overlap a longer one."""
    kept: list[Fit] = []
    for fit in sorted(fits, key=lambda fit: -fit[0]):
        start, end = fit[2]
        if all(end <= other[0] or other[1] <= start for _, _, other in kept):
            kept.append(fit)
    return kept


def _hint(ask: FactQuestion, fits: list[Fit], said: str, known: Iterable[Answers]) -> Hint:
    """What ``fits`` come to. Where a yes may hurt someone, any other choice beside it wins."""
    if not ask.care:
        return Hint(fits[0][1])
    against = next((choice for _, choice, _ in fits if choice.value != "yes"), None)
    return Hint(against) if against else Hint(fits[0][1], _is_whole(fits, said, tuple(known)))


def _is_careful(ask: FactQuestion, hint: Hint) -> bool:
    return bool(ask.care) and hint.choice.value == "yes"


def _is_whole(fits: list[Fit], said: str, known: tuple[Answers, ...]) -> bool:
    """Whether nothing else is said: "nobody is listening, yes", not "he is asleep next to me"."""
    for _, _, (start, end) in fits:
        said = said[:start] + "|" * (end - start) + said[end:]
    idle = (words for one in known for words in (one.yes, one.frame, one.fillers, one.people))
    return not left_over(said, *idle)


def _fitting(
    ask: FactQuestion, wordings: Iterable[Words], said: str, known: Answers
) -> Iterator[Fit]:
    """Each choice whose phrase is in ``said`` and is not denied there.

    A denial that is part of a phrase denies only that: "nobody hears me and I am alone".
    """
    fits = list(_found(ask, wordings, said, known))
    spoken_for = [span for _, _, span in fits]
    denied = [
        end
        for start, end in denials(said, known)
        if not any(first <= start and end <= last for first, last in spoken_for)
    ]
    for fit in fits:
        begin = fit[2][0]
        before = [said[end:begin] for end in denied if end <= begin]
        if not any(len(between.split()) < NEAR for between in before if "|" not in between):
            yield fit


def _found(
    ask: FactQuestion, wordings: Iterable[Words], said: str, known: Answers
) -> Iterator[Fit]:
    for words in wordings:
        for length, choice, literal, pattern in _patterns(ask, words, known):
            if literal in said:
                for match in pattern.finditer(said):
                    yield length, choice, match.span()


@once
def _patterns(
    ask: FactQuestion, words: Words, known: Answers
) -> tuple[tuple[int, Choice, str, re.Pattern[str]], ...]:
    """What each phrase of a wording means, by its length and what finds it.

    A text without the phrase's longest words in a row cannot have the phrase. That is looked up in
    a twentieth of a search's time, and a question has some hundred phrases.
    """
    normal = [
        (len(phrase), choice, _normal(phrase, known))
        for choice in ask.choices
        for phrase in words.inside.get(choice.value, ())
    ]
    return tuple(
        (length, choice, literal(phrase), compiled(phrase)) for length, choice, phrase in normal
    )


def literal(phrase: str) -> str:
    """The longest part of ``phrase`` that is in every text it fits."""
    return max((part.strip() for part in phrase.split(ANY)), key=len)


def _normal(phrase: str, known: Answers) -> str:
    return " ".join(ANY if word == ANY else form_of(word, known) for word in phrase.split())


@cache
def compiled(phrase: str) -> re.Pattern[str]:
    """What finds ``phrase``, in the form that :func:`pattern` gives it."""
    words = (_ANY_WORDS if word == ANY else re.escape(word) for word in phrase.split())
    edge = r"\b" if phrase.isascii() else ""  # scripts without spaces have no edges of words
    return re.compile(f"{edge}{' '.join(words)}{edge}")
