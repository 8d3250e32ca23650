"""Follow-up tasks: made with what causes them, owned, due at a time, fired once, done with a note.

A task is a row; its jobs ``task.due`` and ``task.overdue`` are its clock. Whatever process dies,
the row stays open until a person or the service has done it. What nobody does in time goes to the
supervisors; how long that takes depends on its priority.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session as DbSession

from hotline.db import rows
from hotline.db.accounts import Staff
from hotline.db.prepared import Prepared
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import paging
from hotline.followups.response_times import response_times
from hotline.followups.task_kinds import DISPATCHERS, KINDS, SUPERVISORS, TaskKind, kind_of
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import Work, together
from hotline.jobs.registry import job as job_kind
from hotline.messages import Message, MessageCode, MessageError, read_stored, stored
from hotline.unit_of_work import Tx

DUE, OVERDUE = "task.due", "task.overdue"
"""The state of a task that is no longer needed, spelled as rows have it."""
PRIORITIES = tuple(Urgency)
PAGED = frozenset({Urgency.P0, Urgency.P1})
"""Priorities for which supervisors are paged; the others stand on their page and in the digest."""


@dataclass(frozen=True)
class DueJob(Payload):
    """A task's time has come."""

    kind = DUE
    order = Order.CLOCK
    task: int


@dataclass(frozen=True)
class OverdueJob(Payload):
    """A task was not done in time."""

    kind = OVERDUE
    order = Order.CLOCK
    task: int
    due: int
    """When it was due, in seconds of Unix time: a task that was snoozed since is not overdue."""


class UnknownTaskError(MessageError):
    """There is no open task with this id."""


class TaskError(MessageError):
    """A task cannot be changed as asked."""


def make(
    tx: Tx,
    *,
    kind: TaskKind,
    key: str,
    due_at: datetime,
    report: Report | None = None,
    referral: Referral | None = None,
    agency_id: str | None = None,
    owner: str | None = None,
    priority: Urgency | None = None,
    words: Message | str = "",
) -> Task:
    """A task, once for each ``key``; the one that is there already is returned as it is.

    ``owner`` is ``dispatchers``, ``supervisors`` or ``staff:ID``, by default the kind's own; so is
    ``priority``, or it is the report's urgency. ``words`` are sealed.
    """
    known = _KNOWN.execute(tx.db, {"key": key}).scalar()
    if known is not None:
        return tx.db.get_one(Task, known)
    task = Task(
        kind=kind.name,
        key=key,
        due_at=due_at,
        created_at=tx.now,
        owner=owner or kind.owner,
        priority=priority or kind.priority or (report.urgency if report else Urgency.P2),
        report_id=report.id if report else None,
        referral_id=referral.id if referral else None,
        agency_id=agency_id or (referral.agency_id if referral else None),
    )
    rows.add(tx.db, task)
    explain(tx.dep, task, words)
    _set_clock(tx, task)
    return task


_KNOWN = Prepared(select(Task.id).where(Task.key == bindparam("key")))


def alarm(tx: Tx, kind: TaskKind, *about: str | int, words: Message) -> Task:
    """A task for the supervisors that is due now, and a page; once for the same ``about``."""
    cause = paging.Cause(kind, *about)
    task = make(tx, kind=kind, key=str(cause), due_at=tx.now, words=words)
    paging.page(tx, cause, who=SUPERVISORS)
    return task


def _set_clock(tx: Tx, task: Task) -> None:
    scheduling.schedule(
        tx,
        DueJob(task.id),
        key=f"{DUE}:{task.id}:{int(task.due_at.timestamp())}",
        due_at=task.due_at,
        report_id=task.report_id,
        referral_id=task.referral_id,
    )


def explain(dep: Deployment, task: Task, words: Message | str) -> None:
    """Say what a task asks for, sealed, where nothing is said yet."""
    if words and task.words is None:
        task.words = dep.keys.seal(stored(words).encode(), f"task words:{task.id}")


def policy_key(kind: TaskKind | str, report: Report, agency_id: str | None = None) -> str:
    """The key of a task that a routing rule asked for."""
    return f"{kind}:{report.tip_id}:{agency_id or ''}"


def planned_by_policy(db: DbSession, report: Report, kind: TaskKind) -> Task | None:
    """The open task of this kind that a routing rule asked for, and no agency has yet."""
    wanted = select(Task).where(Task.key == policy_key(kind, report), Task.state == TaskState.OPEN)
    return db.scalars(wanted).first()


def finish(tx: Tx, task: Task, *, note: str = "") -> None:
    """The task is done; a second time changes nothing."""
    if task.state != TaskState.OPEN:
        return
    task.state, task.done_at, task.done_by = TaskState.DONE, tx.now, tx.by
    if note:
        task.note = tx.dep.keys.seal(note.encode(), f"task:{task.id}")
    _record(tx, task, "task_done")


