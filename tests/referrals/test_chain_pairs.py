"""The chain on a served line: a review that nobody ends, and a report that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hotline.domain import Urgency
from hotline.followups import task_kinds
from hotline.followups.response_times import DEFAULT
from hotline.referrals import agency_answers, chain
from hotline.routing.types import Decision, Review
from hotline.unit_of_work import Tx
from tests.referrals.conftest import Desk, offer

SUPERVISOR = "+19565550161"
NATIONAL = "national_hotline"


def decide_again(desk: Desk, tip: str, agency: str, review: Review) -> None:
    """A later decision names this agency, then the National Hotline."""

    def open_(db: Any, dep: Any, opened: Any) -> None:
        offers = (offer(agency), offer(NATIONAL, how="hand_off"))
        version = dep.library.current(db)
        decision = Decision(desk.now, version.digest, offers, (), (), review, ())
        chain.open_chain(Tx(db, dep, desk.now), opened.row, version, decision)

    desk.change(tip, open_)


def test_supervisors_are_paged_again_and_again_until_someone_has_a_report(desk: Desk) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report(urgency="P3", minutes=60)
    desk.line.work()
    desk.answer(tip, NATIONAL, agency_answers.decline, by="staff:1", reason="other")
    (task,) = desk.tasks(task_kinds.NOBODY_LEFT)
    assert (task.priority, task.due_at) == ("P1", desk.now)
    (again,) = desk.jobs(chain.STILL_NOBODY)
    assert again.due_at - desk.now == DEFAULT.page_again[Urgency.P3]
    desk.line.work()
    said = [text for text in desk.line.texts_to(SUPERVISOR) if "nobody took it" in text]
    assert len(said) == 1
    desk.line.clock.now = again.due_at - timedelta(seconds=1)
    desk.line.work()
    assert len([text for text in desk.line.texts_to(SUPERVISOR) if "nobody took it" in text]) == 1
    desk.line.clock.now = again.due_at
    desk.line.work()
    said = [text for text in desk.line.texts_to(SUPERVISOR) if "nobody took it" in text]
    assert len(said) == 2, "and again, until someone has it"


def test_a_review_is_asked_for_once_and_its_end_begins_the_referrals_once(desk: Desk) -> None:
    review = Review(30, "a test")
    tip = desk.report("alpha", review=review)
    (task,) = desk.tasks(task_kinds.REVIEW)
    assert task.due_at - desk.now == timedelta(minutes=30)
    assert desk.states(tip)["alpha"] == "planned"
    decide_again(desk, tip, "alpha", review)
    assert [one.id for one in desk.tasks(task_kinds.REVIEW)] == [task.id]
    desk.line.pass_time(minutes=29)
    assert desk.states(tip)["alpha"] == "planned"
    desk.line.pass_time(minutes=2)
    assert desk.states(tip)["alpha"] == "offered"
    assert not desk.tasks(task_kinds.REVIEW)
    assert len(desk.line.mails("desk@alpha.example")) == 1
