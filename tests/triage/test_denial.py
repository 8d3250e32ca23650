"""What is denied does not count, and is shown as denied."""

from __future__ import annotations

import pytest

from hotline.domain import Type, Urgency
from tests.triage.reports import indicators, reported, signals

DENIED = [
    ("he did not take her passport", "retention_of_documents"),
    ("he didn't take her passport", "retention_of_documents"),
    ("he never took her passport", "retention_of_documents"),
    ("nobody took her passport", "retention_of_documents"),
    ("no le quitó el pasaporte", "retention_of_documents"),
    ("nunca le quitaron los documentos", "retention_of_documents"),
    ("she is not locked in", "locked_in"),
    ("i don't think she is locked in", "locked_in"),
    ("he has not hit her", "physical_violence"),
    ("no la golpea", "physical_violence"),
]


@pytest.mark.parametrize(("text", "indicator"), DENIED)
def test_a_denied_sign_speaks_against(text: str, indicator: str) -> None:
    found = reported(text).type
    assert indicator not in indicators(found)
    assert f"denied: {indicator}" in indicators(found)
    assert all(e.weight < 0 for e in found.evidence if e.indicator == f"denied: {indicator}")


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("she can't leave", "cannot_leave"),
        ("i am not paid", "withheld_wages"),
        ("they do not let us leave", "cannot_leave"),
        ("no puedo salir", "cannot_leave"),
        ("no me pagan", "withheld_wages"),
        ("i can not leave he took my passport", "retention_of_documents"),
        ("not only did he take her passport", "retention_of_documents"),
        ("no, le quitó el pasaporte", "retention_of_documents"),
        ("i do not speak english and he took my passport", "retention_of_documents"),
    ],
)
def test_a_no_that_belongs_elsewhere_denies_nothing(text: str, indicator: str) -> None:
    assert indicator in indicators(reported(text).type)


def test_no_weapon_is_no_emergency() -> None:
    assert "weapon" in signals(reported("he has a gun"))
    assert reported("he has a gun").urgency.value is Urgency.P0
    assert "weapon" not in signals(reported("he has no gun"))


def test_the_rest_of_a_story_still_counts() -> None:
    triage = reported(
        "He did NOT take her passport but he told her he'd have her arrested if she quits the "
        "salon, and he hasn't paid her since June"
    )
    assert triage.type.value is Type.LABOR
