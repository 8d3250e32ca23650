"""ZIP codes in a text: five digits, or words for them as a speech recognizer writes them."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.geo.find.addresses import is_house
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Token

MOST_WORDS = 12
ZIP_DIGITS, LEAST_DIGITS = 5, 2
_LETTERS = str.maketrans("OoIl", "0011")
"""Letters that are typed for digits; so many true digits a ZIP code must still have."""
_NUMBERS = vocabulary.DOUBLE_WORDS | vocabulary.DIGIT_WORDS.keys() | vocabulary.TENS_WORDS.keys()
"""Words that a spoken ZIP code may begin with."""


def may_begin(token: Token) -> bool:
    """Whether a ZIP code can begin with a word."""
    if token.plain.isalpha():
        return token.plain in _NUMBERS
    return token.plain.isdigit() or _typed(token.text) is not None


def _typed(text: str) -> str | None:
    """Five digits as they are typed, also with a letter for a nought or a one: "7804O"."""
    if len(text) != ZIP_DIGITS or not text.isascii():
        return None
    digits = text.translate(_LETTERS)
    typed = sum(map(str.isdigit, text))
    return digits if digits.isdigit() and typed >= LEAST_DIGITS else None


def zip_at(tokens: Sequence[Token], i: int, *, short: bool = False) -> tuple[str, int] | None:
    """Five digits that begin at token ``i`` and the token after them, or ``None``.

    A house number, a sum of money or a fraction is no ZIP code. In a ``short`` answer the digits
    may be grouped like thousands: "78,040".
    """
    if i and tokens[i].after == "." and tokens[i - 1].text[-1:].isdigit():
        return None  # 29.76043
    if short and _is_grouped(tokens, i):
        return tokens[i].text + tokens[i + 1].text, i + 2
    text = _typed(tokens[i].text)
    if text is not None:
        following = [token.plain for token in tokens[i + 1 : i + 6]]
        house = any(word in vocabulary.STREET_WORDS for word in following) or is_house(tokens, i)
        money = tokens[i].after.endswith("$") or (
            following[:1] and following[0] in vocabulary.MONEY_WORDS
        )
        house = house and not (i > 0 and tokens[i - 1].plain in {"zip", "code", "postal", "codigo"})
        money = money or (i > 0 and tokens[i - 1].plain in vocabulary.PAY_WORDS)
        room = i > 0 and tokens[i - 1].plain in vocabulary.ROOM_WORDS
        return None if money or house or room else (text, i + 1)
    return _spoken(tokens, i)


def _is_grouped(tokens: Sequence[Token], i: int) -> bool:
    """Whether five digits stand as two and three with a mark between, and are no money."""
    pair = tokens[i : i + 2]
    sizes = [len(token.text) for token in pair if token.text.isdigit() and token.text.isascii()]
    if sizes != [2, 3] or pair[1].after not in {",", ".", ", "} or "$" in pair[0].after:
        return False
    following = tokens[i + 2].plain if i + 2 < len(tokens) else ""
    number = following.isdigit() or (i > 0 and tokens[i - 1].text[-1:].isdigit())
    return not number and following not in vocabulary.MONEY_WORDS


def _spoken(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    digits, j = "", i
    while j < min(len(tokens), i + MOST_WORDS) and len(digits) < 5:
        if tokens[j].plain in vocabulary.THOUSAND_WORDS and len(digits) == 2:
            rest, j = _number(tokens, j + 1)
            digits += rest.zfill(3)
            continue
        piece, step = _digits(tokens, j, first=j == i)
        if not piece:
            break
        digits += piece
        j += step
    ended = j >= len(tokens) or not _digits(tokens, j, first=False)[0]
    return (digits, j) if len(digits) == 5 and ended and j - i >= 2 else None


def _digits(tokens: Sequence[Token], i: int, *, first: bool) -> tuple[str, int]:
    """Digits that a word stands for, and how many tokens it took: "double five", "forty two"."""
    word = tokens[i].plain
    following = tokens[i + 1].plain if i + 1 < len(tokens) else ""
    if not first and tokens[i].after.strip(" ,.-"):
        return "", 0
    if word in vocabulary.DOUBLE_WORDS:
        return vocabulary.DIGIT_WORDS.get(following, "") * 2, 2
    if word in vocabulary.DIGIT_WORDS:
        return vocabulary.DIGIT_WORDS[word], 1
    if word in vocabulary.TENS_WORDS:
        return _tens(tokens, i)
    if word.isdigit() and word.isascii() and (len(word) == 1 or (first and len(word) <= 3)):
        return word, 1
    # "780 40" and "78 040" are written so; "24 7 and 365" is not
    joined = word.isdigit() and word.isascii() and tokens[i].after == " "
    return (word, 1) if joined and 1 < len(word) <= 3 else ("", 0)


def _tens(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """ "forty" is 40, "forty two" 42, "setenta y ocho" 78, "fifteen" 15."""
    tens = vocabulary.TENS_WORDS[tokens[i].plain]
    j = i + 1
    if tens >= 20 and j < len(tokens):
        j += tokens[j].plain == "y" and j + 1 < len(tokens)
        unit = vocabulary.DIGIT_WORDS.get(tokens[j].plain, "0")
        if unit != "0":
            return str(tens + int(unit)), j + 1 - i
    return str(tens), 1


def _number(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """The number below a hundred at token ``i``, if any, and the token after it."""
    if i >= len(tokens) or tokens[i].plain == "for":  # "20 thousand for the ride"
        return "", i
    piece, step = _digits(tokens, i, first=False)
    return (piece, i + step) if piece and len(piece) <= 3 else ("", i)
