"""What pages and the command line show of reports, put together from the tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.people import Staff, Task
from hotline.db.referrals import DecisionRow, Delivery, Referral
from hotline.db.reports import Contact, Report, Reporter
from hotline.deployment import Deployment
from hotline.intake.handover import DECISION, URGENT_MINUTES
from hotline.intake.reports import Assessment, OpenReport, open_report
from hotline.referrals import chain
from hotline.words import Urgency

PAGE = 100


@dataclass(frozen=True)
class QueueRow:
    """A report in the queue."""

    report: Report
    place: str
    target_at: datetime
    owner: str
    awaiting: str
    overdue: bool
    can_reply: bool
    waiting_tasks: int


def queue(
    db: DbSession, dep: Deployment, now: datetime, *, state: str = "open", limit: int = PAGE
) -> list[QueueRow]:
    """Reports by urgency, then by how long they wait; those still being told are among them."""
    states = ("receiving", "open") if state == "open" else (state,)
    order: Sequence[ColumnElement[Any]] = (
        (Report.urgency, Report.created_at) if state == "open" else (Report.created_at.desc(),)
    )
    rows = db.scalars(
        select(Report).where(Report.state.in_(states)).order_by(*order).limit(limit)
    ).all()
    ids = [row.id for row in rows]
    referrals = _grouped(db.scalars(select(Referral).where(Referral.report_id.in_(ids))).all())
    tasks = dict(
        db.execute(
            select(Task.report_id, func.count())
            .where(Task.report_id.in_(ids), Task.state == "open", Task.due_at <= now)
            .group_by(Task.report_id)
        )
        .tuples()
        .all()
    )
    people = {person.id: person.name for person in db.scalars(select(Staff))}
    silent = _cannot_reply(db, [row.reporter_id for row in rows if row.reporter_id], now)
    return [
        _queue_row(
            db,
            dep,
            row,
            referrals.get(row.id, []),
            waiting=tasks.get(row.id, 0),
            owner=people.get(row.claimed_by or 0, ""),
            can_reply=row.reporter_id is not None and row.reporter_id not in silent,
            now=now,
        )
        for row in rows
    ]


def _grouped(referrals: Sequence[Referral]) -> dict[int, list[Referral]]:
    grouped: dict[int, list[Referral]] = {}
    for referral in referrals:
        grouped.setdefault(referral.report_id, []).append(referral)
    return grouped


def _cannot_reply(db: DbSession, reporter_ids: Sequence[int], now: datetime) -> set[int]:
    """Reporters whom no text can reach: opted out, hidden, or their handle expired."""
    reachable = (
        Reporter.opted_out_at.is_(None)
        & Reporter.handle.is_not(None)
        & (Reporter.handle_expires_at > now)
    )
    wanted = select(Reporter.id).where(
        Reporter.id.in_(reporter_ids), case((reachable, 0), else_=1) == 1
    )
    return set(db.scalars(wanted))


def _queue_row(
    db: DbSession,
    dep: Deployment,
    row: Report,
    referrals: list[Referral],
    *,
    waiting: int,
    owner: str,
    can_reply: bool,
    now: datetime,
) -> QueueRow:
    target = row.created_at + timedelta(minutes=URGENT_MINUTES[Urgency(row.urgency)])
    taken = next((r for r in referrals if not r.also and r.state in chain.TAKEN), None)
    offered = next((r for r in referrals if not r.also and r.state == "offered"), None)
    late = offered is not None and offered.due_at is not None and offered.due_at < now
    unseen = row.claimed_by is None and taken is None and target < now and row.state == "open"
    return QueueRow(
        report=row,
        place=open_report(db, dep, row).assessment().place_label,
        target_at=target,
        owner=owner,
        awaiting=_standing(dep, db, taken, offered),
        overdue=waiting > 0 or late or unseen,
        can_reply=can_reply,
        waiting_tasks=waiting,
    )


def _standing(
    dep: Deployment, db: DbSession, taken: Referral | None, offered: Referral | None
) -> str:
    if taken is not None:
        return f"with {agency_name(dep, db, taken)}"
    if offered is not None:
        verb = "awaiting acknowledgement by" if offered.how == "alert" else "to be phoned to"
        return f"{verb} {agency_name(dep, db, offered)}"
    return ""


def agency_name(dep: Deployment, db: DbSession, referral: Referral) -> str:
    """An agency's name in the version that the referral was made with."""
    agency = dep.library.get(db, referral.version).rules.agencies.get(referral.agency_id)
    return agency.name if agency else referral.agency_id


