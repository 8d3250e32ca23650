"""How often the locator finds labelled places in real messages, and in our own reports.

    python -m bench.locator_eval

Exact span and type count. The messages are cut in two halves by a hash, for development and
held out; a storm's name taken for a town is counted apart.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline.geo import Locator

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("HOTLINE_SHARED", ROOT.parent / "shared"))
MESSAGES = SHARED / "eval" / "location_mentions.jsonl"
KINDS = ("state", "city", "county")
STORMS = {"florence", "matthew", "irma", "harvey", "michael", "maria", "jose"}


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1, each from 0 to 1."""

    right: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_messages(path: Path = MESSAGES) -> list[dict[str, Any]]:
    """The labelled messages; none where the file is absent."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def held_out(message: Mapping[str, Any]) -> bool:
    """Half of the messages, by a hash of the text."""
    return hashlib.sha256(message["text"].encode()).digest()[0] % 2 == 1


def score_mentions(
    locator: Locator, messages: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Score], int]:
    """Scores by kind of mention, and how often a storm was taken for a place."""
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    storms = 0
    for message in messages:
        labels = {(m["start"], m["end"], m["type"]) for m in message["mentions"]}
        found = locator.locate(message["text"]).mentions
        answers = {(m.start, m.end, m.kind) for m in found}
        for start, end, kind in answers:
            given[kind] += 1
            right[kind] += (start, end, kind) in labels
            told = message["text"][start:end].lower()
            storms += told in STORMS and not any(s <= start < e for s, e, _ in labels)
        wanted.update(kind for _, _, kind in labels)
    return {kind: Score(right[kind], given[kind], wanted[kind]) for kind in KINDS}, storms


def table(title: str, scores: Mapping[str, Score], storms: int, messages: int) -> str:
    """The figures as a few lines."""
    lines = [f"{title} ({messages} messages)"]
    for kind, score in scores.items():
        figures = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
        lines.append(f"  {kind:<8} {figures}  ({score.wanted} labelled)")
    lines.append(f"  a storm's name taken for a place: {storms}")
    return "\n".join(lines)


def mention_tables(locator: Locator) -> Sequence[str]:
    """The tables for all messages, and for the half held out."""
    messages = read_messages()
    if not messages:
        return [f"real messages: none at {MESSAGES.name} (set HOTLINE_SHARED)"]
    kept = [message for message in messages if held_out(message)]
    tables = []
    for title, rows in (("real messages, all", messages), ("real messages, held out", kept)):
        scores, storms = score_mentions(locator, rows)
        tables.append(table(title, scores, storms, len(rows)))
    return tables


def main() -> None:
    """Print the tables."""
    for text in mention_tables(Locator.load()):
        print(text)


if __name__ == "__main__":
    main()
