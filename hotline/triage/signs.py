"""From found phrases to signs: which of them count, which are denied, how they add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from hotline.domain import Evidence
from hotline.triage.indicator_questions import ROLE
from hotline.triage.lexicon import Indicator, Lexicon
from hotline.triage.matcher import Match
from hotline.triage.reading import Reading

DENIAL_REACH = 6
"""Across how many small words a "not" reaches forward."""
DENIED = "denied: "
ALL = "all"


@dataclass(frozen=True, slots=True)
class Sign:
    """An indicator found in the text from word ``first`` to word ``last``, or denied there."""

    indicator: Indicator
    first: int
    last: int
    phrase: str
    start: int
    end: int
    denied: bool = False

    def evidence(self, slot: str) -> Evidence:
        """The sign as evidence for one question."""
        weight = self.indicator.counts.get(slot, 0.0)
        name = self.indicator.name
        return Evidence(
            self.phrase,
            DENIED + name if self.denied else name,
            self.indicator.source,
            round(-weight / 2 if self.denied else weight, 3),
            self.start,
            self.end,
        )


@dataclass(frozen=True)
class Signs:
    """All signs of a text; :meth:`score` says how far they answer a question."""

    found: tuple[Sign, ...]

    def score(self, slot: str) -> float:
        """From 0 to 1: signs add up like independent chances; one that speaks against lessens."""
        return self._scores.get(slot, 0.0)

    @cached_property
    def _scores(self) -> dict[str, float]:
        best: dict[str, dict[str, float]] = {}
        for sign in self.found:
            for slot, weight in sign.indicator.counts.items() if not sign.denied else ():
                strongest = best.setdefault(slot, {})
                if abs(weight) > abs(strongest.get(sign.indicator.name, 0.0)):
                    strongest[sign.indicator.name] = weight
        return {slot: together(strongest.values()) for slot, strongest in best.items()}

    def evidence(self, *slots: str) -> tuple[Evidence, ...]:
        """What the text says for and against, in the order in which it says it."""
        seen: dict[tuple[int, int, str], Evidence] = {}
        for sign in self.found:
            for slot in slots:
                if slot not in sign.indicator.counts:
                    continue
                evidence = sign.evidence(slot)
                key = (evidence.start, evidence.end, evidence.indicator)
                if key not in seen or abs(evidence.weight) > abs(seen[key].weight):
                    seen[key] = evidence
        return tuple(sorted(seen.values(), key=lambda e: (e.start, e.end)))

    def without(self, *slots: str) -> Signs:
        """These signs but for those that count for any of ``slots``."""
        return Signs(tuple(s for s in self.found if not s.indicator.counts.keys() & set(slots)))

    def with_signs(self, more: Iterable[Sign]) -> Signs:
        """These signs and ``more``."""
        return Signs((*self.found, *more))


def together(weights: Iterable[float]) -> float:
    """Weights for a question as one: 1 - (1-a)(1-b)…, lessened by those below 0."""
    doubt, against = 1.0, 1.0
    for weight in weights:
        if weight >= 0:
            doubt *= 1 - weight
        else:
            against *= 1 + weight
    return (1 - doubt) * against


def signs_of(reading: Reading, matches: Sequence[Match], lexicon: Lexicon) -> Signs:
    """The signs that ``matches`` are: the longest of each kind, hidden ones left out."""
    longest = _longest(matches)
    shown = _not_hidden(longest, lexicon)
    signs = []
    for match in shown:
        phrase, start, end = reading.phrase(match.first, match.last)
        indicator = lexicon.indicators[match.phrase.indicator]
        signs.append(Sign(indicator, match.first, match.last, phrase, start, end))
    return Signs(tuple(_denied(reading, signs, lexicon)))


def _longest(matches: Sequence[Match]) -> list[Match]:
    """Of overlapping matches of one indicator only the longest, in the order of the text."""
    kept: list[Match] = []
    reach: dict[str, int] = {}
    in_order = sorted(matches, key=lambda m: (m.first, m.first - m.last))
    for match in in_order:
        name = match.phrase.indicator
        if match.last > reach.get(name, -1):
            kept.append(match)
            reach[name] = match.last
    return kept


def _not_hidden(matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """Leave out what stands inside a phrase that means something else ("sex work" is no work)."""
    covering: dict[int, list[Match]] = {}
    for match in matches:
        if lexicon.indicators[match.phrase.indicator].hides:
            for index in range(match.first, match.last + 1):
                covering.setdefault(index, []).append(match)
    return [
        match
        for match in matches
        if not any(_hides(hiding, match, lexicon) for hiding in covering.get(match.first, ()))
    ]


def _hides(hiding: Match, match: Match, lexicon: Lexicon) -> bool:
    if hiding is match or not (hiding.first <= match.first and match.last <= hiding.last):
        return False
    hidden = lexicon.indicators[hiding.phrase.indicator].hides
    return match.phrase.indicator in hidden or (
        ALL in hidden and match.phrase.indicator != hiding.phrase.indicator
    )


def _denied(reading: Reading, signs: Sequence[Sign], lexicon: Lexicon) -> list[Sign]:
    negation = lexicon.negation
    spoken_for = {
        index
        for sign in signs
        if sign.indicator.counts.keys() - set(ROLE)
        for index in range(sign.first, sign.last + 1)
        if reading.words[index] in negation.words
    }
    denied_words: set[int] = set()
    result = []
    for sign in sorted(signs, key=lambda s: (s.first, s.last)):
        if sign.indicator.deniable and _is_denied(
            reading, sign.first, lexicon, spoken_for, denied_words
        ):
            denied_words.update(range(sign.first, sign.last + 1))
            result.append(replace(sign, denied=True))
        else:
            result.append(sign)
    return result


def _is_denied(
    reading: Reading, first: int, lexicon: Lexicon, spoken_for: set[int], denied_words: set[int]
) -> bool:
    """Whether a "not" reaches the word ``first`` across nothing but small words."""
    negation = lexicon.negation
    words, clause = reading.words, reading.clauses[first]
    person = opinion = False
    for index in range(first - 1, max(-1, first - 1 - DENIAL_REACH), -1):
        if reading.clauses[index] != clause:
            return False
        word = words[index]
        if word in negation.words:
            if index in spoken_for or words[index + 1] in negation.unless_before:
                return False
            return opinion or not person
        if word in negation.joining and index - 1 in denied_words:
            return True
        if word in negation.opinion:
            opinion = True
        elif word in negation.persons:
            person = True
        elif word not in negation.through:
            return False
    return False
