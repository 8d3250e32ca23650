"""In which language a text is written. Scripts tell most; for Latin letters, common words."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.triage.reading import Reading
from hotline.triage.types import Finding
from hotline.words import Evidence

UNKNOWN = "und"
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0400, 0x04FF, "ru"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x1100, 0x11FF, "ko"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)


def language_of(reading: Reading, common: Mapping[str, frozenset[str]]) -> Finding[str]:
    """The language, as a primary subtag; "und" when nothing tells."""
    counts: dict[str, int] = {}
    for start, end in zip(reading.starts, reading.ends, strict=True):
        script = _script(reading.text[start:end])
        if script:
            counts[script] = counts.get(script, 0) + 1
    if counts and 2 * sum(counts.values()) >= len(reading.words):
        best = max(counts, key=lambda name: counts[name])
        return Finding(best, 0.9, (Evidence("", "script", best, 0.9),))
    scores = {
        language: sum(word in words for word in reading.words) for language, words in common.items()
    }
    best = max(scores, key=lambda name: scores[name], default=UNKNOWN)
    if best == UNKNOWN or not scores[best]:
        return Finding(UNKNOWN, 0.0)
    total = sum(scores.values())
    return Finding(best, round(scores[best] / total, 3))


def _script(word: str) -> str | None:
    for letter in word:
        code = ord(letter)
        if code < 0x0400:
            continue
        for low, high, language in _SCRIPTS:
            if low <= code <= high:
                return language
    return None
