"""Compiles the word lists, learns the small model of triage again, and writes both for use.

    python -m bench.learn            # half a minute; the same file on every run
    python -m bench.learn --check    # five-fold cross-validation, nothing written

It learns from the development half and from ``reports_learning.jsonl``, which was written for
learning only; never from the test half. Standard library only.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.corpus import DATA, LEXICON, load_sorter
from hotline.config_files import read_folder
from hotline.triage import lexicon_cache
from hotline.triage.features import features_of
from hotline.triage.learned import (
    DANGER_AT,
    QUESTIONS,
    TYPES,
    Learned,
    length,
    plain_values,
    softmax,
)
from hotline.triage.lexicon import SPOKEN_TOGETHER, load_lexicon

SOURCES = ("reports_dev.jsonl", "reports_learning.jsonl")
TARGET = Path(__file__).parents[1] / "hotline" / "triage" / "data" / "learned.json.gz"
ROUNDS, RATE, SHRINK, SEED, FOLDS = 40, 0.35, 4e-4, 7, 5
GAIN = 6.0
"""How boldly a miss is corrected; features are scaled to length 1, so that each counts little."""
SEEN, SEEN_TOGETHER = 2, 3
"""A feature, or two words together, that fewer reports have is no lesson."""
TOGETHER = ("pair ", "over ")

Seen = Sequence[tuple[list[float], float, float]]
"""For each feature of a report its weights and its two values (``plain_values``)."""


@dataclass(frozen=True)
class Lesson:
    """What is seen in a report, and the right answers: the type's place, danger now, a minor."""

    features: tuple[str, ...]
    type: int
    danger: bool
    minor: bool


@dataclass
class Pupil:
    """Learns by stochastic gradient descent; rare answers count as much as common ones."""

    rarity: dict[str, float]
    weights: dict[str, list[float]] = field(default_factory=dict)
    bias: list[float] = field(default_factory=lambda: [0.0] * len(QUESTIONS))

    def learn(self, lessons: Sequence[Lesson]) -> Learned:
        self.weights = {name: [0.0] * len(QUESTIONS) for name in self.rarity}
        heed = _heed(lessons)
        rows = [(self._values(lesson), lesson) for lesson in lessons]
        order = random.Random(SEED)
        for turn in range(ROUNDS):
            order.shuffle(rows)
            rate = RATE / (1 + turn / 10)
            for values, lesson in rows:
                self._step(values, _misses(self._sums(values), lesson, heed), rate)
        rows = {name: (self.rarity[name], *weights) for name, weights in self.weights.items()}
        return Learned(rows, self.bias)

    def _values(self, lesson: Lesson) -> Seen:
        """For each feature its weights, which are learned in place, and its two values."""
        names = [name for name in lesson.features if name in self.rarity]
        values = [self.rarity[name] for name in names]
        plains = plain_values(names, values)
        whole, plain = length(values), length(plains)
        return [
            (self.weights[name], value / whole, for_danger / plain)
            for name, value, for_danger in zip(names, values, plains, strict=True)
        ]

    def _sums(self, values: Seen) -> list[float]:
        sums = list(self.bias)
        for weights, value, plain in values:
            for place, weight in enumerate(weights):
                sums[place] += weight * (plain if place == DANGER_AT else value)
        return sums

    def _step(self, values: Seen, misses: list[float], rate: float) -> None:
        for place, miss in enumerate(misses):
            self.bias[place] += rate * miss * 0.1
        keep = 1 - rate * SHRINK
        push = [rate * GAIN * miss for miss in misses]
        for weights, value, plain in values:
            for place, by in enumerate(push):
                weights[place] = weights[place] * keep + by * (
                    plain if place == DANGER_AT else value
                )


def _heed(lessons: Sequence[Lesson]) -> list[list[float]]:
    """How much a lesson counts, by question and by right answer."""
    whole = len(lessons)
    types = Counter(lesson.type for lesson in lessons)
    danger = sum(lesson.danger for lesson in lessons)
    minor = sum(lesson.minor for lesson in lessons)
    return [
        [whole / (len(TYPES) * max(1, types[place])) for place in range(len(TYPES))],
        *(
            [whole / (2 * max(1, whole - yes)), whole / (2 * max(1, yes))]
            for yes in (danger, minor)
        ),
    ]


