"""Names of US places in Han, Hangul, Cyrillic, Arabic and Devanagari letters, in all their forms.

Each is found by its letters alone, with the endings and particles that its language puts on it, and
stands for its English name from then on: "в Хьюстоне" is Houston, and "波特兰" as open as Portland.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

_RANGES = {
    "han": "\u3400-\u9fff",
    "hangul": "\uac00-\ud7a3",
    "cyrillic": "\u0400-\u052f",
    "arabic": "\u0620-\u065f\u0671-\u06ff",
    "devanagari": "\u0900-\u0963\u0970-\u097f",
}
SCRIPTS = tuple(_RANGES)
_ANY = re.compile("[" + "".join(_RANGES.values()) + "]")
RUNS = {
    "han": re.compile(f"[{_RANGES['han']}]+"),
    "hangul": re.compile(f"[{_RANGES['hangul']}]+"),
    "cyrillic": re.compile(f"[{_RANGES['cyrillic']}]+"),
    "arabic": re.compile(f"[{_RANGES['arabic']}]+"),
    "devanagari": re.compile(f"[{_RANGES['devanagari']}]+"),
}
MAX_CHARACTERS = 4_000
"""A longer text is searched at both ends, half as much at each; so long is a run at most, too."""
MOST_NAMES, MOST_SEARCHED = 60, 600
"""Of one script, at each end: names that are taken, and words that are looked at."""
MOST_WORDS = 4
_ENDING = re.compile(r"(?:ого|ому|ами|ями|ой|ей|ом|ем|ую|ая|[аеиоуыэюяйьъ]{1,2})$")
SHORTEST_STEM, SHORTEST_PART = 5, 3
"""Letters that must be left without an ending: of a word alone, and of one beside another."""
_PARTICLE = re.compile(
    r"(?:시|주)?(?:에서|에게|에는|에도|에|의|으로|로|은|는|이|가|을|를|까지|부터|근처|쪽|도|와|과|랑|"
    r"이라는|이에요|입니다|예요|이요|요|인데|시내|다운타운|공항|외곽)?(?:는|도|요|만)?"
)
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "ال", "بال", "وب", "لل", "من")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})
_HINDI = str.maketrans({"ू": "ु", "ी": "ि", "ऑ": "ओ", "ॉ": "ो", "ॅ": "े", "ै": "े", "ँ": "ं", "ण": "न"})
_MARKS = re.compile("[\u064b-\u0652\u0640\u200c\u200d\u093c]")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A name in another script: where it is in the text, and its folded English name."""

    start: int
    end: int
    name: str


def _ends(text: str) -> Sequence[tuple[int, int]]:
    """The stretches of a text that are searched: all of it, or its two ends."""
    size, half = len(text), MAX_CHARACTERS // 2
    return [(0, size)] if size <= MAX_CHARACTERS else [(0, half), (size - half, size)]


def is_abroad(text: str) -> bool:
    """Whether a text has letters of one of the scripts."""
    return _ANY.search(text) is not None


def form_of(name: str, script: str) -> str:
    """A name as it is looked up: words parted by one blank, without endings or doubtful marks."""
    if script in {"han", "hangul"}:
        return "".join(c for c in name if RUNS[script].match(c))
    words = [match.group() for match in RUNS[script].finditer(name)]
    return " ".join(_word(word, script, part=len(words) > 1) for word in words)


def _word(word: str, script: str, *, part: bool) -> str:
    """A word as it is looked up, alone or as a ``part`` of a name of several."""
    if script == "cyrillic":
        plain = word.lower().replace("ё", "е")
        ending = _ENDING.search(plain)
        least = SHORTEST_PART if part else SHORTEST_STEM
        return plain[: max(ending.start(), least)] if ending and len(plain) > least else plain
    plain = _MARKS.sub("", unicodedata.normalize("NFC", word))
    return plain.translate(_ARABIC if script == "arabic" else _HINDI)


class Scripts:
    """Finds names in other scripts. Immutable; share one."""

    def __init__(self, forms: Mapping[str, Mapping[str, str]]) -> None:
        """``forms``: by script, folded English names by their form (:func:`form_of`)."""
        self._forms = {script: dict(forms.get(script, {})) for script in SCRIPTS}
        self._longest = {
            script: max(map(len, found), default=0) for script, found in self._forms.items()
        }
        self._pairs = {
            script: frozenset(form[:2] for form in self._forms[script])
            for script in ("han", "hangul")
        }
        """The first two letters of every name, of which most places in a text have none."""

    def find(self, text: str) -> list[Foreign]:
        """The names in ``text`` in their order, none overlapping another."""
        if text.isascii() or not _ANY.search(text):
            return []
        found: list[Foreign] = []
        for start, end in _ends(text):
            for script in SCRIPTS:
                search = self._in_runs if script in {"han", "hangul"} else self._in_words
                found += islice(search(text, start, end, script), MOST_NAMES)
        return sorted(found, key=lambda name: name.start)

    def _in_runs(self, text: str, start: int, stop: int, script: str) -> Iterator[Foreign]:
        forms, longest, pairs = self._forms[script], self._longest[script], self._pairs[script]
        for run in RUNS[script].finditer(text, start, stop):
            position, end = run.span()
            while position < end:
                if text[position : position + 2] not in pairs:
                    if script != "han":
                        break
                    position += 1
                    continue
                sizes = range(min(longest, end - position), 1, -1)
                size = next((n for n in sizes if text[position : position + n] in forms), 0)
                if size and (script == "han" or self._is_whole(text, position, size, run)):
                    stop = position + size
                    yield Foreign(position, stop, forms[text[position:stop]])
                    position = stop
                elif script == "han":
                    position += 1
                else:
                    break  # a Korean name begins its word

    @staticmethod
    def _is_whole(text: str, start: int, size: int, run: re.Match[str]) -> bool:
        """Whether only particles follow a Korean name in its word."""
        return _PARTICLE.fullmatch(text, start + size, run.end()) is not None

    def _in_words(self, text: str, start: int, stop: int, script: str) -> Iterator[Foreign]:
        forms = self._forms[script]
        words = list(RUNS[script].finditer(text, start, stop))[:MOST_SEARCHED]
        alone = [_word(match.group(), script, part=False) for match in words]
        parts = [_word(match.group(), script, part=True) for match in words]
        number = 0
        while number < len(words):
            step = 1
            for length in range(min(MOST_WORDS, len(words) - number), 0, -1):
                last = words[number + length - 1]
                if self._is_apart(text, words[number : number + length]):
                    continue
                plain = (parts if length > 1 else alone)[number : number + length]
                name = forms.get(" ".join(plain))
                if name is None and script == "arabic":
                    name = self._without_prefix(plain)
                if name is not None:
                    yield Foreign(words[number].start(), last.end(), name)
                    step = length
                    break
            number += step

    @staticmethod
    def _is_apart(text: str, words: list[re.Match[str]]) -> bool:
        """Whether more than a blank or a hyphen stands between words."""
        return any(text[a.end() : b.start()].strip(" -‐–") for a, b in pairwise(words))

    def _without_prefix(self, words: list[str]) -> str | None:
        """A name that begins with an Arabic article, "and", "in" or "to"."""
        for prefix in _PREFIXES[1:]:
            if words[0].startswith(prefix) and len(words[0]) - len(prefix) >= 3:
                shorter = " ".join([words[0].removeprefix(prefix), *words[1:]])
                if shorter in self._forms["arabic"]:
                    return self._forms["arabic"][shorter]
        return None
