"""Keys and real databases for the unit tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.db.database import Database
from hotline.db.migrate import upgrade
from hotline.privacy.keys import KeyRing
from tests.unit.empty_database import open_empty

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
