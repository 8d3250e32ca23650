"""What is due: a table of jobs, committed with what caused them, claimed by workers.

Everything that leaves the service, and every clock that runs, is a row here. A job is scheduled
in the transaction of its cause, so neither exists without the other. A worker claims due rows
under a lease; when it dies, the lease runs out and another takes the row. PostgreSQL lets many
workers claim at once (``FOR UPDATE SKIP LOCKED``); SQLite has one writer at a time anyway.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.db.referrals import Job
from hotline.privacy.keys import KeyRing, SealError

LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = 30
"""Attempts before a job is dead: with the pauses above about 24 hours."""


@dataclass(frozen=True)
class Claimed:
    """A job that this worker holds until ``lease_until``."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int
    created_at: datetime
    report_id: int | None
    referral_id: int | None


def schedule(
    session: Session,
    keys: KeyRing,
    *,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    due_at: datetime,
    now: datetime,
    report_id: int | None = None,
    referral_id: int | None = None,
) -> bool:
    """Schedule a job with this transaction; the same ``key`` twice is one job.

    Returns whether it is new. ``payload`` must be plain JSON values; it is stored sealed.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    sealed = keys.seal(json.dumps(payload).encode(), f"job:{key}")
    statement = (
        insert(Job)
        .values(
            kind=kind,
            key=key,
            payload=sealed,
            due_at=due_at,
            created_at=now,
            state="due",
            attempts=0,
            report_id=report_id,
            referral_id=referral_id,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Job.id)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def cancel(session: Session, now: datetime, *keys: str) -> None:
    """Cancel the jobs with these keys that have not begun."""
    session.execute(
        update(Job)
        .where(Job.key.in_(keys), Job.state == "due")
        .values(state="cancelled", finished_at=now)
    )


def hasten(session: Session, now: datetime, *keys: str) -> None:
    """Make the waiting jobs with these keys due now."""
    session.execute(update(Job).where(Job.key.in_(keys), Job.state == "due").values(due_at=now))


def claim(
    session: Session, keys: KeyRing, *, worker: str, now: datetime, limit: int
) -> list[Claimed]:
    """Take up to ``limit`` due jobs under a lease; also those whose worker's lease ran out."""
    session.execute(
        update(Job)
        .where(Job.state == "leased", Job.lease_until < now)
        .values(state="due", leased_by=None, lease_until=None)
    )
    due = session.scalars(
        select(Job)
        .where(Job.state == "due", Job.due_at <= now)
        .order_by(Job.due_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    claimed = []
    for job in due:
        job.attempts += 1
        opened = _opened(keys, job)
        if opened is None:  # a poison row must not stop the others
            job.state, job.finished_at, job.error = "dead", now, "its payload cannot be opened"
            continue
        job.state, job.leased_by, job.lease_until = "leased", worker, now + LEASE
        claimed.append(opened)
    return claimed


def _opened(keys: KeyRing, job: Job) -> Claimed | None:
    try:
        payload = json.loads(keys.open(job.payload, f"job:{job.key}"))
    except (SealError, ValueError):
        return None
    return Claimed(
        id=job.id,
        kind=job.kind,
        key=job.key,
        payload=payload,
        attempt=job.attempts,
        created_at=job.created_at,
        report_id=job.report_id,
        referral_id=job.referral_id,
    )


def finish(session: Session, job: Claimed, *, worker: str, now: datetime) -> bool:
    """Mark a job as done; ``False`` when the lease was lost to another worker meanwhile."""
    return _leave(session, job, worker, state="done", finished_at=now)


def put_back(
    session: Session, job: Claimed, *, worker: str, now: datetime, error: str, again: bool
) -> bool:
    """A job failed: due again after a pause with jitter, or dead. Returns whether it is dead.

    ``error`` must not hold an address or a word of a report.
    """
    if again and job.attempt < GIVE_UP_AFTER:
        _leave(session, job, worker, state="due", due_at=now + pause(job.attempt), error=error)
        return False
    _leave(session, job, worker, state="dead", finished_at=now, error=error)
    return True


def pause(attempt: int) -> timedelta:
    """How long to wait after the given number of attempts: doubling, with jitter, bounded."""
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(attempt - 1, 20), LONGEST_PAUSE)
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311 - jitter needs no secrecy


def _leave(session: Session, job: Claimed, worker: str, **values: Any) -> bool:
    values = {"lease_until": None, "leased_by": None, **values}
    if "error" in values:
        values["error"] = str(values["error"])[:200]
    done = session.execute(
        update(Job)
        .where(
            Job.id == job.id,
            Job.state == "leased",
            Job.leased_by == worker,
            Job.attempts == job.attempt,
        )
        .values(**values)
        .returning(Job.id)
    )
    return done.scalar_one_or_none() is not None


def next_due(session: Session) -> datetime | None:
    """When the next job is due, or a lease runs out."""
    due = session.scalar(select(func.min(Job.due_at)).where(Job.state == "due"))
    leased = session.scalar(select(func.min(Job.lease_until)).where(Job.state == "leased"))
    times: Sequence[datetime] = [moment for moment in (due, leased) if moment is not None]
    return min(times, default=None)
