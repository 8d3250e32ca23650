"""Paging ends at a person: whoever cannot be reached is not counted, and a lost page goes on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from hotline.db.jobs import Delivery, Job, Page
from hotline.followups import paging
from hotline.referrals.deliver import note_status
from hotline.unit_of_work import Tx
from tests.referrals.conftest import Desk

SUPERVISOR, DISPATCHER, OTHER = "+19565550161", "+19565550162", "+19565550163"


def lose_pages(desk: Desk, tip: str, channel: str, *numbers: int) -> None:
    """The provider tells that these people's pages on a channel were not delivered after all."""

    def lose(db: Any, dep: Any, _opened: Any) -> None:
        for job in db.scalars(select(Job).where(Job.kind == paging.PAGE, Job.state == "done")):
            page = db.get_one(Page, job.id)
            if page.channel == channel and page.staff_id in numbers:
                db.execute(update(Delivery).where(Delivery.job_id == job.id).values(state="sent"))
                note_status(Tx(db, dep, desk.now), state="failed", job_id=job.id, detail="30003")

    assert desk.line.carrier.settle()
    desk.change(tip, lose)
    desk.line.work()


def test_who_is_on_shift_and_gave_no_number_does_not_swallow_the_page(desk: Desk) -> None:
    desk.staff("sol", "supervisor")
    desk.staff("sue", "supervisor", phone=SUPERVISOR, shift=False)
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    desk.report(minutes=60)
    desk.line.pass_time(minutes=61)
    assert len(desk.line.texts_to(SUPERVISOR)) == 1
    assert not desk.line.texts_to(DISPATCHER)


def test_without_anybody_of_the_role_the_other_role_is_paged(desk: Desk) -> None:
    desk.staff("sol", "supervisor")
    desk.staff("dana", "dispatcher", phone=DISPATCHER)
    desk.staff("dina", "dispatcher", phone=OTHER, shift=False)
    desk.report(minutes=60)
    desk.line.pass_time(minutes=61)
    assert len(desk.line.texts_to(DISPATCHER)) == 1
    assert not desk.line.texts_to(OTHER)


def test_a_page_that_is_lost_goes_to_the_next_person_and_the_next(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher", phone=DISPATCHER, email="dana@line.example")
    desk.staff("sue", "supervisor", phone=SUPERVISOR, shift=False)
    dina = desk.staff("dina", "dispatcher", phone=OTHER, shift=False)
    tip = desk.report("alpha", urgency="P0", minutes=5)
    desk.line.work()
    assert len(desk.line.texts_to(DISPATCHER)) == 1

    lose_pages(desk, tip, "sms", dana)
    assert not desk.line.texts_to(OTHER), "she was called, too"
    lose_pages(desk, tip, "phone", dana)
    assert len(desk.line.texts_to(OTHER)) == 1, "a mail alone wakes nobody"
    assert not desk.line.texts_to(SUPERVISOR)
    for channel in ("sms", "phone"):
        lose_pages(desk, tip, channel, dina)
    (reported,) = desk.line.texts_to(SUPERVISOR)
    assert "danger now" in reported


def test_one_lost_page_wakes_nobody_else_while_another_has_it(desk: Desk) -> None:
    dana = desk.staff("dana", "dispatcher", phone=DISPATCHER)
    desk.staff("dina", "dispatcher", phone=OTHER)
    desk.staff("sue", "supervisor", phone=SUPERVISOR, shift=False)
    tip = desk.report("alpha", urgency="P0", minutes=5)
    desk.line.work()
    for channel in ("sms", "phone"):
        lose_pages(desk, tip, channel, dana)
    assert len(desk.line.texts_to(OTHER)) == 1
    assert not desk.line.texts_to(SUPERVISOR)
