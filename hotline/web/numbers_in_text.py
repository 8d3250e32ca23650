"""Numbers in a sentence for a page: never broken over two lines, and those to call can be tapped.

911 is a link once in a sentence, where it stands first: "Call 911, or text 911" says to call first.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z_/.-])(?:(?:1[-.])?\d{3}[-.]\d{3}[-.]\d{4}|911|\d+(?:-\d+)+)(?![0-9A-Za-z_-])"
)


def numbers_in_text(text: str) -> Markup:
    """``text``, escaped, with each number kept in one piece and phone numbers as links."""
    linked: set[str] = set()
    parts: list[Markup] = []
    end = 0
    for found in _NUMBERS.finditer(text):
        number = found[0]
        parts += [escape(text[end : found.start()]), _kept_whole(number, linked)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _kept_whole(number: str, linked: set[str]) -> Markup:
    dialed = _dialed(number)
    if not dialed or dialed in linked:
        return Markup('<span class="whole" dir="ltr">{}</span>').format(number)
    linked.add(dialed)
    return Markup('<a class="whole" dir="ltr" href="tel:{}">{}</a>').format(dialed, number)


def _dialed(number: str) -> str:
    """What a phone dials; empty for a report number, which nobody can call."""
    digits = number.replace("-", "").replace(".", "")
    if digits == "911":
        return digits
    return (
        f"+1{digits[-10:]}"
        if len(digits) in {10, 11} and number.count("-") + number.count(".") > 1
        else ""
    )
