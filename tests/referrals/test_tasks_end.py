"""Tasks to phone an agency end when somebody has the report, or when it is closed."""

from __future__ import annotations

from typing import Any

from hotline.followups import task_kinds
from hotline.referrals import agency_answers, chain
from hotline.unit_of_work import Tx
from tests.referrals.conftest import Desk
from tests.web.desk import csrf_in

SUPERVISOR = "+19565550161"


def test_a_late_answer_ends_the_calls_that_were_overdue(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report("alpha", minutes=60)
    desk.line.pass_time(hours=4)
    assert desk.tasks(task_kinds.HAND_OFF)
    assert desk.tasks(task_kinds.OVERDUE_HAND_OFF)
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    assert {task.kind for task in desk.tasks()} == set(map(str, agency_answers.OUTCOME_TASKS))


def test_somebody_has_it_after_all_and_nobody_need_be_found(desk: Desk) -> None:
    tip = desk.report("alpha", minutes=60)
    desk.line.pass_time(minutes=95)
    desk.answer(tip, "national_hotline", agency_answers.decline, by="staff:1", reason="other")
    assert desk.tasks(task_kinds.NOBODY_LEFT)
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    assert not desk.tasks(task_kinds.NOBODY_LEFT)


def test_closing_ends_the_call_and_opening_again_asks_for_it_again(desk: Desk) -> None:
    tip = desk.report(minutes=60)
    desk.line.work()
    assert len(desk.tasks(task_kinds.HAND_OFF)) == 1
    browser = desk.line.as_staff("dispatcher")
    page = f"/reports/{tip}"
    csrf = csrf_in(browser.get(page).text)
    browser.post(f"{page}/close", data={"csrf": csrf, "disposition": "no_action_possible"})
    assert desk.row(tip).state == "closed"
    assert not desk.tasks(task_kinds.HAND_OFF)
    desk.line.pass_time(hours=3)
    assert not desk.tasks(task_kinds.OVERDUE_HAND_OFF)

    def reopen(db: Any, dep: Any, opened: Any) -> None:
        opened.row.state = "open"
        chain.ask_again(Tx(db, dep, desk.now), opened.row)

    desk.change(tip, reopen)
    (call,) = desk.tasks(task_kinds.HAND_OFF)
    assert (desk.now - call.created_at).total_seconds() == 0
    assert desk.states(tip)["national_hotline"] == "offered"
    desk.line.pass_time(minutes=61)
    assert desk.tasks(task_kinds.OVERDUE_HAND_OFF), "its clock runs again"
