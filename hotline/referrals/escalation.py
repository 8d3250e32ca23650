"""Nobody acknowledged in time: reminder, next contact point, next agency, and at the end a person.

Each step is a job that finds the referral as it is now; an answered one is left alone. The last
agency of every chain is the National Hotline, which is a dispatcher's task: it is never given up,
only paged to the supervisors again and again until someone has done it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import AlertRound, ReferralState, ReportState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import OfferBy, Urgency
from hotline.followups import paging, task_kinds, tasks
from hotline.jobs import outbox
from hotline.jobs.registry import Work, together
from hotline.jobs.registry import job as job_kind
from hotline.referrals import alerts, chain
from hotline.unit_of_work import Tx

AGAIN_AFTER = timedelta(minutes=15)
"""How soon supervisors are paged again for a last resort that nobody has taken."""


@job_kind(chain.StartJob)
def start(dep: Deployment, job: outbox.Claimed, _: chain.StartJob) -> Callable[[DbSession], None]:
    """A review's time is over without a person: the referrals begin all the same."""
    return lambda db: _start(db, dep, job)


def _start(db: DbSession, dep: Deployment, job: outbox.Claimed) -> None:
    report = db.get_one(Report, job.report_id, with_for_update=True)
    if report.state != ReportState.CLOSED:
        chain.reviewed(Tx(db, dep, dep.clock(), "service"), report)


@job_kind(chain.StepJob)
def step(
    dep: Deployment, job: outbox.Claimed, payload: chain.StepJob
) -> Callable[[DbSession], None]:
    """Take the next step for a referral that is still unanswered."""
    return lambda db: _step(db, dep, job, payload.step)


@together(chain.StepJob)
def pass_over_many(
    db: DbSession, _: Deployment, works: Sequence[Work[chain.StepJob]]
) -> Sequence[outbox.Claimed]:
    """Of many steps, those whose referral was answered or went on otherwise need nothing."""
    wanted = select(Referral.id, Referral.step, Referral.state).where(
        Referral.id.in_([work.job.referral_id for work in works])
    )
    known = {row.id: (row.step, row.state) for row in db.execute(wanted)}
    return [
        work.job
        for work in works
        if known.get(work.job.referral_id or 0) != (work.payload.step, ReferralState.OFFERED)
    ]


def _step(db: DbSession, dep: Deployment, job: outbox.Claimed, step: int) -> None:
    now = dep.clock()
    report = db.get_one(Report, job.report_id, with_for_update=True)
    referral = db.get_one(Referral, job.referral_id, with_for_update=True)
    if referral.step != step or referral.state != ReferralState.OFFERED:
        return
    if report.state == ReportState.CLOSED:
        chain.closed(db, report, now)
        return
    referral.step += 1
    if referral.how == OfferBy.ALERT:
        _alert_unanswered(Tx(db, dep, now), report, referral)
    else:
        _task_undone(Tx(db, dep, now), report, referral)


def _alert_unanswered(tx: Tx, report: Report, referral: Referral) -> None:
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    due = referral.due_at or tx.now
    if tx.now < due and alerts.reached(tx.db, referral) and not alerts.reminded(tx.db, referral):
        alerts.send(tx, report, referral, agency, point=0, round_=AlertRound.REMINDER)
        chain.schedule_step(tx, referral, at=due)
        _note(tx, report, referral, "reminded")
        return
    point = alerts.next_point(tx.db, referral)  # danger now went to all of them at once
    if alerts.send(tx, report, referral, agency, point=point):
        half = max(referral.ack_minutes // 2, 1)
        referral.due_at = routing.due(agency, tx.now, half, referral.clock)
        chain.schedule_step(tx, referral, at=referral.due_at)
        _note(tx, report, referral, "next_contact")
        return
    referral.state = ReferralState.UNANSWERED
    _note(tx, report, referral, "unanswered")
    if referral.also:
        chain.phone_beside(tx, report, referral, task_kinds.NO_ANSWER)
    else:
        chain.go_on(tx, report)


def _task_undone(tx: Tx, report: Report, referral: Referral) -> None:
    """A dispatcher did not phone in time: supervisors are paged, and the next agency is asked."""
    tasks.make(
        tx,
        kind=task_kinds.OVERDUE_HAND_OFF,
        key=f"{task_kinds.OVERDUE_HAND_OFF}:{referral.id}",
        due_at=tx.now,
        report=report,
        referral=referral,
        priority=min(report.urgency, Urgency.P1),
    )
    cause = paging.Cause(task_kinds.OVERDUE_HAND_OFF, referral.id, referral.step)
    paging.page(tx, cause, who=task_kinds.SUPERVISORS, report=report, referral=referral)
    _note(tx, report, referral, "overdue")
    if referral.also or chain.is_last(tx.db, report, referral):
        chain.schedule_step(tx, referral, at=tx.now + AGAIN_AFTER)
        return
    referral.state = ReferralState.UNANSWERED
    chain.go_on(tx, report)


@job_kind(chain.StillNobodyJob)
def still_nobody(
    dep: Deployment, job: outbox.Claimed, payload: chain.StillNobodyJob
) -> Callable[[DbSession], None]:
    """Nobody had a report: unless someone has it by now, supervisors are paged again."""
    return lambda db: _still_nobody(db, dep, job, payload)


def _still_nobody(
    db: DbSession, dep: Deployment, job: outbox.Claimed, payload: chain.StillNobodyJob
) -> None:
    report = db.get_one(Report, job.report_id, with_for_update=True)
    task = db.get_one(Task, payload.task, with_for_update=True)
    held = any(
        referral.state in {*chain.TAKEN, ReferralState.OFFERED} and not referral.also
        for referral in chain.referrals_of(db, report)
    )
    if held or task.state != TaskState.OPEN or report.state == ReportState.CLOSED:
        return
    chain.page_for_nobody(Tx(db, dep, dep.clock()), report, task, times=payload.times)


def _note(tx: Tx, report: Report, referral: Referral, action: str) -> None:
    tx.audit(report, action, referral.agency_id, actor="service")
