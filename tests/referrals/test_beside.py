"""Agencies that are told beside the chain: nobody is asked after them, so a person phones."""

from __future__ import annotations

from hotline.followups import task_kinds
from hotline.referrals import agency_answers
from tests.referrals.conftest import Desk, offer

SUPERVISOR, DISPATCHER = "+19565550161", "+19565550162"
EPSILON_DESK = "desk@epsilon.example"


def test_no_answer_is_a_call_and_at_last_the_supervisors(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    tip = desk.report("alpha", offer("epsilon", also=True))
    desk.line.work()
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    desk.line.pass_time(minutes=61)
    assert desk.states(tip)["epsilon"] == "unanswered"
    (task,) = desk.tasks(task_kinds.NO_ANSWER)
    assert (task.agency_id, task.owner) == ("epsilon", "dispatchers")
    (reported,) = desk.line.texts_to(DISPATCHER)
    assert "does not answer; call it" in reported
    desk.line.pass_time(minutes=62)
    assert any("was not done in time" in text for text in desk.line.texts_to(SUPERVISOR))
    desk.answer(tip, "epsilon", agency_answers.acknowledge, by="phone")
    assert not desk.tasks(task_kinds.NO_ANSWER)


def test_who_declines_hears_what_happens_and_a_dispatcher_too(desk: Desk) -> None:
    tip = desk.report("alpha", offer("epsilon", also=True))
    desk.line.work()
    link = desk.link(EPSILON_DESK)
    assert "next agency" not in desk.line.http.get(link).text
    said = desk.line.answer(desk.mail(EPSILON_DESK), "decline", reason="other").text
    assert "The dispatcher sees this" in said
    assert "next agency" not in said
    (task,) = desk.tasks(task_kinds.ALSO_DECLINED)
    assert (task.agency_id, task.due_at) == ("epsilon", desk.now)
    assert desk.states(tip)["alpha"] == "offered"
    assert "next agency" not in desk.line.mails(EPSILON_DESK)[-1].body

    assert "waits for your answer" in desk.line.http.post(link, data={"do": "take_back"}).text
    assert not desk.tasks(task_kinds.ALSO_DECLINED)
    assert desk.states(tip)["epsilon"] == "offered"


def test_an_overdue_call_is_paged_although_another_agency_has_the_report(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report("alpha", offer("epsilon", how="hand_off", also=True))
    desk.line.work()
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    desk.line.pass_time(minutes=80)
    paged = desk.line.texts_to(SUPERVISOR)
    assert len(paged) == 2, "again and again"
    assert all("nobody phoned the agency" in text for text in paged)
    desk.answer(tip, "epsilon", agency_answers.acknowledge, by="staff:1")
    desk.line.pass_time(minutes=31)
    assert len(desk.line.texts_to(SUPERVISOR)) == 2, "until somebody has done it"
