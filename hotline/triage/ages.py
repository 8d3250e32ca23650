"""Ages: "she is 14", "14yo", "tiene 15 años"; but not "for 14 years" or "14 hours a day"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading
from hotline.triage.signs import Sign, Signs

ADULT = 18
TOLD_BARE = 6
"""A smaller number without "years" is more often a count than an age."""
GROWN = 0.5
"""From this score on the words, without a number, say that somebody is grown."""
SOURCE = "22 USC 7102"
UNDER_18 = Indicator("age_under_18", SOURCE, {"minor": 0.95})
PERHAPS_UNDER_18 = Indicator("age_under_18", SOURCE, {"minor": 0.75})
THEN_UNDER_18 = Indicator("age_under_18_then", SOURCE, {"minor": 0.55, "then": 1.0})
OWN_CHILD = Indicator("own_child", "DHS", {"minor": 0.2})
OVER_18 = Indicator("age_18_or_over", SOURCE, {"adult": 0.7})
BY_PARENT = Indicator("handed_over_by_a_parent", SOURCE, {"minor": 0.55})
"""Whom the own parents hand over now is likely a child, unless an age says otherwise."""
UNDER_18_BY_SLOT = {
    "age_of_own_child": OWN_CHILD,
    "age_then": THEN_UNDER_18,
    "age": UNDER_18,
    "maybe_age": PERHAPS_UNDER_18,
}
"""What a number below 18 means, by the kind of phrase that it stands in; the first one wins."""


def ages_in(reading: Reading, signs: Signs, numbers: Mapping[str, int]) -> Iterator[Sign]:
    """A sign for every age that the text tells.

    The lexicon's phrases say which numbers are ages: ``age`` surely, ``maybe_age`` unless the
    number counts something else (``not_age``).
    """
    by_slot: dict[str, list[Sign]] = {}
    for sign in signs.found:
        for slot in sign.indicator.counts:
            by_slot.setdefault(slot, []).append(sign)
    other = {
        index for sign in by_slot.get("not_age", ()) for index in range(sign.first, sign.last + 1)
    }
    told: set[int] = set()
    grown = signs.score("adult") >= GROWN
    for slot, young in UNDER_18_BY_SLOT.items():
        for sign in by_slot.get(slot, ()):
            for index in range(sign.first, sign.last + 1):
                age = number(reading.words[index], numbers)
                if age is None or index in told:
                    continue
                if slot == "maybe_age" and (index in other or age < TOLD_BARE):
                    continue
                told.add(index)
                grown = grown or age >= ADULT
                yield _as(OVER_18 if age >= ADULT else young, sign)
    yield from _limits(reading, by_slot, numbers)
    yield from () if grown else (_as(BY_PARENT, sign) for sign in by_slot.get("by_parent", ()))


def _as(indicator: Indicator, sign: Sign) -> Sign:
    return replace(sign, indicator=indicator)


def _limits(
    reading: Reading, by_slot: Mapping[str, list[Sign]], numbers: Mapping[str, int]
) -> Iterator[Sign]:
    for slot, indicator in (("age_below", UNDER_18), ("age_above", OVER_18)):
        for sign in by_slot.get(slot, ()):
            ages = (number(word, numbers) for word in reading.words[sign.first : sign.last + 1])
            for age in ages:
                if age is None or (age > ADULT if slot == "age_below" else age < ADULT):
                    continue
                denied = sign.denied
                counts = indicator
                if denied and age == ADULT:  # "not under 18" is an adult, "not over 18" a minor
                    counts = OVER_18 if slot == "age_below" else UNDER_18
                    denied = False
                yield Sign(counts, sign.first, sign.last, sign.phrase, sign.start, sign.end, denied)


def number(word: str, numbers: Mapping[str, int]) -> int | None:
    """The age that a word may be, in digits or letters."""
    if word.isdecimal() and len(word) <= 2:
        return int(word)
    return numbers.get(word)
