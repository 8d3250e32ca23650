"""Which passwords are refused: short ones, and those that a guesser tries first.

NIST SP 800-63B (3.1.1.2) asks for a minimum length and a comparison with common, expected and
context words, and advises against rules of composition. A password is read as the cheapest chain of
common words, names, years, runs (``abcd``, ``qwerty``), repeats and single characters; what a
guesser gets for little is refused, whatever capitals and digits stand in it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

MIN_LENGTH = 12
LONGEST = 200
ENOUGH_BITS = 30.0
"""About 1e9 guesses; argon2id makes each one cost a good part of a second and 64 MB."""
_WEIGHED = 64
"""So many characters are looked at; a longer password is long enough by itself."""
_SHORTEST_WORD = 4
_LETTER, _DIGIT, _OTHER = 4.7, 3.3, 5.0
_RUN, _REPEAT, _YEAR, _ABOUT = 5.0, 2.0, 6.0, 2.0
_ROWS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm", "qwertzuiop", "azertyuiop", "qazwsxedcrfvtgb")
_LOOKS_LIKE = str.maketrans("013457@$!+", "oieastasit")

SHORT = "A password needs at least {least} characters."
COMMON = (
    "This password is too easy to guess: it is made of common words, names, years, keys in a row, "
    "or words of this line. Choose a longer one, such as four or five unrelated words."
)


def problem(password: str, about: Iterable[str] = ()) -> str:
    """Why ``password`` is refused, as a sentence of the catalog; empty when it may be used.

    ``about``: names of the person and the line, which a guesser knows.
    """
    if len(password) < MIN_LENGTH:
        return SHORT
    return COMMON if bits(password, about) < ENOUGH_BITS else ""


def bits(password: str, about: Iterable[str] = ()) -> float:
    """The logarithm of how many guesses someone needs who tries the likely ones first."""
    text = _plain(password)[:_WEIGHED]
    known = {word: _ABOUT for whole in about for word in _parts(_plain(whole))}
    undoubled = "".join(letter for letter, _ in groupby(text))
    return min(_cheapest(text, known), _cheapest(undoubled, known) + _REPEAT)


def _cheapest(text: str, known: Mapping[str, float]) -> float:
    best = [0.0] + [math.inf] * len(text)
    for start in range(len(text)):
        for length, cost in _chunks(text, start, known):
            best[start + length] = min(best[start + length], best[start] + cost)
    return best[len(text)]


def _plain(text: str) -> str:
    """Without capitals and accents, which a guesser varies for little."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _parts(text: str) -> Iterator[str]:
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    yield from (word for word in (*words, "".join(words)) if len(word) >= 3)


@cache
def _common() -> Mapping[str, float]:
    """What a common word costs: the logarithm of its rank."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
    words = dict.fromkeys(_plain(line) for line in lines if not line.startswith("#"))
    return {word: math.log2(rank + 1) for rank, word in enumerate(words, 1)}


def _chunks(text: str, start: int, known: Mapping[str, float]) -> Iterator[tuple[int, float]]:
    """What may stand at ``start``: its length, and what it costs to guess."""
    yield 1, _single(text[start])
    yield from _runs(text, start)
    yield from _repeats(text, start)
    year = text[start : start + 4]
    if len(year) == 4 and year[:2] in {"19", "20"} and year.isdigit():
        yield 4, _YEAR
    for end in range(start + 3, len(text) + 1):
        word = text[start:end]
        read = word.translate(_LOOKS_LIKE)
        for spelled, more in ((word, 0.0), (read, 2.0)):
            if spelled in known:
                yield end - start, known[spelled] + more
            elif len(spelled) >= _SHORTEST_WORD and spelled in _common():
                yield end - start, _common()[spelled] + more


def _single(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    return _LETTER if letter.isalpha() else _OTHER


def _runs(text: str, start: int) -> Iterator[tuple[int, float]]:
    """``aaaa``, ``1234``, ``dcba``, ``qwerty`` from here on, three characters at least."""
    for step in (0, 1, -1):
        end = start + 1
        while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
            end += 1
        yield from _cut(end - start)
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        end = start + 3
        while end <= len(text) and text[start:end] in row:
            end += 1
        yield from _cut(end - 1 - start)


def _cut(length: int) -> Iterator[tuple[int, float]]:
    yield from ((part, _RUN) for part in range(3, length + 1))


def _repeats(text: str, start: int) -> Iterator[tuple[int, float]]:
    """What stood before once more: ``abcXabcX``."""
    for length in range(3, len(text) - start + 1):
        if text[start : start + length] not in text[:start]:
            return
        yield length, _REPEAT
