"""The audit trail under attack: someone with the database's own rights covers their traces.

They may drop the triggers, change rows and make the head's row agree; they do not have the keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from hotline.db.audit import AuditEvent, AuditHead
from hotline.db.database import Database
from hotline.db.keys import AuditAnchor, SealingKey
from hotline.privacy import audit
from hotline.privacy.keys import KeyRing
from tests.unit.empty_database import open_empty

ROWS = 5
OTHER = bytes([7]) * 32


@pytest.fixture
def trail(tmp_path: Path, keys: KeyRing, now: datetime) -> Iterator[Database]:
    """Five rows whose guards the attacker has dropped."""
    database = open_empty(tmp_path / "line.db")
    for number in range(1, ROWS + 1):
        note(database, keys, now + timedelta(minutes=number), number)
    with database.write() as db:
        db.execute(text("DROP TRIGGER audit_events_no_update"))
        db.execute(text("DROP TRIGGER audit_events_no_delete"))
    yield database
    database.close()


def note(database: Database, keys: KeyRing, at: datetime, number: int, detail: str = "") -> None:
    with database.write() as db:
        audit.record(
            db,
            keys,
            at=at,
            actor=f"staff:{number}",
            action="viewed",
            subject=f"report:{number}",
            detail=detail,
        )


def faults(database: Database, keys: KeyRing) -> list[str]:
    with database.read() as db:
        return list(audit.verify(db, keys))


def correct_the_head(database: Database) -> None:
    """Make the head's row agree with whatever rows are left."""
    with database.write() as db:
        rows = db.execute(select(AuditEvent.chain).order_by(AuditEvent.id)).scalars().all()
        last = rows[-1] if rows else ""
        db.execute(update(AuditHead).values(count=len(rows), chain=last))


@pytest.mark.parametrize("number", range(1, ROWS))
def test_a_row_taken_out_is_found_though_the_head_was_corrected(
    trail: Database, keys: KeyRing, number: int
) -> None:
    with trail.write() as db:
        db.execute(delete(AuditEvent).where(AuditEvent.id == number))
    correct_the_head(trail)
    changed = f"audit row {number + 1} was changed, or the row before it is missing"
    assert faults(trail, keys) == [changed]


def test_the_last_row_taken_out_is_found_by_its_count_and_by_its_chain(
    trail: Database, keys: KeyRing
) -> None:
    with trail.write() as db:
        db.execute(delete(AuditEvent).where(AuditEvent.id == ROWS))
    assert faults(trail, keys) == ["the audit trail should have 5 rows and has 4"]
    with trail.write() as db:
        db.execute(update(AuditHead).values(count=ROWS - 1))  # the chain still tells
    assert faults(trail, keys) == ["the audit trail should have 4 rows and has 4"]


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (1, 5), (4, 5)])
def test_rows_that_changed_places_are_found(
    trail: Database, keys: KeyRing, one: int, other: int
) -> None:
    with trail.write() as db:
        for was, now_is in ((one, 99), (other, one), (99, other)):
            db.execute(update(AuditEvent).where(AuditEvent.id == was).values(id=now_is))
    correct_the_head(trail)
    assert any(f"audit row {one} was changed" in fault for fault in faults(trail, keys))


@pytest.mark.parametrize(("copied", "over"), [(1, 3), (5, 1), (3, 4)])
def test_a_row_moved_over_another_is_found(
    trail: Database, keys: KeyRing, copied: int, over: int
) -> None:
    columns = (
        AuditEvent.at,
        AuditEvent.actor,
        AuditEvent.action,
        AuditEvent.subject,
        AuditEvent.detail,
        AuditEvent.key_id,
        AuditEvent.chain,
    )
    with trail.write() as db:
        row = db.execute(select(*columns).where(AuditEvent.id == copied)).one()
        values = {column.key: value for column, value in zip(columns, row, strict=True)}
        db.execute(delete(AuditEvent).where(AuditEvent.id == copied))  # a checksum is there once
        db.execute(update(AuditEvent).where(AuditEvent.id == over).values(**values))
    correct_the_head(trail)
    assert any("was changed, or the row before it is missing" in f for f in faults(trail, keys))


def test_a_row_added_at_the_end_with_a_copied_checksum_is_found(
    trail: Database, keys: KeyRing, now: datetime
) -> None:
    with trail.write() as db:
        last = db.execute(select(AuditEvent.chain).where(AuditEvent.id == ROWS)).scalar_one()
        db.add(
            AuditEvent(
                at=now,
                actor="x",
                action="viewed",
                subject="y",
                chain=last.upper(),
                key_id=keys.ids[0],
            )
        )
    correct_the_head(trail)
    assert faults(trail, keys) == ["audit row 6 was changed, or the row before it is missing"]


def test_the_whole_trail_taken_out_is_found_by_the_head(trail: Database, keys: KeyRing) -> None:
    with trail.write() as db:
        db.execute(delete(AuditEvent))
    assert faults(trail, keys) == ["the audit trail should have 5 rows and has 0"]


