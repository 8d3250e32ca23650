"""The outbox in pairs that differ in one thing: a dead or a living worker, one attempt more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from hotline.db.database import Database
from hotline.db.jobs import Job, WorkerBeat
from hotline.db.states import JobState
from hotline.jobs import clock_set_back, outbox, pruning
from hotline.jobs.errors import DeliveryError
from hotline.jobs.payload import Payload
from hotline.privacy.keys import KeyRing
from tests.unit.empty_database import open_empty

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Note(Payload):
    """A kind of these tests' own."""

    kind = "note of pairs"


class Box:
    """An outbox on SQLite, and what workers do to it."""

    def __init__(self, database: Database, keys: KeyRing, now: datetime) -> None:
        self.database, self.keys, self.now = database, keys, now

    def put(self, key: str, **times: datetime) -> None:
        with self.database.write() as db:
            given = {"due_at": self.now, "now": self.now} | times
            outbox.schedule(db, self.keys, Note(), key=key, **given)

    def claim(
        self, worker: str, at: datetime | None = None, limit: int = 20
    ) -> list[outbox.Claimed]:
        with self.database.write() as db:
            when = at or self.now
            return outbox.claim(db, self.keys, worker=worker, now=when, limit=limit)

    def do(self, doing: Any, *given: Any, **named: Any) -> Any:
        with self.database.write() as db:
            return doing(db, *given, **named)

    def row(self, key: str) -> Job:
        with self.database.read() as db:
            return db.scalars(select(Job).where(Job.key == key)).one()

    def state(self, key: str) -> tuple[str, str | None, int]:
        row = self.row(key)
        return row.state.value, row.leased_by, row.attempts


@pytest.fixture
def box(tmp_path: Path, keys: KeyRing, now: datetime) -> Iterator[Box]:
    database = open_empty(tmp_path / "line.db")
    yield Box(database, keys, now)
    database.close()


# A dead worker and a living one ------------------------------------------------------------------


def test_only_what_the_dead_held_is_taken_over(box: Box) -> None:
    """Taking it from the living as well would send their alerts twice."""
    for worker in ("dead", "living"):
        box.put(f"of the {worker}")
        box.claim(worker)
    box.put("nobody's")
    assert sorted(box.do(outbox.holders)) == ["dead", "living"]
    box.do(outbox.take_from, ["dead", "long gone"])
    assert box.state("of the dead") == ("due", None, 1)
    assert box.row("of the dead").error == outbox.LOST
    assert box.row("of the dead").lease_until is None
    assert box.state("of the living") == ("leased", "living", 1)
    assert box.row("of the living").lease_until == box.now + outbox.LEASE
    assert box.row("of the living").error is None
    assert box.state("nobody's") == ("due", None, 0)
    assert box.row("nobody's").error is None
    assert box.do(outbox.holders) == ["living"]
    assert {job.key for job in box.claim("new")} == {"of the dead", "nobody's"}


def test_an_error_of_a_delivery_says_what_it_was_given() -> None:
    error = DeliveryError("mailbox full", again=True)
    assert (str(error), error.again) == ("mailbox full", True)


def test_taking_from_nobody_takes_nothing(box: Box) -> None:
    box.put("a")
    box.claim("living")
    box.do(outbox.take_from, [])
    assert box.state("a") == ("leased", "living", 1)


def test_a_lease_holds_through_its_last_instant_and_no_longer(box: Box) -> None:
    box.put("a")
    box.claim("w1")
    until = box.now + outbox.LEASE
    assert box.claim("w2", until) == []
    assert [job.attempt for job in box.claim("w2", until + SECOND)] == [2]


def test_a_renewed_lease_counts_from_then_and_only_for_who_holds_it(box: Box) -> None:
    for key in ("mine", "other's"):
        box.put(key)
    (mine,) = box.claim("w1", limit=1)
    (others,) = box.claim("w2", limit=1)
    later = box.now + 30 * SECOND
    box.do(outbox.renew, [mine, others], worker="w1", now=later)
    assert box.row(mine.key).lease_until == later + outbox.LEASE
    assert box.row(others.key).lease_until == box.now + outbox.LEASE


# The same worker, another attempt ----------------------------------------------------------------


def lost_and_taken_again(box: Box) -> tuple[outbox.Claimed, outbox.Claimed, datetime]:
    """One worker claimed a job, lost its lease, and claimed the same job again."""
    box.put("a")
    (lost,) = box.claim("w1")
    after = box.now + outbox.LEASE + SECOND
    (taken,) = box.claim("w1", after)
    assert (lost.attempt, taken.attempt) == (1, 2)
    return lost, taken, after


@pytest.mark.parametrize("again", [True, False])
def test_a_worker_cannot_put_back_what_it_lost_and_took_again(box: Box, again: bool) -> None:
    lost, taken, after = lost_and_taken_again(box)
    late = {"worker": "w1", "now": after, "error": "late", "again": again}
    assert box.do(outbox.put_back, lost, **late) is False
    assert box.state("a") == ("leased", "w1", 2)
    assert box.do(outbox.put_back, taken, **late) is (not again)
    assert box.state("a") == ("due" if again else "dead", None, 2)
    assert box.row("a").error == "late"