def _misses(sums: list[float], lesson: Lesson, heed: list[list[float]]) -> list[float]:
    """How far each answer is from right."""
    count = len(TYPES)
    chances = softmax(sums[:count])
    misses = [
        heed[0][lesson.type] * ((place == lesson.type) - chance)
        for place, chance in enumerate(chances)
    ]
    for place, right in enumerate((lesson.danger, lesson.minor)):
        chance = 1 / (1 + math.exp(-sums[count + place]))
        misses.append(heed[1 + place][right] * (right - chance))
    return misses


def lessons_of(rows: Sequence[dict[str, Any]]) -> list[Lesson]:
    """Lessons of the reports in languages that are read in full."""
    sorter = load_sorter()
    found = []
    for row in rows:
        if row["language"] in SPOKEN_TOGETHER:
            reading, signs = sorter.signs_of(row["text"])
            features = tuple(features_of(reading, signs, sorter.lexicon))
            kind = [kind.value for kind in TYPES].index(row["type"])
            found.append(Lesson(features, kind, row["urgency"] == "P0", row["minor"] == "yes"))
    return found


def learn(lessons: Sequence[Lesson]) -> Learned:
    """The model that ``lessons`` teach."""
    seen = Counter(name for lesson in lessons for name in lesson.features)
    rarity = {
        name: 1 + math.log(len(lessons) / count)
        for name, count in seen.items()
        if count >= (SEEN_TOGETHER if name.startswith(TOGETHER) else SEEN)
    }
    return Pupil(rarity).learn(lessons)


def read_rows() -> list[dict[str, Any]]:
    """The labeled reports that may be learned from."""
    return [
        json.loads(line)
        for name in SOURCES
        for line in (DATA / name).read_text("utf-8").splitlines()
    ]


def digest() -> str:
    """The name of the reports that may be learned from: SHA-256 over the files, in hex."""
    texts = b"".join((DATA / name).read_bytes() for name in SOURCES)
    return hashlib.sha256(texts).hexdigest()


def compile_lexicon() -> int:
    """Store the compiled lexicon beside the model; how many bytes it has."""
    files = read_folder(LEXICON)
    lexicon, problems = load_lexicon(files)
    if lexicon is None:
        raise SystemExit("\n".join(map(str, problems)))
    return TARGET.with_name(lexicon_cache.NAME).write_bytes(lexicon_cache.pack(files, lexicon))


def write(model: Learned) -> None:
    """Store the model, packed without a date so that the same model is the same file."""
    text = json.dumps(model.as_json(), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))


def cross_validated(lessons: Sequence[Lesson]) -> str:
    """Macro-F1 of the type, and recall and precision of danger now, each on reports not learned."""
    order = list(range(len(lessons)))
    random.Random(SEED).shuffle(order)
    pairs: list[tuple[int, int]] = []
    alarms: list[tuple[bool, bool]] = []
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        model = learn([lesson for at, lesson in enumerate(lessons) if at not in held])
        for at in held:
            chances = model.judge(lessons[at].features)
            best = max(TYPES, key=lambda kind: chances.types[kind])
            pairs.append((lessons[at].type, TYPES.index(best)))
            alarms.append((lessons[at].danger, chances.danger >= 0.3))
    hits = sum(right and said for right, said in alarms)
    recall = hits / max(1, sum(right for right, _ in alarms))
    precision = hits / max(1, sum(said for _, said in alarms))
    return f"type F1 {_macro(pairs):.3f}   P0 recall {recall:.3f} precision {precision:.3f}"


def _macro(pairs: Sequence[tuple[int, int]]) -> float:
    scores = []
    for kind in range(len(TYPES)):
        hits = sum(right == said == kind for right, said in pairs)
        both = sum(right == kind for right, _ in pairs) + sum(said == kind for _, said in pairs)
        if both:
            scores.append(2 * hits / both)
    return sum(scores) / len(scores)


def main() -> None:
    """Learn and write, or only check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    if parser.parse_args().check:
        print(cross_validated(lessons_of(read_rows())))
        return
    compile_lexicon()
    lessons = lessons_of(read_rows())
    model = replace(learn(lessons), lessons=digest())
    write(model)
    print(f"learned {len(model.rows)} features from {len(lessons)} reports: {TARGET}")


if __name__ == "__main__":
    main()
