"""An agency is taken out of it, or gives it back: somebody has the report all the same."""

from __future__ import annotations

import html

import pytest

from hotline.db.referrals import Referral
from hotline.followups import task_kinds
from hotline.referrals import agency_answers, manual
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_PHONE, Desk
from tests.web.desk import csrf_in

DISPATCHER = "+19565550162"


def withdraw(desk: Desk, tip: str, agency: str) -> None:
    dep = desk.line.dep
    with dep.database.write() as db:
        referral = db.get_one(Referral, desk.referral(tip, agency).id)
        manual.withdraw(Tx(db, dep, desk.now, "staff:1"), referral)


def conflict(desk: Desk, tip: str, agency: str) -> None:
    desk.answer(tip, agency, agency_answers.decline, by="link", reason="conflict")


@pytest.mark.parametrize("out", [withdraw, conflict])
def test_who_is_out_does_not_get_the_report_by_an_old_link(desk: Desk, out: object) -> None:
    assert callable(out)
    tip = desk.report("alpha", "beta")
    desk.line.work()
    link = desk.link()
    out(desk, tip, "alpha")
    desk.line.work()
    before = desk.states(tip)
    assert before["beta"] == "offered"

    for words in ({"do": "acknowledge"}, {"do": "close", "outcome": "unfounded"}):
        pressed = desk.line.http.post(link, data=words | {"code": desk.mail().code})
        assert "is no longer with your agency" in pressed.text
        assert "Reporter's account" not in html.unescape(pressed.text)
    assert desk.states(tip) == before, "beta is asked as before"
    (task,) = desk.tasks(task_kinds.WANTED_AGAIN)
    assert (task.agency_id, task.owner, task.due_at) == ("alpha", "dispatchers", desk.now)

    back = desk.line.http.post(link, data={"do": "take_back"}).text
    assert "can no longer be undone" in back
    assert desk.states(tip) == before

    code = desk.referral(tip, "alpha").ack_code
    assert "no longer with your agency" in desk.line.text(ALPHA_PHONE, f"ACK {code}")
    desk.answer(tip, "beta", agency_answers.acknowledge, by="webhook")
    assert desk.states(tip)["beta"] == "acknowledged"


def press_go_on(desk: Desk, tip: str, task_id: int) -> str:
    browser = desk.line.as_staff("dispatcher")
    page = browser.get(f"/reports/{tip}").text
    csrf = csrf_in(page)
    assert f'action="/tasks/{task_id}/go_on"' in page
    went = browser.post(f"/tasks/{task_id}/go_on", data={"csrf": csrf}, follow_redirects=True)
    return went.text


def test_an_agency_gives_back_what_it_took_and_the_next_one_is_asked(desk: Desk) -> None:
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    tip = desk.report("alpha", "beta", urgency="P0", minutes=5)
    desk.line.work()
    link, paged = desk.link(), len(desk.line.texts_to(DISPATCHER))
    assert "Return it" in desk.line.answer(desk.mail()).text
    for _ in range(2):
        back = desk.line.http.post(link, data={"do": "decline", "reason": "no_capacity"})
        assert "It stays with you until" in back.text
    assert desk.states(tip)["alpha"] == "acknowledged", "it is in nobody else's hands yet"
    (task,) = desk.tasks(task_kinds.RETURNED)
    assert (task.due_at, task.priority) == (desk.now, "P0")
    desk.line.work()
    (reported,) = desk.line.texts_to(DISPATCHER)[paged:]
    assert "cannot keep it" in reported

    press_go_on(desk, tip, task.id)
    desk.line.work()
    assert desk.states(tip)["alpha"] == "declined"
    assert desk.states(tip)["beta"] == "offered"
    assert not desk.tasks("outcome_24h")
    assert not desk.tasks(task_kinds.RETURNED)


def test_who_was_asked_when_a_late_agency_took_it_is_asked_again(desk: Desk) -> None:
    tip = desk.report("alpha", minutes=60)
    desk.line.pass_time(minutes=95)
    assert desk.states(tip)["national_hotline"] == "offered"
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    assert not desk.tasks("hand_off")
    given = desk.answer(tip, "alpha", agency_answers.decline, by="webhook", reason="no_capacity")
    assert given.changed
    (task,) = desk.tasks(task_kinds.RETURNED)
    press_go_on(desk, tip, task.id)
    assert desk.states(tip)["national_hotline"] == "offered"
    assert len(desk.tasks("hand_off")) == 1, "a dispatcher phones after all"


def test_nobody_presses_the_button_and_the_supervisors_are_paged(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone="+19565550161")
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    tip = desk.report("alpha", urgency="P0", minutes=5)
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    desk.answer(tip, "alpha", agency_answers.decline, by="phone", reason="other")
    desk.line.pass_time(minutes=7)
    assert any("was not done in time" in text for text in desk.line.texts_to("+19565550161"))
