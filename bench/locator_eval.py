"""How often the locator finds labeled places in real messages, and in our own reports.

    python -m bench.locator_eval

Exact span and type count. The messages are cut in two halves by a hash, for development and
held out; a storm's name taken for a town is counted apart.

Some labels differ from how the set labels the same thing elsewhere: :func:`disputed` tells which,
and rows with a star count them as the rest of the set would have them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline.geo import Locator, Mention

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("HOTLINE_SHARED", ROOT.parent / "shared"))
MESSAGES = SHARED / "eval" / "location_mentions.jsonl"
KINDS = ("state", "city", "county")
Span = tuple[int, int, str]
SPAN = "county label without the word County, or with a word more"
LISTED = "county in a list of counties, labeled a city"
UNLABELED = "county said with its word, not labeled"
CITY_AS_STATE = "city labeled a state"
CITY_UNLABELED = "city said with its state, not labeled"
ADDED = {LISTED, UNLABELED, CITY_AS_STATE, CITY_UNLABELED}
COUNTY = re.compile(r"(?i)(?:county|parish|\bco\.?)$")
COUNTIES = re.compile(r"(?i)[^.!?]{0,80}\b(?:counties|cos)\b")
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
    """The labeled messages; none where the file is absent."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def held_out(message: Mapping[str, Any]) -> bool:
    """Half of the messages, by a hash of the text."""
    return hashlib.sha256(message["text"].encode()).digest()[0] % 2 == 1


def disputed(text: str, answer: Span, labels: Iterable[Span], stated: bool) -> str | None:
    """Which sort of inconsistent label made an answer wrong, if one did.

    ``answer`` and ``labels`` are starts, ends and kinds; ``stated``: the answer's own state is
    named right after it.
    """
    start, end, kind = answer
    over = [label for label in labels if label[0] < end and start < label[1]]
    same = {label[2] for label in over if label[:2] == (start, end)}
    if kind == "county":
        if any(k == "county" for _, _, k in over):
            return SPAN
        if "city" in same and COUNTIES.match(text, end):
            return LISTED
        return UNLABELED if not over and COUNTY.search(text[start:end]) else None
    if kind != "city":
        return None
    if "state" in same:
        return CITY_AS_STATE
    return CITY_UNLABELED if stated and not over else None


def score_mentions(
    locator: Locator, messages: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Score], int]:
    """Scores by kind of mention, and how often a storm was taken for a place.

    The kinds with a star are scored with the disputed labels set right.
    """
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    storms = 0
    for message in messages:
        labels = {(m["start"], m["end"], m["type"]) for m in message["mentions"]}
        found = locator.locate(message["text"]).mentions
        answers = {(m.start, m.end, m.kind) for m in found}
        stated = {m.end for m in found if _has_state(message["text"], m, found)}
        for start, end, kind in answers:
            given[kind] += 1
            right[kind] += (start, end, kind) in labels
            if (start, end, kind) not in labels:
                sort = disputed(message["text"], (start, end, kind), labels, end in stated)
                right[f"{kind}*"] += sort is not None
                wanted[f"{kind}*"] += sort in ADDED
                wanted["city*"] -= sort == LISTED
            said = message["text"][start:end].lower()
            storms += said in STORMS and not any(s <= start < e for s, e, _ in labels)
        wanted.update(kind for _, _, kind in labels)
    scores = {kind: Score(right[kind], given[kind], wanted[kind]) for kind in KINDS}
    for kind in ("city", "county"):
        more = f"{kind}*"
        scores[more] = Score(right[kind] + right[more], given[kind], wanted[kind] + wanted[more])
    return scores, storms


def _has_state(text: str, mention: Mention, found: Sequence[Mention]) -> bool:
    """Whether the name's own state is named right after it: "Kearney, Nebraska"."""
    states = {place.state for place in mention.places}
    return mention.kind == "city" and any(
        other.kind == "state"
        and other.start >= mention.end
        and text[mention.end : other.start].strip() in {"", ","}
        and any(place.state in states for place in other.places)
        for other in found
    )


def sorts(locator: Locator, messages: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How many disputed labels there are of each sort."""
    counted: Counter[str] = Counter()
    for message in messages:
        labels = {(m["start"], m["end"], m["type"]) for m in message["mentions"]}
        found = locator.locate(message["text"]).mentions
        for m in found:
            if (m.start, m.end, m.kind) not in labels:
                stated = _has_state(message["text"], m, found)
                sort = disputed(message["text"], (m.start, m.end, m.kind), labels, stated)
                counted.update([sort] if sort else [])
    return counted


def table(title: str, scores: Mapping[str, Score], storms: int, messages: int) -> str:
    """The figures as a few lines."""
    lines = [f"{title} ({messages} messages)"]
    for kind, score in scores.items():
        figures = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
        lines.append(f"  {kind:<8} {figures}  ({score.wanted} labeled)")
    lines.append("  * with labels that differ from the rest of the set put right")
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
    """Print the tables, and how many labels are disputed."""
    locator = Locator.load()
    for text in mention_tables(locator):
        print(text)
    for sort, number in sorts(locator, read_messages()).most_common():
        print(f"{number:5} {sort}")


if __name__ == "__main__":
    main()
