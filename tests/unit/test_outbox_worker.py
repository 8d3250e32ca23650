"""The worker and its rows: what cannot be done is told to a person, and stops nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hotline.db.jobs import Job
from hotline.db.tasks import Task
from hotline.jobs import outbox, registry
from hotline.jobs.payload import Payload
from tests.line import Line


@dataclass(frozen=True)
class Note(Payload):
    """A kind of these tests' own."""

    kind = "note"


@dataclass(frozen=True)
class Strange(Payload):
    """A kind that nothing is registered for."""

    kind = "from a later version"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A kind of job of the tests' own, "note": it notes its key."""
    noted: list[str] = []

    def note(dep: object, job: outbox.Claimed, payload: Note) -> None:
        noted.append(job.key)

    monkeypatch.setattr(registry, "KINDS", dict(registry.KINDS))
    registry.job(Note)(note)
    yield noted


def put(line: Line, key: str, payload: Payload | None = None) -> None:
    now = line.clock.now
    with line.dep.database.write() as db:
        outbox.schedule(db, line.dep.keys, payload or Note(), key=key, due_at=now, now=now)


def dead_letters(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        return [t.owner for t in db.scalars(select(Task).where(Task.kind == "dead_letter"))]


def test_a_job_of_an_unknown_kind_is_reported_to_the_supervisors_at_once(
    any_line: Line, done: list[str]
) -> None:
    put(any_line, "strange", Strange())
    put(any_line, "good")
    any_line.work()
    assert done == ["good"]
    assert dead_letters(any_line) == ["supervisors"]


def test_a_job_that_cannot_be_read_is_reported_to_the_supervisors_in_the_end(
    line: Line, done: list[str]
) -> None:
    put(line, "unreadable")
    with line.dep.database.write() as db:
        db.execute(update(Job).where(Job.key == "unreadable").values(payload=b"torn"))
    put(line, "good")
    line.work()
    assert done == ["good"]
    assert dead_letters(line) == []
    for _ in range(outbox.GIVE_UP_AFTER):
        line.skip_to(line.clock.now + timedelta(hours=2))
    assert dead_letters(line) == ["supervisors"]


def test_a_job_whose_worker_always_dies_is_given_up_and_reported(
    line: Line, done: list[str]
) -> None:
    put(line, "killer")
    for _ in range(outbox.GIVE_UP_AFTER):
        with line.dep.database.write() as db:
            outbox.claim(db, line.dep.keys, worker="one that dies", now=line.clock.now, limit=1)
        line.clock.now += outbox.LEASE + timedelta(seconds=1)
    line.work()
    assert done == []
    assert dead_letters(line) == ["supervisors"]
