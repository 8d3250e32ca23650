"""What is due: a table of jobs, committed with what caused them, claimed by workers.

Everything that leaves the service, and every clock that runs, is a row here. A job is scheduled
in the transaction of its cause, so neither exists without the other. A worker claims due rows
under a lease and renews it while it works; when it dies, the lease runs out and another takes the
row. PostgreSQL lets many workers claim at once (``FOR UPDATE SKIP LOCKED``) and wakes them
(``NOTIFY``); SQLite has one writer at a time anyway.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.db.columns import table_of
from hotline.db.jobs import Job
from hotline.db.prepared import Prepared
from hotline.db.reports import Report
from hotline.db.states import JobState
from hotline.domain import Urgency
from hotline.jobs.payload import RANKS, Payload
from hotline.jobs.waking import wake_workers
from hotline.privacy.keys import KeyRing, SealError

LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = 30
"""Attempts before a job is dead: with the pauses above about 24 hours."""
ALONE_AFTER = 15
"""Deaths of its worker after which a job is no longer held together with others like it."""
LOST = "the worker that took it did not come back"
"""The error of a job whose worker died."""
_READ = (
    Job.id,
    Job.kind,
    Job.key,
    Job.payload,
    Job.attempts,
    Job.created_at,
    Job.error,
    Job.report_id,
    Job.referral_id,
)


@dataclass(frozen=True)
class Claimed:
    """A job that this worker holds until its lease runs out."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int
    created_at: datetime
    report_id: int | None
    referral_id: int | None
    readable: bool = True
    """Whether the payload could be opened; after a start with wrong keys it cannot, for a while."""
    alone: bool = False
    """Whether it was lost with its worker so often that it is held apart from others like it."""


def _is(state: JobState) -> ColumnElement[bool]:
    """The state as a literal, so that PostgreSQL can always prove the partial index fits."""
    return Job.state == literal_column(f"'{state.value}'")


_NOW = bindparam("now", type_=Job.due_at.type)
_THERE = select(
    exists().where(_is(JobState.LEASED), Job.lease_until < _NOW),
    *(exists().where(_is(JobState.DUE), Job.due_at <= _NOW, Job.rank == rank) for rank in RANKS),
)
"""Whether a lease ran out, and whether a job of each rank is due: what an idle worker asks."""


_NEW = "kind key payload due_at created_at state attempts report_id referral_id".split()


@cache
def _insertion(*, postgres: bool, by_urgency: bool) -> Prepared:
    """A new job; ``by_urgency``: its rank is ``urgent``, ``usual`` or ``copied``, as its report is
    now.
    """
    table = table_of(Job)
    statement = (postgresql.insert if postgres else sqlite.insert)(table)
    if by_urgency:
        reports, usual = table_of(Report), bindparam("usual", type_=Integer)
        is_urgent = or_(reports.c.urgency == Urgency.P0, reports.c.urgency == Urgency.P1)
        rank = case(
            (reports.c.surge_id.is_not(None), bindparam("copied", type_=Integer)),
            (is_urgent, bindparam("urgent", type_=Integer)),
            else_=usual,
        )
        known = select(rank).where(reports.c.id == bindparam("about")).scalar_subquery()
        statement = statement.values(rank=func.coalesce(known, usual))
    once = statement.on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
    return Prepared(once, *_NEW, *(() if by_urgency else ("rank",)))


def schedule(
    session: Session,
    keys: KeyRing,
    payload: Payload,
    *,
    key: str,
    due_at: datetime,
    now: datetime,
    report_id: int | None = None,
    referral_id: int | None = None,
) -> int | None:
    """Schedule a job with this transaction; the same ``key`` twice is one job.

    Returns the id of the job if it is new. ``key`` only says which cause this is: it is compared,
    and nothing reads it. What is to be known of the job later is in a row of its own kind.
    """
    urgent, usual, copied = payload.order.value
    by_urgency = report_id is not None and len({urgent, usual, copied}) > 1
    ranks = {"about": report_id, "urgent": urgent, "usual": usual, "copied": copied}
    row = {
        "kind": payload.kind,
        "key": key,
        "payload": keys.seal(json.dumps(vars(payload), default=asdict).encode(), f"job:{key}"),
        "due_at": due_at,
        "created_at": now,
        "state": JobState.DUE,
        "attempts": 0,
        "report_id": report_id,
        "referral_id": referral_id,
        **(ranks if by_urgency else {"rank": usual}),
    }
    if report_id is not None or referral_id is not None:
        session.flush()  # what it is about, and how urgent that is, may not be stored yet
    postgres = session.get_bind().dialect.name == "postgresql"
    statement = _insertion(postgres=postgres, by_urgency=by_urgency)
    new: int | None = statement.execute(session, row).scalar_one_or_none()
    if new is not None and due_at <= now:
        wake_workers(session)
    return new


