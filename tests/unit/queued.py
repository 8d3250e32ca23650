"""A queue of jobs, and what is done with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.db.database import Database
from hotline.db.jobs import Job
from hotline.jobs import outbox
from hotline.jobs.payload import Payload
from hotline.privacy.keys import KeyRing

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Note(Payload):
    """A kind of these tests' own."""

    kind = "note"
    point: int | None = None
    token: str | None = None


Put = Callable[..., bool]


def claim(
    database: Database, keys: KeyRing, at: datetime, worker: str = "w1", limit: int = 10
) -> list[outbox.Claimed]:
    with database.write() as db:
        return outbox.claim(db, keys, worker=worker, now=at, limit=limit)


def finish(db: Session, job: outbox.Claimed, *, worker: str, now: datetime) -> bool:
    """Whether a worker's word that a job is done was taken."""
    return list(outbox.finish_all(db, [job], worker=worker, now=now)) == [job.id]


def row(database: Database, key: str) -> Job:
    with database.read() as db:
        return db.scalars(select(Job).where(Job.key == key)).one()
