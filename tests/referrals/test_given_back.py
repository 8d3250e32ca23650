"""An agency is taken out of it, or gives it back: somebody has the report all the same."""

from __future__ import annotations

import pytest

from hotline.db.referrals import Referral
from hotline.referrals import answers, by_hand
from tests.referrals.conftest import ALPHA_PHONE, Desk


def recall(desk: Desk, tip: str, agency: str) -> None:
    dep = desk.line.dep
    with dep.database.write() as db:
        referral = db.get_one(Referral, desk.referral(tip, agency).id)
        by_hand.recall(db, dep, referral, by="staff:1", now=desk.now)


def conflict(desk: Desk, tip: str, agency: str) -> None:
    desk.answer(tip, agency, answers.decline, by="link", reason="conflict")


@pytest.mark.parametrize("out", [recall, conflict])
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
        pressed = desk.line.http.post(link, data=words)
        assert "is no longer with your agency" in pressed.text
        assert "What was told" not in pressed.text
    assert desk.states(tip) == before, "beta is asked as before"
    (task,) = desk.tasks(answers.WANTED_AGAIN)
    assert (task.agency_id, task.owner, task.due_at) == ("alpha", "dispatchers", desk.now)

    code = desk.referral(tip, "alpha").ack_code
    assert "no longer with your agency" in desk.line.text(ALPHA_PHONE, f"ACK {code}")
    desk.answer(tip, "beta", answers.acknowledge, by="webhook")
    assert desk.states(tip)["beta"] == "acknowledged"
