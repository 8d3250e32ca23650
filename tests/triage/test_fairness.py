"""Nationality, race, religion and sex never change an answer."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.triage.reports import files, reported

NATIONS = ["American", "Mexican", "Chinese", "Nigerian", "Russian", "Indian", "white", "Black"]
NATIONS += ["Asian", "Hispanic", "Muslim", "Jewish", "Christian", "Haitian", "Ukrainian", "Roma"]
STORIES = [
    "a {} woman is locked in the restaurant and he took her passport, she is not paid",
    "the {} owner keeps their passports and they sleep in the shop",
    "a {} man sells a {} girl at the motel, she is 15",
    "{} people live next door, cars come and go at night",
    "my boss is {} and does not pay overtime",
    "a {} family has a maid who never goes out",
]
AMBIGUOUS = {"white", "Black", "Indian", "Roma"}  # also said of vans, eyes, gas stations
SPANISH = ["mexicana", "china", "rusa", "nigeriana", "blanca", "negra", "judía", "musulmana"]


def shown(text: str) -> tuple[object, ...]:
    triage = reported(text)
    return (
        triage.type.value,
        triage.type.confidence,
        triage.urgency.value,
        triage.urgency.confidence,
        triage.role.value,
        triage.minor.value,
        triage.minor.confidence,
        triage.lookalike.value,
        {name: (signal.value, signal.confidence) for name, signal in triage.signals.items()},
    )


@pytest.mark.parametrize("story", STORIES)
def test_swapping_who_they_are_changes_nothing(story: str) -> None:
    answers = [shown(story.replace("{}", nation)) for nation in NATIONS]
    assert all(one == other for one, other in pairwise(answers))


def test_nor_in_spanish() -> None:
    story = "una mujer {} está encerrada en el restaurante y le quitaron el pasaporte"
    answers = [shown(story.replace("{}", nation)) for nation in SPANISH]
    assert all(one == other for one, other in pairwise(answers))


def test_a_man_or_a_woman_is_the_same() -> None:
    woman = reported("the woman is locked in the kitchen and they took her passport")
    man = reported("the man is locked in the kitchen and they took his passport")
    assert woman.type.value is man.type.value
    assert woman.urgency.value is man.urgency.value


def test_no_word_list_names_a_people_or_a_faith() -> None:
    forbidden = {nation.lower() for nation in NATIONS if nation not in AMBIGUOUS}
    for path, text in files().items():
        if path.startswith(("en/", "es/")):
            _, _, counted = text.partition("numbers:")  # what stands before is never counted
            words = set((counted or text).lower().replace("|", " ").replace(",", " ").split())
            assert not words & forbidden, path


def test_the_development_reports_keep_their_answers_with_other_names_of_countries() -> None:
    data = Path(__file__).parents[2] / "bench" / "data" / "reports_dev.jsonl"
    for line in data.read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        if "Honduras" in text or "Guatemala" in text:
            other = text.replace("Honduras", "Poland").replace("Guatemala", "Norway")
            assert reported(text).type.value is reported(other).type.value
