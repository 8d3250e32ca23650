"""Ages: "she is 14", "14yo", "tiene 15 años"; but not "for 14 years" or "14 hours a day"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading
from hotline.triage.signs import Sign, Signs

ADULT = 18
INFANT = 5
"""Up to this age a child "of hers" is more likely her own child than the one exploited."""
OLDEST = 99
SOURCE = "22 USC 7102"
UNDER_18 = Indicator("age_under_18", SOURCE, {"minor": 0.95})
PERHAPS_UNDER_18 = Indicator("age_under_18", SOURCE, {"minor": 0.75})
OWN_CHILD = Indicator("own_child", "DHS", {"minor": 0.2})
OVER_18 = Indicator("age_18_or_over", SOURCE, {"adult": 0.7})


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
    for slot, certain in (("age_of_own_child", False), ("age", True), ("maybe_age", False)):
        for sign in by_slot.get(slot, ()):
            for index in range(sign.first, sign.last + 1):
                age = number(reading.words[index], numbers)
                if age is None or index in told or (slot == "maybe_age" and index in other):
                    continue
                told.add(index)
                yield _sign(sign, age, slot == "age_of_own_child", certain)
    yield from _limits(reading, by_slot, numbers)


def _sign(sign: Sign, age: int, own_child: bool, certain: bool) -> Sign:
    if age >= ADULT:
        indicator = OVER_18
    elif own_child:
        indicator = OWN_CHILD
    else:
        indicator = UNDER_18 if certain else PERHAPS_UNDER_18
    return Sign(indicator, sign.first, sign.last, sign.phrase, sign.start, sign.end, sign.denied)


def _limits(
    reading: Reading, by_slot: Mapping[str, list[Sign]], numbers: Mapping[str, int]
) -> Iterator[Sign]:
    for slot, indicator in (("age_below", UNDER_18), ("age_above", OVER_18)):
        for sign in by_slot.get(slot, ()):
            ages = (number(word, numbers) for word in reading.words[sign.first : sign.last + 1])
            for age in ages:
                if age is None or (slot == "age_below") != (age <= ADULT):
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
