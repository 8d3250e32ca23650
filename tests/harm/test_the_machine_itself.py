"""Full disks, a busy machine, a growing table: each is found, and nobody waits for it."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, insert, select, text

from hotline.cli.serve import keep_what_is_loaded
from hotline.db.database import Database
from hotline.db.jobs import Job
from hotline.db.migrate import upgrade
from hotline.jobs import outbox
from hotline.privacy.keys import KeyRing
from hotline.settings import REPOSITORY
from tests.line import SQLITE, TUESDAY_NOON, Line, open_line

HELP = "1-888-373-7888"
STORY = "he holds her papers and locks her in a salon in Laredo " * 60
MEGABYTES = 24


# A full disk --------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, where this machine lets us mount one; else the folder itself."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0700", "tmpfs", str(folder)]
    may = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True)
    mounted = bool(may) and folder.is_mount()
    yield folder
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a page more fits on the disk; where there is no small one, no file may grow."""
    if not folder.is_mount():
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        return
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        ballast.unlink()


def test_a_full_disk_is_found_by_writing_callers_get_help_and_room_is_enough(
    small_disk: Path,
) -> None:
    with open_line(small_disk) as line:
        line.text("+19565550111", "my neighbor keeps a girl locked in his house in Laredo")
        ready = line.http.get("/readyz")
        assert ready.json()["status"] == "ready"
        with line.dep.database.write() as db:  # what the log holds already would be room for more
            db.execute(text("SELECT 1"))
        assert line.dep.database.empty_log()
        with full(small_disk):
            broken = line.http.get("/readyz")
            assert broken.status_code == 503
            assert "nothing can be stored" in broken.json()["status"]
            assert line.http.get("/readyz?worker=required").status_code == 503
            assert line.http.get("/healthz").status_code == 200, "the process itself is alive"
            answered = [line.text(f"+1956555012{n}", STORY) for n in range(3)]
            assert all(HELP in answer and "911" in answer for answer in answered)
            ringing = line.call("+19565550133").ringing
            assert ringing is not None and ringing.number == "+18883737888"
            assert len(line.tips()) == 1, "nothing was half accepted"
        assert line.http.get("/readyz").json()["status"] == "ready", "without a restart"
        line.text("+19565550120", STORY)
        assert len(line.tips()) == 2


# A health check that does not wait ----------------------------------------------------------------


def collection_seconds() -> float:
    begun = time.perf_counter()
    gc.collect()
    return time.perf_counter() - begun


def test_what_is_loaded_at_start_is_never_collected_again(line: Line) -> None:
    """A full collection of all place names held up everything, /healthz too, for tenths of s."""
    line.text("+19565550111", "my neighbor keeps a girl locked in his house in Laredo")
    gc.unfreeze()  # tests keep what they loaded, too: see tests/conftest.py
    before = collection_seconds()
    keep_what_is_loaded()
    after = min(collection_seconds() for _ in range(3))
    assert gc.get_freeze_count() > 50_000
    assert after < before / 3, f"{before * 1000:.0f} ms before, {after * 1000:.0f} ms after"


def test_the_service_and_the_worker_do_that_before_they_say_that_they_are_ready() -> None:
    source = (REPOSITORY / "hotline" / "cli" / "serve.py").read_text("utf-8")
    listening = source.split("def listening()")[1].split("served =")[0]
    assert listening.index("keep_what_is_loaded()") < listening.index("\n        ready()")
    assert "keep_what_is_loaded()" in source.split("def worker()")[1].split("stopped.wait()")[0]


# Tables that grow ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with many jobs that are done, and none of them of interest."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('grown') / SQLITE}")
    upgrade(database)
    with database.write() as db:
        done = [
            {
                "kind": "alert",
                "key": f"done:{number}",
                "payload": b"",
                "due_at": TUESDAY_NOON,
                "created_at": TUESDAY_NOON,
                "state": "done",
                "finished_at": TUESDAY_NOON,
                "attempts": 1,
            }
            for number in range(3000)
        ]
        left = done[0] | {"key": "left", "state": "leased", "leased_by": "gone", "attempts": 0}
        left |= {"finished_at": None, "lease_until": TUESDAY_NOON - outbox.LEASE}
        db.execute(insert(Job), [*done, left])
    yield database
    database.close()


