"""Changing jobs that wait and that no worker holds: their messages leave another way, or now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from hotline.db.jobs import Job
from hotline.db.states import JobState
from hotline.jobs.waking import wake_workers


def settle(session: Session, job_ids: Collection[int], now: datetime) -> None:
    """What these jobs were for is done, in another way."""
    session.execute(
        update(Job)
        .where(Job.id.in_(job_ids), Job.state == JobState.DUE)
        .values(state=JobState.DONE, finished_at=now, payload=b"")
        .execution_options(synchronize_session=False)
    )


def hurry(session: Session, job_ids: Collection[int], now: datetime) -> None:
    """These jobs are due now, and go before all others."""
    session.execute(
        update(Job)
        .where(Job.id.in_(job_ids), Job.state == JobState.DUE)
        .values(due_at=now, rank=0)
        .execution_options(synchronize_session=False)
    )
    wake_workers(session)
