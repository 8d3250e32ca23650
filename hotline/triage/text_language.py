"""In which language a text is written: by its script, its common words, and CLD2.

Chrome's Compact Language Detector 2 (the ``pycld2`` package ships its tables, needs no other
package and 8 MB of memory, and answers in 15 microseconds) is good at sentences and poor at two
words in shorthand. There the lexicons know better: their commonest words, and the phrases that
were found. Where both are silent, so are we.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import pycld2

from hotline.domain import Evidence
from hotline.triage.matcher import Match
from hotline.triage.reading import MAX_CHARACTERS, Reading
from hotline.triage.types import Finding

UNKNOWN = "und"
EXPECTED = ("en", "es")
"""The languages that most people write in here."""
SCRIPT_SURE = 0.9
DETECTOR_WEIGHT = 2.0
"""How many common words the detector's answer is worth; four times that for a long text."""
PHRASE_WEIGHT = 1.0
LONG_WORDS = 12
ENOUGH_WORDS = 3
"""From how many words on the detector alone may name a language that has no lexicon."""
FEW_KNOWN = 0.25
"""Below this share of known words a text is not in the best known language."""
HALF_KNOWN = 0.5
"""Below this share a detector that is sure of another language is believed: two short words that
many languages have ("mi", "de") tell little."""
BELIEVED = frozenset("it ro sq hu de pl tr sw so id nl sv cs hr bs lt lv fi uz az sl et is".split())
"""Languages in which the detector is believed then. It names others ("vo", "war") for place names,
or for misspelled Spanish ("gl", "ca")."""
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x04FF, "ru"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0E00, 0x0E7F, "th"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x137F, "am"),
    (0x3040, 0x30FF, "ja"),
    (0x3131, 0x318E, "ko"),  # letters alone, as in the shorthand of texts: "ㅅㄹㄹ"
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)
_BEYOND_LATIN = re.compile(f"[{chr(_SCRIPTS[0][0])}-\uffff]")
"""A sign that may belong to one of them; most texts have none."""
_VIETNAMESE = re.compile("[ơưạảấầẩẫậắằẳẵặẻếềểễệỉỏốồổỗộớờởỡợủứừửữựỳỵỷ]", re.IGNORECASE)
"""Letters of no other language. Yoruba and Igbo have e, i, o and u with a dot below too."""
_SHARED = {"ru": ("uk", "bg", "sr", "be"), "ar": ("fa", "ur", "ps"), "hi": ("ne", "mr")}
"""Scripts that several languages share: which others the detector may name."""
NEAR = {"uk": "ru", "be": "ru", "bg": "ru", "sr": "ru"}
"""In which language's lexicon words of another are found, which has none of its own here."""
_LACKS = {"uk": "ыэёъ", "bg": "ыэё", "sr": "йщъыьэюя", "be": "ищъ"}
"""Letters that a language does not have: with one of them in it, a text is not in it."""
_SAME = {"iw": "he", "fil": "tl", "jw": "jv", "no": "nb"}


def language_of(
    reading: Reading, matches: Sequence[Match], common: Mapping[str, frozenset[str]]
) -> Finding[str]:
    """The language, as a primary subtag; "und" when nothing tells."""
    if not any(not word.isdigit() for word in reading.words):
        return Finding(UNKNOWN, 0.0)
    detected = _detected(reading.text)
    script = _by_script(reading) or ("vi" if _in_vietnamese(reading) else None)
    if script:
        name = detected if detected in _SHARED.get(script, ()) else script
        if not set(_LACKS.get(name, "")).isdisjoint(reading.text.casefold()):
            name = script
        return Finding(name, SCRIPT_SURE, (Evidence(name, "script", "Unicode", SCRIPT_SURE),))
    known = _known_words(reading, matches, common)
    words = len(reading.words)
    scores: dict[str, float] = {name: float(len(found)) for name, found in known.items() if found}
    for language in {match.phrase.language for match in matches if _telling(match)}:
        scores[language] += PHRASE_WEIGHT
    if detected in common and words > 1 and (scores or words >= ENOUGH_WORDS):
        worth = DETECTOR_WEIGHT * (4 if words >= LONG_WORDS else 1)
        scores[detected] = scores.get(detected, 0.0) + min(worth, words / 2)
    best = max(scores, key=lambda name: (scores[name], name in EXPECTED), default=UNKNOWN)
    few = scores.get(best, 0.0) < FEW_KNOWN * words
    if detected and detected not in common and words >= ENOUGH_WORDS:
        half = len(known.get(best, ())) < HALF_KNOWN * words and detected in BELIEVED
        sure_of = _detected(reading.text, surely=True) if few or half else ""
        if sure_of and sure_of not in common:
            return Finding(sure_of, 0.6, (Evidence(sure_of, "detector", "CLD2", 0.6),))
    if best == UNKNOWN:
        return _by_one_word(matches)
    # a name or an initial is like a word of some language
    stray = detected != best and _only_a_syllable(reading, scores[best], known.get(best, ()))
    if ((few or stray) and best not in EXPECTED) or _tied(scores, best):
        return Finding(UNKNOWN, 0.0)
    return _leading(scores, best, _evidence(reading, known.get(best, ()), detected == best))


