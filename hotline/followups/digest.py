"""The morning digest: how much waits, by urgency and kind, emailed to who gave a mailbox.

A coordinator with a phone gets one line of it as a text too: that it comes says that the line can
send, and it names what needs a look.

It counts and names no report: a mailbox is read on telephones in trains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.jobs import Job
from hotline.db.reports import Report
from hotline.db.states import JobState, ReportState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import backups, paging, sending_health, tasks, unclaimed
from hotline.followups.task_kinds import DISPATCHERS, SUPERVISORS, kind_of
from hotline.jobs import scheduling
from hotline.jobs.payload import Payload
from hotline.privacy import audit
from hotline.unit_of_work import Tx

DIGEST = "digest"
AT = time(7)
"""When it is sent, in the line's zone."""
STALE = timedelta(hours=5)
"""After this a morning's digest is not sent any more."""
COORDINATOR = "coordinator"
ROLES = ("dispatcher", "supervisor", COORDINATOR)
AFTER_THE_EMAIL = timedelta(hours=1)
"""A text at 8 AM, the first hour at which nobody is woken by it."""


@dataclass(frozen=True)
class DigestJob(Payload):
    """The morning digest of one person (``staff``, an id) on ``day`` (ISO date).

    ``by`` is ``email``, or ``sms`` for the one line.
    """

    kind = DIGEST
    staff: int
    day: str
    by: str = "email"


def due_at(dep: Deployment, day: date) -> datetime:
    """When the digest of ``day`` is sent."""
    return datetime.combine(day, AT, ZoneInfo(dep.settings.time_zone))


def schedule(tx: Tx, day: date) -> None:
    """One digest for each person who has a mailbox, and a line for each coordinator's phone."""
    due = due_at(tx.dep, day)
    for person in tx.db.scalars(select(Staff).where(Staff.active, Staff.role.in_(ROLES))):
        reach = paging.reach_of(tx.dep.keys, person)
        if reach.email:
            scheduling.schedule(
                tx,
                DigestJob(person.id, day.isoformat()),
                key=f"{DIGEST}:{person.id}:{day}",
                due_at=due,
            )
        if reach.phone and person.role == COORDINATOR:
            scheduling.schedule(
                tx,
                DigestJob(person.id, day.isoformat(), "sms"),
                key=f"{DIGEST}:{person.id}:{day}:sms",
                due_at=due + AFTER_THE_EMAIL,
            )


def text_for(tx: Tx, person: Staff) -> str:
    """The digest of one person: open reports, their tasks, and for supervisors what went wrong."""
    zone = ZoneInfo(tx.dep.settings.time_zone)
    end = datetime.combine(tx.now.astimezone(zone).date(), time(23, 59, 59), zone)
    counted = select(Report.urgency, func.count()).where(
        Report.state.in_((ReportState.RECEIVING, ReportState.OPEN))
    )
    reports = Counter(dict(tx.db.execute(counted.group_by(Report.urgency)).all()))
    supervises = person.role in paging.ROLES[SUPERVISORS]
    owners = [f"staff:{person.id}", DISPATCHERS, *([SUPERVISORS] if supervises else [])]
    due = tx.db.scalars(
        select(Task).where(Task.state == TaskState.OPEN, Task.owner.in_(owners), Task.due_at <= end)
    ).all()
    overdue = [task for task in due if task.due_at <= tx.now]
    lines = [
        f"Good morning. {tx.dep.settings.line_name}, {_day(tx.now.astimezone(zone))}.",
        "",
        f"Open reports: {_counts(reports) or 'none'}",
        f"Tasks due today: {len(due) - len(overdue)}, overdue: {len(overdue)}",
        *(f"  {kind_of(kind).label}: {n}" for kind, n in _kinds(due)),
    ]
    if supervises:
        lines += ["", *_supervision(tx.db), "", *_trail(tx.db)]
    return "\n".join([*lines, "", f"The queue: {tx.dep.settings.base_url}/queue", ""])


def line_for(tx: Tx) -> str:
    """The one line for a phone: a day in numbers, and the one thing that is most wrong."""
    came = select(func.count()).where(
        Report.created_at > tx.now - timedelta(days=1), Report.is_test.is_(False)
    )
    waiting = unclaimed.unclaimed(tx.db)
    overdue = select(func.count()).where(Task.state == TaskState.OPEN, Task.due_at <= tx.now)
    wrong = (
        sending_health.pulse(tx.db, tx.now).problem
        or paging.problem(tx.db, tx.dep)
        or backups.backups(tx.db, tx.dep.settings, tx.now).problem
        or "All is well"
    )
    today = tx.now.astimezone(ZoneInfo(tx.dep.settings.time_zone))
    return (
        f"{tx.dep.settings.line_name}, {today:%a}: "
        f"{tx.db.scalar(came) or 0} reports in 24 h, {sum(waiting.values())} unclaimed, "
        f"{tx.db.scalar(overdue) or 0} tasks overdue. {wrong.partition(';')[0]}."
    )


def _counts(counted: Counter[Urgency]) -> str:
    return ", ".join(f"{counted[name]} {name}" for name in tasks.PRIORITIES if counted[name])


def _kinds(found: Sequence[Task]) -> list[tuple[str, int]]:
    kinds = Counter(task.kind for task in found)
    return sorted(kinds.items(), key=lambda item: (-item[1], item[0]))


def _trail(db: DbSession) -> list[str]:
    """The audit trail's end: who keeps this email can show later if newest rows were cut off."""
    return [
        f"The audit trail's end: {audit.end(db)}",
        "Keep this email; `hotline audit verify --expect` compares with it.",
    ]


def _supervision(db: DbSession) -> list[str]:
    dead = db.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.DEAD)) or 0
    late = (
        db.scalar(
            select(func.count())
            .select_from(Task)
            .where(Task.state == TaskState.OPEN, Task.overdue_at.is_not(None))
        )
        or 0
    )
    return [
        f"Tasks overdue for supervisors: {late}",
        f"Messages that could not be sent: {dead}",
    ]


def _day(now: datetime) -> str:
    """A date as an American letter has it: Monday, November 30."""
    return f"{now:%A}, {now:%B} {now.day}"
