"""Nobody is left to ask: supervisors are paged until somebody has the report."""

from __future__ import annotations

from hotline.followups import task_kinds
from hotline.referrals import agency_answers
from tests.referrals.conftest import Desk
from tests.web.desk import csrf_in

SUPERVISOR = "+19565550161"


def nobody_left(desk: Desk) -> str:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report(minutes=60)
    desk.line.work()
    desk.answer(tip, "national_hotline", agency_answers.decline, by="staff:1", reason="other")
    desk.line.work()
    return tip


def reported(desk: Desk) -> int:
    return sum("nobody took it" in text for text in desk.line.texts_to(SUPERVISOR))


def test_supervisors_are_paged_until_an_agency_has_it(desk: Desk) -> None:
    tip = nobody_left(desk)
    assert reported(desk) == 1
    desk.line.pass_time(minutes=61)
    assert reported(desk) == 5
    late = desk.answer(tip, "national_hotline", agency_answers.acknowledge, by="staff:1")
    assert late.changed
    desk.line.pass_time(minutes=61)
    assert reported(desk) == 5


def test_whoever_says_that_it_is_done_has_it(desk: Desk) -> None:
    nobody_left(desk)
    (task,) = desk.tasks(task_kinds.NOBODY_LEFT)
    supervisor = desk.line.as_staff("supervisor")
    csrf = csrf_in(supervisor.get("/tasks").text)
    supervisor.post(f"/tasks/{task.id}/done", data={"csrf": csrf, "note": "phoned the sheriff"})
    desk.line.pass_time(minutes=61)
    assert reported(desk) == 1
