"""An agency takes the live caller: that is an answer like every other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.followups import task_kinds
from hotline.referrals import agency_answers
from hotline.unit_of_work import Tx
from tests.referrals.conftest import Desk, offer


def takes_live(desk: Desk, tip: str, agency: str) -> None:
    def live(db: Any, dep: Any, opened: Any) -> None:
        version = dep.library.current(db)
        agency_answers.taken_live(Tx(db, dep, desk.now), opened.row, agency, version)

    desk.change(tip, live)


def test_the_call_that_was_to_be_made_is_done_and_outcomes_are_asked_for(desk: Desk) -> None:
    tip = desk.report(offer("epsilon", how="hand_off"), minutes=60)
    desk.line.work()
    assert desk.tasks(task_kinds.HAND_OFF)
    takes_live(desk, tip, "epsilon")
    assert desk.states(tip)["epsilon"] == "acknowledged"
    assert {task.kind for task in desk.tasks()} == set(map(str, agency_answers.OUTCOME_TASKS))
    with desk.line.dep.database.read() as db:
        wanted = select(AuditEvent.detail).where(AuditEvent.action == "acknowledged")
        assert list(db.scalars(wanted)) == ["live call"]
    desk.line.pass_time(hours=25)
    assert desk.tasks("outcome_24h")[0].fired_at is not None


def test_an_agency_that_was_never_named_stands_beside_the_chain(desk: Desk) -> None:
    tip = desk.report("alpha", minutes=60)
    desk.line.work()
    takes_live(desk, tip, "epsilon")
    assert desk.states(tip)["epsilon"] == "acknowledged"
    assert desk.states(tip)["alpha"] == "offered"
