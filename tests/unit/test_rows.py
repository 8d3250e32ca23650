"""Rows written by constant statements are what the unit of work would have written."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from hotline.db import rows
from hotline.db.columns import table_of
from hotline.db.database import Database
from hotline.db.prepared import Prepared
from hotline.db.reports import Reporter
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.domain import Urgency


def task(now: datetime, key: str) -> Task:
    return Task(
        kind="review", key=key, due_at=now + timedelta(hours=1), created_at=now, words=b"\x00\xff'"
    )


def stored(database: Database, key: str) -> dict[str, object]:
    """Every column but the number, as another transaction reads it."""
    with database.read() as db:
        row = db.execute(select(table_of(Task)).where(Task.key == key)).mappings().one()
        return {name: value for name, value in row.items() if name not in {"id", "key"}}


def test_a_row_is_written_as_the_unit_of_work_writes_it(database: Database, now: datetime) -> None:
    with database.write() as db:
        db.add(task(now, "by flush"))
        added = rows.add(db, task(now, "by statement"))
        assert inspect(added).persistent and not db.dirty and added.id
        assert db.get(Task, added.id) is added
        assert (added.state, added.priority, added.note) == (TaskState.OPEN, Urgency.P2, None)
    assert stored(database, "by statement") == stored(database, "by flush")


def test_a_row_that_was_added_is_changed_like_any_other(database: Database, now: datetime) -> None:
    with database.write() as db:
        added = rows.add(db, task(now, "a"))
        rows.store(db, added, {"state": TaskState.DONE, "done_at": now})
        added.done_by = "staff:1"  # by the next flush
    kept = stored(database, "a")
    assert (kept["state"], kept["done_at"], kept["done_by"]) == (TaskState.DONE, now, "staff:1")


def test_what_waits_goes_before_it_and_a_failure_undoes_both(
    database: Database, now: datetime
) -> None:
    with pytest.raises(IntegrityError), database.write() as db:
        db.add(task(now, "same"))
        rows.add(db, task(now, "same"))
    with database.read() as db:
        assert not db.scalars(select(Task)).all()


def test_a_row_that_is_there_already_is_not_added(database: Database, now: datetime) -> None:
    def add(pseudonym: str) -> Reporter | None:
        with database.write() as db:
            new = Reporter(pseudonym=pseudonym, created_at=now)
            return rows.add_unless_there(db, new, "pseudonym")

    first = add("a" * 64)
    assert first is not None and first.id
    assert add("a" * 64) is None
    assert add("b" * 64) is not None


def test_a_word_that_a_column_does_not_have_is_refused(database: Database, now: datetime) -> None:
    with database.write() as db:
        added = rows.add(db, task(now, "a"))
        with pytest.raises(ValueError, match="opne"):
            rows.store(db, added, {"state": "opne"})


def test_a_statement_with_values_of_its_own_and_given_ones(
    database: Database, now: datetime
) -> None:
    table = table_of(Reporter)
    put = Prepared(insert(table), "pseudonym", "created_at", "failed_codes", "key_id")
    unlock = Prepared(
        update(table).where(table.c.failed_codes > bindparam("most")).values(failed_codes=0)
    )
    count = Prepared(select(table.c.pseudonym).where(table.c.failed_codes == 0))
    with database.write() as db:
        for number in range(3):
            row = {"pseudonym": f"{number}", "created_at": now, "failed_codes": number * 4}
            put.execute(db, row | {"key_id": ""})
        unlock.execute(db, {"most": 5})
        assert sorted(count.execute(db, {}).scalars()) == ["0", "2"]


def test_what_is_put_off_is_done_before_anything_reads_it(
    database: Database, now: datetime
) -> None:
    with database.write() as db:
        added = rows.add(db, task(now, "a"))
        rows.store(db, added, {"state": TaskState.DONE, "owner": "it's 100% %s; DROP"})
        rows.store(db, added, {"done_by": "staff:1"})
        read = db.execute(select(table_of(Task)).where(Task.key == "a")).mappings().one()
        assert (read["owner"], read["done_by"]) == ("it's 100% %s; DROP", "staff:1")
        rows.store(db, added, {"owner": "supervisors"})
    kept = stored(database, "a")
    assert (kept["state"], kept["owner"]) == (TaskState.DONE, "supervisors")


def test_what_is_put_off_and_wrong_undoes_the_transaction(
    database: Database, now: datetime
) -> None:
    with database.write() as db:
        rows.add(db, task(now, "a"))
    with pytest.raises(IntegrityError), database.write() as db:
        other = rows.add(db, task(now, "b"))
        rows.store(db, other, {"key": "a"})
    with database.write() as db:
        other = rows.add(db, task(now, "c"))
        rows.store(db, other, {"owner": "supervisors"})
        db.rollback()
    with database.read() as db:
        assert list(db.scalars(select(Task.key))) == ["a"]