def cancel(db: DbSession, task: Task, now: datetime) -> None:
    """The task is no longer needed."""
    if task.state == TaskState.OPEN:
        task.state, task.done_at = TaskState.CANCELED, now


def cancel_chasing(db: DbSession, referral: Referral, now: datetime) -> None:
    """The agency has answered: whatever was to make it answer is no longer needed."""
    chasing = [kind for kind in KINDS.values() if kind.chases_agency]
    cancel_kinds(db, referral, chasing, now)


def cancel_kinds(
    db: DbSession, referral: Referral, kinds: Sequence[TaskKind], now: datetime
) -> None:
    """The open tasks of these kinds for a referral are no longer needed."""
    for task in open_of(db, referral, *kinds):
        cancel(db, task, now)


def open_of(db: DbSession, of: Report | Referral, *kinds: TaskKind) -> Sequence[Task]:
    """The open tasks of these kinds for a report (its referrals' too) or for one referral."""
    mine = Task.report_id == of.id if isinstance(of, Report) else Task.referral_id == of.id
    wanted = Task.kind.in_([kind.name for kind in kinds])
    return db.scalars(select(Task).where(mine, Task.state == TaskState.OPEN, wanted)).all()


def take_up(tx: Tx, referral: Referral, kinds: Sequence[TaskKind], *, since: datetime) -> None:
    """The tasks of these kinds that were canceled ``since`` then are needed after all."""
    wanted = select(Task).where(
        Task.referral_id == referral.id,
        Task.state == TaskState.CANCELED,
        Task.kind.in_([kind.name for kind in kinds]),
        Task.done_at >= since,
    )
    for task in tx.db.scalars(wanted):
        task.state, task.done_at = TaskState.OPEN, None
        if task.due_at <= tx.now:  # its clock may have run off meanwhile
            task.due_at = tx.now
            _set_clock(tx, task)


@job_kind(DueJob)
def fire(dep: Deployment, _: outbox.Claimed, payload: DueJob) -> Callable[[DbSession], None]:
    """A task's time has come: it is shown as due, once, however often this runs."""
    return lambda db: _fire(db, dep, payload.task)


@together(DueJob)
def fire_many(
    db: DbSession, dep: Deployment, works: Sequence[Work[DueJob]]
) -> Sequence[outbox.Claimed]:
    """:func:`fire` for many tasks."""
    tx = Tx(db, dep, dep.clock())
    found = _locked(db, [work.payload.task for work in works])
    for work in works:
        _show_as_due(tx, found.get(work.payload.task))
    return [work.job for work in works]


@together(OverdueJob)
def pass_over_many(
    db: DbSession, _: Deployment, works: Sequence[Work[OverdueJob]]
) -> Sequence[outbox.Claimed]:
    """Of many tasks that may be overdue, those that were done or put off in time need nothing."""
    found = _locked(db, [work.payload.task for work in works])
    return [
        work.job
        for work in works
        if not _is_overdue(found.get(work.payload.task), work.payload.due)
    ]


def _locked(db: DbSession, task_ids: Sequence[int]) -> dict[int, Task]:
    wanted = select(Task).where(Task.id.in_(task_ids)).order_by(Task.id).with_for_update()
    return {task.id: task for task in db.scalars(wanted)}


def _fire(db: DbSession, dep: Deployment, task_id: int) -> None:
    _show_as_due(Tx(db, dep, dep.clock()), db.get(Task, task_id, with_for_update=True))


def _show_as_due(tx: Tx, task: Task | None) -> None:
    now = tx.now
    if (
        task is None
        or task.state != TaskState.OPEN
        or task.fired_at is not None
        or task.due_at > now
    ):
        return
    task.fired_at = now
    _record(tx, task, "task_due")
    if kind_of(task.kind).own_clock:
        return
    scheduling.schedule(
        tx,
        OverdueJob(task.id, int(task.due_at.timestamp())),
        key=f"{OVERDUE}:{task.id}:{int(task.due_at.timestamp())}",
        due_at=now + _overdue_after(tx.db, tx.dep, task),
        report_id=task.report_id,
        referral_id=task.referral_id,
    )


@job_kind(OverdueJob)
def overdue(dep: Deployment, _: outbox.Claimed, payload: OverdueJob) -> Callable[[DbSession], None]:
    """A task was due and nobody did it: supervisors get it, and are paged if it is urgent."""
    return lambda db: _overdue(db, dep, payload.task, payload.due)


