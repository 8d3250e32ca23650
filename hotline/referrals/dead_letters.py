"""A job that cannot be done is reported to the supervisors; a dead alert moves its referral on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.jobs import Job, Page
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import paging, task_kinds, tasks
from hotline.followups.sending_health import STUCK_AFTER
from hotline.jobs import outbox
from hotline.jobs.registry import when_dead, when_failed
from hotline.referrals import alerts, chain
from hotline.unit_of_work import Tx

OUR_OWN = frozenset(
    {chain.START, chain.STEP, chain.STILL_NOBODY, tasks.DUE, tasks.OVERDUE, paging.PAGE}
)
"""Jobs that move reports on, or reach our own staff: when they fail, nothing else tells of it."""


@when_dead
def tell_supervisors(db: DbSession, dep: Deployment, job: outbox.Claimed, now: datetime) -> None:
    """A task for the supervisors; and an alert that cannot arrive does not wait for its time."""
    report = db.get(Report, job.report_id) if job.report_id else None
    referral = db.get(Referral, job.referral_id) if job.referral_id else None
    task = tasks.make(
        Tx(db, dep, now),
        kind=task_kinds.DEAD_LETTER,
        key=f"{task_kinds.DEAD_LETTER}:{job.id}:{_deaths(db, job.id)}",
        due_at=now,
        report=report,
        referral=referral,
    )
    task.job_id = job.id
    if job.kind == alerts.ALERT and job.referral_id is not None:
        alert_failed(db, job.referral_id, now)
    page_failed(Tx(db, dep, now), job.id)


def _tasks_of(db: DbSession, job_id: int) -> Sequence[Task]:
    return db.scalars(
        select(Task).where(Task.kind == task_kinds.DEAD_LETTER.name, Task.job_id == job_id)
    ).all()


def _deaths(db: DbSession, job_id: int) -> int:
    """Which death this is: those dealt with count, so that a second one is reported too."""
    return 1 + sum(task.state != TaskState.OPEN for task in _tasks_of(db, job_id))


def retry(tx: Tx, job_id: int) -> bool:
    """Try a dead job again; the task that reported it is done. ``False`` when it is not dead."""
    if not outbox.revive(tx.db, job_id, tx.now):
        return False
    for task in _tasks_of(tx.db, job_id):
        tasks.finish(tx, task)
    return True


def page_failed(tx: Tx, job_id: int) -> None:
    """What failed for good may be a page: the next person is paged."""
    job = tx.db.get_one(Job, job_id)
    if job.kind == paging.PAGE:
        paging.pass_on(tx, job)


def alert_failed(db: DbSession, referral_id: int, now: datetime) -> None:
    """One alert failed for good: unless another may arrive, the next step is taken at once."""
    referral = db.get_one(Referral, referral_id)
    if referral.state == ReferralState.OFFERED and not alerts.may_arrive(db, referral):
        chain.hasten_step(db, referral, now)


def failed_after_all(tx: Tx, referral_id: int, job_id: int) -> None:
    """An alert was taken and did not arrive. A call for a report that can wait is made again."""
    referral = tx.db.get_one(Referral, referral_id)
    report = tx.db.get_one(Report, referral.report_id)
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    if referral.state == ReferralState.OFFERED and report.urgency in {Urgency.P2, Urgency.P3}:
        alerts.call_again(tx, referral, agency, tx.db.get_one(Job, job_id))
    alert_failed(tx.db, referral_id, tx.now)


@when_failed
def stuck(db: DbSession, dep: Deployment, job: outbox.Claimed, now: datetime) -> None:
    """A job fails again and again: it is retried, and what cannot wait goes on beside it.

    A clock of a report, or a page, is reported to the supervisors: nobody else would know for the
    day that it is retried.
    """
    if job.attempt < STUCK_AFTER:
        return
    if job.kind in OUR_OWN:
        _report_stuck(Tx(db, dep, now), job)
    elif job.kind == alerts.ALERT and job.attempt == STUCK_AFTER:
        _try_another_way(Tx(db, dep, now), job)


def _report_stuck(tx: Tx, job: outbox.Claimed) -> None:
    what = job.key
    if job.kind == paging.PAGE:  # one task for everyone it should reach
        page = tx.db.get_one(Page, job.id)
        if page.what == task_kinds.STUCK.name:
            return
        what = page.cause
    report = tx.db.get(Report, job.report_id) if job.report_id else None
    cause = paging.Cause(task_kinds.STUCK, what)
    tasks.make(
        tx,
        kind=task_kinds.STUCK,
        key=str(cause),
        due_at=tx.now,
        report=report,
        referral=tx.db.get(Referral, job.referral_id) if job.referral_id else None,
        priority=min(report.urgency if report else Urgency.P1, Urgency.P1),
    )
    paging.page(tx, cause, who=task_kinds.SUPERVISORS, report=report)


def _try_another_way(tx: Tx, job: outbox.Claimed) -> None:
    """An alert fails again and again.

    The next contact point is asked, or for what is urgent the next agency. What is not urgent and
    has no other contact point waits: an hour without mail must not send every report to a
    dispatcher.
    """
    referral = tx.db.get_one(Referral, job.referral_id)
    if referral.state != ReferralState.OFFERED:
        return
    report = tx.db.get_one(Report, referral.report_id)
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    others = alerts.next_point(tx.db, referral) < len(alerts.alert_points(agency))
    if not alerts.reached(tx.db, referral) and (
        others or report.urgency in {Urgency.P0, Urgency.P1}
    ):
        chain.hasten_step(tx.db, referral, tx.now)
