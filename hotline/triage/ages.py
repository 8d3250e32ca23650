"""Ages: "she is 14", "14yo", "tiene 15 años", "born in 2011"; but not "14 hours a day".

Phrases of the lexicon first, then where a number stands (:mod:`hotline.triage.age_frames`); last,
whose age it is: a child of the person who is sold is not the one who is sold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from hotline.triage.age_frames import ADULT, Frame, Kind, frames
from hotline.triage.lexicon import Indicator
from hotline.triage.numerals import HIGHEST, values
from hotline.triage.reading import Reading
from hotline.triage.signs import Sign, Signs
from hotline.triage.whose_age import OWN_CHILD, by_whose

BARE_FROM = 6
"""A smaller number without "years" is more often a count than an age."""
RELEASED = date(2026, 12, 1)
"""The day from which years of birth and of graduation are counted where that of the report is not
given."""
CENTURY = 100
BORN = frozenset("born dob birthdate nacio naci nacida nacido nacieron".split())
"""Only behind these are two digits a year: "born in '11"."""
_UNITS = {("years",), ("year",), ("yrs",), ("anos",)}
_DIFFERENCES = {("older",), ("younger",), ("apart",), ("ago",), ("mayor",), ("menor",)}
_BIRTHS = frozenset("kid baby child son daughter pregnant".split())
_BORE = frozenset("had have has having pregnant".split())
_GROWN_LINKS = frozenset("tiene is who she he ya now que de turned aged con".split())
"""Between a word of youth and a grown age for the same person: "mi niña tiene 30"."""
GROWN = 0.5
"""From this score on the words, without a number, say that someone is grown."""
SOURCE = "22 USC 7102"
UNDER_18 = Indicator("age_under_18", SOURCE, {"minor": 0.95})
PERHAPS_UNDER_18 = Indicator("age_under_18", SOURCE, {"minor": 0.75})
THEN_UNDER_18 = Indicator("age_under_18_then", SOURCE, {"minor": 0.55, "then": 1.0})
AT_SCHOOL = Indicator("school", SOURCE, {"minor": 0.65})
OVER_18 = Indicator("age_18_or_over", SOURCE, {"adult": 0.7})
BY_PARENT = Indicator("handed_over_by_a_parent", SOURCE, {"minor": 0.55})
"""Whom the own parents hand over now is likely a child, unless an age says otherwise."""
UNDER_18_BY_SLOT = {
    "age_of_own_child": OWN_CHILD,
    "age_then": THEN_UNDER_18,
    "age": UNDER_18,
    "plain_age": UNDER_18,
    "maybe_age": PERHAPS_UNDER_18,
}
"""What a number below 18 means, by the kind of phrase that it is in; the first one wins."""
HINTS = frozenset(
    {"child_words", "perhaps_child", "school", "own_relative", "child_abuse", "child_for_sale"}
)
"""Words of youth that a grown age for the same person outdoes ("my little sister is 21")."""


def with_ages(
    reading: Reading, signs: Signs, numbers: Mapping[str, int], on: date = RELEASED
) -> Signs:
    """``signs`` with one for every age that the text tells; ``on`` is the day of the report.

    The lexicon's phrases say which numbers are ages: ``age`` surely, ``plain_age`` unless a
    measure follows, ``maybe_age`` unless the number counts something else (``not_age``).
    """
    ages = tuple(_Ages(reading, signs, numbers, on).found())
    grown = [sign for sign in ages if sign.indicator is OVER_18]
    kept = tuple(
        sign
        for sign in signs.found
        if sign.indicator.name not in HINTS
        or not any(_overlap(sign, age) or _same_person(reading, sign, age) for age in grown)
    )
    return Signs(by_whose(reading, (*kept, *ages), ages))


def _overlap(sign: Sign, other: Sign) -> bool:
    return sign.first <= other.last and other.first <= sign.last


def _same_person(reading: Reading, hint: Sign, age: Sign) -> bool:
    """Whether a grown age follows a word of youth directly."""
    between = reading.words[hint.last + 1 : age.first]
    joined = reading.clauses[hint.last] == reading.clauses[age.first] and hint.last < age.first
    return joined and len(between) <= 2 and _GROWN_LINKS.issuperset(between)


@dataclass(frozen=True)
class _Ages:
    """The numbers of a text, and what the phrases around them say."""

    reading: Reading
    signs: Signs
    numbers: Mapping[str, int]
    on: date

    @cached_property
    def values(self) -> Mapping[int, int]:
        """The number that each word is part of."""
        return values(self.reading.words, self.numbers)

    @cached_property
    def by_slot(self) -> Mapping[str, Sequence[Sign]]:
        found: dict[str, list[Sign]] = {}
        for sign in self.signs.found:
            for slot in sign.indicator.counts:
                found.setdefault(slot, []).append(sign)
        return found

    @cached_property
    def measured(self) -> frozenset[int]:
        """The numbers that a unit follows ("16 hours")."""
        return frozenset(s.first for s in self._of("measure") if self._in_one_clause(s))

    @cached_property
    def counting(self) -> frozenset[int]:
        """The numbers that count or name something else, as far as the clause reaches."""
        return frozenset(
            index
            for sign in self._of("not_age")
            if self._in_one_clause(sign)
            for index in range(sign.first, sign.last + 1)
        )

    def found(self) -> Iterator[Sign]:
        """A sign for every age."""
        used = {index for index in self.values if self._lasted(index)}
        grown = self.signs.score("adult") >= GROWN
        for slot, young in UNDER_18_BY_SLOT.items():
            for sign in self._of(slot):
                for index, age in self._numbers(sign):
                    if index in used or self._counts(slot, index, age):
                        continue
                    used.add(index)
                    grown = grown or age >= ADULT
                    yield _as(OVER_18 if age >= ADULT else young, sign)
        yield from self._limits(used)
        yield from self._born(used)
        for frame in frames(self.reading, self.values, frozenset(used), self.on):
            grown = grown or (frame.age or 0) >= ADULT
            yield self._framed(frame)
        yield from () if grown else (_as(BY_PARENT, sign) for sign in self._of("by_parent"))

    def _lasted(self, index: int) -> bool:
        """Whether it is no age now: "15 years older", "hace 14 años", "had her first kid at 16"."""
        words = self.reading.words
        behind, before = words[index + 1 : index + 3], words[max(0, index - 2) : index]
        if behind[:1] in _UNITS and behind[1:] in _DIFFERENCES:
            return True
        if before[-1:] == ("at",) and before[0] in _BIRTHS:
            return not _BORE.isdisjoint(words[max(0, index - 6) : index])
        return (
            behind[:1] in _UNITS and bool(before) and (before[-1] == "hace" or before[0] == "hace")
        )

    def _of(self, slot: str) -> Sequence[Sign]:
        return self.by_slot.get(slot, ())

    def _in_one_clause(self, sign: Sign) -> bool:
        clauses = self.reading.clauses
        return clauses[sign.first] == clauses[sign.last]

    def _numbers(self, sign: Sign) -> Iterator[tuple[int, int]]:
        for index in range(sign.first, sign.last + 1):
            age = self.values.get(index)
            if age is not None:
                yield index, age

    def _counts(self, slot: str, index: int, age: int) -> bool:
        """Whether the number is a count or a measure rather than an age."""
        if slot == "plain_age":
            return index in self.measured or age < BARE_FROM
        return slot == "maybe_age" and (index in self.counting or age < BARE_FROM)

    def _framed(self, frame: Frame) -> Sign:
        """The sign that a number's place makes."""
        phrase, start, end = self.reading.phrase(frame.first, frame.last)
        indicator = PERHAPS_UNDER_18 if frame.kind is Kind.PERHAPS else UNDER_18
        if frame.kind is Kind.SCHOOL:
            indicator = AT_SCHOOL
        elif frame.kind is not Kind.BELOW and (frame.age or 0) >= ADULT:
            indicator = OVER_18
        return Sign(indicator, frame.first, frame.last, phrase, start, end)

    def _limits(self, used: set[int]) -> Iterator[Sign]:
        """Ages given as a limit: "under 18", "turns 16 in May", "over 21"."""
        for slot, indicator in (("age_below", UNDER_18), ("age_above", OVER_18)):
            for sign in filter(self._in_one_clause, self._of(slot)):
                for index, age in self._numbers(sign):
                    if (age > ADULT if slot == "age_below" else age < ADULT) or (
                        index in self.measured
                    ):
                        continue
                    used.add(index)
                    denied, counts = sign.denied, indicator
                    if denied and age == ADULT:  # "not under 18" is an adult, "not over 18" not
                        counts = OVER_18 if slot == "age_below" else UNDER_18
                        denied = False
                    yield replace(sign, indicator=counts, denied=denied)

    def _born(self, used: set[int]) -> Iterator[Sign]:
        """Ages given as a year of birth; of two years either may be right."""
        for sign in self._of("birth_year"):
            short = self.reading.words[sign.first] in BORN
            for index in range(sign.first, sign.last + 1):
                age = self.on.year - self._year(self.reading.words[index], short=short)
                if not 0 <= age <= HIGHEST:
                    continue
                used.add(index)
                if age != ADULT:
                    yield _as(OVER_18 if age > ADULT else UNDER_18, sign)

    def _year(self, word: str, *, short: bool) -> int:
        """The year that a word is, in four digits or, if ``short``, in two; 0 for other words."""
        if not word.isdecimal() or len(word) not in (len("2011"), len("11") if short else 4):
            return 0
        year, century = int(word), self.on.year - self.on.year % CENTURY
        if year >= CENTURY:
            return year
        return year + century - (CENTURY if year > self.on.year % CENTURY else 0)


def _as(indicator: Indicator, sign: Sign) -> Sign:
    return replace(sign, indicator=indicator)
