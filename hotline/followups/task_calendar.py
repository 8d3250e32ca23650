"""A calendar feed of a staff member's tasks (RFC 5545), without details: type, priority, when.

The ``icalendar`` library writes it: folding, escaping and time zones are its business.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups import paging
from hotline.followups.task_kinds import DISPATCHERS, SUPERVISORS, kind_of
from hotline.privacy import codes
from hotline.unit_of_work import Tx

LASTS = timedelta(minutes=15)
MOST_TASKS = 500


def new_address(dep: Deployment, person: Staff) -> str:
    """A new secret address for ``person``'s calendar; the one before it stops working."""
    token = codes.new_token()
    person.calendar_digest = codes.token_digest(token)
    return f"{dep.settings.base_url}/calendar/{token}.ics"


def owner_of(db: DbSession, token: str) -> Staff | None:
    """Whose calendar the secret ``token`` opens."""
    wanted = select(Staff).where(Staff.calendar_digest == codes.token_digest(token), Staff.active)
    return db.scalars(wanted).first()


def feed(tx: Tx, person: Staff) -> str:
    """The open tasks that are ``person``'s, or their group's, as an iCalendar stream."""
    supervises = person.role in paging.ROLES[SUPERVISORS]
    owners = [f"staff:{person.id}", DISPATCHERS, *([SUPERVISORS] if supervises else [])]
    found = tx.db.scalars(
        select(Task)
        .where(Task.state == TaskState.OPEN, Task.owner.in_(owners))
        .order_by(Task.due_at)
        .limit(MOST_TASKS)
    )
    stream = Calendar()
    stream.add("prodid", "-//hotline//tasks//EN")
    stream.add("version", "2.0")
    stream.add("x-wr-calname", tx.dep.settings.line_name)
    for task in found:
        stream.add_component(_event(tx.dep, task, tx.now))
    return bytes(stream.to_ical()).decode()


def _event(dep: Deployment, task: Task, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"task-{task.id}@{dep.settings.mail_from.rpartition('@')[2]}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", task.due_at.astimezone(UTC))
    event.add("dtend", (task.due_at + LASTS).astimezone(UTC))
    event.add("summary", f"[{task.priority}] {kind_of(task.kind).label}")
    event.add("url", f"{dep.settings.base_url}/queue")
    event.add("transp", "TRANSPARENT")
    return event
