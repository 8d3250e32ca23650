"""How many seconds a prompt takes to be spoken, as an estimate from its words or signs.

Telephone prompts are spoken at about 150 to 170 words a minute in English, more slowly where every
syllable is a word or a sign. A pause is added for each comma and each end of a sentence, so that
numbers read digit by digit come out about right.
"""

from __future__ import annotations

import re

WORDS_A_SECOND = {"en": 2.7, "es": 2.7, "vi": 3.6, "tl": 2.3, "ru": 2.1, "pt": 2.6, "fr": 2.8}
"""Spoken words a second at a telephone voice's pace; 2.4 for a language not named."""
SIGNS_A_SECOND = 4.2
"""Chinese, Japanese and Korean signs a second."""
COMMA, STOP = 0.15, 0.35
_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_COMMAS = re.compile("[,;:、，؛،]")
_STOPS = re.compile("[.!?。！？؟]+(?=\\s|$|[\u2e80-\u9fff])")


def seconds(text: str, language: str) -> float:
    """About how long ``text`` takes to be spoken in ``language``, in seconds."""
    signs = len(_SIGN.findall(text))
    words = len(_SIGN.sub(" ", re.sub(r"[^\w\s]", " ", text)).split())
    spoken = signs / SIGNS_A_SECOND + words / WORDS_A_SECOND.get(language, 2.4)
    return spoken + COMMA * len(_COMMAS.findall(text)) + STOP * len(_STOPS.findall(text))
