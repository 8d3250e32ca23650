"""A calendar feed of somebody's tasks (RFC 5545), without details: kind, priority, when.

Thirty lines of our own instead of a dependency: the feed has one kind of component, times in UTC
and no repetition, and the two rules that trip people up (folding at 75 octets, escaping) are here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.people import Staff, Task
from hotline.deployment import Deployment
from hotline.followups import paging, tasks
from hotline.privacy import codes

LASTS = timedelta(minutes=15)
MOST_OCTETS = 75
MOST_TASKS = 500


def new_address(dep: Deployment, person: Staff) -> str:
    """A new secret address for ``person``'s calendar; the one before works no more."""
    token = codes.new_token()
    person.calendar_digest = codes.token_digest(token)
    return f"{dep.settings.base_url}/calendar/{token}.ics"


def owner_of(db: DbSession, token: str) -> Staff | None:
    """Whose calendar the secret ``token`` opens."""
    wanted = select(Staff).where(Staff.calendar_digest == codes.token_digest(token), Staff.active)
    return db.scalars(wanted).first()


def feed(db: DbSession, dep: Deployment, person: Staff, now: datetime) -> str:
    """The open tasks that are ``person``'s, or their group's, as an iCalendar stream."""
    supervises = person.role in paging.ROLES[tasks.SUPERVISORS]
    owners = [f"staff:{person.id}", tasks.DISPATCHERS, *([tasks.SUPERVISORS] if supervises else [])]
    found = db.scalars(
        select(Task)
        .where(Task.state == "open", Task.owner.in_(owners))
        .order_by(Task.due_at)
        .limit(MOST_TASKS)
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//hotline//tasks//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(dep.settings.line_name)}",
        *(line for task in found for line in _event(dep, task, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(dep: Deployment, task: Task, now: datetime) -> Iterable[str]:
    kind = task.kind.replace("_", " ")
    yield "BEGIN:VEVENT"
    yield f"UID:task-{task.id}@{_escaped(dep.settings.mail_from.rpartition('@')[2])}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(task.due_at)}"
    yield f"DTEND:{_utc(task.due_at + LASTS)}"
    yield f"SUMMARY:{_escaped(f'[{task.priority}] {kind}')}"
    yield f"URL:{dep.settings.base_url}/queue"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """RFC 5545, section 3.3.11."""
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """RFC 5545, section 3.1: at most 75 octets a line, never inside a character."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > MOST_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