@pytest.mark.parametrize("again", [True, False])
def test_another_worker_cannot_put_it_back_though_the_attempt_is_the_same(
    box: Box, again: bool
) -> None:
    box.put("a")
    (mine,) = box.claim("w1")
    late = {"worker": "w2", "now": box.now, "error": "not mine", "again": again}
    assert box.do(outbox.put_back, mine, **late) is False
    assert box.state("a") == ("leased", "w1", 1) and box.row("a").error is None


@pytest.mark.parametrize("who", ["w1", "w2"])
@pytest.mark.parametrize("which", ["lost", "taken"])
def test_only_the_holder_of_this_attempt_postpones_renews_hands_back_or_finishes(
    box: Box, who: str, which: str
) -> None:
    lost, taken, after = lost_and_taken_again(box)
    job, may = (lost, False) if which == "lost" else (taken, who == "w1")
    held = box.row("a").lease_until
    box.do(outbox.renew, [job], worker=who, now=after + SECOND)
    assert (box.row("a").lease_until == held) is not may
    if not may:
        assert box.do(outbox.finish_all, [job], worker=who, now=after) == []
        box.do(outbox.hand_back, [job], worker=who)
        assert box.state("a") == ("leased", "w1", 2)
    until = after + timedelta(hours=1)
    assert box.do(outbox.postpone, job, worker=who, until=until) is may
    assert box.state("a") == (("due", None, 1) if may else ("leased", "w1", 2))
    if may:
        assert (box.row("a").due_at, box.row("a").lease_until) == (until, None)


def test_what_is_handed_back_was_not_tried(box: Box) -> None:
    box.put("a")
    for worker in ("w1", "w2", "w1"):
        (job,) = box.claim(worker)
        assert job.attempt == 1
        box.do(outbox.hand_back, [job], worker=worker)
        assert box.state("a") == ("due", None, 0) and box.row("a").lease_until is None


def test_what_is_done_keeps_no_payload_and_is_done_at_that_time(box: Box) -> None:
    for key in ("a", "b"):
        box.put(key)
    jobs = box.claim("w1")
    assert box.row("a").payload != b""
    later = box.now + 3 * SECOND
    assert box.do(outbox.finish_all, jobs, worker="w1", now=later) == [job.id for job in jobs]
    row = box.row("a")
    assert (row.state, row.payload, row.finished_at) == (JobState.DONE, b"", later)
    assert (row.leased_by, row.lease_until) == (None, None)
    assert box.do(outbox.finish_all, jobs, worker="w1", now=later) == []


# Limits ------------------------------------------------------------------------------------------


def test_a_job_is_dead_after_its_last_attempt_and_not_one_before(box: Box) -> None:
    box.put("a")
    at = box.now
    for attempt in range(1, outbox.GIVE_UP_AFTER + 1):
        (job,) = box.claim("w1", at)
        failed = {"worker": "w1", "now": at, "error": "refused", "again": True}
        dead = box.do(outbox.put_back, job, **failed)
        assert dead is (attempt == outbox.GIVE_UP_AFTER)
        at += outbox.LONGEST_PAUSE * 2
    assert (outbox.GIVE_UP_AFTER, box.row("a").finished_at) == (30, at - outbox.LONGEST_PAUSE * 2)


def test_an_error_is_cut_to_what_its_column_holds(box: Box) -> None:
    box.put("a")
    (job,) = box.claim("w1")
    failed = {"worker": "w1", "now": box.now, "error": "x" * 500, "again": False}
    assert box.do(outbox.put_back, job, **failed) is True
    assert box.row("a").error == "x" * 200


def test_pauses_differ_from_one_another_so_that_not_all_try_at_once() -> None:
    pauses = {outbox.pause(5) for _ in range(40)}
    middle = outbox.FIRST_PAUSE * 16
    assert len(pauses) > 20, "with jitter"
    assert min(pauses) < middle * 0.95 and max(pauses) > middle * 1.05
    assert middle * 0.8 <= min(pauses) and max(pauses) <= middle * 1.2
    assert outbox.FIRST_PAUSE * 0.8 <= outbox.pause(1) <= outbox.FIRST_PAUSE * 1.2
    assert outbox.pause(10**6) <= outbox.LONGEST_PAUSE * 1.2


def test_a_dead_job_is_revived_once_as_tried_once(box: Box) -> None:
    box.put("a")
    (job,) = box.claim("w1")
    failed = {"worker": "w1", "now": box.now, "error": "no", "again": False}
    assert not box.do(outbox.revive, job.id, box.now), "it is not dead"
    box.do(outbox.put_back, job, **failed)
    later = box.now + timedelta(hours=1)
    assert box.do(outbox.revive, job.id, later)
    row = box.row("a")
    assert (row.state, row.due_at, row.attempts) == (JobState.DUE, later, 1)
    assert (row.finished_at, row.error) == (None, None)
    assert not box.do(outbox.revive, job.id, later)
    assert not box.do(outbox.revive, job.id + 1, later)
    assert [again.attempt for again in box.claim("w1", later)] == [2]


