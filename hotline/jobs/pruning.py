"""How long rows about work that is over are kept.

A job that was done is kept while it says something: with its report, for whoever reads what was
sent and when; or with its delivery. What belongs to no report (the daily upkeep, digests, copies
that the provider deleted, pages about the line itself) only fills the table after a while. Dead
jobs stay until a person has dealt with them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline.db.jobs import Delivery, Job, WorkerBeat
from hotline.db.states import JobState

KEPT = timedelta(days=60)
"""Longer than any of these jobs could be scheduled again for the same cause."""
AT_A_TIME = 1000
BEATS_KEPT = timedelta(days=1)


def delete_finished(session: Session, now: datetime) -> int:
    """Delete finished jobs of no report, some at a time, and workers long gone; how many jobs."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.last_at < now - BEATS_KEPT))
    old = (
        select(Job.id)
        .where(Job.state.in_((JobState.DONE, JobState.CANCELED)), Job.finished_at < now - KEPT)
        .where(Job.report_id.is_(None), Job.referral_id.is_(None))
        .order_by(Job.id)
        .limit(AT_A_TIME)
    )
    ids = session.scalars(old).all()
    session.execute(delete(Delivery).where(Delivery.job_id.in_(ids)))
    session.execute(delete(Job).where(Job.id.in_(ids)))
    return len(ids)