def _leading(
    scores: Mapping[str, float], best: str, evidence: tuple[Evidence, ...]
) -> Finding[str]:
    """The best language, as sure as its lead over the next."""
    rival = max((score for name, score in scores.items() if name != best), default=0.0)
    sure = round(min(0.99, scores[best] / (scores[best] + rival)), 3)
    return Finding(best, sure, evidence)


def _by_one_word(matches: Sequence[Match]) -> Finding[str]:
    """The language of a lone word, when only one lexicon has it ("anmwe")."""
    languages = {match.phrase.language for match in matches}
    return Finding(languages.pop(), 0.5) if len(languages) == 1 else Finding(UNKNOWN, 0.0)


def _tied(scores: Mapping[str, float], best: str) -> bool:
    """Whether another language is as likely; the expected ones go before all others."""
    rivals = [name for name in scores if name != best and scores[name] == scores[best]]
    return any((name in EXPECTED) >= (best in EXPECTED) for name in rivals)


def _evidence(reading: Reading, indexes: Iterable[int], detected: bool) -> tuple[Evidence, ...]:
    shown = sorted(indexes)[:3]
    words = tuple(
        Evidence(*_span(reading, index), start=reading.starts[index], end=reading.ends[index])
        for index in shown
    )
    return (*words, Evidence("", "detector", "CLD2", 0.5)) if detected else words


def _span(reading: Reading, index: int) -> tuple[str, str, str, float]:
    return reading.text[reading.starts[index] : reading.ends[index]], "common_word", "lexicon", 0.3


def _telling(match: Match) -> bool:
    """Not a single word, nor a number with a letter: those are too often a neighbor's too."""
    return match.last > match.first and "#" not in match.phrase.text


def _known_words(
    reading: Reading, matches: Sequence[Match], common: Mapping[str, frozenset[str]]
) -> dict[str, set[int]]:
    """For each language the words of the text that its lexicon knows."""
    spoken = frozenset(reading.words)
    known = {
        language: {index for index, word in enumerate(reading.words) if word in words}
        if not words.isdisjoint(spoken)
        else set()
        for language, words in common.items()
    }
    for match in matches:
        if _telling(match):
            known.setdefault(match.phrase.language, set()).update(
                range(match.first, match.last + 1)
            )
    return known


def _detected(text: str, *, surely: bool = False) -> str:
    """What CLD2 makes of the text, or is sure of; nothing when it cannot tell."""
    printable = text[:MAX_CHARACTERS]
    if not printable.isprintable():
        printable = "".join(c if c.isprintable() else " " for c in printable)
    try:
        _, _, details = pycld2.detect(printable.encode("utf-8", "ignore"), bestEffort=not surely)
    except pycld2.error:
        return ""
    code = details[0][1].split("-")[0]
    return "" if code == "un" else _SAME.get(code, code)


def _by_script(reading: Reading) -> str | None:
    """The language of a script other than Latin that most words are written in."""
    if not _BEYOND_LATIN.search(reading.text):
        return None
    counts = Counter(
        script
        for start, end in zip(reading.starts, reading.ends, strict=True)
        if (script := _script(reading.text[start:end]))
    )
    if 2 * sum(counts.values()) < len(reading.words) or not counts:
        return None
    if counts["ja"] and counts["ja"] >= counts["zh"] / 4:
        return "ja"
    return counts.most_common(1)[0][0]


def _in_vietnamese(reading: Reading) -> bool:
    """Whether half of the words or more have letters that only Vietnamese has.

    Fewer may be a name in a text of another language: "the cook at Phở Hà hits her".
    """
    if not _VIETNAMESE.search(reading.text):
        return False
    spans = zip(reading.starts, reading.ends, strict=True)
    own = sum(bool(_VIETNAMESE.search(reading.text[start:end])) for start, end in spans)
    return 2 * own >= len(reading.words)


def _only_a_syllable(reading: Reading, score: float, known: Collection[int]) -> bool:
    """Whether all that speaks for a language is one word of one or two letters: "ho", "mo"."""
    return score <= 1 and len(known) == 1 and all(len(reading.words[at]) <= 2 for at in known)


def _script(word: str) -> str | None:
    for letter in word:
        code = ord(letter)
        if code < _SCRIPTS[0][0]:
            continue
        for low, high, language in _SCRIPTS:
            if low <= code <= high:
                return language
    return None
