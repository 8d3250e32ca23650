"""The outbox: committed with its cause, claimed by one worker, tried again, never doubled."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import StatementError

from hotline.db.database import Database
from hotline.db.jobs import Job
from hotline.db.states import JobState
from hotline.jobs import outbox
from hotline.privacy.keys import KeyRing
from tests.unit.queued import SECOND, Note, Put, claim, finish, row

# With its cause ----------------------------------------------------------------------------------


def test_a_job_is_there_with_its_cause_or_not_at_all(
    database: Database, keys: KeyRing, now: datetime
) -> None:
    with pytest.raises(RuntimeError), database.write() as db:
        outbox.schedule(db, keys, Note(), key="a", due_at=now, now=now)
        raise RuntimeError("the webhook's transaction failed")
    assert claim(database, keys, now) == []


def test_the_same_cause_twice_is_one_job(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    assert put("a", point=1)
    assert not put("a", point=2)
    (job,) = claim(database, keys, now)
    assert job.payload["point"] == 1


def test_a_job_that_was_done_is_not_scheduled_again(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    (job,) = claim(database, keys, now)
    with database.write() as db:
        assert finish(db, job, worker="w1", now=now)
    assert not put("a")
    assert claim(database, keys, now) == []


def test_two_causes_at_once_are_one_job(database: Database, put: Put) -> None:
    new: list[bool] = []
    both = [threading.Thread(target=lambda: new.append(put("a"))) for _ in range(8)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(new) == [False] * 7 + [True]


def test_what_a_job_carries_is_sealed(database: Database, put: Put) -> None:
    put("a", token="an-unguessable-link")
    assert b"unguessable" not in row(database, "a").payload


# Claimed -----------------------------------------------------------------------------------------


def test_what_is_due_is_claimed_the_oldest_first_and_no_more_than_asked_for(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("later", now + SECOND)
    put("second", now - SECOND)
    put("first", now - 2 * SECOND)
    put("third")
    assert [job.key for job in claim(database, keys, now, limit=2)] == ["first", "second"]
    assert [job.key for job in claim(database, keys, now)] == ["third"]
    assert claim(database, keys, now) == []


def test_a_claimed_job_is_nobody_elses(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    assert len(claim(database, keys, now)) == 1
    assert claim(database, keys, now + outbox.LEASE, worker="w2") == []


def test_when_a_worker_dies_another_takes_its_job_and_the_dead_one_cannot_finish_it(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    (lost,) = claim(database, keys, now)
    after = now + outbox.LEASE + SECOND
    (taken,) = claim(database, keys, after, worker="w2")
    assert (lost.attempt, taken.attempt) == (1, 2)
    with database.write() as db:
        assert not finish(db, lost, worker="w1", now=after)
        assert finish(db, taken, worker="w2", now=after)
    assert row(database, "a").state == "done"


def test_a_worker_that_took_its_own_lost_job_again_finishes_it_once(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    (lost,) = claim(database, keys, now)
    after = now + outbox.LEASE + SECOND
    (taken,) = claim(database, keys, after)
    with database.write() as db:
        assert not finish(db, lost, worker="w1", now=after)
        assert finish(db, taken, worker="w1", now=after)


def test_many_workers_never_hold_the_same_job(
    database: Database, keys: KeyRing, now: datetime
) -> None:
    with database.write() as db:
        for number in range(120):
            outbox.schedule(db, keys, Note(), key=f"a{number}", due_at=now, now=now)
    held: list[int] = []

    def work(name: str) -> None:
        while claimed := claim(database, keys, now, worker=name, limit=7):
            held.extend(job.id for job in claimed)
            for job in claimed:
                with database.write() as db:
                    assert finish(db, job, worker=name, now=now)

    workers = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(held) == len(set(held)) == 120


def test_a_job_that_kills_its_worker_takes_no_other_with_it(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    """Whoever takes "killer" dies; the others were only held beside it, and are done in the end."""
    innocent = {f"innocent {number}" for number in range(8)}
    for key in ["killer", *sorted(innocent)]:
        put(key)
    done: set[str] = set()
    deaths = 0
    while jobs := claim(database, keys, now, worker=f"w{deaths}", limit=20):
        if any(job.key == "killer" for job in jobs):
            if next(job for job in jobs if job.key == "killer").attempt > outbox.GIVE_UP_AFTER:
                break
            deaths += 1
            now += outbox.LEASE + SECOND
            continue
        for job in jobs:
            with database.write() as db:
                assert finish(db, job, worker=f"w{deaths}", now=now)
            done.add(job.key)
    assert done == innocent
    assert deaths == outbox.GIVE_UP_AFTER
    assert max(row(database, key).attempts for key in innocent) <= outbox.ALONE_AFTER + 2


def test_jobs_that_failed_often_are_taken_together(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    """After an hour without a mail server nothing has to wait for its turn."""
    for number in range(5):
        put(f"a{number}")
    for _ in range(outbox.ALONE_AFTER + 2):
        for job in claim(database, keys, now):
            with database.write() as db:
                outbox.put_back(db, job, worker="w1", now=now, error="refused", again=True)
        now += outbox.LONGEST_PAUSE * 2
    assert len(claim(database, keys, now)) == 5


# Failed ------------------------------------------------------------------------------------------


def test_a_failed_job_waits_longer_each_time_and_is_dead_in_the_end(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    at, pauses = now, []
    for attempt in range(1, outbox.GIVE_UP_AFTER + 1):
        (job,) = claim(database, keys, at)
        assert job.attempt == attempt
        with database.write() as db:
            dead = outbox.put_back(db, job, worker="w1", now=at, error="refused", again=True)
        assert dead is (attempt == outbox.GIVE_UP_AFTER)
        if not dead:
            waits_until = row(database, "a").due_at
            assert claim(database, keys, waits_until - SECOND) == []
            pauses.append(waits_until - at)
            at = waits_until
    assert row(database, "a").state == "dead"
    assert row(database, "a").error == "refused"
    assert claim(database, keys, at + timedelta(days=30)) == []
    assert pauses[0] <= timedelta(seconds=6)
    assert max(pauses) <= outbox.LONGEST_PAUSE * 1.2
    assert timedelta(hours=16) < sum(pauses, timedelta()) < timedelta(hours=30)


def test_a_job_that_can_never_work_is_dead_at_once(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    (job,) = claim(database, keys, now)
    with database.write() as db:
        assert outbox.put_back(db, job, worker="w1", now=now, error="no such receiver", again=False)
    assert claim(database, keys, now + timedelta(days=1)) == []


def test_a_worker_that_lost_its_lease_cannot_put_the_job_back(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a")
    (lost,) = claim(database, keys, now)
    after = now + outbox.LEASE + SECOND
    (taken,) = claim(database, keys, after, worker="w2")
    with database.write() as db:
        outbox.put_back(db, lost, worker="w1", now=after, error="too late", again=True)
        assert finish(db, taken, worker="w2", now=after)
    assert row(database, "a").state == "done"


@given(st.integers(1, 1000))
def test_a_pause_doubles_has_jitter_and_is_bounded(attempt: int) -> None:
    doubled = min(outbox.FIRST_PAUSE * 2 ** min(attempt - 1, 20), outbox.LONGEST_PAUSE)
    pause = outbox.pause(attempt)
    assert doubled * 0.79 <= pause <= doubled * 1.21


def test_a_row_that_cannot_be_read_stops_no_other_and_waits_for_the_right_keys(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    """A start with wrong keys must not cost one alert or one clock, once the keys are mended."""
    put("a", now - SECOND, point=1)
    wrong = KeyRing([bytes([9]) * 32])
    with database.write() as db:
        outbox.schedule(db, wrong, Note(2), key="b", due_at=now, now=now)
    unread, read = claim(database, wrong, now)
    assert (unread.readable, unread.payload) == (False, {})
    assert (read.readable, read.payload) == (True, {"point": 2, "token": None})
    with database.write() as db:
        outbox.put_back(db, unread, worker="w1", now=now, error="cannot be opened", again=True)
    (again,) = claim(database, keys, now + timedelta(minutes=1))
    assert (again.readable, again.payload) == (True, {"point": 1, "token": None})


def test_a_payload_of_another_job_does_not_open(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    """A token that was sealed for one agency's alert cannot be sent with another's."""
    put("to agency 1", token="one")
    put("to agency 2", token="two")
    stolen = row(database, "to agency 1").payload
    with database.write() as db:
        db.execute(update(Job).where(Job.key == "to agency 2").values(payload=stolen))
    opened = {job.key: job for job in claim(database, keys, now)}
    assert opened["to agency 1"].payload["token"] == "one"
    assert not opened["to agency 2"].readable


def test_a_misspelled_state_reaches_no_row(database: Database, put: Put) -> None:
    put("a")
    with pytest.raises(StatementError, match="leasd"), database.write() as db:
        db.execute(update(Job).where(Job.key == "a").values(state="leasd"))
    assert row(database, "a").state is JobState.DUE