def _overdue(db: DbSession, dep: Deployment, task_id: int, due: int) -> None:
    now = dep.clock()
    task = db.get(Task, task_id, with_for_update=True)
    if task is None or not _is_overdue(task, due):
        return
    task.overdue_at = now
    _record(Tx(db, dep, now, "service"), task, "task_overdue")
    if task.priority in PAGED:
        report = db.get(Report, task.report_id) if task.report_id else None
        cause = paging.Cause(OVERDUE, task.id, due)
        paging.page(Tx(db, dep, now), cause, who=SUPERVISORS, report=report)


def _is_overdue(task: Task | None, due: int) -> bool:
    open_still = task is not None and task.state == TaskState.OPEN
    return open_still and task is not None and int(task.due_at.timestamp()) == due


def _overdue_after(db: DbSession, dep: Deployment, task: Task) -> timedelta:
    return response_times(db, dep).overdue_after[task.priority]


def snooze(tx: Tx, task: Task, *, until: datetime) -> None:
    """The task is due later. Raises :class:`TaskError` for the past or a task that is over."""
    _must_be_open(task)
    if until <= tx.now:
        raise TaskError(MessageCode.SNOOZE_IN_PAST.message())
    task.due_at, task.fired_at, task.overdue_at = until, None, None
    _set_clock(tx, task)
    _record(tx, task, "task_snoozed", f"until {until.isoformat()}")


def reassign(tx: Tx, task: Task, *, to: str) -> None:
    """Assign the task to someone else: ``dispatchers``, ``supervisors`` or ``staff:ID``."""
    _must_be_open(task)
    kind, _, person = to.partition(":")
    known = to in {DISPATCHERS, SUPERVISORS}
    if not known and (kind != "staff" or not person.isdigit() or not _works(tx.db, int(person))):
        raise TaskError(MessageCode.NO_SUCH_PERSON.message(who=to))
    task.owner = to
    _record(tx, task, "task_reassigned", to)


def _works(db: DbSession, staff_id: int) -> bool:
    person = db.get(Staff, staff_id)
    return person is not None and person.active


def prioritize(tx: Tx, task: Task, *, priority: str) -> None:
    """The task is more or less urgent; one that is due already gets its shorter grace at once."""
    _must_be_open(task)
    if priority not in PRIORITIES:
        known = ", ".join(PRIORITIES)
        raise TaskError(MessageCode.NO_SUCH_PRIORITY.message(priority=priority, known=known))
    task.priority = Urgency(priority)
    if task.fired_at is not None:
        key = f"{OVERDUE}:{task.id}:{int(task.due_at.timestamp())}"
        if task.due_at + _overdue_after(tx.db, tx.dep, task) <= tx.now:
            outbox.hasten(tx.db, tx.now, key)
    _record(tx, task, "task_priority", priority)


def hurry(tx: Tx, task: Task, *, priority: Urgency, due_at: datetime) -> None:
    """The service finds that a task is more urgent; it never becomes less so by this."""
    task.priority = min(task.priority, priority)
    if due_at < task.due_at:
        task.due_at, task.fired_at = due_at, None
        _set_clock(tx, task)


def _must_be_open(task: Task) -> None:
    if task.state != TaskState.OPEN:
        done = task.state == TaskState.DONE
        code = MessageCode.TASK_DONE_BEFORE if done else MessageCode.TASK_CANCELED
        raise TaskError(code.message())


def _record(tx: Tx, task: Task, action: str, detail: str = "") -> None:
    tx.record(action, f"task:{task.id}", f"{task.kind} {detail}".strip())


def clock_went_back(db: DbSession, now: datetime, by: timedelta) -> None:
    """The machine's clock was set back: tasks that a fast clock made are due as much earlier."""
    made = select(Task).where(
        Task.state == TaskState.OPEN, Task.created_at > now, Task.fired_at.is_(None)
    )
    for task in db.scalars(made):
        task.created_at, task.due_at = now, task.due_at - by


def open_task(db: DbSession, task_id: int) -> Task:
    """The task, locked. Raises :class:`UnknownTaskError`."""
    task = db.scalars(select(Task).where(Task.id == task_id).with_for_update()).first()
    if task is None:
        raise UnknownTaskError(MessageCode.NO_SUCH_TASK.message(task=task_id))
    return task


def note_of(dep: Deployment, task: Task) -> str:
    """The note of a done task."""
    return dep.keys.open(task.note, f"task:{task.id}").decode() if task.note else ""


def words_of(dep: Deployment, task: Task) -> Message | str:
    """What the task asks for, where its kind does not say it all: a message or someone's words."""
    if not task.words:
        return ""
    return read_stored(dep.keys.open(task.words, f"task words:{task.id}").decode())
