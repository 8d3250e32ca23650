"""The chain in pairs that differ in one thing: who stands before whom, and how urgent it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hotline.domain import Urgency
from hotline.followups import task_kinds
from hotline.followups.response_times import DEFAULT
from hotline.referrals import answers, chain
from hotline.routing.types import Decision, Offer, Review
from hotline.unit_of_work import Tx
from tests.referrals.conftest import Desk, offer

SUPERVISOR = "+19565550161"
NATIONAL = "national_hotline"


def decide_again(
    desk: Desk, tip: str, *agencies: str | Offer, review: Review | None = None
) -> None:
    """A later decision names these agencies, in this order, then the National Hotline."""

    def open_(db: Any, dep: Any, opened: Any) -> None:
        named = tuple(a if isinstance(a, Offer) else offer(a) for a in agencies)
        offers = (*named, offer(NATIONAL, how="hand_off"))
        version = dep.library.current(db)
        decision = Decision(desk.now, version.digest, offers, (), (), review, ())
        chain.open_chain(Tx(db, dep, desk.now), opened.row, version, decision)

    desk.change(tip, open_)


def positions(desk: Desk, tip: str) -> dict[str, int]:
    return {referral.agency_id: referral.position for referral in desk.referrals(tip)}


def test_who_is_asked_further_back_holds_up_nobody_before_them(desk: Desk) -> None:
    """A place that became known later puts the right local agency first: it is asked at once."""
    tip = desk.report("beta")
    decide_again(desk, tip, "alpha", "beta")
    assert desk.states(tip) == {"alpha": "offered", "beta": "offered", NATIONAL: "planned"}
    assert positions(desk, tip) == {"alpha": 0, "beta": 1, NATIONAL: 2}

    held = desk.report("beta", sender="+19565550124")
    decide_again(desk, held, "beta", "alpha")
    assert desk.states(held) == {"beta": "offered", "alpha": "planned", NATIONAL: "planned"}

    has_it = desk.report("beta", sender="+19565550125")
    desk.answer(has_it, "beta", answers.acknowledge, by="link")
    decide_again(desk, has_it, "alpha", "beta")
    assert desk.states(has_it)["alpha"] == "planned", "an agency of the chain has it already"


def test_who_is_also_notified_neither_holds_up_the_chain_nor_ends_it(desk: Desk) -> None:
    tip = desk.report("alpha", offer("delta", also=True))
    assert desk.states(tip) == {"alpha": "offered", "delta": "offered", NATIONAL: "planned"}
    desk.answer(tip, "delta", answers.acknowledge, by="link")
    desk.answer(tip, "alpha", answers.decline, by="link", reason="other")
    assert desk.states(tip)[NATIONAL] == "offered", "the chain goes on beside it"
    other = desk.report("alpha", "beta", sender="+19565550126")
    with desk.line.dep.database.read() as db:
        ends = [(tip, NATIONAL, True), (tip, "alpha", True), (other, NATIONAL, True)]
        for which, agency, last in (*ends, (other, "alpha", False), (other, "beta", False)):
            referral = desk.referral(which, agency)
            assert chain.is_last(db, desk.row(which), referral) is last, (which, agency)


def test_who_was_only_planned_and_is_named_no_more_is_dropped_and_who_was_asked_stays(
    desk: Desk,
) -> None:
    tip = desk.report("alpha", "gamma")
    decide_again(desk, tip, "beta")
    assert desk.states(tip) == {"beta": "offered", "alpha": "offered", NATIONAL: "planned"}


@pytest.mark.parametrize(
    ("urgency", "priority"), [("P0", "P0"), ("P1", "P1"), ("P2", "P1"), ("P3", "P1")]
)
def test_nobody_left_is_urgent_however_little_urgent_the_report_was(
    desk: Desk, urgency: str, priority: str
) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report(urgency=urgency, minutes=60)
    desk.line.work()
    desk.answer(tip, NATIONAL, answers.decline, by="staff:1", reason="other")
    (task,) = desk.tasks(task_kinds.NOBODY_LEFT)
    assert (task.priority, task.due_at) == (priority, desk.now)
    (again,) = desk.jobs(chain.STILL_NOBODY)
    assert again.due_at - desk.now == DEFAULT.page_again[Urgency(urgency)]
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
    decide_again(desk, tip, "alpha", review=review)
    assert [one.id for one in desk.tasks(task_kinds.REVIEW)] == [task.id]
    desk.line.pass_time(minutes=29)
    assert desk.states(tip)["alpha"] == "planned"
    desk.line.pass_time(minutes=2)
    assert desk.states(tip)["alpha"] == "offered"
    assert not desk.tasks(task_kinds.REVIEW)
    assert len(desk.line.mails("desk@alpha.example")) == 1


@pytest.mark.parametrize(
    ("before", "pages"), [((), 0), (("alpha",), 1)], ids=["from the start", "after an agency"]
)
def test_the_last_resort_pages_only_after_an_agency_did_not_answer(
    desk: Desk, before: tuple[str, ...], pages: int
) -> None:
    desk.staff("sol", "supervisor", phone=SUPERVISOR)
    tip = desk.report(*before, urgency="P2")
    for agency in before:
        desk.answer(tip, agency, answers.decline, by="link", reason="other")
    desk.line.work()
    assert desk.states(tip)[NATIONAL] == "offered"
    assert len(desk.line.texts_to(SUPERVISOR)) == pages
