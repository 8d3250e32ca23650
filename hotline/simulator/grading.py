"""What trainees did with a report, how soon, and what they missed, from the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.db.reports import Contact, Report, Reporter
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.simulator.exercise import Goal

BY_STAFF = "staff:%"
SHOWN = {
    "claimed": "claimed",
    "viewed": "read",
    "note": "notes",
    "asked_reporter": "questions",
    "override": "corrections",
    "related": "related",
    "handed_over": "handed over",
    "closed": "closed",
    "task_done": "tasks done",
}
"""What counts of a person, by its word in the audit trail, and what the page calls it."""


class Verdict(StrEnum):
    """How a goal stands."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    OPEN = "open"
    """There is still time."""


@dataclass(frozen=True)
class Grade:
    """A goal, how it stands, and who reached it after how many minutes."""

    goal: Goal
    verdict: Verdict
    minutes: float | None = None
    who: str = ""


@dataclass(frozen=True)
class Person:
    """What one trainee did in all exercises: counts by :data:`SHOWN`, minutes to claim."""

    name: str
    counts: dict[str, int]
    claimed_after: float | None


def tip_of(db: DbSession, dep: Deployment, caller: str) -> str:
    """The tip ID of the report that the telephone ``caller`` began last; empty for none."""
    pseudonyms = dep.keys.pseudonyms(caller)
    wanted = (
        select(Report.tip_id)
        .join(Contact, Contact.report_id == Report.id)
        .join(Reporter, Reporter.id == Contact.reporter_id)
        .where(Reporter.pseudonym.in_(pseudonyms))
        .order_by(Report.id.desc())
    )
    return db.scalars(wanted.limit(1)).first() or ""


def grade(db: DbSession, tip_id: str, goals: Sequence[Goal], now: datetime) -> list[Grade]:
    """How each goal of a report stands at ``now``."""
    report = db.scalars(select(Report).where(Report.tip_id == tip_id)).first()
    if report is None:
        return [Grade(goal, Verdict.OPEN) for goal in goals]
    names = {f"staff:{person.id}": person.name for person in db.scalars(select(Staff))}
    events = _events(db, report)
    return [_grade(goal, report.created_at, events, names, now) for goal in goals]


def _events(db: DbSession, report: Report) -> Sequence[AuditEvent]:
    tasks = db.scalars(select(Task.id).where(Task.report_id == report.id))
    subjects = [f"report:{report.tip_id}", *(f"task:{one}" for one in tasks)]
    wanted = (
        select(AuditEvent)
        .where(AuditEvent.subject.in_(subjects), AuditEvent.actor.like(BY_STAFF))
        .order_by(AuditEvent.id)
    )
    return db.scalars(wanted).all()


def _grade(
    goal: Goal,
    began: datetime,
    events: Sequence[AuditEvent],
    names: dict[str, str],
    now: datetime,
) -> Grade:
    limit = timedelta(minutes=goal.within)
    for event in events:
        if event.action == goal.do and goal.detail in event.detail:
            took = event.at - began
            verdict = Verdict.MET if took <= limit else Verdict.LATE
            minutes = round(took.total_seconds() / 60, 1)
            return Grade(goal, verdict, minutes, names.get(event.actor, ""))
    return Grade(goal, Verdict.OPEN if now - began <= limit else Verdict.MISSED)


def people(db: DbSession, trainer: str) -> list[Person]:
    """What each trainee did, everyone but the login ``trainer``."""
    wanted = select(AuditEvent).where(AuditEvent.actor.like(BY_STAFF), AuditEvent.action.in_(SHOWN))
    began = {f"report:{one.tip_id}": one.created_at for one in db.scalars(select(Report))}
    counts: dict[str, dict[str, int]] = {}
    claims: dict[str, list[float]] = {}
    for event in db.scalars(wanted):
        of_person = counts.setdefault(event.actor, dict.fromkeys(SHOWN, 0))
        of_person[event.action] += 1
        if event.action == "claimed" and event.subject in began:
            took = (event.at - began[event.subject]).total_seconds() / 60
            claims.setdefault(event.actor, []).append(took)
    found = []
    for person in db.scalars(select(Staff).where(Staff.username != trainer).order_by(Staff.name)):
        actor = f"staff:{person.id}"
        of_person = counts.get(actor, dict.fromkeys(SHOWN, 0))
        times = claims.get(actor, [])
        mean = round(sum(times) / len(times), 1) if times else None
        found.append(Person(person.name, of_person, mean))
    return found