_UNFINISHED = select(
    *(
        select(func.count(Job.id))
        .where(_is(state), Job.kind == bindparam("kind"))
        .scalar_subquery()
        for state in (JobState.DUE, JobState.LEASED, JobState.DEAD)
    )
)


def unfinished(session: Session, kind: str) -> tuple[int, int, int]:
    """How many jobs of this kind are due or wait, are held by a worker, and were given up."""
    due, leased, dead = session.execute(_UNFINISHED, {"kind": kind}).one()
    return due, leased, dead


def hasten(session: Session, now: datetime, *keys: str) -> None:
    """Make the waiting jobs with these keys due now."""
    session.execute(update(Job).where(Job.key.in_(keys), _is(JobState.DUE)).values(due_at=now))
    wake_workers(session)


def revive(session: Session, job_id: int, now: datetime) -> bool:
    """Try a dead job again; ``False`` when there is no such dead job.

    It counts as tried once: whoever sends it asks first whether it did arrive.
    """
    found = session.execute(
        update(Job)
        .where(Job.id == job_id, _is(JobState.DEAD))
        .values(state=JobState.DUE, due_at=now, attempts=1, finished_at=None, error=None)
        .returning(Job.id)
    )
    wake_workers(session)
    return found.scalar_one_or_none() is not None


def claim(
    session: Session, keys: KeyRing, *, worker: str, now: datetime, limit: int, alone: bool = True
) -> list[Claimed]:
    """Claim at most ``limit`` due jobs under a lease, also those whose worker's lease ran out.

    Urgent ones first, see :class:`~hotline.jobs.payload.Order`, then by age.

    A job that was lost with its worker again and again may be what kills it, or may only have been
    held beside that one. At most one such job is taken, the least tried first, and none unless
    ``alone``: then the next death is charged to that one only.
    """
    lost, *waiting = session.execute(_THERE, {"now": now}).one()
    if lost:
        _take_over(session, _is(JobState.LEASED) & (Job.lease_until < now))
    elif not any(waiting):
        return []
    wanted = _is(JobState.DUE) & (Job.due_at <= now)
    often_lost = (Job.error == LOST) & (Job.attempts >= ALONE_AFTER)
    usual = or_(Job.error.is_(None), ~often_lost)
    found: list[Any] = []
    for rank in RANKS:  # one look in the index each; sorted together, all that is due is read
        if not (lost or waiting[rank]):
            continue
        of_rank = wanted & usual & (Job.rank == rank)
        found += _locked(session, of_rank, [Job.due_at], limit - len(found))
    if alone and len(found) < limit:
        found += _locked(session, wanted & often_lost, [Job.attempts, Job.due_at], 1)
    if found:
        session.execute(
            update(Job)
            .where(Job.id.in_([row.id for row in found]))
            .values(
                state=JobState.LEASED,
                leased_by=worker,
                lease_until=now + LEASE,
                attempts=Job.attempts + 1,
            )
            .execution_options(synchronize_session=False)
        )
    return [opened(keys, row) for row in found]


def _locked(
    session: Session, wanted: ColumnElement[bool], order: Sequence[Any], limit: int
) -> Sequence[Any]:
    if limit <= 0:
        return []
    rows = select(*_READ).where(wanted).order_by(*order, Job.id).limit(limit)
    return session.execute(rows.with_for_update(skip_locked=True)).all()


def opened(keys: KeyRing, job: Row[Any] | Job) -> Claimed:
    """The job; one that cannot be read fails like any other, and so is tried again and reported."""
    payload, readable = {}, True
    try:
        payload = json.loads(keys.open(job.payload, f"job:{job.key}"))
    except (SealError, ValueError):
        readable = False
    return Claimed(
        id=job.id,
        kind=job.kind,
        key=job.key,
        payload=payload,
        attempt=job.attempts + 1,
        created_at=job.created_at,
        report_id=job.report_id,
        referral_id=job.referral_id,
        readable=readable,
        alone=job.error == LOST and job.attempts >= ALONE_AFTER,
    )


