"""What labeled reports add to the rules: how likely each type is, danger now, a minor.

A small linear model (softmax and logistic regression) over what ``hotline.triage.features`` sees
in a text. Its share in an answer is shown as the words that tipped it.

``python -m bench.learn`` learns it again from the labeled reports in the repository.
"""

from __future__ import annotations

import gzip
import json
import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hotline.domain import Evidence, Type
from hotline.triage.features import SCORE, Features
from hotline.triage.reading import Reading

SOURCE = "labeled reports"
TYPES = tuple(Type)
DANGER, MINOR = "danger_now", "minor"
QUESTIONS = (*(kind.value for kind in TYPES), DANGER, MINOR)
"""What a feature has a weight for, in this order."""
DANGER_AT = QUESTIONS.index(DANGER)
SHOWN = 4
"""How many of the words that tipped an answer are shown."""


Row = Sequence[float]
"""A feature's rarity, and then its weight for each of :data:`QUESTIONS`."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What the model makes of a text. ``types`` add up to 1.

    ``seen`` are the features that the model knows, in the order in which they were seen; ``whole``
    and ``plain`` are the lengths that their rarities are divided by.
    """

    types: Mapping[Type, float]
    danger: float
    minor: float
    seen: Mapping[str, Row]
    whole: float = 1.0
    plain: float = 1.0

    def part(self, feature: str, place: int) -> float:
        """How much a feature that was seen adds for the question at ``place``."""
        row = self.seen[feature]
        if place != DANGER_AT:
            return row[place + 1] * row[0] / self.whole
        return 0.0 if feature.startswith(SCORE) else row[place + 1] * row[0] / self.plain


@dataclass(frozen=True)
class Learned:
    """The model: for each feature its rarity and its weights for :data:`QUESTIONS`."""

    rows: Mapping[str, Row]
    bias: Sequence[float]
    lessons: str = ""
    """The digest of the reports that it was learned from."""

    def judge(self, features: Iterable[str]) -> Chances:
        """How likely each answer is for a text with these features."""
        rows = self.rows
        seen = {name: row for name in features if (row := rows.get(name)) is not None}
        sums = list(self.bias)
        whole = plain = 1.0
        if seen:
            rarities, *columns = zip(*seen.values(), strict=True)
            plains = plain_values(seen, rarities)
            whole, plain = length(rarities), length(plains)
            for place, column in enumerate(columns):
                if place == DANGER_AT:
                    sums[place] += _product(column, plains) / plain
                else:
                    sums[place] += _product(column, rarities) / whole
        count = len(TYPES)
        chances = softmax(sums[:count])
        danger, minor = (1 / (1 + math.exp(-value)) for value in sums[count:])
        return Chances(dict(zip(TYPES, chances, strict=True)), danger, minor, seen, whole, plain)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON, rounded."""
        rows = {
            name: [round(row[0], 3), *(round(weight, 2) for weight in row[1:])]
            for name, row in sorted(self.rows.items())
        }
        bias = [round(value, 3) for value in self.bias]
        return {"lessons": self.lessons, "bias": bias, "features": rows}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Learned:
        """The model that ``as_json`` wrote."""
        return cls(value["features"], tuple(value["bias"]), value.get("lessons", ""))


def plain_values(names: Iterable[str], rarities: Iterable[float]) -> list[float]:
    """The rarity of each feature as it counts for danger now.

    That is judged by the words and the single signs alone: how strongly all signs together speak
    on a question says little about it.
    """
    pairs = zip(names, rarities, strict=True)
    return [0.0 if name.startswith(SCORE) else rarity for name, rarity in pairs]


def length(values: Sequence[float]) -> float:
    """The length of a vector; 1 for one without length, so that it can divide."""
    return math.sqrt(_product(values, values)) or 1.0


def _product(weights: Iterable[float], values: Iterable[float]) -> float:
    total: float = sum(map(operator.mul, weights, values))
    return total


def softmax(values: Sequence[float]) -> list[float]:
    """Values as chances that add up to 1."""
    top = max(values)
    raised = [math.exp(value - top) for value in values]
    whole = sum(raised)
    return [value / whole for value in raised]


def evidence(
    reading: Reading, features: Features, chances: Chances, question: str, dull: frozenset[str]
) -> tuple[Evidence, ...]:
    """The words that spoke most for an answer, each as much as it added; ``dull`` ones apart."""
    place = QUESTIONS.index(question)
    best: dict[tuple[int, int], float] = {}
    for name in chances.seen:
        where = features[name]
        if where is None:
            continue
        if dull.issuperset(reading.words[where[0] : where[1] + 1]):
            continue
        best[where] = best.get(where, 0.0) + chances.part(name, place)
    tipped = sorted(best, key=lambda where: -best[where])[:SHOWN]
    return tuple(
        Evidence(
            *_phrase(reading, where, question),
            round(min(1.0, best[where]), 3),
            *_span(reading, where),
        )
        for where in sorted(tipped)
        if best[where] > 0
    )


def without_small_words(
    reading: Reading, features: Features, chances: Chances, dull: frozenset[str]
) -> float:
    """How likely danger now is when nothing counts for it that only small words tell."""
    chance = min(max(chances.danger, 1e-9), 1 - 1e-9)
    by_small_words = sum(
        max(0.0, chances.part(name, DANGER_AT))
        for name in chances.seen
        if (where := features[name]) and dull.issuperset(reading.words[where[0] : where[1] + 1])
    )
    return 1 / (1 + math.exp(by_small_words - math.log(chance / (1 - chance))))


def _phrase(reading: Reading, where: tuple[int, int], question: str) -> tuple[str, str, str]:
    return reading.phrase(*where)[0], f"learned: {question}", SOURCE


def _span(reading: Reading, where: tuple[int, int]) -> tuple[int, int]:
    return reading.phrase(*where)[1:]


@cache
def load() -> Learned:
    """The model that is shipped."""
    packed = resources.files("hotline.triage").joinpath("data", "learned.json.gz").read_bytes()
    return Learned.from_json(json.loads(gzip.decompress(packed)))