@pytest.mark.parametrize("claimed", ["", "0badcafe"])
def test_a_row_cannot_be_excused_by_a_key_that_never_was(
    trail: Database, keys: KeyRing, now: datetime, claimed: str
) -> None:
    """The line has sealed under one key only, so no other key may be said to be missing."""
    with trail.write() as db:
        db.add(SealingKey(key_id=keys.ids[0], canary=b"", since=now))
        db.execute(
            update(AuditEvent).where(AuditEvent.id == 2).values(actor="staff:9", key_id=claimed)
        )
    assert "audit row 2 was changed, or the row before it is missing" in faults(trail, keys)


# When a key is missing, and when the trail was signed again --------------------------------------


def test_rows_of_a_missing_key_are_named_and_not_called_changed(
    trail: Database, keys: KeyRing, now: datetime
) -> None:
    newer = KeyRing([OTHER])
    note(trail, KeyRing([OTHER, bytes(range(32))]), now + timedelta(days=1), 6)
    (fault,) = faults(trail, newer)
    assert fault == (
        f"audit rows 1 to 5 (5) cannot be checked: the key {keys.ids[0]} is missing. Put it behind "
        "the newest in HOTLINE_SECRET_KEYS to check them"
    )


def test_one_row_of_a_missing_key_is_from_that_row_to_that_row(
    trail: Database, keys: KeyRing, now: datetime
) -> None:
    note(trail, KeyRing([OTHER]), now + timedelta(days=1), 6)
    (fault,) = faults(trail, keys)
    assert fault.startswith("audit rows 6 to 6 (1) cannot be checked")


def test_a_trail_signed_again_is_checked_without_the_old_key(
    trail: Database, keys: KeyRing, now: datetime
) -> None:
    both, newer = KeyRing([OTHER, bytes(range(32))]), KeyRing([OTHER])
    with trail.write() as db:
        audit.anchor(db, both, now)
    note(trail, newer, now + timedelta(days=1), 6)
    assert faults(trail, newer) == []
    with trail.read() as db:
        made = db.scalars(select(AuditAnchor)).one()
        assert (made.upto, made.key_id, made.at) == (ROWS, newer.ids[0], now)


@pytest.mark.parametrize("number", range(1, ROWS + 1))
def test_a_row_changed_after_it_was_signed_again_is_found_without_the_old_key(
    trail: Database, now: datetime, number: int
) -> None:
    with trail.write() as db:
        audit.anchor(db, KeyRing([OTHER, bytes(range(32))]), now)
        db.execute(update(AuditEvent).where(AuditEvent.id == number).values(actor="staff:9"))
    found = faults(trail, KeyRing([OTHER]))
    assert f"an audit row up to {ROWS} was changed after it was signed again" in found


def test_a_broken_trail_is_not_signed_again(trail: Database, keys: KeyRing, now: datetime) -> None:
    with trail.write() as db:
        db.execute(update(AuditEvent).where(AuditEvent.id == 3).values(subject="report:9"))
    with (
        pytest.raises(audit.BrokenTrailError, match="audit row 3 was changed"),
        trail.write() as db,
    ):
        audit.anchor(db, keys, now)
    with trail.read() as db:
        assert db.scalars(select(AuditAnchor)).all() == []


def test_an_empty_trail_is_signed_by_nothing(tmp_path: Path, keys: KeyRing, now: datetime) -> None:
    database = open_empty(tmp_path / "empty.db")
    with database.write() as db:
        audit.anchor(db, keys, now)
    with database.read() as db:
        assert db.scalars(select(AuditAnchor)).all() == []
    database.close()


def test_what_is_too_long_for_its_column_is_cut_and_the_trail_is_whole(
    trail: Database, keys: KeyRing, now: datetime
) -> None:
    with trail.write() as db:
        audit.record(
            db,
            keys,
            at=now,
            actor="a" * 81,
            action="b" * 41,
            subject="c" * 81,
            detail="d" * 201,
        )
    with trail.read() as db:
        row = db.scalars(select(AuditEvent).where(AuditEvent.id == ROWS + 1)).one()
        assert (row.actor, row.action) == ("a" * 80, "b" * 40)
        assert (row.subject, row.detail) == ("c" * 80, "d" * 200)
    assert faults(trail, keys) == []


def test_several_acts_of_one_transaction_are_chained_to_one_another(
    trail: Database, keys: KeyRing, now: datetime
) -> None:
    with trail.write() as db:
        for detail in ("first", "second", "third"):
            audit.record(
                db, keys, at=now, actor="staff:7", action="viewed", subject="x", detail=detail
            )
    assert faults(trail, keys) == []
    with trail.write() as db:
        db.execute(delete(AuditEvent).where(AuditEvent.detail == "second"))
    correct_the_head(trail)
    assert faults(trail, keys) == [
        f"audit row {ROWS + 3} was changed, or the row before it is missing"
    ]
