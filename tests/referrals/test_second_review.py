"""A person looks first, twice: what a second decision adds goes out too, with or without them."""

from __future__ import annotations

from typing import Any

from hotline.followups import task_kinds
from hotline.referrals import chain
from hotline.routing.types import Decision, Review
from hotline.unit_of_work import Tx
from tests.referrals.conftest import Desk, offer

LOOK = Review(30, "it may be a hoax")


def test_a_second_decision_with_a_review_begins_too(desk: Desk) -> None:
    tip = desk.report("alpha", review=LOOK)
    (first,) = desk.tasks(task_kinds.REVIEW)
    desk.line.pass_time(minutes=31)
    assert desk.states(tip)["alpha"] == "offered"
    assert not desk.tasks(task_kinds.REVIEW), "its time is over without a person"

    def again(db: Any, dep: Any, opened: Any) -> None:
        version = dep.library.current(db)
        offers = (
            offer("alpha"),
            offer("epsilon", also=True),
            offer("national_hotline", how="hand_off"),
        )
        decision = Decision(desk.now, version.digest, offers, (), (), LOOK, ())
        chain.open_chain(Tx(db, dep, desk.now), opened.row, version, decision)

    desk.change(tip, again)
    (second,) = desk.tasks(task_kinds.REVIEW)
    assert second.id != first.id
    assert desk.states(tip)["epsilon"] == "planned"
    desk.line.pass_time(minutes=31)
    assert desk.states(tip)["epsilon"] == "offered"
    assert not desk.tasks(task_kinds.REVIEW)
