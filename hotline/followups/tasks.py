"""Follow-up tasks: made with what causes them, owned, due at a time, fired once, done with a note.

A task is a row; the job ``task.due`` beside it is its clock. Whatever dies in between, the row
stays open until a person or the service has done it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.people import Task
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.privacy import audit

DISPATCHERS, SUPERVISORS = "dispatchers", "supervisors"
DUE = "task.due"


class UnknownTaskError(LookupError):
    """There is no open task with this id."""


def make(  # noqa: PLR0913 - a task's columns
    db: DbSession,
    dep: Deployment,
    *,
    kind: str,
    key: str,
    due_at: datetime,
    now: datetime,
    report: Report | None = None,
    referral: Referral | None = None,
    agency_id: str | None = None,
    owner: str = DISPATCHERS,
    priority: str | None = None,
) -> Task:
    """A task, once for each ``key``; the one that is there already is returned as it is."""
    known = db.scalars(select(Task).where(Task.key == key)).first()
    if known is not None:
        return known
    task = Task(
        kind=kind,
        key=key,
        due_at=due_at,
        created_at=now,
        owner=owner,
        priority=priority or (report.urgency if report else "P2"),
        report_id=report.id if report else None,
        referral_id=referral.id if referral else None,
        agency_id=agency_id or (referral.agency_id if referral else None),
    )
    db.add(task)
    db.flush()
    _set_clock(db, dep, task, now)
    return task


def _set_clock(db: DbSession, dep: Deployment, task: Task, now: datetime) -> None:
    outbox.schedule(
        db,
        dep.keys,
        kind=DUE,
        key=f"{DUE}:{task.id}:{int(task.due_at.timestamp())}",
        payload={"task": task.id},
        due_at=task.due_at,
        now=now,
        report_id=task.report_id,
        referral_id=task.referral_id,
    )


def finish(
    db: DbSession, dep: Deployment, task: Task, *, by: str, now: datetime, note: str = ""
) -> None:
    """The task is done; a second time changes nothing."""
    if task.state != "open":
        return
    task.state, task.done_at, task.done_by = "done", now, by
    if note:
        task.note = dep.keys.seal(note.encode(), f"task:{task.id}")
    subject = f"task:{task.id}"
    audit.record(
        db, dep.keys, at=now, actor=by, action="task_done", subject=subject, detail=task.kind
    )


def cancel(db: DbSession, task: Task, now: datetime) -> None:
    """The task is no longer needed."""
    if task.state == "open":
        task.state, task.done_at = "cancelled", now


def cancel_kinds(db: DbSession, referral: Referral, kinds: Sequence[str], now: datetime) -> None:
    """The open tasks of these kinds for a referral are no longer needed."""
    wanted = select(Task).where(
        Task.referral_id == referral.id, Task.state == "open", Task.kind.in_(kinds)
    )
    for task in db.scalars(wanted):
        cancel(db, task, now)


def fire(dep: Deployment, job: outbox.Claimed) -> None:
    """A task's time has come: it is shown as due, once, however often this runs."""
    now = dep.clock()
    with dep.database.write() as db:
        task = db.get(Task, int(job.payload["task"]), with_for_update=True)
        if task is None or task.state != "open" or task.fired_at is not None or task.due_at > now:
            return
        task.fired_at = now
        audit.record(
            db,
            dep.keys,
            at=now,
            actor="service",
            action="task_due",
            subject=f"task:{task.id}",
            detail=task.kind,
        )


def open_task(db: DbSession, task_id: int) -> Task:
    """The task, locked. Raises :class:`UnknownTaskError`."""
    task = db.scalars(select(Task).where(Task.id == task_id).with_for_update()).first()
    if task is None:
        raise UnknownTaskError(f"there is no task {task_id}")
    return task


def note_of(dep: Deployment, task: Task) -> str:
    """The note of a done task."""
    return dep.keys.open(task.note, f"task:{task.id}").decode() if task.note else ""
