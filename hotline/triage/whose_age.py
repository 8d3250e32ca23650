"""Whose age it is: of who is sold, or of a child beside them.

"My daughter is 5 and I sell myself": the child is the daughter of the one who is sold. "She looks
15 but she is 22": the second age counts. Where the child, or both, may be the one who is sold, the
age stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading
from hotline.triage.signs import Sign

OWN_CHILD = Indicator("own_child", "DHS", {"minor": 0.2})
CHILD_AGES = frozenset({"age_under_18", "age_under_18_then"})
CHILD_HINTS = frozenset({"child_words", "perhaps_child", "own_relative"})
FAINT = 0.5
"""A sign that counts for sex or for the sale of a child by more tells of someone who is sold."""
NEARBY = 8
"""So many words in front of a number may say whose age it is."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPEAKER = _set("i me myself my yo mi am")
_OTHERS = _set(
    "her him them us both she la las los lo nos ella ellas ellos daughter daughters son sons "
    "kid kids child children baby girl girls boy boys hija hijas hijo hijos nina ninas nino "
    "ninos sister brother cousin niece nephew hermana hermano prima primo sobrina sobrino"
)
_SUBJECT_ONLY = _set("she he ella")
_FOR_WHOM = _set("feed support raise for to give gives bring brings pay pays para mantener")
"""Behind these a "him" is no one who is sold: "I do dates to feed him"."""
_CHILDREN = _set(
    "daughter daughters son sons kid kids child children baby babies toddler toddlers newborn "
    "twins boys girls hija hijas hijo hijos bebe bebes nene nena nina nino ninos ninas "
    "gemelos mija mijo stepson stepdaughter little"
)
_SAYS_OF_SELF = _set("am tengo soy cumpli yo me i ando voy myself")
_SAYS_OF_CHILD = _CHILDREN | _set("ages edades")
_WITH = _set("with con")
_ONE = _set("a an my mi un una two dos three tres")
_AND = _set("and y")
_WITH_ME = _set("my mi her a su two dos three tres other otras")
_LOOKS = _set(
    "look looks looked looking seems seem appears sounds parece ve aparenta representa luce"
)
_TURNS = _set("but pero though actually really although sino aunque")


def by_whose(reading: Reading, signs: Sequence[Sign], aged: Sequence[Sign]) -> tuple[Sign, ...]:
    """``signs`` without the youth of those who are not sold; ``aged`` are the ages among them."""
    kept = _without_looks(reading, _without_parents_harm(signs, aged), aged) if aged else signs
    ages = [sign for sign in aged if sign in kept and sign.indicator.name in CHILD_AGES]
    if not ages and not any(_of_a_child(reading, sign) for sign in kept):
        return tuple(kept)
    beside = all(_of_own_child(reading, sign) for sign in ages)
    if not beside or not _only_speaker_sold(reading, kept):
        return tuple(kept)
    return tuple(
        replace(sign, indicator=OWN_CHILD) if _of_a_child(reading, sign) else sign for sign in kept
    )


def _of_a_child(reading: Reading, sign: Sign) -> bool:
    """Whether a sign is a child's age, or a word for a child."""
    name = sign.indicator.name
    if name == "school":
        return _of_own_child(reading, sign)
    return name in CHILD_AGES or (name in CHILD_HINTS and _names_child(reading, sign))


def _names_child(reading: Reading, sign: Sign) -> bool:
    return not _CHILDREN.isdisjoint(reading.words[sign.first : sign.last + 1])


def _of_own_child(reading: Reading, sign: Sign) -> bool:
    """Whether the words in front of a number speak of a child rather than of the speaker."""
    words = reading.words
    sentence = reading.sentences[sign.last]
    for index in range(sign.last, max(-1, sign.first - NEARBY), -1):
        if reading.sentences[index] != sentence:
            return False
        if words[index] in _SAYS_OF_CHILD:
            return True
        if words[index] in _WITH and words[index + 1] in _ONE:
            return True
        if words[index] in _SAYS_OF_SELF:
            return words[index] == "i" and _has_one(words, index)
    return False


def _has_one(words: Sequence[str], index: int) -> bool:
    return tuple(words[index + 1 : index + 3]) in {("have", "a"), ("have", "an"), ("got", "a")}


def _only_speaker_sold(reading: Reading, signs: Sequence[Sign]) -> bool:
    """Whether the words tell of a sale of the speaker, and of no one else's."""
    speaker = False
    for sign in signs:
        counts = sign.indicator.counts
        if max(counts.get("sex", 0.0), counts.get("childcue", 0.0)) <= FAINT or sign.denied:
            continue
        clause = reading.clauses[sign.first]
        first = max(0, sign.first - 2)
        words = [
            reading.words[index]
            for index in range(first, min(len(reading.words), sign.last + 1))
            if reading.clauses[index] == clause
        ]
        behind = reading.words[sign.last + 1 : sign.last + 3]
        inside = {
            word
            for before, word in zip(["", *words], words, strict=False)
            if before not in _FOR_WHOM and word not in _SUBJECT_ONLY
        }
        if inside & _OTHERS or (words[-1:] == ["me"] and _both(behind)):
            return False
        speaker = speaker or bool(inside & _SPEAKER)
    return speaker


def _both(behind: Sequence[str]) -> bool:
    """Whether a sale of "me" goes on to others: "me and my sister"."""
    return len(behind) > 1 and behind[0] in _AND and behind[1] in _WITH_ME | _OTHERS


def _without_parents_harm(signs: Sequence[Sign], aged: Sequence[Sign]) -> Sequence[Sign]:
    """Leave out harm to a child that is read into "mother of a 15 year old, he beats her"."""
    parents = [s for s in aged if s.indicator is OWN_CHILD]
    if not parents:
        return signs
    return [
        sign
        for sign in signs
        if sign.indicator.name != "child_abuse"
        or not any(age.first <= sign.first <= age.last < sign.last for age in parents)
    ]


def _without_looks(reading: Reading, signs: Sequence[Sign], aged: Sequence[Sign]) -> Sequence[Sign]:
    """Leave out the age someone looks where the age they are is given behind a "but"."""
    grown = [s for s in aged if s.indicator.name == "age_18_or_over" and not s.denied]
    if not grown:
        return signs
    return [sign for sign in signs if not any(_only_looks(reading, sign, age) for age in grown)]


def _only_looks(reading: Reading, sign: Sign, grown: Sign) -> bool:
    if sign.indicator.name not in CHILD_AGES or grown.first < sign.last:
        return False
    words = reading.words
    said = set(words[sign.last + 1 : grown.last + 1])
    looks = _LOOKS & set(words[max(0, sign.first - 2) : sign.last + 1])
    return bool(looks and said & _TURNS and not said & _LOOKS)
