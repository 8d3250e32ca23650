"""From a report to routing, and from its decision to referrals and tasks, in one transaction."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.config_versions.store import Version
from hotline.db import rows
from hotline.db.referrals import DecisionRow
from hotline.db.reports import Reporter
from hotline.db.states import ReportState
from hotline.deployment import Deployment
from hotline.domain import Known, Urgency
from hotline.followups import task_kinds, tasks
from hotline.followups.response_times import response_times
from hotline.intake import report_copies, reporter_questions
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import OpenReport
from hotline.intake.whose_report import sure_role
from hotline.messages import MessageCode
from hotline.referrals import chain, urgency_raised
from hotline.routing.conditions import more_of
from hotline.routing.types import Case, Decision
from hotline.unit_of_work import Tx

DECISION = "decision"


def look_within(db: DbSession, dep: Deployment, report: OpenReport) -> timedelta:
    """How soon a person must have looked at something new in the report."""
    return response_times(db, dep).look_at_report[report.row.urgency]


def case_of(
    report: OpenReport, language: str | None = None, *, now: datetime | None = None
) -> Case:
    """What routing may know of a report; with ``now``, without consents that are over."""
    row = report.row
    known = report.assessment()
    signals = {name for name, found in known.signals.items() if found["value"] == Known.YES}
    confidence = {name: float(found["confidence"]) for name, found in known.findings.items()} | {
        "place": known.place.confidence if known.place else 0.0
    }
    confidence |= dict.fromkeys(known.overrides, 1.0)  # a person said so
    role = sure_role(row.role, known)
    return Case(
        type=row.type,
        urgency=row.urgency,
        role=role,
        minor=row.minor,
        language=language or row.language,
        medium=row.medium,
        place=known.place,
        lookalike=row.lookalike,
        signals=frozenset(signals),
        consents=known.consents(now),
        confidence=confidence,
        more=more_of(report),
    )


def route(tx: Tx, report: OpenReport, version: Version, cause: str) -> Decision | None:
    """Decide where the report goes and open its referrals; what is open already is kept.

    Called when a contact ends and, for danger now, as soon as it is known. Routing again with
    nothing new changes nothing: every referral and task is made once.
    """
    row = report.row
    case = case_of(report, now=tx.now)
    decision = routing.decide(case, version.rules, tx.now)
    first: dict[str, object] = {"routed_at": row.routed_at or tx.now}
    if row.state == ReportState.RECEIVING:
        first["state"] = ReportState.OPEN
    routed_before = row.routed_at is not None
    rows.store(tx.db, row, first)
    report_copies.note(tx, report)
    known = chain.referrals_of(tx.db, row)
    urgency_raised.notify_agencies(tx, row, decision, known)
    if routed_before and not chain.differs(known, decision):
        _follow_up(tx, report, decision)  # danger asks for more, of the same agencies
        return None
    recorded = routing.decision_json(decision) | {"case": routing.case_json(case)}
    body = report.key.seal(json.dumps(recorded), DECISION)
    made = DecisionRow(
        report_id=row.id, at=tx.now, version=version.digest, cause=cause[:40], body=body
    )
    rows.add(tx.db, made)
    chain.open_chain(tx, row, version, decision, known)
    _follow_up(tx, report, decision)
    tx.record("routed", f"report:{row.tip_id}", cause, actor="service")
    return decision


def _follow_up(tx: Tx, report: OpenReport, decision: Decision) -> None:
    known = report.assessment()
    for plan in decision.tasks:
        due = tx.now + timedelta(minutes=plan.due_minutes)
        if (
            plan.kind == task_kinds.RECONTACT.name
        ):  # with consent only, and when it is safe for them
            if "recontact" not in known.consents(tx.now):
                continue
            due = reporter_questions.next_window(tx.dep, known, due)
        tasks.make(
            tx,
            kind=task_kinds.kind_of(plan.kind),
            key=tasks.policy_key(plan.kind, report.row, plan.agency_id),
            due_at=due,
            report=report.row,
            agency_id=plan.agency_id,
        )


def page_person(tx: Tx, report: OpenReport, cause: str) -> None:
    """Tell the dispatchers that a person is wanted for this report at once."""
    times = response_times(tx.db, tx.dep).look_at_report
    within = min(times[report.row.urgency], times[Urgency.P1])
    tasks.make(
        tx,
        kind=task_kinds.ANSWER_REPORTER,
        key=f"{task_kinds.ANSWER_REPORTER}:{report.tip_id}:{tx.now:%Y%m%d%H%M}",
        due_at=tx.now + within,
        report=report.row,
    )
    tx.record("paged", f"report:{report.tip_id}", cause, actor="service")


def danger_unanswered(tx: Tx, report: OpenReport, contact_id: int) -> None:
    """Danger from someone who texted STOP: a dispatcher phones for them, and reads why.

    The task that danger makes says it; where that was done before, there is one more.
    """
    task = tasks.planned_by_policy(tx.db, report.row, task_kinds.EMERGENCY) or tasks.make(
        tx,
        kind=task_kinds.EMERGENCY,
        key=f"{task_kinds.EMERGENCY}:{report.tip_id}:stopped:{contact_id}",
        due_at=tx.now + look_within(tx.db, tx.dep, report),
        report=report.row,
    )
    tasks.explain(tx.dep, task, MessageCode.OPTED_OUT.message())


def opted_out(db: DbSession, contact: OpenContact, now: datetime) -> None:
    """The reporter texted STOP: nothing is sent until they text START."""
    reporter = db.get_one(Reporter, contact.row.reporter_id)
    reporter.opted_out_at = reporter.opted_out_at or now