def renew(session: Session, jobs: Collection[Claimed], *, worker: str, now: datetime) -> None:
    """Hold these jobs longer: they are still being done. One that is just being finished is not."""
    session.execute(
        update(Job)
        .where(Job.id.in_(_held(session, jobs, worker, skip_locked=True)))
        .values(lease_until=now + LEASE)
    )


def _held(
    session: Session, jobs: Collection[Claimed], worker: str, *, skip_locked: bool = False
) -> Sequence[int]:
    """The ids of those jobs that ``worker`` still holds under the same claim, locked in order."""
    attempts = {job.id: job.attempt for job in jobs}
    wanted = select(Job.id, Job.attempts).where(
        Job.id.in_(attempts), _is(JobState.LEASED), Job.leased_by == worker
    )
    found = session.execute(wanted.order_by(Job.id).with_for_update(skip_locked=skip_locked))
    return [row.id for row in found if attempts[row.id] == row.attempts]


def holders(session: Session) -> Sequence[str]:
    """The workers that hold jobs."""
    found = session.scalars(select(Job.leased_by).where(_is(JobState.LEASED)).distinct())
    return [name for name in found if name is not None]


def take_from(session: Session, workers: Collection[str]) -> None:
    """What these workers, who are known to be dead, held is due without waiting for the lease."""
    _take_over(session, _is(JobState.LEASED) & Job.leased_by.in_(workers))
    wake_workers(session)


def _take_over(session: Session, held: ColumnElement[bool]) -> None:
    """Jobs that nobody does any more are due; the try counts, and why it came to nothing."""
    ids = select(Job.id).where(held)
    if session.get_bind().dialect.name == "postgresql":  # on SQLite an order has it read all jobs
        ids = ids.order_by(Job.id).with_for_update(skip_locked=True)
    session.execute(
        update(Job)
        .where(Job.id.in_(ids))
        .values(state=JobState.DUE, leased_by=None, lease_until=None, error=LOST)
        .execution_options(synchronize_session=False)
    )


def finish_all(
    session: Session, jobs: Collection[Claimed], *, worker: str, now: datetime
) -> Sequence[int]:
    """Mark many jobs as done; the ids of those whose lease was not lost meanwhile."""
    held = _held(session, jobs, worker)
    session.execute(
        update(Job)
        .where(Job.id.in_(held))
        .values(state=JobState.DONE, finished_at=now, payload=b"", lease_until=None, leased_by=None)
        .execution_options(synchronize_session=False)
    )
    return held


def hand_back(session: Session, jobs: Collection[Claimed], *, worker: str) -> None:
    """These jobs were not begun: they are due as before, and this try does not count."""
    session.execute(
        update(Job)
        .where(Job.id.in_(_held(session, jobs, worker)))
        .values(state=JobState.DUE, lease_until=None, leased_by=None, attempts=Job.attempts - 1)
        .execution_options(synchronize_session=False)
    )
    wake_workers(session)


def postpone(session: Session, job: Claimed, *, worker: str, until: datetime) -> bool:
    """It is too early for this job: due again at ``until``, and this try does not count."""
    return _leave(session, job, worker, state=JobState.DUE, due_at=until, attempts=job.attempt - 1)


def put_back(
    session: Session, job: Claimed, *, worker: str, now: datetime, error: str, again: bool
) -> bool:
    """A job failed: due again after a pause with jitter, or dead. Returns whether it is dead now.

    ``error`` must not hold an address or a word of a report.
    """
    if again and job.attempt < GIVE_UP_AFTER:
        _leave(
            session, job, worker, state=JobState.DUE, due_at=now + pause(job.attempt), error=error
        )
        return False
    return _leave(session, job, worker, state=JobState.DEAD, finished_at=now, error=error)


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
            _is(JobState.LEASED),
            Job.leased_by == worker,
            Job.attempts == job.attempt,
        )
        .values(**values)
        .returning(Job.id)
    )
    return done.scalar_one_or_none() is not None
