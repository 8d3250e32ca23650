"""Keys and ages in words: "press two", "number 2", "the second one", "fifteen", "she is 15"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hotline.flows.book import Answers, FactQuestion, Language
from hotline.flows.text.answers import plain
from hotline.flows.text.phrases import left_over, one_of

OLDEST = 110


def key_meant(text: str, language: Language, also: Iterable[Language] = ()) -> str:
    """The digit of the key that the whole of ``text`` names; ``""`` when it names none."""
    for known in (language, *also):
        found = _key(plain(text), known)
        if found:
            return found
    return ""


def _key(said: str, language: Language) -> str:
    answers = language.answers
    around = answers.fillers | answers.press
    ordinals = dict(answers.keys)
    left = " ".join(one_of(around).sub(" ", said).split())
    for named in (said, left):
        if named.isdecimal():
            return named if len(named) == 1 else ""
        digit = language.digits.get(named) or ordinals.get(named)
        if digit:
            return digit
    return ""


def age_meant(said: str, known: Answers, under: int, digits: Mapping[str, str]) -> bool | None:
    """Whether the ages that ``said`` names, and nothing else, are all ``under`` or more.

    ``None`` for anything but ages. ``said`` is in the reader's normal form.
    """
    values = dict(digits) | dict(known.numbers)
    ages: list[int] = []
    tens = 0
    for word in one_of(known.ages | known.fillers).sub(" ", said).split():
        number = word if word.isdecimal() else values.get(word, "")
        if not number or len(number) > len(str(OLDEST)):
            return None
        value = int(number)
        if tens and 0 < value < 10:
            ages[-1] += value
        else:
            ages.append(value)
        tens = value if not word.isdecimal() and value >= 20 else 0
    if not ages or not all(0 < age <= OLDEST for age in ages):
        return None
    return all(age >= under for age in ages)


def age_beside(
    said: str, known: Answers, ask: FactQuestion, digits: Mapping[str, str]
) -> bool | None:
    """As :func:`age_meant`, for ages next to a yes or a no: "no, 17", "yes, she is 30".

    ``None`` as well for the key of one of the choices: "no, 2".
    """
    age = left_over(said, known.no, known.yes)
    is_key = any(choice.key == age for choice in ask.choices)
    return None if is_key else age_meant(age, known, ask.under, digits)
