"""Many clocks that are due at once are done together, and come to the same as one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hotline.db.audit import AuditEvent
from hotline.db.jobs import Job
from hotline.db.referrals import Referral
from hotline.db.tasks import Task
from hotline.followups import task_kinds, tasks
from hotline.jobs import registry, scheduling, together
from hotline.privacy import audit
from hotline.referrals import chain
from hotline.unit_of_work import Tx
from tests.line import Line

STORY = "he has a gun and he is beating her right now in Laredo Texas, he sells her to men"
MANY = 40


def make_tasks(line: Line, count: int) -> list[int]:
    with line.dep.database.write() as db:
        tx = Tx(db, line.dep, line.clock.now)
        due = line.clock.now + timedelta(minutes=1)
        made = [
            tasks.make(tx, kind=task_kinds.LOOK_OVER, key=f"task {n}", due_at=due)
            for n in range(count)
        ]
        for task in made[::4]:
            tasks.cancel(db, task, line.clock.now)
        return [task.id for task in made]


def fired(line: Line) -> dict[str, int]:
    with line.dep.database.read() as db:
        assert not list(audit.verify(db, line.dep.keys)), "the trail is whole"
        noted = select(func.count()).where(AuditEvent.action == "task_due")
        follow = select(func.count()).where(Job.kind == tasks.OVERDUE)
        return {
            "fired": db.scalar(select(func.count()).where(Task.fired_at.is_not(None))) or 0,
            "noted": db.scalar(noted) or 0,
            "next": db.scalar(follow) or 0,
            "left": db.scalar(select(func.count()).where(Job.kind == tasks.DUE, Job.state == "due"))
            or 0,
        }


@pytest.mark.parametrize("fewest", [together.FEWEST, 10_000], ids=["together", "one by one"])
def test_tasks_whose_time_has_come(
    line: Line, monkeypatch: pytest.MonkeyPatch, fewest: int
) -> None:
    monkeypatch.setattr(together, "FEWEST", fewest)
    make_tasks(line, MANY)
    line.clock.now += timedelta(minutes=2)
    line.worker.beat()
    shown = MANY - MANY // 4
    assert fired(line) == {"fired": shown, "noted": shown, "next": shown, "left": 0}


def test_stale_steps_need_nothing_and_a_live_one_is_taken(line: Line) -> None:
    line.text("+19565550131", STORY)
    line.work()
    with line.dep.database.write() as db:
        tx = Tx(db, line.dep, line.clock.now)
        live = db.scalars(select(Referral).where(Referral.state == "offered")).first()
        assert live is not None
        step, asked = live.step, live.id
        for number in range(MANY):
            scheduling.schedule(
                tx,
                chain.StepJob(step + 50 + number),
                key=f"stale {number}",
                report_id=live.report_id,
                referral_id=asked,
            )
    line.worker.beat()
    with line.dep.database.read() as db:
        assert db.get_one(Referral, asked).step == step, "a stale step moves nothing on"
        states = set(db.scalars(select(Job.state).where(Job.key.startswith("stale"))))
    assert states == {"done"}
    line.pass_time(hours=2)
    with line.dep.database.read() as db:
        assert db.get_one(Referral, asked).step > step, "and the live one went on"


def test_one_that_breaks_stops_no_other(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("all of them")

    monkeypatch.setitem(registry.TOGETHER, tasks.DUE, broken)
    make_tasks(line, MANY)
    line.clock.now += timedelta(minutes=2)
    line.worker.beat()
    assert fired(line)["fired"] == MANY - MANY // 4


def test_overdue_tasks_are_not_passed_over(line: Line) -> None:
    ids = make_tasks(line, MANY)
    line.clock.now += timedelta(minutes=2)
    line.worker.beat()
    with line.dep.database.write() as db:
        for task_id in ids[1::2]:
            tasks.cancel(db, db.get_one(Task, task_id), line.clock.now)
    line.clock.now += timedelta(days=20)
    line.worker.beat()
    with line.dep.database.read() as db:
        late = set(db.scalars(select(Task.id).where(Task.overdue_at.is_not(None))))
    assert late == set(ids[::2]) - set(ids[::4])
