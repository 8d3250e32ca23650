"""The worker alone: how it starts and stops, is seen, follows the clock and cleans up."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hotline.db import processes
from hotline.db.jobs import Job
from hotline.deployment import Deployment
from hotline.jobs import outbox, registry
from hotline.jobs.worker import JUMP, RENEW_SECONDS, Worker
from tests.unit.lone_worker import MINUTE, Box, raise_away

# When it stops -----------------------------------------------------------------------------------


def test_a_worker_that_stops_takes_nothing_and_gives_back_what_it_had_not_begun(
    box: Box, worker: Worker
) -> None:
    for key in "ab":
        box.put(key)
    (first,), _ = worker._claim(1, some=True)
    worker._stopping.set()
    worker._do(first)
    assert box.did == [] and worker._holding == {}
    row = box.row(first.key)
    assert (row.state, row.attempts, row.leased_by) == ("due", 0, None)
    assert worker.beat() == 0 and set(box.states().values()) == {"due"}


def test_stopping_writes_what_was_done_and_closes_the_mail_server(box: Box, worker: Worker) -> None:
    box.put("a", "settle")
    (job,), _ = worker._claim(1, some=True)
    worker._do(job)
    assert box.settled == []
    worker.stop()
    assert box.settled == ["a"] and box.states() == {"a": "done"}


def test_a_started_worker_is_seen_at_once_does_what_is_due_and_keeps_its_rhythm(box: Box) -> None:
    done: list[str] = []
    registry.periodic(90.0, at_start=True)(lambda dep: done.append("at start"))
    registry.periodic(7.0)(lambda dep: done.append("not yet"))
    worker = Worker(box.dep, "w1")
    worker.start()
    try:
        assert done == ["at start"]
        assert [beat.name for beat in box.beats()] == ["w1"]
        every = sorted(job.trigger.interval.total_seconds() for job in worker._clock.get_jobs())
        assert every == [1.0, 7.0, RENEW_SECONDS, 30.0, 90.0, 3600.0]
    finally:
        worker.stop()
    assert not worker._clock.running


# What it keeps up --------------------------------------------------------------------------------


def test_a_worker_is_seen_and_holds_on_to_what_it_is_doing(box: Box, worker: Worker) -> None:
    for key in "ab":
        box.put(key)
    (first,), _ = worker._claim(1, some=True)
    worker._renew()
    began = box.clock.now
    box.clock.now += 3 * MINUTE / 4
    worker._renew()
    (beat,) = box.beats()
    assert (beat.name, beat.started_at, beat.last_at) == ("w1", began, box.clock.now)
    assert box.row(first.key).lease_until == box.clock.now + outbox.LEASE


def test_the_jobs_of_a_process_that_is_gone_are_due_at_once_and_no_others(
    box: Box, worker: Worker
) -> None:
    gone = f"{processes._here()}{2**22 + 7}"  # no process has so high a number
    for key, name in (("gone", gone), ("here", processes.own_name()), ("far", "elsewhere:0:1")):
        box.put(key)
        with box.dep.database.write() as db:
            outbox.claim(db, box.dep.keys, worker=name, now=box.clock.now, limit=1)
    worker._renew()
    assert box.states() == {"gone": "due", "here": "leased", "far": "leased"}
    assert box.row("gone").error == outbox.LOST


@pytest.mark.parametrize(
    ("back", "moved"), [(JUMP, False), (JUMP + timedelta(seconds=1), True), (-MINUTE, False)]
)
def test_a_clock_that_was_set_back_takes_what_waits_with_it(
    box: Box, worker: Worker, caplog: pytest.LogCaptureFixture, back: timedelta, moved: bool
) -> None:
    told: list[tuple[datetime, timedelta]] = []
    registry.when_clock_set_back(lambda db, now, by: told.append((now, by)))
    box.put("a", due=60 * MINUTE)
    due = box.row("a").due_at
    box.clock.now -= back
    worker.beat()
    worker.beat()
    assert box.row("a").due_at == (due - back if moved else due)
    assert told == ([(box.clock.now, back)] if moved else [])
    assert any("the clock went back by" in said for said in caplog.messages) is moved


def test_upkeep_that_breaks_is_logged_by_name_and_tried_again(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    def sweep(dep: Deployment) -> None:
        raise ZeroDivisionError

    worker._upkeep(sweep)
    assert "sweep could not be done: ZeroDivisionError" in caplog.messages
    worker._upkeep(_Nameless())
    assert "upkeep could not be done: ZeroDivisionError" in caplog.messages


def test_finished_jobs_go_in_time_and_a_database_that_is_away_is_only_logged(
    box: Box, worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    box.put("old")
    worker.beat()
    box.clock.now += timedelta(days=61)
    worker._delete_finished()
    assert box.states() == {}
    monkeypatch.setattr("hotline.jobs.pruning.delete_finished", raise_away)
    monkeypatch.setattr(outbox, "holders", raise_away)
    worker._delete_finished()
    assert "finished jobs could not be deleted: OperationalError" in caplog.messages
    worker._renew()
    assert "the worker cannot reach the database: OperationalError" in caplog.messages


def test_a_log_that_is_in_use_is_said_and_emptied_at_the_next_try(
    box: Box, worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr("hotline.jobs.worker.LOG_PATIENCE_SECONDS", 0.01)
    worker._empty_log()
    assert caplog.messages == []
    with box.dep.database.read() as reader:
        reader.execute(select(Job))
        box.put("a")
        worker._empty_log()
    assert any("the database's log is in use" in said for said in caplog.messages)


class _Nameless:
    def __call__(self, dep: Deployment) -> None:
        raise ZeroDivisionError
