"""The worker alone: what it takes, and what becomes of a job, however it ends."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from hotline.db import processes
from hotline.db.jobs import Job
from hotline.jobs import outbox, registry
from hotline.jobs.worker import OTHER, THREADS, Worker
from tests.unit.lone_worker import (
    MINUTE,
    Box,
    Chore,
    Narrow,
    Strange,
    count,
    raise_away,
)

# What it takes -----------------------------------------------------------------------------------


def test_a_worker_that_knows_no_kind_of_job_refuses_to_work(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "KINDS", {})
    with pytest.raises(RuntimeError, match=r"^no kind of job is registered; use hotline\.wiring"):
        Worker(box.dep)


def test_two_payloads_of_one_name_are_an_error_and_the_same_one_again_is_none(box: Box) -> None:
    with pytest.raises(ValueError, match=r"^two kinds of jobs are called 'chore'$"):
        registry.job(Narrow)(box.handle)
    registry.job(Chore)(box.handle)
    assert registry.KINDS["chore"].payload is Chore


def test_a_worker_has_the_name_of_its_process_unless_it_is_given_one(box: Box) -> None:
    assert (Worker(box.dep, "w9").name, Worker(box.dep).name) == ("w9", processes.own_name())


def test_all_that_is_due_is_done_and_nothing_that_is_not(box: Box, worker: Worker) -> None:
    assert worker.beat() == 0
    many = THREADS * 2 + 3
    for number in range(many):
        box.put(f"job {number}")
    box.put("later", due=MINUTE)
    before = count("done", "chore")
    assert worker.beat() == many
    assert sorted(box.did) == sorted(f"job {number}" for number in range(many))
    states = box.states()
    assert states.pop("later") == "due" and set(states.values()) == {"done"}
    assert count("done", "chore") - before == many
    assert worker._holding == {}
    box.clock.now += MINUTE
    assert worker.beat() == 1


def test_so_many_jobs_are_done_at_a_time_that_slow_ones_hold_up_no_others(
    box: Box, worker: Worker
) -> None:
    together = threading.Barrier(THREADS)
    for number in range(THREADS):
        box.put(f"job {number}")
    box.meanwhile = lambda: together.wait(10)
    worker.beat()
    assert set(box.states().values()) == {"done"}


def test_what_falls_due_while_a_slow_job_is_done_does_not_wait_for_it(
    box: Box, worker: Worker
) -> None:
    done = threading.Event()

    def slowly() -> None:
        if box.did[-1] == "quick":
            done.set()
            return
        box.put("quick")
        assert done.wait(5), "it is taken at once"

    box.put("slow")
    box.meanwhile = slowly
    assert worker.beat() == 2, "and the beat ends when all is done"
    assert box.states() == {"slow": "done", "quick": "done"}


def test_one_beat_at_a_time(box: Box, worker: Worker) -> None:
    box.put("a")
    box.meanwhile = lambda: box.did.append(f"beat took {worker.beat()}")
    assert worker.beat() == 1
    assert box.did == ["a", "beat took 0"]
    assert worker.beat() == 0, "and the next one may"


def test_a_worker_without_a_database_tries_again_at_its_next_beat(
    box: Box, worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    box.put("a")
    with monkeypatch.context() as away:
        away.setattr(outbox, "claim", raise_away)
        assert worker.beat() == 0
    assert "the worker cannot reach the database: OperationalError" in caplog.messages
    assert worker.beat() == 1


@pytest.mark.parametrize(
    ("threads", "taken", "more"),
    [(0, 0, False), (-1, 0, False), (2, 2, True), (3, 3, True), (4, 3, False)],
)
def test_as_many_are_claimed_as_there_are_threads_for(
    box: Box, worker: Worker, threads: int, taken: int, more: bool
) -> None:
    for key in "abc":
        box.put(key)
    claimed, may_be_more = worker._claim(threads, some=True)
    assert (len(claimed), may_be_more) == (taken, more)
    assert sorted(worker._holding) == sorted(job.id for job in claimed)
    assert all(box.row(job.key).leased_by == "w1" for job in claimed)


def test_only_one_job_that_may_kill_its_worker_is_held_at_a_time(box: Box, worker: Worker) -> None:
    for key in "ab":
        box.put(key)
    box.change(error=outbox.LOST, attempts=outbox.ALONE_AFTER)
    first, _ = worker._claim(5, some=True)
    assert len(first) == 1 and worker._claim(5, some=True) == ([], False)
    worker._let_go(first)
    assert len(worker._claim(5, some=True)[0]) == 1


# What becomes of it ------------------------------------------------------------------------------


def test_what_a_handler_leaves_is_written_with_the_jobs_end(box: Box, worker: Worker) -> None:
    box.put("a", "settle")
    worker.beat()
    row = box.row("a")
    assert (box.settled, row.state, row.finished_at) == (["a"], "done", box.clock.now)
    assert (row.payload, row.leased_by, row.error) == (b"", None, None)


@pytest.mark.parametrize(
    ("payload", "state", "error"),
    [
        ("break", "due", "ZeroDivisionError in the handler"),
        ("away", "due", "it is away"),
        ("refused", "dead", "it is refused"),
        ("unwritable", "due", "ZeroDivisionError in the handler"),
        (Strange(), "dead", "no handler for jobs of kind strange"),
        (Narrow(), "due", "its payload lacks or misstates how"),
    ],
    ids=["breaks", "away", "refused", "unwritable", "unknown", "lacks a field"],
)
def test_a_job_that_fails_says_why_is_counted_and_stops_no_other(
    box: Box, worker: Worker, caplog: pytest.LogCaptureFixture, payload: Any, state: str, error: str
) -> None:
    kind = OTHER if isinstance(payload, Strange) else "chore"
    before = count("failed", kind), count("done", "chore")
    box.put("bad", payload)
    box.put("good", "settle")
    assert worker.beat() == 2
    row = box.row("bad")
    assert (row.state, row.error, row.attempts) == (state, error, 1)
    assert box.settled == ["good"] and box.states()["good"] == "done"
    assert (count("failed", kind), count("done", "chore")) == (before[0] + 1, before[1] + 1)
    assert (box.dead, box.failed) == ((["bad"], []) if state == "dead" else ([], ["bad"]))
    assert f"job {row.kind} failed at try 1: {error}" in caplog.messages
    assert worker._holding == {}


def test_a_job_that_is_too_early_waits_and_counts_as_no_try(box: Box, worker: Worker) -> None:
    before = count("failed", "chore")
    box.put("a", "early")
    worker.beat()
    row = box.row("a")
    assert (row.state, row.attempts, row.leased_by) == ("due", 0, None)
    assert row.due_at == box.clock.now + 5 * MINUTE
    assert count("failed", "chore") == before and box.failed == [] and worker._holding == {}


def test_a_job_that_the_database_was_away_for_waits_for_the_end_of_its_lease(
    box: Box, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    box.put("a", "no database")
    worker.beat()
    assert box.states() == {"a": "leased"} and worker._holding == {}
    assert "job chore could not be finished: OperationalError" in caplog.messages
    assert box.failed == []


def test_a_failure_that_cannot_be_written_is_let_go_and_stops_no_other(
    box: Box, worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    box.put("bad", "break")
    box.put("good")
    monkeypatch.setattr(outbox, "put_back", raise_away)
    worker.beat()
    assert box.states() == {"bad": "leased", "good": "done"} and worker._holding == {}
    assert "job chore could not be put back: OperationalError" in caplog.messages


def test_a_payload_that_does_not_open_is_tried_again_and_one_that_was_lost_too_often_is_not(
    box: Box, worker: Worker
) -> None:
    box.put("torn")
    box.change(payload=b"torn")
    worker.beat()
    assert (box.row("torn").state, box.row("torn").error) == ("due", "its payload cannot be opened")
    for key, attempts in (("last", outbox.GIVE_UP_AFTER - 1), ("lost", outbox.GIVE_UP_AFTER)):
        box.put(key)
        with box.dep.database.write() as db:
            db.execute(update(Job).where(Job.key == key).values(attempts=attempts))
    worker.beat()
    assert box.did == ["last"], "its last try is one"
    assert (box.row("lost").state, box.row("lost").error) == ("dead", outbox.LOST)
    assert box.dead == ["lost"]


def test_what_ends_well_ends_in_the_order_of_reports(box: Box, worker: Worker) -> None:
    """Every transaction locks reports in that order, so that none waits for another in a circle."""
    ended: list[int] = []
    for number in (3, 1, 2):
        box.put(f"job {number}")
    claimed, _ = worker._claim(9, some=True)
    reports = {"job 3": 30, "job 1": 10, "job 2": None}
    for job in claimed:
        mine = replace(job, report_id=reports[job.key])
        worker._done.append((mine, lambda db, mine=mine: ended.append(mine.report_id or 0)))
    worker._note_done()
    assert ended == [0, 10, 30] and set(box.states().values()) == {"done"}
    worker._note_done()
    assert ended == [0, 10, 30], "once"
