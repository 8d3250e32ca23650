"""A message that is given up, tried again and given up again: each time somebody is told."""

from __future__ import annotations

from datetime import timedelta

from hotline.followups import task_kinds
from tests.referrals.conftest import Desk
from tests.web.desk import csrf_in

SUPERVISOR = "+19565550161"


def test_each_death_of_a_message_is_reported_and_a_retry_finishes_the_task(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    desk.postman.refuse["desk@epsilon.example"] = "550 no"
    tip = desk.report("epsilon", minutes=60)
    desk.line.work()
    (task,) = desk.tasks(task_kinds.DEAD_LETTER)
    (job,) = desk.jobs("alert", "dead")
    supervisor = desk.line.as_staff("supervisor")
    csrf = csrf_in(supervisor.get("/supervise").text)
    supervisor.post(f"/supervise/jobs/{job.id}/again", data={"csrf": csrf})
    assert not desk.tasks(task_kinds.DEAD_LETTER), "whoever tried again has dealt with it"
    desk.line.work()
    (again,) = desk.tasks(task_kinds.DEAD_LETTER)
    assert again.id != task.id
    assert desk.states(tip)["national_hotline"] == "offered"


def test_a_dead_message_that_nobody_looks_at_pages_the_supervisors(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    desk.postman.refuse["desk@epsilon.example"] = "550 no"
    desk.report("epsilon", minutes=600)
    desk.line.work()
    start = desk.now
    desk.line.pass_time(minutes=62)
    (task,) = desk.tasks(task_kinds.DEAD_LETTER)
    assert task.overdue_at is not None
    assert task.overdue_at - start < timedelta(minutes=62)
    assert any("was not done in time" in text for text in desk.line.texts_to(SUPERVISOR))
