"""Danger now and habits told apart; what is taken back stays low; the kind follows the purpose."""

from __future__ import annotations

import pytest

from hotline.words import Known, Type, Urgency
from tests.harm.dangers import BOTH, KEPT, LABOR, LOW, NOT_NOW, NOW, SEX_FOR_POWER
from tests.triage.reports import told

EXPLOITED = frozenset({Type.SEX, Type.LABOR, Type.BOTH})
PRESSING = frozenset({Urgency.P0, Urgency.P1})


@pytest.mark.parametrize("text", NOW)
def test_danger_at_this_moment_is_p0(text: str) -> None:
    assert told(text).urgency.value is Urgency.P0


@pytest.mark.parametrize("text", NOT_NOW)
def test_papers_debts_and_threats_as_a_habit_are_a_tip(text: str) -> None:
    triage = told(text)
    assert triage.type.value in EXPLOITED
    assert triage.urgency.value is Urgency.P2


@pytest.mark.parametrize("text", LOW)
def test_homework_rumors_and_false_alarms_stay_low(text: str) -> None:
    triage = told(text)
    assert triage.type.value not in EXPLOITED
    assert triage.urgency.value not in PRESSING
    assert triage.minor.value is not Known.YES


@pytest.mark.parametrize("text", SEX_FOR_POWER)
def test_sex_for_a_job_a_home_or_a_favor_is_sex_trafficking(text: str) -> None:
    triage = told(text)
    assert triage.type.value is Type.SEX
    assert triage.urgency.value is not Urgency.P3


@pytest.mark.parametrize("text", LABOR)
def test_crews_and_cashed_checks_are_labor(text: str) -> None:
    assert told(text).type.value is Type.LABOR


@pytest.mark.parametrize("text", KEPT)
def test_girls_kept_in_a_room_are_high_risk_and_urgent(text: str) -> None:
    triage = told(text)
    assert triage.type.value in {Type.HIGH_RISK, Type.SEX}
    assert triage.urgency.value in PRESSING


@pytest.mark.parametrize("text", BOTH)
def test_work_and_sex_are_both(text: str) -> None:
    assert told(text).type.value is Type.BOTH
