"""Danger in this moment in thirteen languages, and what sounds like it and is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.domain import Urgency
from tests.triage.reports import reported

TABLE = Path(__file__).parent / "data" / "danger.tsv"


def rows(wanted: str) -> list[tuple[str, str]]:
    lines = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines())
    return [(language, text) for level, language, text in lines if level == wanted]


def test_each_language_has_weapons_locks_moves_strangers_hiding_overdose_and_suicide() -> None:
    spoken = [language for language, _ in rows("P0")]
    for language in "en es pt fr zh ko ru ar pl vi ht tl hi".split():
        assert spoken.count(language) >= 8, language


def test_danger_now_is_immediate_in_every_language() -> None:
    missed = [text for _, text in rows("P0") if reported(text).urgency.value is not Urgency.P0]
    assert not missed


def test_what_is_over_a_habit_a_rumor_or_homework_is_not() -> None:
    false = [text for _, text in rows("lower") if reported(text).urgency.value is Urgency.P0]
    assert len(false) <= 1, false


@pytest.mark.parametrize(
    "text",
    [
        "he put a padlock on our gate from the outside and drove off",
        "they welded the windows shut and left us here",
        "he says he will cut off my brother's ear if we are late",
        "my passenger says she is 16 and the man we drive to bought her",
        "my son is 7 and he went off with a man nobody knows an hour ago",
        "men with guns are taking girls from the house right now",
        "guards point guns at us and we cannot go",
        "the guard has his gun out and is shooting",
        "no nos deja salir y trae pistola",
        "mi hijo de 6 se fue con un desconocido hace un rato",
    ],
)
def test_what_is_near_to_a_habit_or_a_rumor_is_danger_still(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P0
