"""``make eval``: how often triage and the locator are right, against the bars that were set.

    python -m bench.evaluate                      the test half, which nobody tunes to
    python -m bench.evaluate --split dev --errors the development half, with each text that failed
    python -m bench.evaluate --json               every figure, for machines

docs/labeling_guide.md says what the labels mean. Needs only the repository; the real messages
are counted where they are present.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench import compare, cost_eval, place_eval, triage_eval
from bench.corpus import SPLITS, load_sorter, read_split
from bench.cost_eval import Cost
from bench.locator_eval import (
    Score,
    held_out,
    read_messages,
    score_mentions,
)
from bench.locator_eval import table as mention_table
from hotline.geo import Locator

TRIAGE_BARS = {
    "type macro-F1": 0.85,
    "P0 recall": 0.97,
    "P0 precision": 0.6,
    "minor recall": 0.97,
}
PLACE_BARS = {"right state": 0.97, "right county": 0.92, "ambiguous: not guessed": 0.95}
Mentions = Mapping[str, tuple[dict[str, Score], int, int]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure over all texts, and what was asked of it: at least that much, or at most.

    ``read`` is the figure over the texts in English, Spanish or both, which are read in full;
    it is shown, not judged.
    """

    name: str
    value: float
    asked: float
    read: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.value <= self.asked if self.at_most else self.value >= self.asked


def bars(
    answers: triage_eval.Answers,
    placed: Sequence[place_eval.Placed],
    mentions: Mentions,
    cost: Cost,
) -> Iterator[Bar]:
    """Every bar that was set, with its figure."""
    read = [answer for answer in answers if answer.report.group != "other"]
    for name, asked in TRIAGE_BARS.items():
        figure = triage_eval.COLUMNS[name]
        yield Bar(name, figure(answers), asked, figure(read))
    whole = place_eval.shares(placed)
    part = place_eval.shares([p for p in placed if p.report.group != "other"])
    for name, asked in PLACE_BARS.items():
        yield Bar(name, whole[name].value, asked, part[name].value)
    for title, (scores, _, _) in mentions.items():
        for kind, asked in (("state", 0.93), ("city", 0.70), ("county", 0.70), ("county*", 0.70)):
            yield Bar(f"{kind} F1, {title}", scores[kind].f1, asked)
    yield Bar("classify and locate, median ms", cost.median_ms, 2.0, at_most=True)
    yield Bar("start, seconds", cost.start_s, 1.0, at_most=True)
    yield Bar("memory held, MB", cost.memory_mb, 150.0, at_most=True)


def bar_table(found: Sequence[Bar]) -> str:
    """Value, bar, met or not."""
    lines = [f"{'bar':<38}{'value':>9}{'en+es':>9}{'asked':>11}   met"]
    for bar in found:
        asked = f"{'<=' if bar.at_most else '>='} {bar.asked:g}"
        read = "" if bar.read is None else f"{bar.read:.3f}"
        met = "yes" if bar.met else "NO"
        lines.append(f"  {bar.name:<36}{bar.value:>9.3f}{read:>9}{asked:>11}   {met}")
    lines.append(f"  {sum(bar.met for bar in found)} of {len(found)} met")
    return "\n".join(lines)


def score_messages(locator: Locator) -> Mentions:
    """Scores on the real messages, all of them and the half held out; none where absent."""
    messages = read_messages()
    halves = {
        "real messages": messages,
        "real messages held out": [message for message in messages if held_out(message)],
    }
    return {
        title: (*score_mentions(locator, rows), len(rows)) for title, rows in halves.items() if rows
    }


def mention_figures(mentions: Mentions) -> dict[str, Any]:
    """The scores for JSON."""
    return {
        title: {
            "messages": messages,
            "storms taken for places": storms,
            **{
                kind: {"precision": s.precision, "recall": s.recall, "f1": s.f1}
                for kind, s in scores.items()
            },
        }
        for title, (scores, storms, messages) in mentions.items()
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables, or the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.evaluate", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="test")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list failed texts (only of dev)")
    chosen = parser.parse_args(arguments)
    if chosen.errors and chosen.split == "test":
        parser.error("--errors shows texts to tune to; the test half is not for that")
    sorter, locator = load_sorter(), Locator.load()
    reports = read_split(chosen.split)
    answers = triage_eval.classify(sorter, reports)
    placed = place_eval.locate(locator, reports)
    if chosen.errors:
        print(triage_eval.error_lines(answers))
        print(place_eval.error_lines(placed))
        return
    mentions = score_messages(locator)
    cost = cost_eval.measure(sorter, locator, [report.text for report in reports])
    found = list(bars(answers, placed, mentions, cost))
    if chosen.json:
        content = {
            "split": chosen.split,
            "texts": len(reports),
            "triage": triage_eval.figures(answers),
            "places": {name: asdict(s) for name, s in place_eval.shares(placed).items()},
            "messages": mention_figures(mentions),
            "cost": asdict(cost),
            "bars": [{**asdict(bar), "met": bar.met} for bar in found],
        }
        json.dump(content, sys.stdout, indent=1)
        print()
        return
    print(f"our own reports, {chosen.split} half: {len(reports)} texts\n")
    print(triage_eval.summary_table(answers), end="\n\n")
    print(triage_eval.type_table(answers), end="\n\n")
    print(triage_eval.urgency_table(answers), end="\n\n")
    print(place_eval.table(placed), end="\n\n")
    for title, (scores, storms, messages) in mentions.items():
        print(mention_table(title, scores, storms, messages))
    if not mentions:
        print("real messages: absent (set HOTLINE_SHARED), so their bars are not counted")
    print()
    print(cost_eval.table(cost), end="\n\n")
    print(bar_table(found))
    print("\nsince the last release, text by text:")
    print("\n".join(compare.lines(compare.kept(), compare.answers(sorter))))


if __name__ == "__main__":
    main()
