"""Danger now and habits told apart; what is taken back stays low; the kind follows the purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hotline.domain import Known, Type, Urgency
from tests.triage.reports import reported

TEXTS = json.loads(Path(__file__).with_name("dangers.json").read_text("utf-8"))
"""By kind: the inputs of a review first, others of the same kind behind them."""
EXPLOITED = frozenset({Type.SEX, Type.LABOR, Type.BOTH})
PRESSING = frozenset({Urgency.P0, Urgency.P1})


@pytest.mark.parametrize("text", TEXTS["now"])
def test_danger_at_this_moment_is_p0(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P0


@pytest.mark.parametrize("text", TEXTS["not_now"])
def test_papers_debts_and_threats_as_a_habit_are_a_tip(text: str) -> None:
    triage = reported(text)
    assert triage.type.value in EXPLOITED
    assert triage.urgency.value is Urgency.P2


@pytest.mark.parametrize("text", TEXTS["low"])
def test_homework_rumors_and_false_alarms_stay_low(text: str) -> None:
    triage = reported(text)
    assert triage.type.value not in EXPLOITED
    assert triage.urgency.value not in PRESSING
    assert triage.minor.value is not Known.YES


@pytest.mark.parametrize("text", TEXTS["sex_for_power"])
def test_sex_for_a_job_a_home_or_a_favor_is_sex_trafficking(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.SEX
    assert triage.urgency.value is not Urgency.P3


@pytest.mark.parametrize("text", TEXTS["labor"])
def test_crews_and_cashed_checks_are_labor(text: str) -> None:
    assert reported(text).type.value is Type.LABOR


@pytest.mark.parametrize("text", TEXTS["kept"])
def test_girls_kept_in_a_room_are_high_risk_and_urgent(text: str) -> None:
    triage = reported(text)
    assert triage.type.value in {Type.HIGH_RISK, Type.SEX}
    assert triage.urgency.value in PRESSING


@pytest.mark.parametrize("text", TEXTS["both"])
def test_work_and_sex_are_both(text: str) -> None:
    assert reported(text).type.value is Type.BOTH
