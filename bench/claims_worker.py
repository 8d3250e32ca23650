"""A worker process of the claims measurement: it claims and finishes until nothing is due.

    python -m bench.claims_worker DATABASE NAME

It waits for a line on its standard input, so that all begin together, and then prints the ids of
the jobs that it did, in one line.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bench.speed_claims import BATCH, KEYS
from hotline.db import tables
from hotline.db.database import Database
from hotline.jobs import outbox


def main() -> None:
    """Work until nothing is due."""
    assert tables.MODELS  # a job refers to tables of other model files
    database, name = Database(sys.argv[1]), sys.argv[2]
    with database.read() as db:
        db.connection()  # connected before the clock starts
    print("ready", flush=True)
    sys.stdin.readline()
    done: list[int] = []
    while True:
        with database.write() as db:
            now = datetime.now(UTC)
            claimed = outbox.claim(db, KEYS, worker=name, now=now, limit=BATCH)
        if not claimed:
            break
        for job in claimed:
            with database.write() as db:
                if outbox.finish_all(db, [job], worker=name, now=datetime.now(UTC)):
                    done.append(job.id)
    print(" ".join(map(str, done)))
    database.close()


if __name__ == "__main__":
    main()
