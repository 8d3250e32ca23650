"""Our own labeled reports: what each text is, by the labeling guide in docs/labeling_guide.md.

bench/data/reports_dev.jsonl     for development
bench/data/reports_test.jsonl    to judge with; nobody tunes to it
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hotline.config_files import errors, read_folder
from hotline.domain import Known, Lookalike, Place, Role, Type, Urgency
from hotline.triage import Sorter, load

DATA = Path(__file__).parent / "data"
LEXICON = Path(__file__).parent.parent / "routing_rules" / "lexicon"
Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")
READ_IN_FULL = ("en", "es")


@dataclass(frozen=True, slots=True)
class Report:
    """A text and its labels.

    ``also`` is a second language mixed in. ``place`` is set where the text itself decides it, by
    as much as it decides. ``asks`` where only a question can; ``options`` are then what the name
    may stand for ("Springfield, IL"), none where no name is given ("the motel on 5th").
    """

    id: str
    text: str
    language: str
    also: str | None
    type: Type
    urgency: Urgency
    role: Role
    minor: Known
    lookalike: Lookalike | None
    place: Place | None
    asks: bool
    options: tuple[str, ...]

    @property
    def group(self) -> str:
        """Under which language it is counted: "en", "es", "mixed" or "other"."""
        if self.also:
            return "mixed"
        return self.language if self.language in READ_IN_FULL else "other"


GROUPS = (*READ_IN_FULL, "mixed", "other")


def read_report(row: Mapping[str, Any]) -> Report:
    """One line of the files; ValueError where a label is not in the vocabulary."""
    label = row["place"] or {}
    return Report(
        id=row["id"],
        text=row["text"],
        language=row["language"],
        also=row.get("also"),
        type=Type(row["type"]),
        urgency=Urgency(row["urgency"]),
        role=Role(row["role"]),
        minor=Known(row["minor"]),
        lookalike=Lookalike(row["lookalike"]) if row["lookalike"] else None,
        place=Place.from_json(label) if "state" in label else None,
        asks="ambiguous" in label,
        options=tuple(label.get("ambiguous", ())),
    )


def read_split(split: Split) -> Sequence[Report]:
    """All reports of one half, in the order of the file."""
    lines = (DATA / f"reports_{split}.jsonl").read_text("utf-8").splitlines()
    return [read_report(json.loads(line)) for line in lines]


def load_sorter() -> Sorter:
    """The sorter as it would be published from the files of the repository."""
    sorter, problems = load(read_folder(LEXICON))
    if sorter is None:
        raise SystemExit("\n".join(map(str, errors(problems))))
    return sorter
