"""The machine's clock was set back: what a fast clock stamped does not wait until it catches up."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline.db.jobs import Job
from hotline.db.states import JobState
from hotline.jobs.outbox import LEASE


def move_jobs(session: Session, now: datetime, by: timedelta) -> int:
    """Jobs stamped by the fast clock are due as much earlier; how many were moved.

    Without this an alert written a moment ago would wait until the clock caught up. Jobs from
    before the fast time keep their times.
    """
    moved = 0
    for row in session.scalars(
        select(Job).where(Job.state.in_((JobState.DUE, JobState.LEASED)), Job.created_at > now)
    ):
        row.due_at -= by
        row.created_at = min(row.created_at - by, now)
        moved += 1
    session.execute(
        update(Job)
        .where(Job.state == JobState.LEASED, Job.lease_until > now + LEASE)
        .values(lease_until=now + LEASE)
    )
    return moved
