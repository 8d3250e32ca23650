"""A line that grows: everything in its SQLite file goes to PostgreSQL, counted and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, text

from hotline.db.database import Database
from hotline.db.move import MoveError, copy
from hotline.db.tables import metadata
from hotline.privacy import audit
from tests.line import open_line
from tests.referrals.conftest import REPORTER, Desk

pytestmark = pytest.mark.postgres


def url_of(database: Database) -> str:
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A line that has seen something: reports, alerts, tasks, staff, a conversation."""
    desk.staff("dana", "dispatcher", phone="+19565550162")
    desk.report("alpha", "beta")
    desk.line.text(REPORTER, "they took her passport and she may not leave, in Laredo")
    desk.line.pass_time(hours=3)
    return desk


@pytest.fixture
def target(new_postgres: Callable[[], str]) -> Iterator[Database]:
    """An empty database on PostgreSQL."""
    opened = Database(new_postgres())
    yield opened
    opened.close()


def test_everything_is_there_and_the_line_goes_on(
    busy: Desk, target: Database, tmp_path: Any
) -> None:
    source = busy.line.dep.database
    moved = copy(source, target)
    assert {table.table: table.rows for table in moved} == counts(source) == counts(target)
    assert sum(counts(target).values()) > 50
    with target.read() as db:
        assert list(audit.verify(db, busy.line.dep.keys)) == []

    settings = busy.line.dep.settings
    more = {"rules_dir": settings.rules_dir, "smtp_url": settings.smtp_url}
    with open_line(tmp_path / "new", database_url=url_of(target), **more) as line:
        line.clock.now = busy.now
        line.text(REPORTER, "she works at the salon on Main Street")
        line.work()
        assert set(busy.line.tips()) <= set(line.tips())


def test_a_target_that_is_not_empty_is_left_as_it_is(busy: Desk, target: Database) -> None:
    copy(busy.line.dep.database, target)
    before = counts(target)
    with pytest.raises(MoveError, match="not empty"):
        copy(busy.line.dep.database, target)
    assert counts(target) == before


def test_a_copy_that_differs_is_refused_and_rolled_back(
    busy: Desk, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hotline.db import move

    whole = move._copy_table

    def lossy(reading: Any, writing: Any, table: Any) -> int:
        rows = whole(reading, writing, table)
        if table.name == "reports":
            writing.execute(text("UPDATE reports SET urgency = 'P3'"))
        return rows

    monkeypatch.setattr(move, "_copy_table", lossy)
    with pytest.raises(MoveError, match="reports are not the same"):
        copy(busy.line.dep.database, target)
    assert counts(target)["reports"] == 0


def test_onto_itself_is_refused(busy: Desk) -> None:
    with pytest.raises(MoveError, match="same database"):
        copy(busy.line.dep.database, busy.line.dep.database)
