"""A job that cannot be done is told to the supervisors; a dead alert moves its referral on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.referrals import alerts, chain


def tell_supervisors(db: DbSession, dep: Deployment, job: outbox.Claimed, now: datetime) -> None:
    """A task for the supervisors; and an alert that cannot arrive does not wait for its time."""
    report = db.get(Report, job.report_id) if job.report_id else None
    referral = db.get(Referral, job.referral_id) if job.referral_id else None
    tasks.make(
        db,
        dep,
        kind="dead_letter",
        key=f"dead_letter:{job.id}",
        due_at=now,
        now=now,
        report=report,
        referral=referral,
        owner=tasks.SUPERVISORS,
    )
    if job.kind == alerts.ALERT and referral is not None and referral.state == "offered":
        chain.hasten_step(db, referral, now)
