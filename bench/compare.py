"""What got worse since the last release, text by text.

    python -m bench.compare             what is right now and was not then, and the other way round
    python -m bench.compare --write     keep the answers of now as those of the release

``make eval`` prints it. Of the test half only the ids are printed: nobody tunes to its texts.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench import unseen
from bench.corpus import DATA
from hotline.triage import Sorter

KEPT = DATA / "answers_release.json"
"""Per file and text id the answers of the last release."""
FILES = ("reports_test.jsonl", *unseen.BLIND)
QUESTIONS = ("type", "urgency", "minor", "role", "lookalike")

Answers = Mapping[str, Mapping[str, Mapping[str, str | None]]]


def answers(sorter: Sorter) -> dict[str, dict[str, dict[str, str | None]]]:
    """Per file and text id what triage says now."""
    return {
        name: {
            row["id"]: unseen.answer(sorter, row["text"]) for row in unseen.read_rows(DATA / name)
        }
        for name in FILES
    }


def kept() -> Answers:
    """The answers of the last release."""
    found: Answers = json.loads(KEPT.read_text("utf-8"))
    return found


def right(question: str, row: Mapping[str, Any], said: Mapping[str, str | None]) -> bool:
    """Whether an answer is the label's; that nobody is a minor may also be left open."""
    label, given = row[question], said[question]
    return label in (given, unseen.OPEN) or (
        question == "minor" and {label, given} == {"no", "unknown"}
    )


def lines(before: Answers, now: Answers) -> Iterator[str]:
    """For each file and question how many got better, and the ids of those that got worse."""
    for name in FILES:
        rows = unseen.read_rows(DATA / name)
        for question in QUESTIONS:
            pairs = [
                (
                    row["id"],
                    right(question, row, before[name][row["id"]]),
                    right(question, row, now[name][row["id"]]),
                )
                for row in rows
                if row["id"] in before.get(name, {})
            ]
            better = sum(is_now and not was for _, was, is_now in pairs)
            worse = [key for key, was, is_now in pairs if was and not is_now]
            yield f"  {name:<24}{question:<11}{better:>3} better{len(worse):>4} worse  " + " ".join(
                worse
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what changed, or keep the answers."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the answers of now")
    chosen = parser.parse_args(arguments)
    now = answers(unseen.load_sorter())
    if chosen.write:
        text = json.dumps(now, ensure_ascii=False, indent=0, sort_keys=True)
        KEPT.write_text(text + "\n", "utf-8")
        return
    print("since the last release:")
    print("\n".join(lines(kept(), now)))


if __name__ == "__main__":
    main()
