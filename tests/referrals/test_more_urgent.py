"""A new fact makes a report more urgent: who has it is told, and the clock starts again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from hotline.domain import Urgency
from hotline.intake.reports import OpenReport, report_by_tip
from hotline.referrals import agency_answers, chain, urgency_raised
from hotline.routing.types import Duration
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_DESK, ALPHA_PHONE, Desk

DISPATCHER = "+19565550162"


def becomes(desk: Desk, tip: str, urgency: str) -> int:
    def doing(db: Any, dep: Any, opened: OpenReport) -> int:
        opened.row.urgency = urgency
        return urgency_raised.notify_agencies(Tx(db, dep, desk.now), opened.row)

    reported: int = desk.change(tip, doing)
    return reported


def test_an_agency_that_is_being_asked_is_notified_and_has_less_time(any_desk: Desk) -> None:
    desk = any_desk
    tip = desk.report("alpha", "beta", urgency="P2", minutes=1440)
    desk.line.pass_time(hours=2)
    assert becomes(desk, tip, "P1")
    desk.line.work()
    reported = desk.line.mails(ALPHA_DESK)[-1]
    assert reported.subject == f"More urgent now: [P1] Tip {tip}: more urgent now"
    assert "Laredo" not in reported.body
    referral = desk.referral(tip, "alpha")
    assert referral.due_at == desk.now + timedelta(minutes=60)
    desk.line.pass_time(minutes=95)
    assert desk.states(tip)["beta"] == "offered", "the new clock counts, not the old one"


def test_an_agency_that_the_new_decision_does_not_name_gets_the_time_of_the_policy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.line.dep.database.read() as db:
        policy = desk.line.dep.library.current(db).rules.policy
    monkeypatch.setitem(policy.acknowledge, Urgency.P1, Duration(minutes=20))
    tip = desk.report("alpha", "beta", urgency="P2", minutes=1440)
    desk.line.work()
    becomes(desk, tip, "P1")
    assert desk.referral(tip, "alpha").due_at == desk.now + timedelta(minutes=20)


def test_danger_now_reaches_every_contact_point_and_the_dispatchers(desk: Desk) -> None:
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    tip = desk.report("alpha", urgency="P2", minutes=1440)
    desk.line.work()
    becomes(desk, tip, "P0")
    desk.line.work()
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1
    assert len(desk.line.mails(ALPHA_DESK)) == 2
    assert any("danger now" in text for text in desk.line.texts_to(DISPATCHER))
    assert desk.referral(tip, "alpha").due_at == desk.now + timedelta(minutes=5)


def test_danger_now_goes_to_the_next_agency_after_five_minutes(desk: Desk) -> None:
    tip = desk.report("alpha", "beta", urgency="P2", minutes=1440)
    desk.line.pass_time(minutes=10)
    becomes(desk, tip, "P0")
    desk.line.pass_time(minutes=4)
    assert desk.states(tip)["beta"] == "planned"
    desk.line.pass_time(minutes=1)
    assert desk.states(tip)["beta"] == "offered"
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 2, "told and reminded, not asked anew"


def test_an_agency_that_acknowledged_is_notified_and_a_dispatcher_makes_sure(desk: Desk) -> None:
    tip = desk.report("beta", urgency="P2", minutes=1440)
    desk.line.work()
    desk.answer(tip, "beta", agency_answers.acknowledge, by="link")
    becomes(desk, tip, "P1")
    desk.line.work()
    assert [json.loads(got.body)["type"] for got in desk.hook.got] == [
        "referral.offered",
        "referral.updated",
    ]
    (task,) = desk.tasks("update_heard")
    assert (task.priority, task.due_at) == ("P1", desk.now + timedelta(minutes=60))
    desk.answer(tip, "beta", agency_answers.acknowledge, by="link")
    assert not desk.tasks("update_heard"), "opening the new link says that it was heard"


def test_a_hand_off_that_waits_is_due_sooner(desk: Desk) -> None:
    tip = desk.report(urgency="P3", minutes=4320)
    (task,) = desk.tasks("hand_off")
    assert task.due_at == desk.now + timedelta(days=3)
    becomes(desk, tip, "P1")
    (task,) = desk.tasks("hand_off")
    assert (task.priority, task.due_at) == ("P1", desk.now + timedelta(minutes=60))
    desk.line.pass_time(minutes=61)
    assert desk.tasks("overdue_hand_off")


def test_nothing_happens_when_it_is_not_more_urgent(desk: Desk) -> None:
    tip = desk.report("alpha", urgency="P1")
    desk.line.work()
    for urgency in ("P1", "P2"):
        assert becomes(desk, tip, urgency) == 0
    assert becomes(desk, tip, "P0") == 2
    assert becomes(desk, tip, "P0") == 0, "told once"


def test_a_texted_fact_reaches_the_agency_through_the_whole_line(desk: Desk) -> None:
    reported = "a man in Laredo takes the pay of the women in his salon and keeps their passports"
    desk.line.text("+19565550177", reported, "yes", "not sure", "2", "no")
    desk.line.pass_time(minutes=40)
    (tip,) = desk.line.tips()
    with desk.line.dep.database.write() as db:  # a person has looked at what the rules doubt
        opened = report_by_tip(db, desk.line.dep, tip)
        assert opened is not None
        chain.reviewed(Tx(db, desk.line.dep, desk.now, "staff:1"), opened.row)
    before = desk.line.report(tip)
    assert before["urgency"] in {"P1", "P2"}
    offered = {r["agency_id"] for r in before["referrals"] if r["state"] == "offered"}
    assert offered
    desk.line.text("+19565550177", "help now, he is beating her right now, she is locked in")
    desk.line.work()
    after = desk.line.report(tip)
    assert after["urgency"] == "P0"
    for agency in offered:
        assert desk.referral(tip, agency).urgency == "P0"
        assert desk.referral(tip, agency).due_at == desk.now + timedelta(minutes=5)
