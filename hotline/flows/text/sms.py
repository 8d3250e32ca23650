"""How many segments a text costs: GSM-7 160/153, UCS-2 70/67. Source: 3GPP TS 23.038, 6.2.1.

One character outside the GSM-7 alphabet turns the whole text into UCS-2, which holds less than
half as much. A curly quote does that as well as a Chinese character; some accented letters of
Spanish (á í ó ú) are outside, others (é ñ ü ¿ ¡) inside.
"""

from __future__ import annotations

from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each of these takes two places: an escape and itself."""
_GSM = _BASIC | _EXTENDED
GSM_ONE, GSM_PART = 160, 153
UCS_ONE, UCS_PART = 70, 67
PLAIN_TWINS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00a0": "a space",
    "\u202f": "a space",
    "\u2011": "-",
    "\u2022": "-",
    "`": "'",
}
"""Typographic characters outside GSM-7 that have a plain twin inside."""


def encoding(text: str) -> Literal["GSM-7", "UCS-2"]:
    """How the carrier will encode ``text``."""
    return "GSM-7" if _GSM.issuperset(text) else "UCS-2"


def outside(text: str) -> list[str]:
    """The characters of ``text`` that GSM-7 lacks, each once, in order."""
    return sorted(set(text) - _GSM)


def segments(text: str) -> int:
    """How many segments ``text`` takes; an empty text takes none."""
    if encoding(text) == "GSM-7":
        widths = [2 if letter in _EXTENDED else 1 for letter in text]
        return _parts(widths, GSM_ONE, GSM_PART)
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]  # UTF-16 code units
    return _parts(widths, UCS_ONE, UCS_PART)


def _parts(widths: list[int], one: int, part: int) -> int:
    """Segments for characters of these widths; a wide one is never cut in two."""
    if sum(widths) <= one:
        return 1 if widths else 0
    count, used = 1, 0
    for width in widths:
        if used + width > part:
            count, used = count + 1, 0
        used += width
    return count


def costly_typography(text: str) -> dict[str, str]:
    """The characters that alone keep ``text`` out of GSM-7, each with its plain twin.

    Empty when the text is in GSM-7 already, or could not be with plain twins either.
    """
    odd = set(text) - _GSM
    if not odd <= PLAIN_TWINS.keys():
        return {}
    return {letter: PLAIN_TWINS[letter] for letter in sorted(odd)}