@dataclass(frozen=True)
class StoryLine:
    """One entry of a report's story."""

    at: datetime
    kind: str
    author: str
    words: str
    language: str


@dataclass(frozen=True)
class Decided:
    """A decision with its reasons."""

    at: datetime
    version: str
    cause: str
    body: dict[str, Any]


@dataclass(frozen=True)
class ReportView:
    """A report with everything that belongs to it."""

    report: Report
    known: Assessment
    story: tuple[StoryLine, ...]
    decisions: tuple[Decided, ...]
    referrals: tuple[tuple[Referral, str, tuple[Delivery, ...]], ...]
    tasks: tuple[Task, ...]
    contacts: tuple[Contact, ...]
    owner: str
    can_reply: bool


def report_view(db: DbSession, dep: Deployment, opened: OpenReport, now: datetime) -> ReportView:
    """Everything about one report."""
    row = opened.row
    story = tuple(
        StoryLine(entry.at, entry.kind, entry.author, opened.read(entry), entry.language)
        for entry in opened.entries()
    )
    decisions = tuple(
        Decided(d.at, d.version, d.cause, json.loads(opened.key.open(d.body, DECISION)))
        for d in db.scalars(
            select(DecisionRow).where(DecisionRow.report_id == row.id).order_by(DecisionRow.id)
        )
    )
    referrals = chain.referrals_of(db, row)
    deliveries = db.scalars(
        select(Delivery).where(Delivery.referral_id.in_([r.id for r in referrals]))
    ).all()
    people = {person.id: person.name for person in db.scalars(select(Staff))}
    silent = _cannot_reply(db, [row.reporter_id] if row.reporter_id else [], now)
    return ReportView(
        report=row,
        known=opened.assessment(),
        story=story,
        decisions=decisions,
        referrals=tuple(
            (r, agency_name(dep, db, r), tuple(d for d in deliveries if d.referral_id == r.id))
            for r in referrals
        ),
        tasks=tuple(
            db.scalars(select(Task).where(Task.report_id == row.id).order_by(Task.due_at, Task.id))
        ),
        contacts=tuple(
            db.scalars(select(Contact).where(Contact.report_id == row.id).order_by(Contact.id))
        ),
        owner=people.get(row.claimed_by or 0, ""),
        can_reply=row.reporter_id is not None and row.reporter_id not in silent,
    )


def as_json(view: ReportView) -> dict[str, Any]:
    """A report in the words of DESIGN.md, for ``hotline reports show --json``."""
    row, known = view.report, view.known
    findings = known.findings
    return {
        "tip_id": row.tip_id,
        "state_of_report": row.state,
        "created_at": row.created_at.isoformat(),
        "medium": row.medium,
        "type": row.type,
        "urgency": row.urgency,
        "role": row.role,
        "minor": row.minor,
        "language": row.language,
        "lookalike": row.lookalike,
        "state": row.state_code,
        "place": known.place.as_json() if known.place else None,
        "evidence": {name: finding["evidence"] for name, finding in findings.items()},
        "confidence": {name: finding["confidence"] for name, finding in findings.items()},
        "signals": {name: finding["value"] for name, finding in known.signals.items()},
        "consents": sorted(known.consents()),
        "decision": view.decisions[-1].body if view.decisions else None,
        "referrals": [
            {
                "agency_id": referral.agency_id,
                "agency": name,
                "how": referral.how,
                "also": referral.also,
                "state": referral.state,
                "offered_at": _iso(referral.offered_at),
                "due_at": _iso(referral.due_at),
                "answered_at": _iso(referral.answered_at),
                "answered_by": referral.answered_by,
                "outcome": referral.outcome,
                "deliveries": [
                    {"channel": d.channel, "state": d.state, "at": d.at.isoformat()}
                    for d in deliveries
                ],
            }
            for referral, name, deliveries in view.referrals
        ],
        "tasks": [task_json(task) for task in view.tasks],
    }


def task_json(task: Task) -> dict[str, Any]:
    """A task in plain values."""
    return {
        "id": task.id,
        "kind": task.kind,
        "owner": task.owner,
        "priority": task.priority,
        "due_at": task.due_at.isoformat(),
        "state": task.state,
        "fired_at": _iso(task.fired_at),
        "agency_id": task.agency_id,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
