"""Nobody answers: what happens next, and next, until a person has it. Time is moved, not waited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hotline.messages import MessageCode
from hotline.referrals import agency_answers, chain
from hotline.referrals.deliver import note_status
from hotline.routing.types import Review
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_DESK, ALPHA_PHONE, BETA_DESK, Desk, offer

SUPERVISOR, DISPATCHER = "+19565550161", "+19565550162"


def audited(desk: Desk, tip: str) -> list[str]:
    from sqlalchemy import select

    from hotline.db.audit import AuditEvent

    with desk.line.dep.database.read() as db:
        rows = db.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject == f"report:{tip}", AuditEvent.actor == "service")
            .order_by(AuditEvent.id)
        )
        return [f"{row.action} {row.detail}".strip() for row in rows]


def test_reminder_next_contact_next_agency_supervisor_and_the_national_hotline(
    any_desk: Desk,
) -> None:
    desk = any_desk
    desk.staff("sol", "supervisor", phone=SUPERVISOR, email="sol@line.example")
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    tip = desk.report("alpha", "beta", minutes=60)
    start = desk.now
    desk.line.work()
    assert [m.subject.startswith("[P1]") for m in desk.line.mails(ALPHA_DESK)] == [True]

    desk.line.pass_time(minutes=31)
    assert [m.subject[:9] for m in desk.line.mails(ALPHA_DESK)] == ["[P1] Tip ", "Reminder:"]

    desk.line.pass_time(minutes=30)
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1, "the next contact point of the same agency"
    assert not desk.hook.got

    desk.line.pass_time(minutes=30)
    assert desk.states(tip)["alpha"] == "unanswered"
    assert len(desk.hook.got) == 1, "the next agency"

    desk.line.pass_time(minutes=92)
    assert desk.states(tip) == {
        "alpha": "unanswered",
        "beta": "unanswered",
        "national_hotline": "offered",
    }
    assert [t.kind for t in desk.tasks("hand_off")] == ["hand_off"]
    (paged,) = desk.line.texts_to(SUPERVISOR)
    assert "no agency answered; phone the National Hotline" in paged
    assert tip in paged
    assert [call.to for call in desk.line.carrier.placed] == [SUPERVISOR], "and called"
    assert [m.to for m in desk.line.mails("sol@")] == ["sol@line.example"]
    assert not desk.line.texts_to(DISPATCHER)

    desk.line.pass_time(minutes=62)
    assert [t.kind for t in desk.tasks("overdue_hand_off")] == ["overdue_hand_off"]
    assert len(desk.line.texts_to(SUPERVISOR)) == 2
    desk.line.pass_time(minutes=16)
    assert len(desk.line.texts_to(SUPERVISOR)) == 3, "again and again"
    assert len(desk.tasks("overdue_hand_off")) == 1, "but one task"
    assert audited(desk, tip) == [
        "reminded alpha",
        "next_contact alpha",
        "unanswered alpha",
        "reminded beta",
        "next_contact beta",
        "unanswered beta",
        "overdue national_hotline",
        "overdue national_hotline",
    ]
    assert desk.now - start < timedelta(hours=5)


def test_danger_now_goes_to_everybody_at_once_and_pages_the_dispatchers(desk: Desk) -> None:
    desk.staff("dana", "dispatcher", phone=DISPATCHER, email="dana@line.example")
    tip = desk.report("alpha", "beta", urgency="P0", minutes=5)
    desk.line.work()
    assert len(desk.line.mails(ALPHA_DESK)) == len(desk.line.texts_to(ALPHA_PHONE)) == 1
    (paged,) = desk.line.texts_to(DISPATCHER)
    assert "danger now" in paged
    desk.line.pass_time(minutes=3)
    assert len(desk.line.mails(ALPHA_DESK)) == len(desk.line.texts_to(ALPHA_PHONE)) == 2
    desk.line.pass_time(minutes=3)
    assert desk.states(tip)["beta"] == "offered"
    assert len(desk.hook.got) == 1
    assert len(desk.line.mails(BETA_DESK)) == 1


def test_an_acknowledged_report_leaves_everybody_else_in_peace(desk: Desk) -> None:
    tip = desk.report("alpha", "beta")
    desk.line.pass_time(minutes=10)
    answered = desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    assert answered.changed
    desk.line.pass_time(hours=6)
    assert desk.states(tip) == {
        "alpha": "acknowledged",
        "beta": "planned",
        "national_hotline": "planned",
    }
    assert len(desk.line.mails()) == 1
    assert {t.kind for t in desk.tasks()} == {"outcome_24h", "outcome_7d", "outcome_30d"}


def test_declining_asks_the_next_agency_at_once(desk: Desk) -> None:
    tip = desk.report("alpha", "beta")
    desk.line.work()
    declined = desk.answer(tip, "alpha", agency_answers.decline, by="link", reason="no_capacity")
    assert declined.changed
    desk.line.work()
    assert desk.states(tip)["beta"] == "offered"
    assert len(desk.hook.got) == 1
    again = desk.answer(tip, "alpha", agency_answers.decline, by="link", reason="no_capacity")
    assert not again.changed
    assert again.message.code is MessageCode.PASSED_ON_ALREADY


def test_late_and_double_answers_are_kept_and_explained(desk: Desk) -> None:
    tip = desk.report("alpha", "beta")
    desk.line.pass_time(minutes=95)
    assert desk.states(tip)["alpha"] == "unanswered"
    late = desk.answer(tip, "alpha", agency_answers.acknowledge, by="link")
    assert late.changed
    assert late.message.code is MessageCode.ACKNOWLEDGED_LATE
    twice = desk.answer(tip, "alpha", agency_answers.acknowledge, by="sms")
    assert not twice.changed
    assert twice.message.code is MessageCode.ACKNOWLEDGED_BEFORE
    refused = desk.answer(tip, "alpha", agency_answers.decline, by="link", reason="other")
    assert refused.message.code is MessageCode.CANNOT_KEEP
    assert desk.states(tip)["alpha"] == "acknowledged"


def test_when_even_the_last_resort_declines_a_supervisor_is_paged(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report("alpha")
    for agency in ("alpha", "national_hotline"):
        desk.answer(tip, agency, agency_answers.decline, by="phone", reason="no_capacity")
    desk.line.work()
    assert [t.owner for t in desk.tasks("nobody_left")] == ["supervisors"]
    assert any("nobody took it" in text for text in desk.line.texts_to(SUPERVISOR))


def test_those_notified_beside_the_chain_do_not_hold_it_up(desk: Desk) -> None:
    tip = desk.report(offer("delta", also=True), "alpha")
    assert desk.states(tip)["delta"] == desk.states(tip)["alpha"] == "offered"
    desk.answer(tip, "delta", agency_answers.decline, by="portal", reason="not_our_kind")
    assert desk.states(tip)["alpha"] == "offered"
    desk.line.pass_time(minutes=95)
    assert desk.states(tip)["national_hotline"] == "offered"


def test_a_person_looks_first_and_without_one_it_goes_out_all_the_same(desk: Desk) -> None:
    looked = desk.report("alpha", review=Review(15, "it may be a hoax"))
    waits = desk.report("alpha", review=Review(15, "it may be a hoax"), sender=None)
    desk.line.pass_time(minutes=5)
    assert not desk.line.mails()
    desk.change(looked, lambda db, dep, opened: chain.begin(Tx(db, dep, desk.now), opened.row))
    desk.line.work()
    assert len(desk.line.mails()) == 1
    desk.line.pass_time(minutes=11)
    assert desk.states(waits)["alpha"] == "offered"
    assert len(desk.line.mails()) == 2


def test_a_text_that_failed_after_all_goes_on_at_once(desk: Desk) -> None:
    desk.postman.refuse[ALPHA_DESK] = "550 no"
    tip = desk.report("alpha", "delta")
    desk.line.work()
    assert desk.line.carrier.settle()
    (delivery,) = desk.deliveries()
    assert delivery.channel == "sms"

    def undelivered(db: Any, dep: Any, _opened: Any) -> None:
        delivery_now = note_status(
            Tx(db, dep, desk.now), state="failed", job_id=delivery.job_id, detail="30005"
        )
        assert delivery_now is not None

    with desk.line.dep.database.write() as db:
        row = db.get(type(delivery), delivery.id)
        assert row is not None
        row.state = "sent"
    desk.change(tip, undelivered)
    desk.line.work()
    assert desk.states(tip)["alpha"] == "unanswered"
    assert desk.states(tip)["delta"] == "offered"


def test_closing_a_report_stops_its_clock_and_reopening_starts_it(desk: Desk) -> None:
    tip = desk.report("alpha")
    desk.line.work()

    def close(_db: Any, _dep: Any, opened: Any) -> None:
        opened.row.state = "closed"

    desk.change(tip, close)
    desk.line.pass_time(hours=3)
    assert desk.states(tip)["alpha"] == "recalled"
    assert len(desk.line.mails()) == 1

    def reopen(db: Any, dep: Any, opened: Any) -> None:
        opened.row.state = "open"
        chain.ask_again(Tx(db, dep, desk.now), opened.row)

    desk.change(tip, reopen)
    desk.line.work()
    assert desk.states(tip)["alpha"] == "offered"
    assert desk.line.mails()[-1].subject.startswith("Reminder")
    desk.line.pass_time(hours=3)
    assert desk.states(tip)["national_hotline"] == "offered"


def test_nobody_on_shift_pages_everybody_of_the_role(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR, shift=False)
    desk.staff("ada", "coordinator", phone="+19565550163", shift=False)
    tip = desk.report("alpha")
    desk.answer(tip, "alpha", agency_answers.decline, by="link", reason="other")
    desk.line.work()
    assert len(desk.line.texts_to(SUPERVISOR)) == len(desk.line.texts_to("+19565550163")) == 1


def test_somebody_on_shift_spares_the_others(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    desk.staff("ada", "supervisor", phone="+19565550163", shift=False)
    tip = desk.report("alpha")
    desk.answer(tip, "alpha", agency_answers.decline, by="link", reason="other")
    desk.line.work()
    assert len(desk.line.texts_to(SUPERVISOR)) == 1
    assert not desk.line.texts_to("+19565550163")


def test_a_page_that_is_settled_meanwhile_is_not_sent(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report("alpha")
    desk.answer(tip, "alpha", agency_answers.decline, by="link", reason="other")
    desk.answer(tip, "national_hotline", agency_answers.acknowledge, by="staff:1")
    desk.line.work()
    assert not desk.line.texts_to(SUPERVISOR)
