"""Keys and real databases for the unit tests, and what the tests of jobs share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hotline.db.database import Database
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.jobs import outbox
from hotline.jobs.worker import Worker
from hotline.privacy.keys import KeyRing
from tests.empty_deployment import empty_deployment
from tests.unit.empty_database import open_empty
from tests.unit.lone_worker import Box, open_box
from tests.unit.queued import Note, Put

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in Laredo."""


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests begin."""
    return NOON


@pytest.fixture
def keys() -> KeyRing:
    """The keys of a deployment that never changed them."""
    return KeyRing([bytes(range(32))])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables: a SQLite file, then a real PostgreSQL."""
    if request.param == "postgres":
        opened = Database(request.getfixturevalue("new_postgres")())
        upgrade(opened)
    else:
        opened = open_empty(tmp_path / "line.db")
    yield opened
    opened.close()


@pytest.fixture
def put(database: Database, keys: KeyRing, now: datetime) -> Put:
    """Schedules a job in a transaction of its own."""

    def schedule(key: str, due_at: datetime = now, **payload: Any) -> bool:
        with database.write() as db:
            new = outbox.schedule(db, keys, Note(**payload), key=key, due_at=due_at, now=now)
            return new is not None

    return schedule


@pytest.fixture(scope="module")
def dep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment with empty tables, one a file."""
    made = empty_deployment(tmp_path_factory.mktemp("jobs"))
    yield made
    made.close()


@pytest.fixture
def box(dep: Deployment, monkeypatch: pytest.MonkeyPatch) -> Box:
    """A table of jobs without a job."""
    return open_box(dep, monkeypatch)


@pytest.fixture
def worker(box: Box) -> Iterator[Worker]:
    """A worker of that table that does nothing by itself."""
    made = Worker(box.dep, "w1")
    yield made
    made._pool.shutdown()
