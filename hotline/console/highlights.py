"""The account with the words marked that led to what the report is taken for.

Triage counts offsets in the whole story, its parts joined by line breaks. Here they are brought
back to each part; words that were found by more than one sign are marked once, for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hotline.intake.reports import Assessment

ANSWERS = ("type", "urgency", "role", "minor", "lookalike")


@dataclass(frozen=True)
class Span:
    """Words that are a sign of something: offsets in the joined story, and of what."""

    start: int
    end: int
    sign: str


@dataclass(frozen=True)
class Piece:
    """A stretch of the account; ``signs`` is empty for words that nothing was made of."""

    text: str
    signs: tuple[str, ...] = ()


def spans_of(known: Assessment) -> list[Span]:
    """All evidence that is in the story."""
    found = [known.findings.get(name) for name in ANSWERS]
    found += known.signals.values()
    return [
        Span(sign["start"], sign["end"], str(sign["indicator"]).replace("_", " "))
        for finding in found
        if finding
        for sign in finding.get("evidence", ())
        if 0 <= sign.get("start", -1) < sign.get("end", -1)
    ]


def pieces(text: str, offset: int, spans: Iterable[Span]) -> list[Piece]:
    """``text``, which begins at ``offset`` of the joined story, cut at the ends of the signs."""
    inside = [
        (max(span.start - offset, 0), min(span.end - offset, len(text)), span.sign)
        for span in spans
    ]
    inside = [(start, end, sign) for start, end, sign in inside if start < end]
    cuts = sorted({0, len(text)} | {edge for start, end, _ in inside for edge in (start, end)})
    cut = []
    for start, end in pairwise(cuts):
        signs = {sign for first, last, sign in inside if first <= start and end <= last}
        cut.append(Piece(text[start:end], tuple(sorted(signs))))
    return cut or [Piece(text)]


def marked(known: Assessment, accounts: Sequence[str]) -> list[list[Piece]]:
    """The pieces of each entry of the account; one that is not part of the story has no marks."""
    spans = spans_of(known)
    offsets: dict[str, list[int]] = {}
    at = 0
    for part in known.story:
        offsets.setdefault(part, []).append(at)
        at += len(part) + 1
    return [_entry(words, offsets, spans) for words in accounts]


def _entry(words: str, offsets: Mapping[str, list[int]], spans: Sequence[Span]) -> list[Piece]:
    known = offsets.get(words)
    if not known:
        return [Piece(words)]
    return pieces(words, known.pop(0) if len(known) > 1 else known[0], spans)
