"""The database goes away and comes back, the disk is full, and two workers want one row."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from hotline.db.jobs import Job
from hotline.db.processes import is_gone, own_name
from hotline.db.reports import Entry
from hotline.jobs import outbox
from hotline.jobs.worker import Worker
from hotline.referrals import agency_answers
from hotline.wiring import new_worker
from tests.referrals.conftest import ALPHA_DESK, REPORTER, Desk

HELP = "1-888-373-7888"


@pytest.mark.postgres
def test_the_database_goes_away_and_comes_back(
    open_desk: Callable[..., Desk], postgres_server: Any, new_postgres: Callable[[], str]
) -> None:
    desk = open_desk(database_url=new_postgres())
    desk.report("alpha")
    desk.line.text(REPORTER, "she may not leave the house in Laredo")
    before = desk.line.tips()
    postgres_server.stop()
    try:
        answered = desk.line.carrier.text(REPORTER, "are you there?")
        assert any(HELP in text for text in answered), "a text is answered with help"
        call = desk.line.carrier.call("+19565550124")
        assert call.ringing is not None, "and a caller is connected to the National Hotline"
        assert call.ringing.number == "+18883737888"
        assert desk.line.worker.beat() == 0
        assert desk.line.http.get("/readyz").status_code == 503
        assert desk.line.http.get("/healthz").status_code == 200
    finally:
        postgres_server.start()
    desk.line.clock.now += timedelta(seconds=30)
    assert desk.line.http.get("/readyz").status_code == 200
    desk.line.work()
    assert [mail.to for mail in desk.line.mails()][:1] == [ALPHA_DESK]
    assert desk.line.tips() == before, "what was not accepted left nothing behind"
    desk.line.text(REPORTER, "she is still there")
    assert desk.line.tips() == before


def _full(desk: Desk) -> Callable[[], None]:
    """Let SQLite find no room for another page; gives what makes room again."""
    engine = desk.line.dep.database.engine

    def no_room(connection: Any, _record: Any, _proxy: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def room(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")

    event.listen(engine, "checkout", no_room)

    def make_room() -> None:
        event.remove(engine, "checkout", no_room)
        event.listen(engine, "checkout", room)

    return make_room


def test_with_a_full_disk_nothing_is_accepted_and_everybody_gets_help(desk: Desk) -> None:
    desk.report("alpha")
    make_room = _full(desk)
    story = "he holds her papers in Laredo " * 400
    answered = desk.line.carrier.text("+19565550177", story)
    assert any(HELP in text for text in answered)
    make_room()
    assert len(desk.line.tips()) == 1
    answered = desk.line.carrier.text("+19565550177", story)
    assert not any(text.startswith("If anyone is in danger, call or text") for text in answered)
    assert len(desk.line.tips()) == 2
    desk.line.work()
    assert desk.line.mails(ALPHA_DESK), "what was accepted before goes out"


@pytest.mark.postgres
def test_many_workers_do_each_row_once(
    open_desk: Callable[..., Desk], new_postgres: Callable[[], str]
) -> None:
    desk = open_desk(database_url=new_postgres())
    for _ in range(12):
        desk.report("beta", sender=None)
    workers = [new_worker(desk.line.dep, f"worker {n}") for n in range(4)]
    gate = threading.Barrier(len(workers))

    def work(worker: Worker) -> None:
        gate.wait()
        worker.beat()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.stop()
    keys = [got.headers["webhook-id"] for got in desk.hook.got]
    assert len(keys) == len(set(keys)) == 12
    assert all(job.attempts == 1 for job in desk.jobs("alert", "done"))


def test_two_workers_and_one_row_whose_lease_ran_out(any_desk: Desk) -> None:
    desk = any_desk
    desk.report("alpha")
    dep = desk.line.dep
    with dep.database.write() as db:
        (dead,) = outbox.claim(db, dep.keys, worker="dead", now=desk.now, limit=1)
    desk.line.work()
    assert not desk.line.mails(), "the lease holds"
    desk.line.clock.now += outbox.LEASE + timedelta(seconds=1)
    desk.line.work()
    assert len(desk.line.mails()) == 1
    with dep.database.write() as db:
        late = outbox.finish_all(db, [dead], worker="dead", now=desk.now)
        assert not late, "too late to say so"
    (job,) = desk.jobs("alert")
    assert (job.state, job.attempts) == ("done", 2)


def test_a_worker_that_was_killed_here_is_replaced_without_waiting(any_desk: Desk) -> None:
    desk, dep = any_desk, any_desk.line.dep
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    name = f"{own_name().rpartition(':')[0]}:{killed.pid}"
    others = (own_name(), "elsewhere:1:1", f"{own_name()}0:x")
    assert is_gone(name)
    assert not any(is_gone(other) for other in others)
    desk.report("alpha")
    with dep.database.write() as db:
        outbox.claim(db, dep.keys, worker=name, now=desk.now, limit=1)
    worker = new_worker(dep)
    worker._renew()
    worker.beat()
    worker.stop()
    assert len(desk.line.mails()) == 1


def test_a_poison_row_stops_nobody(desk: Desk) -> None:
    with desk.line.dep.database.write() as db:
        db.add(
            Job(
                kind="alert",
                key="poison",
                payload=b"not sealed by us",
                due_at=desk.now,
                created_at=desk.now,
            )
        )
        db.add(
            Job(
                kind="nobody knows this kind",
                key="unknown",
                payload=desk.line.dep.keys.seal(b"{}", "job:unknown"),
                due_at=desk.now,
                created_at=desk.now,
            )
        )
    desk.report("alpha")
    desk.line.work()
    assert len(desk.line.mails()) == 1
    unknown = next(job for job in desk.jobs() if job.key == "unknown")
    assert unknown.state == "dead"
    assert desk.tasks("dead_letter")


def test_a_crash_between_sending_and_noting_sends_it_again_under_one_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tip = desk.report("beta")
    finish = Worker._finish

    def die(*_: Any) -> None:
        raise MemoryError  # the process is gone before it can write

    monkeypatch.setattr(Worker, "_finish", die)
    monkeypatch.setattr(Worker, "_failed", lambda *_, **__: None)
    desk.line.work()
    assert len(desk.hook.got) == 1
    assert not desk.deliveries(), "not shown as sent"
    monkeypatch.undo()
    assert Worker._finish is finish
    desk.line.clock.now += outbox.LEASE + timedelta(seconds=1)
    desk.line.work()
    assert len({got.headers["webhook-id"] for got in desk.hook.got}) == 1
    assert len(desk.hook.got) == 2
    assert len(desk.deliveries()) == 1
    desk.answer(tip, "beta", agency_answers.acknowledge, by="link")


def test_a_text_that_was_committed_is_there_after_the_answer_got_lost(desk: Desk) -> None:
    fields = {
        "MessageSid": "SM" + "7" * 32,
        "From": REPORTER,
        "To": desk.line.carrier.number,
        "Body": "she is held in Laredo",
    }
    first, again = (desk.line.carrier.webhook("/twilio/sms", fields) for _ in range(2))
    assert first == again
    with desk.line.dep.database.read() as db:
        reported = db.scalars(select(Entry).where(Entry.provider_sid == fields["MessageSid"])).all()
    assert len([entry for entry in reported if entry.kind == "told"]) == 1
