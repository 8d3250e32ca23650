"""A worker alone: on a database of its own, with handlers that do as their jobs say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from hotline.db.jobs import Job, WorkerBeat
from hotline.deployment import Deployment
from hotline.jobs import outbox, registry
from hotline.jobs.errors import DeliveryError, PostponeError
from hotline.jobs.payload import Payload
from tests.line import MovedClock

AWAY = OperationalError("away", {}, Exception())
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Chore(Payload):
    """``how`` says what its handler does."""

    kind = "chore"
    how: str


@dataclass(frozen=True)
class Narrow(Payload):
    """A later version's chore: rows of this kind lack a field."""

    kind = "chore"


@dataclass(frozen=True)
class Strange(Payload):
    """Nothing is registered for it."""

    kind = "strange"


class Box:
    """A worker on a database of its own, and what its handlers did."""

    def __init__(self, dep: Deployment, clock: MovedClock) -> None:
        self.dep, self.clock = dep, clock
        self.did: list[str] = []
        self.settled: list[str] = []
        self.dead: list[str] = []
        self.failed: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def handle(self, dep: Deployment, job: outbox.Claimed, payload: Chore) -> Any:
        match payload.how:
            case "break":
                raise ZeroDivisionError
            case "refused" | "away":
                raise DeliveryError(f"it is {payload.how}", again=payload.how == "away")
            case "early":
                raise PostponeError(self.clock.now + 5 * MINUTE)
            case "no database":
                raise AWAY
            case "unwritable":
                return lambda db: 1 / 0
        self.did.append(job.key)
        self.meanwhile()
        return (lambda db: self.settled.append(job.key)) if payload.how == "settle" else None

    def put(self, key: str, payload: Payload | str = "do", due: timedelta = timedelta()) -> None:
        given = Chore(payload) if isinstance(payload, str) else payload
        now = self.clock.now
        with self.dep.database.write() as db:
            outbox.schedule(db, self.dep.keys, given, key=key, due_at=now + due, now=now)

    def change(self, **values: Any) -> None:
        with self.dep.database.write() as db:
            db.execute(update(Job).values(**values))

    def row(self, key: str) -> Job:
        with self.dep.database.read() as db:
            return db.scalars(select(Job).where(Job.key == key)).one()

    def states(self) -> dict[str, str]:
        with self.dep.database.read() as db:
            return {job.key: str(job.state) for job in db.scalars(select(Job).order_by(Job.id))}

    def beats(self) -> list[WorkerBeat]:
        with self.dep.database.read() as db:
            return list(db.scalars(select(WorkerBeat)))


def open_box(dep: Deployment, monkeypatch: pytest.MonkeyPatch) -> Box:
    """An empty table of jobs, of which only the box's own kinds are known."""
    with dep.database.write() as db:
        db.execute(delete(Job))
        db.execute(delete(WorkerBeat))
    clock = MovedClock()
    made = Box(replace(dep, clock=clock), clock)
    for name in ("PERIODIC", "WHEN_DEAD", "WHEN_FAILED", "WHEN_CLOCK_SET_BACK"):
        monkeypatch.setattr(registry, name, [])
    monkeypatch.setattr(registry, "KINDS", {})
    registry.job(Chore)(made.handle)
    registry.when_dead(lambda db, dep, job, now: made.dead.append(job.key))
    registry.when_failed(lambda db, dep, job, now: made.failed.append(job.key))
    return made


def count(which: str, kind: str) -> float:
    """What a counter of this process shows."""
    return REGISTRY.get_sample_value(f"hotline_jobs_{which}_total", {"kind": kind}) or 0.0


def raise_away(*_: Any, **__: Any) -> Any:
    """The database cannot be reached."""
    raise AWAY
