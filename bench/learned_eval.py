"""Would a model that learns from our reports do better than the word lists? Tried, not shipped.

    python -m bench.learned_eval

Softmax regression over words, pairs of words and runs of letters (TF-IDF), learned from the
development half and judged on the test half, alone and together with the word lists: there it
answers where they find nothing. Standard library only; the same figures on every run.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bench import triage_eval
from bench.corpus import Report, load_sorter, read_split
from bench.triage_eval import Answer, Answers
from hotline.domain import Known, Type, Urgency
from hotline.triage import Finding

ROUNDS, RATE, SHRINK, SEED = 30, 0.3, 1e-5, 7
Features = dict[str, float]


def pieces(text: str) -> Iterator[str]:
    """Words, pairs of words, and runs of two to five letters within a word."""
    words = re.findall(r"\w+", text.casefold())
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for word in words:
        framed = f"_{word}_"
        for size in range(2, 6):
            yield from (framed[at : at + size] for at in range(len(framed) - size + 1))


@dataclass
class Model:
    """Learns labels of texts; ``fit`` before ``predict``."""

    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    rarity: dict[str, float] = field(default_factory=dict)

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Model:
        """Learn; rare labels count as much as common ones."""
        seen = Counter(piece for text in texts for piece in set(pieces(text)))
        self.rarity = {p: math.log(len(texts) / n) for p, n in seen.items() if n > 1}
        self.labels = tuple(sorted(set(labels)))
        self.weights = {label: defaultdict(float) for label in self.labels}
        heed = {k: len(labels) / (len(self.labels) * n) for k, n in Counter(labels).items()}
        rows = [(self._features(text), label) for text, label in zip(texts, labels, strict=True)]
        order = random.Random(SEED)
        for turn in range(ROUNDS):
            order.shuffle(rows)
            for features, label in rows:
                self._step(features, label, heed[label] * RATE / (1 + turn / 10))
        return self

    def predict(self, text: str) -> str:
        """The likeliest label."""
        chances = self._chances(self._features(text))
        return max(self.labels, key=lambda label: chances[label])

    def _features(self, text: str) -> Features:
        found = Counter(pieces(text))
        known = {
            piece: (1 + math.log(n)) * self.rarity[piece]
            for piece, n in found.items()
            if piece in self.rarity
        }
        length = math.sqrt(sum(value * value for value in known.values())) or 1.0
        return {piece: value / length for piece, value in known.items()} | {"": 1.0}

    def _chances(self, features: Features) -> dict[str, float]:
        sums = {
            label: sum(self.weights[label].get(piece, 0.0) * v for piece, v in features.items())
            for label in self.labels
        }
        top = max(sums.values())
        raised = {label: math.exp(value - top) for label, value in sums.items()}
        whole = sum(raised.values())
        return {label: value / whole for label, value in raised.items()}

    def _step(self, features: Features, right: str, rate: float) -> None:
        chances = self._chances(features)
        for label, weights in self.weights.items():
            miss = (label == right) - chances[label]
            for piece, value in features.items():
                weights[piece] += rate * (miss * value - SHRINK * weights[piece])


QUESTIONS: dict[str, Callable[[Report], str]] = {
    "type": lambda report: report.type.value,
    "urgency": lambda report: "P0" if report.urgency is Urgency.P0 else "later",
    "minor": lambda report: "yes" if report.minor is Known.YES else "unknown",
}


def learned(answers: Answers) -> Answers:
    """The answers with type, P0 and minor as learned from the development half."""
    dev = read_split("dev")
    texts = [report.text for report in dev]
    models = {name: Model().fit(texts, [of(r) for r in dev]) for name, of in QUESTIONS.items()}
    return [_relabeled(answer, models) for answer in answers]


def _relabeled(answer: Answer, models: dict[str, Model]) -> Answer:
    said = {name: model.predict(answer.report.text) for name, model in models.items()}
    urgency = Urgency.P0 if said["urgency"] == "P0" else Urgency.P2
    triage = replace(
        answer.triage,
        type=Finding(Type(said["type"]), 0.5),
        urgency=Finding(urgency, 0.5),
        minor=Finding(Known(said["minor"]), 0.5),
    )
    return Answer(answer.report, triage)


def together(rules: Answers, model: Answers) -> Answers:
    """The word lists' answers; the model's type where they find nothing at all."""
    return [
        Answer(a.report, replace(a.triage, type=b.triage.type))
        if a.triage.type.value is Type.NOT_SPECIFIED
        else a
        for a, b in zip(rules, model, strict=True)
    ]


def main() -> None:
    """Print what each would score."""
    rules = triage_eval.classify(load_sorter(), read_split("test"))
    model = learned(rules)
    ways = {"word lists": rules, "learned": model, "together": together(rules, model)}
    print(f"{'test half':<14}{'type F1':>9}{'P0 R':>8}{'P0 P':>8}{'minor R':>9}{'minor P':>9}")
    for name, answers in ways.items():
        urgent, minor = triage_eval.p0(answers), triage_eval.minor(answers)
        print(
            f"{name:<14}{triage_eval.macro_f1(answers):>9.3f}{urgent.recall:>8.3f}"
            f"{urgent.precision:>8.3f}{minor.recall:>9.3f}{minor.precision:>9.3f}"
        )


if __name__ == "__main__":
    main()
