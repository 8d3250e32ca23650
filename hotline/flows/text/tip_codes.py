"""Tip ID and secret code in what someone wrote: found in any text, and kept out of the story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_RUN = re.compile(r"\d+(?:[\s.,/:-]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
_POINT = re.compile(
    r"(?:\w+://|\bgeo:|\b(?:maps|www)\.)\S+|(?<![\d.])[-+]?\d{1,3}\.\d{4,}(?=[\s,;°]|$)"
    r"(?<!\d\d\d\d\.\d\d\d\d)"
    r"|(?<![\d.])[1-7]\d\.\d{1,3} ?°? ?[Nn]?[\s,;/]{1,3}[-\u2212\u2013]\d{2,3}\.\d{1,3}(?![\d.])"
)
"""A link, a number with a long fraction, or a latitude and a longitude west: "27.50, -99.50"."""
_BETWEEN = r"[\s.,-]{0,3}"
TELEPHONE = (10, 11)
"""Digits of a telephone number, without and with the country's."""
HIDDEN = "[…]"


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers by how many digits they have, and the text without them."""

    numbers: Mapping[int, str]
    rest: str


def find(text: str, lengths: Sequence[int]) -> Found:
    """The first number of each of ``lengths`` digits in ``text``.

    A number is alone ("82089129") or in equal parts ("8208-9129", "589 816"): a ZIP with
    its four further digits, a telephone number or a date in numbers is none. All of them in one
    ("82089129589816") are taken apart in the order of ``lengths``.
    """
    numbers: dict[int, str] = {}
    rest, end = [], 0
    for start, stop, digits in _numbers(text, lengths):
        rest.append(text[end:start])
        end = stop
        left = digits
        for length in lengths if len(digits) == sum(lengths) else [len(digits)]:
            numbers.setdefault(length, left[:length])
            left = left[length:]
    if not numbers:
        return Found({}, text)
    rest.append(text[end:])
    return Found(numbers, " ".join(" ".join(rest).split()))


def _numbers(text: str, lengths: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Where each number begins and ends, and its digits; a link's or a map point's are none."""
    whole = {*lengths, sum(lengths)}
    text = _POINT.sub(lambda part: " " * len(part.group()), text)
    for run in _RUN.finditer(text):
        groups = list(_GROUP.finditer(text, *run.span()))
        sizes = [len(group.group()) for group in groups]
        if sum(sizes) in TELEPHONE and whole.isdisjoint(sizes):
            continue
        while groups:
            taken = 1 if len(groups[0].group()) in whole else _parts(groups, lengths)
            if taken:
                digits = "".join(group.group() for group in groups[:taken])
                yield groups[0].start(), groups[taken - 1].end(), digits
            groups = groups[max(1, taken) :]


def _parts(groups: Sequence[re.Match[str]], lengths: Sequence[int]) -> int:
    """How many groups, equally long, make a number of one of ``lengths``; 0 for none."""
    size = len(groups[0].group())
    for length in lengths:
        count, left = divmod(length, size)
        alike = [len(group.group()) == size for group in groups[:count]]
        if not left and len(alike) == count and all(alike):
            return count
    return 0


def hide(text: str, number: str) -> str:
    """``text`` with ``number`` hidden, however it is spaced; an empty number hides nothing."""
    if not number:
        return text
    return re.sub(rf"(?<!\d){_BETWEEN.join(number)}(?!\d)", HIDDEN, text)
