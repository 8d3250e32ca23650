"""An agency that is telephoned: in its hours, and more than once for what can wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.referrals.conftest import GAMMA_PHONE, Desk, offer

AT_NIGHT = datetime(2026, 11, 25, 8, tzinfo=UTC)
"""Two in the morning of a Wednesday in Laredo."""


def rings(desk: Desk) -> int:
    return sum(call.to == GAMMA_PHONE for call in desk.line.carrier.placed)


def nobody_answers(desk: Desk) -> None:
    desk.line.carrier.placed[-1].do_not_answer()
    assert desk.line.carrier.settle()
    desk.line.work()


def test_a_closed_office_is_not_rung_at_night_for_what_can_wait(desk: Desk) -> None:
    desk.line.clock.now = AT_NIGHT
    tip = desk.report(
        replace(offer("gamma", minutes=1440), clock="open"), "beta", urgency="P3", minutes=1440
    )
    desk.line.work()
    assert rings(desk) == 0
    (call,) = desk.jobs("alert", "due")
    assert AT_NIGHT + timedelta(hours=5) < call.due_at < AT_NIGHT + timedelta(hours=10)
    desk.line.skip_to(call.due_at)
    assert rings(desk) == 1
    assert desk.states(tip)["gamma"] == "offered"


def test_one_call_that_nobody_takes_does_not_pass_the_agency_over(desk: Desk) -> None:
    tip = desk.report("gamma", "beta", urgency="P2", minutes=1440)
    desk.line.work()
    for times in (1, 2, 3):
        assert (rings(desk), desk.states(tip)["beta"]) == (times, "planned")
        nobody_answers(desk)
        desk.line.pass_time(minutes=31)
    assert rings(desk) == 3
    assert desk.states(tip)["beta"] == "offered", "three calls are enough"


def test_what_is_urgent_goes_on_after_one_call(desk: Desk) -> None:
    tip = desk.report("gamma", "beta", urgency="P1")
    desk.line.work()
    nobody_answers(desk)
    assert desk.states(tip)["beta"] == "offered"
    assert rings(desk) == 1
