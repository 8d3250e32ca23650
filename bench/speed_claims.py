"""Claiming from the outbox on a real PostgreSQL: no row done twice, and no dearer as it fills.

1. Due rows claimed and finished by four worker processes at once; each row must be done once.
2. What one claim costs with few and with many finished rows beside the due ones, in turn.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from bench.databases import Postgres, postgres
from bench.figures import Figure, Scale, milliseconds
from hotline.db.database import Database
from hotline.db.jobs import Job
from hotline.db.migrate import upgrade
from hotline.jobs import outbox
from hotline.privacy.keys import KeyRing

TITLE = "Due rows are claimed: PostgreSQL, four workers, and a full table"
KEYS = KeyRing([bytes(range(32))])
BATCH = 20
WORKERS = 4
FEW = 1_000
CLAIMS = 40
TOLERATED = 0.25


def measure(scale: Scale) -> Sequence[Figure]:
    """Both parts on one server that lives as long as the measurement."""
    due, many = (10_000, 1_000_000) if scale.full else (1_000, 100_000)
    with postgres(scale.folder) as server:
        shared = _database(server, "shared")
        _add_due(shared, due)
        seconds, done = _work_off(shared)
        shared.close()
        few, full = _database(server, "few"), _database(server, "many")
        _add_finished(few, FEW)
        _add_finished(full, many)
        costs = _costs(few, full)
        few.close()
        full.close()
    twice = sum(count - 1 for count in Counter(done).values())
    ratio = statistics.median(costs[1]) / statistics.median(costs[0])
    return [
        Figure(f"rows that {WORKERS} workers claimed and finished", f"{len(done)} of {due}"),
        Figure(
            "rows done twice or not at all",
            str(twice + due - len(set(done))),
            bar="0",
            met=twice == 0 and len(set(done)) == due,
        ),
        Figure("claimed and finished", f"{due / seconds:.0f} a second"),
        Figure(f"one claim of {BATCH}, {FEW:,} finished rows beside", milliseconds(costs[0])),
        Figure(f"one claim of {BATCH}, {many:,} finished rows beside", milliseconds(costs[1])),
        Figure(
            "what it costs with many, of what it costs with few",
            f"{ratio:.2f}",
            bar=f"within {TOLERATED:.0%}",
            met=ratio <= 1 + TOLERATED,
        ),
    ]


def _database(server: Postgres, name: str) -> Database:
    database = Database(server.make(name))
    upgrade(database)
    return database


def _add_due(database: Database, count: int, prefix: str = "due") -> None:
    now = datetime.now(UTC) - timedelta(seconds=1)
    rows = []
    for number in range(count):
        key = f"{prefix}:{number}"
        sealed = KEYS.seal(json.dumps({"number": number}).encode(), f"job:{key}")
        rows.append({"kind": "alert", "key": key, "payload": sealed, "due_at": now})
    with database.write() as db:
        db.execute(insert(Job), [row | {"created_at": now, "state": "due"} for row in rows])


def _add_finished(database: Database, count: int) -> None:
    """Rows as a busy year leaves them: done, with their due times in the past."""
    with database.write() as db:
        db.execute(
            text(
                "INSERT INTO jobs (kind, key, payload, due_at, created_at, state, attempts,"
                " finished_at) SELECT 'alert', 'old:' || n, '\\x', now() - interval '1 day',"
                " now() - interval '1 day', 'done', 1, now() FROM generate_series(1, :count) n"
            ),
            {"count": count},
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE jobs"))


def _work_off(database: Database) -> tuple[float, list[int]]:
    """Seconds that the workers took, and the ids of what each of them did, one after the other."""
    address = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "bench.claims_worker", address]
    workers = [
        subprocess.Popen(
            [*command, f"worker {number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        if worker.stdout.readline() != "ready\n":
            raise RuntimeError("a worker of the measurement did not start")
    begun = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    printed = [worker.communicate()[0] for worker in workers]
    seconds = time.perf_counter() - begun
    if any(worker.returncode for worker in workers):
        raise RuntimeError("a worker of the measurement failed")
    return seconds, [int(number) for line in printed for number in line.split()]


def _costs(few: Database, many: Database) -> tuple[list[float], list[float]]:
    """Seconds of each claim in the one and in the other database, taken in turn."""
    for database in (few, many):
        _add_due(database, (CLAIMS + 5) * BATCH)
    costs: tuple[list[float], list[float]] = ([], [])
    for turn in range(CLAIMS + 5):
        for which in (0, 1) if turn % 2 else (1, 0):
            took = _claim((few, many)[which])
            if turn >= 5:  # the first ones fill caches
                costs[which].append(took)
    return costs


def _claim(database: Database) -> float:
    now = datetime.now(UTC)
    begun = time.perf_counter()
    with database.write() as db:
        claimed = outbox.claim(db, KEYS, worker="one", now=now, limit=BATCH)
    took = time.perf_counter() - begun
    if len(claimed) != BATCH:
        raise RuntimeError(f"{len(claimed)} rows were claimed instead of {BATCH}")
    with database.write() as db:
        for job in claimed:
            outbox.finish_all(db, [job], worker="one", now=now)
    return took
