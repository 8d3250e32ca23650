"""Scores files of labeled reports that nobody tunes to, by what ``hotline explain --jsonl`` says.

    python -m bench.unseen                     the sets in bench/data that were written blind
    python -m bench.unseen FILE [FILE ...]     any other: a line each with text and labels
    python -m bench.unseen FILE --errors       with every text that came out differently
    python -m bench.unseen --languages         English, Spanish and all other languages apart, too

Labels are those of docs/labeling_guide.md; a label of "?" is not counted. Rates are printed with
their 95 % Wilson interval and the counts behind them.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.corpus import DATA, READ_IN_FULL, load_sorter
from hotline.domain import Type
from hotline.geo import Locator
from hotline.triage import Sorter

BLIND = {
    "reports_blind.jsonl": "db28a091b4bc723775ac3a7a1fa9b7f4d468a54fa2f9238b6d1f811883aca45a",
    "reports_blind_2.jsonl": "8c04f31060d7b980201594b19c808828172679b50246f3d4a05378d7d7b58b2a",
    "reports_blind_3.jsonl": "5635df91babd183201e8aa71d1cd45d3ca515daccb726a4c0c9af6a2e6c90d66",
}
"""Each set and its SHA-256 as it was frozen, before its author had seen word lists or code."""
OPEN = "?"
SURE = 1.96

Pair = tuple[Any, Any]
"""What is labeled and what was answered."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; 1 of nothing."""

    hits: int
    whole: int

    @property
    def value(self) -> float:
        return self.hits / self.whole if self.whole else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson score interval."""
        if not self.whole:
            return 0.0, 1.0
        n, p, z2 = self.whole, self.value, SURE * SURE
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = SURE / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} [{low:.2f}-{high:.2f}] ({self.hits}/{self.whole})"


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The labeled reports of a file, in its order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def answer(sorter: Sorter, text: str) -> dict[str, str | None]:
    """What triage says of ``text``, by the names of the labels."""
    found = sorter.classify(text)
    return {
        "type": found.type.value.value,
        "urgency": found.urgency.value.value,
        "role": found.role.value.value,
        "minor": found.minor.value.value,
        "lookalike": found.lookalike.value.value if found.lookalike.value else None,
    }


def pairs(rows: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]], name: str) -> list[Pair]:
    """Labeled and answered, where there is a label."""
    return [
        (row[name], given[name]) for row, given in zip(rows, said, strict=True) if row[name] != OPEN
    ]


def recall(found: Sequence[Pair], wanted: Callable[[Any], bool]) -> Rate:
    """Of those labeled so, how many were answered so."""
    labeled = [given for label, given in found if wanted(label)]
    return Rate(sum(map(wanted, labeled)), len(labeled))


def precision(found: Sequence[Pair], wanted: Callable[[Any], bool]) -> Rate:
    """Of those answered so, how many are labeled so."""
    return recall([(given, label) for label, given in found], wanted)


def macro_f1(found: Sequence[Pair]) -> float:
    """The mean F1 of the types that are labeled or answered at all."""
    scores = []
    for kind in Type:
        label = sum(a == kind.value for a, _ in found)
        given = sum(b == kind.value for _, b in found)
        both = sum(a == b == kind.value for a, b in found)
        if label or given:
            scores.append(2 * both / (label + given))
    return sum(scores) / len(scores) if scores else 0.0


def lines(rows: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The figures of a set."""
    kinds, levels = pairs(rows, said, "type"), pairs(rows, said, "urgency")
    minors = pairs(rows, said, "minor")
    yield f"{'type macro-F1':<26}{macro_f1(kinds):.3f}"

    def p0(level: str) -> bool:
        return level == "P0"

    def soon(level: str) -> bool:
        return level in {"P0", "P1"}

    def child(known: str) -> bool:
        return known == "yes"

    rates = {
        "type right": Rate(sum(a == b for a, b in kinds), len(kinds)),
        "P0 recall": recall(levels, p0),
        "P0 precision": precision(levels, p0),
        "P0+P1 recall": recall(levels, soon),
        "P0+P1 precision": precision(levels, soon),
        "urgency right": Rate(sum(a == b for a, b in levels), len(levels)),
        "minor recall": recall(minors, child),
        "minor precision": precision(minors, child),
    }
    for name in ("role", "lookalike"):
        found = [(a, b) for a, b in pairs(rows, said, name) if name == "role" or a or b]
        rates[f"{name} right"] = Rate(sum(a == b for a, b in found), len(found))
    for name, rate in rates.items():
        yield f"{name:<26}{rate}"


