"""The audit trail: what happened is in it, in order, and nothing can be taken out unnoticed."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from hotline.db.audit import AuditEvent
from hotline.db.database import Database
from hotline.privacy import audit
from hotline.privacy.keys import KeyRing


def note(database: Database, keys: KeyRing, at: datetime, *subjects: str) -> None:
    with database.write() as db:
        for subject in subjects:
            audit.record(db, keys, at=at, actor="staff:7", action="viewed", subject=subject)


def faults(database: Database, keys: KeyRing) -> list[str]:
    with database.read() as db:
        return list(audit.verify(db, keys))


@pytest.fixture
def reported(database: Database, keys: KeyRing, now: datetime) -> Database:
    """A trail of five views."""
    note(database, keys, now, "report:1", "report:2")
    for number in (3, 4, 5):
        note(database, keys, now + timedelta(minutes=number), f"report:{number}")
    return database


def without_guards(database: Database) -> None:
    """What somebody with the database's own rights may do: take its triggers away."""
    drop = (
        ("DROP TRIGGER audit_events_no_update", "DROP TRIGGER audit_events_no_delete")
        if database.is_sqlite
        else ("DROP TRIGGER audit_events_append_only ON audit_events",)
    )
    with database.write() as db:
        for statement in drop:
            db.execute(text(statement))


@pytest.mark.parametrize(
    "doing", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"]
)
def test_the_database_itself_refuses_to_change_the_trail(
    reported: Database, keys: KeyRing, doing: str
) -> None:
    with pytest.raises(SQLAlchemyError, match="append-only"), reported.write() as db:
        db.execute(text(doing))
    assert faults(reported, keys) == []


def test_an_empty_trail_is_whole(database: Database, keys: KeyRing) -> None:
    assert faults(database, keys) == []


def test_a_trail_is_whole_and_in_order(reported: Database, keys: KeyRing) -> None:
    with reported.read() as db:
        subjects = db.scalars(select(AuditEvent.subject).order_by(AuditEvent.id)).all()
    assert subjects == [f"report:{number}" for number in range(1, 6)]
    assert faults(reported, keys) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "staff:8"),
        ("action", "closed"),
        ("subject", "report:9"),
        ("detail", "nothing"),
        ("at", datetime.fromisoformat("2026-11-24T18:03:01+00:00")),
    ],
)
def test_a_changed_row_is_found(
    reported: Database, keys: KeyRing, column: str, value: str | datetime
) -> None:
    without_guards(reported)
    with reported.write() as db:
        db.execute(
            update(AuditEvent).where(AuditEvent.subject == "report:3").values({column: value})
        )
    assert any("was changed" in fault for fault in faults(reported, keys))


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_row_that_was_taken_out_is_found(reported: Database, keys: KeyRing, number: int) -> None:
    without_guards(reported)
    with reported.write() as db:
        db.execute(delete(AuditEvent).where(AuditEvent.subject == f"report:{number}"))
    assert "the audit trail should have 5 rows and has 4" in faults(reported, keys)


def test_a_row_that_was_slipped_in_is_found(
    reported: Database, keys: KeyRing, now: datetime
) -> None:
    with reported.write() as db:
        db.add(
            AuditEvent(at=now, actor="staff:8", action="viewed", subject="report:6", chain="f" * 64)
        )
    found = faults(reported, keys)
    assert any("was changed" in fault for fault in found)
    assert any("should have 5 rows and has 6" in fault for fault in found)


def test_without_the_key_the_trail_cannot_be_forged(reported: Database) -> None:
    assert faults(reported, KeyRing([bytes([9]) * 32]))


def test_the_trail_goes_on_after_the_keys_changed(
    reported: Database, keys: KeyRing, now: datetime
) -> None:
    changed = KeyRing([bytes([7]) * 32, bytes(range(32))])
    note(reported, changed, now + timedelta(days=1), "report:6")
    assert faults(reported, changed) == []


def test_what_is_rolled_back_leaves_no_trace(
    database: Database, keys: KeyRing, now: datetime
) -> None:
    with pytest.raises(RuntimeError), database.write() as db:
        audit.record(db, keys, at=now, actor="staff:7", action="viewed", subject="report:1")
        raise RuntimeError("the step failed")
    note(database, keys, now, "report:2")
    with database.read() as db:
        assert db.scalars(select(AuditEvent.subject)).all() == ["report:2"]
    assert faults(database, keys) == []


def test_many_at_a_time_make_one_trail(database: Database, keys: KeyRing, now: datetime) -> None:
    def view(person: int) -> None:
        for number in range(5):
            note(database, keys, now, f"report:{person}-{number}")

    people = [threading.Thread(target=view, args=(person,)) for person in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with database.read() as db:
        assert len(db.scalars(select(AuditEvent.id)).all()) == 30
    assert faults(database, keys) == []
