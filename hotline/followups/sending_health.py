"""Whether anything is being sent. Nobody at work is the one fault that nothing else shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Gauge
from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.jobs import Job, WorkerBeat
from hotline.db.states import JobState

SEEN_WITHIN = timedelta(seconds=60)
"""A worker says that it lives four times as often."""
LATE = timedelta(minutes=2)
"""A job that has waited for so long should have been begun, whatever else is going on."""
STUCK_AFTER = 4
"""Failed tries (about a minute) after which a job is stuck: it waits for its next try, not for a
worker, so that it never shows as late."""
UNSEEN = Gauge("hotline_worker_unseen_seconds", "Seconds since a worker was last seen; -1: never")
WAITING = Gauge("hotline_jobs_late", "Jobs that are due for more than two minutes, not begun")
FAILING = Gauge("hotline_jobs_failing", "Jobs that failed four times or more, and are tried again")


@dataclass(frozen=True)
class Pulse:
    """When a worker was last seen, how many jobs wait longer than they should, how many fail."""

    seen: datetime | None
    late: int
    failing: int
    now: datetime

    @property
    def unseen_seconds(self) -> int:
        """Seconds since a worker was seen; -1 when none ever was."""
        return int((self.now - self.seen).total_seconds()) if self.seen else -1

    @property
    def problem(self) -> str:
        """What is wrong, for whoever watches; empty when messages go out."""
        if self.seen is None:
            return "nothing is being sent: no worker has ever been seen; start hotline worker"
        if self.now - self.seen > SEEN_WITHIN:
            ago = self.unseen_seconds
            return f"nothing is being sent: no worker was seen for {ago} s; start hotline worker"
        if self.late:
            return f"{self.late} messages or clocks are late by more than {LATE.seconds // 60} min"
        if self.failing:
            return (
                f"{self.failing} messages or clocks fail again and again; see hotline jobs list "
                "--state due"
            )
        return ""


def pulse(db: DbSession, now: datetime) -> Pulse:
    """How it is now; the gauges of ``/metrics`` are set by it."""
    since = now - LATE
    late = select(func.count(Job.id)).where(
        Job.state == JobState.DUE, Job.due_at < since, Job.created_at < since
    )
    failing = select(func.count(Job.id)).where(
        Job.state == JobState.DUE, Job.attempts >= STUCK_AFTER
    )
    found = Pulse(
        seen=db.scalar(select(func.max(WorkerBeat.last_at))),
        late=db.scalar(late) or 0,
        failing=db.scalar(failing) or 0,
        now=now,
    )
    UNSEEN.set(found.unseen_seconds)
    WAITING.set(found.late)
    FAILING.set(found.failing)
    return found