def by_language(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """English, Spanish and the other languages of a set, those that it has; "?" is in none."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        spoken = row["language"]
        if spoken != OPEN:
            groups.setdefault(spoken if spoken in READ_IN_FULL else "other", []).append(row)
    return groups


def place_lines(rows: Sequence[dict[str, Any]], locator: Locator) -> Iterator[str]:
    """How often the right state and county are given where the label names one, a question is
    asked where several places share a name, and nothing is given where no place is named."""
    states: list[Pair] = []
    counties: list[Pair] = []
    asked: list[bool] = []
    silent: list[bool] = []
    for row in rows:
        label = row.get("place") or {}
        found = locator.locate(row["text"])
        best = found.best
        if label.get("ambiguous"):
            asked.append(best is None and found.question is not None)
        elif "place" in row and row["place"] is None:
            silent.append(best is None)
        if not label.get("state"):
            continue
        states.append((label["state"], best.state if best else None))
        if label.get("county"):
            counties.append((label["county"], best.county if best else None))
    given = [(label, state) for label, state in states if state]
    wrong = sum(label != state for label, state in given)
    if states:
        yield f"{'right state':<26}{Rate(sum(a == b for a, b in states), len(states))}"
        yield f"{'right county':<26}{Rate(sum(a == b for a, b in counties), len(counties))}"
        yield f"{'wrong state given':<26}{Rate(wrong, len(given))}"
    if asked:
        yield f"{'shared name: asked':<26}{Rate(sum(asked), len(asked))}"
    if silent:
        yield f"{'no place: none given':<26}{Rate(sum(silent), len(silent))}"


def errors(rows: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Each text that came out differently, and how."""
    for row, given in zip(rows, said, strict=True):
        wrong = [
            f"{name} {row[name]} -> {value}"
            for name, value in given.items()
            if row[name] not in (OPEN, value) and {row[name], value} != {"no", "unknown"}
        ]
        if wrong:
            yield f"{row['id']} [{', '.join(wrong)}]\n    {row['text']}"


def cost_ms(sorter: Sorter, texts: Sequence[str], rounds: int = 3) -> float:
    """The median CPU time of one text, in milliseconds."""
    spent = []
    for _ in range(rounds):
        for text in texts:
            begun = time.process_time_ns()
            sorter.classify(text)
            spent.append((time.process_time_ns() - begun) / 1e6)
    return median(spent)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of each file."""
    parser = argparse.ArgumentParser(prog="python -m bench.unseen", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DATA / name for name in BLIND])
    parser.add_argument("--errors", action="store_true", help="list the texts that failed")
    parser.add_argument("--languages", action="store_true", help="each language apart, too")
    chosen = parser.parse_args(arguments)
    sorter, locator = load_sorter(), Locator.load()
    for path in chosen.files:
        rows = read_rows(path)
        groups = by_language(rows) if chosen.languages else {}
        for name, group in {path.name: rows, **groups}.items():
            said = [answer(sorter, row["text"]) for row in group]
            print(f"{name}: {len(group)} texts")
            print("\n".join(f"  {line}" for line in lines(group, said)))
            print("\n".join(f"  {line}" for line in place_lines(group, locator)))
        print(f"  {'classify, median CPU':<26}{cost_ms(sorter, [r['text'] for r in rows]):.2f} ms")
        if chosen.errors:
            print("\n".join(errors(rows, [answer(sorter, row["text"]) for row in rows])))


if __name__ == "__main__":
    main()
