"""Many processes that start at a time bring the database to its schema once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from hotline.db.database import Database
from hotline.db.migrate import is_current

UPGRADE = """
import sys
from hotline.db.database import Database
from hotline.db.migrate import upgrade
database = Database(sys.argv[1])
sys.stdin.readline()
upgrade(database)
"""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_four_processes_on_an_empty_database_migrate_it_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    if kind == "postgres":
        address = request.getfixturevalue("new_postgres")()
    else:
        address = f"sqlite:///{tmp_path / 'line.db'}"
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, address], stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    errors = [process.communicate(b"go\n", timeout=120)[1].decode() for process in starting]
    assert [process.returncode for process in starting] == [0] * 4, errors
    database = Database(address)
    assert is_current(database)
    with database.read() as db:
        assert db.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        assert db.scalar(text("SELECT count(*) FROM audit_head")) == 1
    database.close()


def test_a_commit_that_need_not_be_on_the_disk_is_a_commit_all_the_same(
    database: Database,
) -> None:
    """Leases are written so; what is written with care afterwards is as careful as before."""
    with database.write(durable=False) as db:
        db.execute(text("CREATE TABLE leases (name TEXT)"))
        db.execute(text("INSERT INTO leases VALUES ('lax')"))
    for _ in range(3):
        with database.write() as db:
            if database.is_sqlite:
                assert db.scalar(text("PRAGMA synchronous")) == 2, "FULL"
            else:
                assert db.scalar(text("SHOW synchronous_commit")) == "on"
            db.execute(text("INSERT INTO leases VALUES ('careful')"))
        with database.write(durable=False) as db:
            if database.is_sqlite:
                assert db.scalar(text("PRAGMA synchronous")) == 1, "NORMAL"
            else:
                assert db.scalar(text("SHOW synchronous_commit")) == "off"
    with database.read() as db:
        assert db.scalar(text("SELECT count(*) FROM leases")) == 4