def test_only_what_waits_is_hastened(box: Box) -> None:
    later = box.now + timedelta(hours=1)
    for key in ("a", "b", "c"):
        box.put(key, due_at=later)
    (job,) = box.claim("w1", later, limit=1)
    box.do(outbox.hasten, box.now, job.key, "b")
    assert box.row(job.key).due_at == later and box.state(job.key)[0] == "leased"
    assert (box.row("b").due_at, box.row("c").due_at) == (box.now, later)


# A clock that went back --------------------------------------------------------------------------


def test_only_what_a_fast_clock_stamped_is_due_earlier(box: Box) -> None:
    fast, hour = box.now + timedelta(hours=2), timedelta(hours=2)
    box.put("before", now=box.now - hour, due_at=box.now + hour)
    box.put("just now", now=box.now, due_at=box.now + hour)
    box.put("by the fast clock", now=fast, due_at=fast + hour)
    box.put("leased by it", now=fast, due_at=fast)
    (leased,) = [job for job in box.claim("w1", fast) if job.key == "leased by it"]
    assert box.do(clock_set_back.move_jobs, box.now, hour) == 2
    assert box.row("before").due_at == box.now + hour
    assert box.row("just now").due_at == box.now + hour
    assert box.row("by the fast clock").due_at == box.now + hour
    assert box.row("by the fast clock").created_at == box.now
    assert box.row(leased.key).lease_until == box.now + outbox.LEASE
    assert box.row(leased.key).due_at == box.now


def test_a_job_stamped_later_than_the_step_is_not_from_the_future(box: Box) -> None:
    box.put("a", now=box.now + timedelta(hours=3), due_at=box.now + timedelta(hours=3))
    assert box.do(clock_set_back.move_jobs, box.now, timedelta(hours=1)) == 1
    assert box.row("a").created_at == box.now


# Jobs that were lost with their worker -----------------------------------------------------------


def lose(box: Box, key: str, times: int) -> datetime:
    at = box.now
    for number in range(times):
        assert key in [job.key for job in box.claim(f"w{number}", at)]
        at += outbox.LEASE + SECOND
    return at


def test_a_job_is_held_apart_from_its_fifteenth_loss_on(box: Box) -> None:
    box.put("killer")
    at = lose(box, "killer", outbox.ALONE_AFTER - 1)
    (job,) = box.claim("w", at)
    assert not job.alone, "fourteen losses are not enough"
    at += outbox.LEASE + SECOND
    (job,) = box.claim("w", at)
    assert job.alone and job.attempt == outbox.ALONE_AFTER + 1 == 16


def test_a_worker_that_is_not_alone_gets_no_such_job(box: Box) -> None:
    box.put("killer")
    at = lose(box, "killer", outbox.ALONE_AFTER)
    box.put("harmless")
    with box.database.write() as db:
        among = {"worker": "w", "now": at, "limit": 5}
        taken = outbox.claim(db, box.keys, alone=False, **among)
    assert [job.key for job in taken] == ["harmless"]
    with box.database.write() as db:
        full = {"worker": "w", "now": at, "limit": 0}
        assert outbox.claim(db, box.keys, **full) == []
    assert [job.key for job in box.claim("w2", at)] == ["killer"]


# What is kept ------------------------------------------------------------------------------------


def test_finished_jobs_go_at_most_a_thousand_at_a_time(box: Box) -> None:
    old = box.now - pruning.KEPT - SECOND
    common = {"kind": "note", "payload": b"", "state": "done", "attempts": 1, "rank": 3}
    times = {"due_at": old, "created_at": old, "finished_at": old}
    rows = [{"key": f"a{n}", **common, **times} for n in range(pruning.AT_A_TIME + 1)]
    with box.database.write() as db:
        db.execute(insert(Job), rows)
        db.execute(insert(Job), [{"key": "just old enough", **common, **times}])
        db.execute(
            update(Job)
            .where(Job.key == "just old enough")
            .values(finished_at=box.now - pruning.KEPT)
        )
        for name, seen in (
            ("a day", pruning.BEATS_KEPT),
            ("older", pruning.BEATS_KEPT + SECOND),
        ):
            at = box.now - seen
            db.add(WorkerBeat(name=name, started_at=at, last_at=at))
    assert pruning.AT_A_TIME == 1000
    assert box.do(pruning.delete_finished, box.now) == 1000
    assert box.do(pruning.delete_finished, box.now) == 1
    assert box.do(pruning.delete_finished, box.now) == 0
    with box.database.read() as db:
        assert db.scalars(select(Job.key)).all() == ["just old enough"]
        assert db.scalars(select(WorkerBeat.name)).all() == ["a day"]


def test_a_job_of_an_hour_ahead_is_of_an_hour_ago_after_two_hours_back(box: Box) -> None:
    ahead = box.now + timedelta(hours=1)
    box.put("a", now=ahead, due_at=ahead)
    assert box.do(clock_set_back.move_jobs, box.now, timedelta(hours=2)) == 1
    assert box.row("a").created_at == box.row("a").due_at == box.now - timedelta(hours=1)
