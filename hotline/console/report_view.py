"""What pages and the command line show of reports, put together from the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.jobs import Delivery
from hotline.db.referrals import DecisionRow, Referral
from hotline.db.reports import Contact, Report, Reporter
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups.task_kinds import AGENCY_QUESTION
from hotline.intake.reports import Assessment, OpenReport
from hotline.intake.route_report import DECISION
from hotline.referrals import agency_thread, chain
from hotline.referrals.agency_thread import Said
from hotline.unit_of_work import Tx


def cannot_reply(db: DbSession, reporter_ids: Sequence[int], now: datetime) -> set[int]:
    """Reporters whom no text can reach: opted out, hidden, or their handle expired."""
    reachable = (
        Reporter.opted_out_at.is_(None)
        & Reporter.handle.is_not(None)
        & (Reporter.handle_expires_at > now)
    )
    found = db.scalars(select(Reporter.id).where(Reporter.id.in_(reporter_ids), reachable))
    return set(reporter_ids) - set(found)


def agency_name(dep: Deployment, db: DbSession, referral: Referral) -> str:
    """An agency's name in the version that the referral was made with."""
    agency = dep.library.get(db, referral.version).rules.agencies.get(referral.agency_id)
    return agency.name if agency else referral.agency_id


def reference_of(dep: Deployment, referral: Referral) -> str:
    """The agency's own case number, or nothing."""
    if referral.reference is None:
        return ""
    return dep.keys.open(referral.reference, f"reference:{referral.id}").decode()


@dataclass(frozen=True)
class StoryLine:
    """One entry of a report's story."""

    at: datetime
    kind: str
    author: str
    words: str
    language: str
    agency: str = ""
    """The agency that wrote it, or that it was written to."""


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
    threads: Mapping[int, tuple[Said, ...]]
    """By referral: what its agency and the dispatchers wrote to each other."""
    writable: frozenset[int]
    """The referrals whose agencies can be written to."""

    @property
    def asking(self) -> frozenset[int]:
        """The referrals whose agencies wait for an answer."""
        return frozenset(
            task.referral_id
            for task in self.tasks
            if task.kind == AGENCY_QUESTION.name
            and task.state == TaskState.OPEN
            and task.referral_id
        )


def report_view(tx: Tx, opened: OpenReport) -> ReportView:
    """Everything about one report."""
    row = opened.row
    referrals = chain.referrals_of(tx.db, row)
    names = {referral.id: agency_name(tx.dep, tx.db, referral) for referral in referrals}
    threads = agency_thread.of_report(tx.db, tx.dep, row)
    story = [
        StoryLine(entry.at, entry.kind, entry.author, opened.read(entry), entry.language)
        for entry in opened.entries()
    ]
    story += (
        StoryLine(said.at, f"{said.side}_wrote", said.author, said.words, "und", names[referral])
        for referral, written in threads.items()
        for said in written
    )
    decisions = tuple(
        Decided(d.at, d.version, d.cause, json.loads(opened.key.open(d.body, DECISION)))
        for d in tx.db.scalars(
            select(DecisionRow).where(DecisionRow.report_id == row.id).order_by(DecisionRow.id)
        )
    )
    deliveries = tx.db.scalars(
        select(Delivery).where(Delivery.referral_id.in_([r.id for r in referrals]))
    ).all()
    people = {person.id: person.name for person in tx.db.scalars(select(Staff))}
    silent = cannot_reply(tx.db, [row.reporter_id] if row.reporter_id else [], tx.now)
    return ReportView(
        report=row,
        known=opened.assessment(),
        story=tuple(sorted(story, key=lambda line: line.at)),
        decisions=decisions,
        referrals=tuple(
            (r, names[r.id], tuple(d for d in deliveries if d.referral_id == r.id))
            for r in referrals
        ),
        tasks=tuple(
            tx.db.scalars(
                select(Task).where(Task.report_id == row.id).order_by(Task.due_at, Task.id)
            )
        ),
        contacts=tuple(
            tx.db.scalars(select(Contact).where(Contact.report_id == row.id).order_by(Contact.id))
        ),
        owner=people.get(row.claimed_by or 0, ""),
        can_reply=row.reporter_id is not None and row.reporter_id not in silent,
        threads=threads,
        writable=frozenset(r.id for r in referrals if agency_thread.may_write(tx.db, tx.dep, r)),
    )


def as_json(view: ReportView) -> dict[str, Any]:
    """A report as ``hotline reports show --json`` prints it."""
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
