"""One fact changed changes the answer that should change, and no other; who they are, nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotline.geo import Locator
from tests.triage.reports import reported

FAMILIES = yaml.safe_load(
    (Path(__file__).parent / "data" / "counterfactuals.yaml").read_text("utf-8")
)
LEAST = 400


@cache
def locator() -> Locator:
    return Locator.load()


def pairs(family: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of the family, filled in both ways."""
    for text in family["texts"]:
        for one, other in family["pairs"]:
            yield _filled(text, one), _filled(text, other)


def _filled(text: str, value: str | list[str]) -> str:
    if isinstance(value, list):
        return text.format(*value)
    return text[: text.index("{")] + value + text[text.index("}") + 1 :]


def answers(text: str) -> dict[str, str]:
    triage = reported(text)
    return {
        "type": triage.type.value.value,
        "urgency": triage.urgency.value.value,
        "role": triage.role.value.value,
        "minor": triage.minor.value.value,
        "lookalike": triage.lookalike.value.value if triage.lookalike.value else "none",
    }


def place(text: str) -> str:
    best = locator().locate(text).best
    return locator().label(best) if best else "none"


def fits(wanted: str, value: str) -> bool:
    return value != wanted[1:] if wanted.startswith("!") else value == wanted


def faults(family: dict[str, Any]) -> Iterator[str]:
    """What came out otherwise than the family says."""
    turns, loose = family["turns"], set(family.get("loose", ()))
    for one, other in pairs(family):
        before, after = answers(one), answers(other)
        if "place" in turns and place(one) == place(other):
            yield f"same place: {one} | {other}"
        for name, value in before.items():
            if name in turns:
                first, _, then = turns[name].partition(" -> ")
                right = fits(first, value) and fits(then, after[name])
            else:
                right = name in loose or value == after[name]
            if not right:
                yield f"{name} {value} -> {after[name]}: {one} | {other}"


@pytest.mark.parametrize("name", FAMILIES)
def test_one_fact_changes_its_own_answer_and_no_other(name: str) -> None:
    assert not list(faults(FAMILIES[name]))


def test_there_are_enough_pairs() -> None:
    assert sum(len(list(pairs(family))) for family in FAMILIES.values()) >= LEAST