def leases_that_ran_out(database: Database) -> object:
    keys = KeyRing([bytes(range(32))])
    with database.write() as db:
        return outbox.claim(db, keys, worker="w", now=TUESDAY_NOON, limit=5)


def jobs_of_a_dead_worker(database: Database) -> object:
    with database.write() as db:
        return outbox.take_from(db, ["gone", "gone-too"])


@pytest.mark.parametrize("take_over", [leases_that_ran_out, jobs_of_a_dead_worker])
def test_taking_jobs_over_reads_only_what_is_leased(
    grown: Database, take_over: Callable[[Database], object]
) -> None:
    """With an order SQLite read every job there ever was, under the write lock, each second."""
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cu: object, sql: str, given: object, *_: object) -> None:
        asked.append((sql, given))

    event.listen(grown.engine, "before_cursor_execute", note)
    try:
        take_over(grown)
    finally:
        event.remove(grown.engine, "before_cursor_execute", note)
    updates = [(sql, given) for sql, given in asked if sql.startswith("UPDATE jobs")]
    assert updates
    with grown.engine.connect() as connection:
        for sql, given in asked:
            if "jobs" not in sql:
                continue
            plan = [
                row[3]
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)  # type: ignore[arg-type]
            ]
            scans = [step for step in plan if step.startswith("SCAN jobs")]
            assert all("INDEX" in step for step in scans), (sql, plan)
    assert all("ORDER BY" not in sql for sql, _ in updates)


@pytest.mark.postgres
def test_on_postgresql_taking_over_keeps_its_order_and_skips_what_is_locked(
    new_postgres: Callable[[], str],
) -> None:
    database = Database(new_postgres())
    upgrade(database)
    asked: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda *given: asked.append(str(given[2]))
    )
    jobs_of_a_dead_worker(database)
    (update,) = [sql for sql in asked if sql.startswith("UPDATE jobs")]
    assert "ORDER BY jobs.id" in update and "SKIP LOCKED" in update
    database.close()


RELATED = (
    "SELECT id FROM reports WHERE state_code = 'TX' AND county_fips = '48479' "
    "AND created_at > '2026-01-01' ORDER BY created_at DESC LIMIT 200"
)
MAP = (
    "SELECT county_fips, count(*), sum(urgency IN ('P0', 'P1')) FROM reports "
    "WHERE state != 'closed' AND county_fips IS NOT NULL AND state_code = 'TX' GROUP BY county_fips"
)


@pytest.mark.parametrize(
    ("sql", "index"), [(RELATED, "ix_reports_county"), (MAP, "ix_reports_open_county")]
)
def test_related_reports_and_the_map_read_their_own_index(
    grown: Database, sql: str, index: str
) -> None:
    with grown.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
        assert any(index in step for step in plan), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_the_upgrade_of_an_old_database_brings_both_indexes(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(database)
    with database.read() as db:
        known = set(db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'index'")))
        assert db.scalars(select(Job)).first() is None
    assert {"ix_reports_county", "ix_reports_open_county", "ix_jobs_leased"} <= known
    database.close()


# Poolers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_nothing_is_prepared_on_a_connection_that_a_pooler_may_swap(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.db.database.create_engine", create_engine)  # nothing shared
    database = Database(f"{scheme}://somebody@127.0.0.1:1/nothing")
    seen: dict[str, object] = {}

    def stop(_dialect: object, _record: object, _args: object, given: dict[str, object]) -> None:
        seen.update(given)
        raise RuntimeError("far enough")

    event.listen(database.engine, "do_connect", stop)
    with pytest.raises(RuntimeError, match="far enough"):
        database.engine.connect()
    assert seen["prepare_threshold"] is None
    assert "options" not in seen, "a pooler refuses a start with options"
    database.close()
