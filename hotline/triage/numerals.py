"""Number words as people misspell them: "fiveteen", "katorse", "sixten"; and "thirty five" as one.

Only the words that tell whether someone is a child are worth a guess, and they are long enough that
one wrong letter leads to no other word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_LONG = (
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "catorce dieciseis diecisiete dieciocho diecinueve"
).split()
_BY_EAR = {
    "kinse": "quince",
    "katorse": "catorce",
    "trese": "trece",
    "diesiseis": "dieciseis",
    "diesisiete": "diecisiete",
    "diesiocho": "dieciocho",
    "diesinueve": "diecinueve",
}
"""How a Spanish number sounds, in the letters that :func:`_by_ear` leaves."""
_SOUNDS = (
    *(("qu", "k"), ("ce", "se"), ("ci", "si"), ("z", "s"), ("c", "k")),
    *(("h", ""), ("y", "i"), ("ll", "i"), ("ss", "s"), ("ii", "i"), ("ei", "e"), ("ie", "e")),
)
_SHORTEST, _LONGEST = 5, 13
_INITIALS = frozenset("tfsendckqzb")
_TENS = {
    n * 10: tuple(names.split())
    for n, names in enumerate(
        (
            "twenty veinte",
            "thirty treinta",
            "forty fourty cuarenta",
            "fifty cincuenta",
            "sixty sesenta",
            "seventy setenta",
            "eighty ochenta",
            "ninety noventa",
        ),
        start=2,
    )
}
_TEN_OF = {name: ten for ten, names in _TENS.items() for name in names} | {"diez": 10}
_AND = "y"
_YEARS = frozenset({"years", "year", "anos", "anitos", "yo"})
HIGHEST = 99
_DIGITS = 2


def respelled(word: str) -> str | None:
    """The number word that ``word`` (folded) is a misspelling of; None for any other word."""
    if not _SHORTEST <= len(word) <= _LONGEST or word[0] not in _INITIALS or not word.isalpha():
        return None
    if word.endswith("y"):  # Kinsey, Quincy
        return None
    for right in _LONG:
        if word != right and _one_letter_off(word, right):
            return right
    for sound, right in _BY_EAR.items():
        if word != right and _by_ear(word) == _by_ear(sound):
            return right
    return _ENGLISH_BY_EAR.get(word)


_ENGLISH_BY_EAR = {
    wrong: right
    for right, wrongs in {
        "thirteen": "thurteen thertien thirdteen threeteen thirtine",
        "fourteen": "fortteen fortheen forteeen fourtean fortean fortine",
        "fifteen": "fiveteen fiftean fivteeen fithteen fifthteen fiften fiftine",
        "sixteen": "sixtean sixtine sicksteen sixsteen",
        "seventeen": "sevinten seventean sevnteen seventine sevenceen",
        "eighteen": "eitheen eigtheen eightean ateen eytheen",
    }.items()
    for wrong in wrongs.split()
}


def _by_ear(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return word


def _one_letter_off(word: str, right: str) -> bool:
    """Whether one letter too many, too few, wrong, or two swapped make ``right`` of ``word``."""
    if abs(len(word) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(word), len(right)) and word[start] == right[start]:
        start += 1
    a, b = word[start:], right[start:]
    return a[1:] in (b, b[1:]) or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


_AGED = frozenset("at is am age aged only tiene tengo de".split())
"""Behind these "1 6" at the end of a text is an age."""


def values(words: Sequence[str], numbers: Mapping[str, int]) -> dict[int, int]:
    """The number that each word is part of: both words of "thirty five" are 35."""
    found: dict[int, int] = {}
    for index, word in enumerate(words):
        value = numbers.get(word)
        if value is not None:
            found[index] = value
        elif word[0] <= "9" and len(word) <= _DIGITS and word.isdecimal():
            found[index] = int(word)
    if len(found) < 2:
        return found
    for index in list(found):
        for place in (index + 1, index + 2):
            whole = _together(words, found, index, place)
            if whole is not None:
                found[index] = found[place] = whole
                break
    return found


def _together(words: Sequence[str], found: Mapping[int, int], index: int, place: int) -> int | None:
    """The number that the words at ``index`` and ``place`` make together."""
    if place >= len(words) or place not in found or not 1 <= found[place] <= 9:
        return None
    between = words[index + 1 : place]
    if words[place].isdecimal():
        digits = not between and words[index].isdecimal() and len(words[index] + words[place]) == 2
        years = words[place + 1 : place + 2]
        spaced = (
            _YEARS.issuperset(years) if years else words[index - 1] in _AGED and words[index] == "1"
        )
        return int(words[index] + words[place]) if digits and spaced else None
    ten = _TEN_OF.get(words[index])
    if ten is None or any(word != _AND for word in between) or (ten == 10 and not between):
        return None
    return ten + found[place]


HAN_NUMERALS = "一二两兩三四五六七八九十"
_HAN_VALUES = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_HAN_VALUES |= {"八": 8, "九": 9}


def in_digits(numerals: str) -> str:
    """A number below 100 in Chinese numerals, in digits: 十四 is 14. A lone one stays as it is."""
    tens, ten, ones = numerals.rpartition("十")
    if not ten:
        return str(_HAN_VALUES[ones]) if ones in _HAN_VALUES else numerals
    return str(_HAN_VALUES.get(tens, 1) * 10 + _HAN_VALUES.get(ones, 0))
