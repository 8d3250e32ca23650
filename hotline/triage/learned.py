"""What labelled reports teach besides the rules: how likely each type is, danger now, a minor.

A small linear model (softmax and logistic regression) over what ``hotline.triage.features`` sees
in a text. Its share in an answer is shown as the words that tipped it.

``python -m bench.learn`` learns it anew from the labelled reports in the repository.
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

SOURCE = "labelled reports"
TYPES = tuple(Type)
DANGER, MINOR = "danger_now", "minor"
QUESTIONS = (*(kind.value for kind in TYPES), DANGER, MINOR)
"""What a feature has a weight for, in this order."""
DANGER_AT = QUESTIONS.index(DANGER)
SHOWN = 4
"""How many of the words that tipped an answer are shown."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What the model makes of a text. ``types`` add up to 1."""

    types: Mapping[Type, float]
    danger: float
    minor: float
    seen: Mapping[str, tuple[Sequence[float], float, float]]
    """For each feature seen, its weights for :data:`QUESTIONS` and its two values."""

    def part(self, feature: str, place: int) -> float:
        """How much a feature that was seen adds for the question at ``place``."""
        weights, value, plain = self.seen[feature]
        return weights[place] * (plain if place == DANGER_AT else value)


@dataclass(frozen=True)
class Learned:
    """The model: for each feature its rarity and its weights for :data:`QUESTIONS`."""

    rarity: Mapping[str, float]
    weights: Mapping[str, Sequence[float]]
    bias: Sequence[float]
    lessons: str = ""
    """The digest of the reports that it was learned from."""

    def judge(self, features: Iterable[str]) -> Chances:
        """How likely each answer is for a text with these features."""
        weights_of = self.weights
        seen = {
            name: (weights_of[name], *values)
            for name, values in values_of(self.rarity, features).items()
        }
        sums = list(self.bias)
        if seen:
            weights, values, plains = zip(*seen.values(), strict=True)
            for place, column in enumerate(zip(*weights, strict=True)):
                sums[place] += _product(column, plains if place == DANGER_AT else values)
        count = len(TYPES)
        chances = softmax(sums[:count])
        danger, minor = (1 / (1 + math.exp(-value)) for value in sums[count:])
        return Chances(dict(zip(TYPES, chances, strict=True)), danger, minor, seen)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON, rounded."""
        rows = {
            name: [round(self.rarity[name], 3), *(round(weight, 2) for weight in weights)]
            for name, weights in sorted(self.weights.items())
        }
        bias = [round(value, 3) for value in self.bias]
        return {"lessons": self.lessons, "bias": bias, "features": rows}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Learned:
        """The model that ``as_json`` wrote."""
        rows: Mapping[str, Sequence[float]] = value["features"]
        return cls(
            {name: row[0] for name, row in rows.items()},
            {name: tuple(row[1:]) for name, row in rows.items()},
            tuple(value["bias"]),
            value.get("lessons", ""),
        )


def values_of(
    rarity: Mapping[str, float], features: Iterable[str]
) -> dict[str, tuple[float, float]]:
    """The value of each known feature: its rarity, all of a text scaled to length 1.

    The second value is for danger now, which is judged by the words and the single signs alone: how
    strongly all signs together speak on a question tells little of it.
    """
    known = {name: rarity[name] for name in features if name in rarity}
    words = {name: value for name, value in known.items() if not name.startswith(SCORE)}
    whole, plain = _length(known.values()), _length(words.values())
    found = {name: (value / whole, value / plain) for name, value in words.items()}
    scores = known.keys() - words.keys()
    return found | {name: (known[name] / whole, 0.0) for name in sorted(scores)}


def _product(weights: Iterable[float], values: Iterable[float]) -> float:
    total: float = sum(map(operator.mul, weights, values))
    return total


def _length(values: Iterable[float]) -> float:
    listed = list(values)
    return math.sqrt(_product(listed, listed)) or 1.0


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
