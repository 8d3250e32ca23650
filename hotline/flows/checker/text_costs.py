"""What each text of the wording costs: its segments, and the letters that make it dear.

One letter outside the phone's own alphabet more than halves what a segment holds; where a text
without its accents would take fewer segments, those letters are named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hotline.flows.book import FlowBook
from hotline.flows.checker.turn_lengths import samples
from hotline.flows.text import sms

_GAP = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class TextCost:
    """One text: its language, its key, how many segments it takes and why.

    ``letters`` are those outside GSM-7; ``plain`` how many segments it would take without their
    accents, as many as now where that changes nothing or cannot be.
    """

    language: str
    key: str
    segments: int
    encoding: str
    letters: str
    plain: int


def text_costs(book: FlowBook) -> Iterator[TextCost]:
    """The cost of every text with its choices, with long samples in its gaps."""
    known = samples()
    for tag, language in book.languages.items():
        for key, words in language.wording.items():
            said = [words.prompt.text, *(choice.text for choice in words.choices.values())]
            text = _GAP.sub(lambda gap: known.get(gap[1], gap[0]), "\n".join(filter(None, said)))
            if words.prompt.text:
                yield _cost(tag, key, text)


def _cost(tag: str, key: str, text: str) -> TextCost:
    now = sms.segments(text)
    bare = without_accents(text)
    plain = sms.segments(bare) if sms.encoding(bare) == "GSM-7" else now
    return TextCost(tag, key, now, sms.encoding(text), "".join(sms.outside(text)), min(now, plain))


def without_accents(text: str) -> str:
    """``text`` with each letter that GSM-7 lacks replaced by its bare form, where it has one."""
    dear = set(sms.outside(text))
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if letter in dear else letter for letter in text
    )
