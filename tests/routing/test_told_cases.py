"""docs/routing_cases.md is true: every command in it sends the report where it says."""

from __future__ import annotations

import argparse
import re
import shlex
from datetime import datetime
from pathlib import Path

import pytest

from hotline.domain import Known, Lookalike, Role, Type, Urgency
from hotline.geo import Locator
from hotline.routing.types import Case
from tests.routing.books import asked, decide

DOCUMENT = Path(__file__).parents[2] / "docs" / "routing_cases.md"
REPORTED = re.compile(
    r"^    hotline explain (?P<options>.+)\n\nGoes to: (?P<asked>.+)\n(?:Tasks: (?P<tasks>.+)\n)?",
    re.MULTILINE,
)
CASES = [found.groupdict() for found in REPORTED.finditer(DOCUMENT.read_text("utf-8"))]


def _options(said: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("place", "type", "urgency", "role", "lookalike", "at"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--minor", default="unknown")
    parser.add_argument("--language", default="en")
    parser.add_argument("--consent", action="append", default=[])
    return parser.parse_args(shlex.split(said))


def test_there_are_twelve_cases_and_more() -> None:
    headings = re.findall(r"^## (\d+)\.", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert headings == [str(number) for number in range(1, 13)]
    assert len(CASES) >= 12


@pytest.mark.parametrize("reported", CASES, ids=lambda reported: reported["options"][:60])
def test_a_described_case_goes_where_the_document_says(reported: dict[str, str]) -> None:
    given = _options(reported["options"])
    place = Locator.load().locate(given.place, expecting=True).best
    assert place is not None, given.place
    decision = decide(
        Case(
            type=Type(given.type),
            urgency=Urgency(given.urgency),
            role=Role(given.role),
            minor=Known(given.minor),
            language=given.language,
            place=place,
            lookalike=Lookalike(given.lookalike) if given.lookalike else None,
            consents=frozenset(given.consent),
        ),
        datetime.fromisoformat(given.at),
    )
    assert asked(decision) == reported["asked"].split(", ")
    tasks = {task.kind for task in decision.tasks}
    assert set((reported["tasks"] or "").split()) <= tasks
    assert ("mandated_report" in tasks) == (given.minor == "yes")
