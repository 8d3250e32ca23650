"""Copying a whole database into another, an empty one: from SQLite to PostgreSQL when a line grows.

Every table is copied in one transaction on each side, in the order of its foreign keys, counted
and compared row by row by a checksum. Nothing is opened: sealed columns go over as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select, text

from hotline.db.database import Database
from hotline.db.migrate import is_current, upgrade
from hotline.db.tables import metadata

BATCH = 500
NOT_OURS = frozenset({"audit_head", "probes"})
"""Tables with a row that a migration or a health check makes; the copy replaces it."""


class MoveError(Exception):
    """The copy cannot be made, or it is not the same; the message says why."""


@dataclass(frozen=True)
class Moved:
    """A table that was copied: its rows, and the checksum over them, the same on each side."""

    table: str
    rows: int
    checksum: str


def copy(
    source: Database, target: Database, progress: Callable[[str], None] = lambda _line: None
) -> list[Moved]:
    """Copy everything from ``source`` to ``target``, which must be empty.

    Raises :class:`MoveError`; then the target is as it was. On SQLite the write lock is held from
    beginning to end; PostgreSQL is read as it is at one moment.
    """
    if source.url == target.url:
        raise MoveError("both addresses are the same database")
    if not is_current(source):
        raise MoveError("the schema is not the present one; start the service once")
    upgrade(target)
    with (
        source.engine.execution_options(**_one_moment(source)).connect() as reading,
        target.engine.begin() as writing,
        reading.begin(),
    ):
        _must_be_empty(writing)
        moved = []
        for table in metadata.sorted_tables:
            if table.name in NOT_OURS:
                writing.execute(table.delete())
            rows = _copy_table(reading, writing, table)
            here, there = _checksum(reading, table), _checksum(writing, table)
            if here != there:
                raise MoveError(f"the rows of {table.name} are not the same on both sides")
            moved.append(Moved(table.name, rows, here))
            progress(f"{table.name}: {rows}")
        if not target.is_sqlite:
            _set_sequences(writing)
        return moved


def _one_moment(source: Database) -> dict[str, str]:
    """Every table is read as it is when the first one is, also while others write."""
    if source.is_sqlite:
        return {"sqlite_begin": "BEGIN IMMEDIATE"}
    return {"isolation_level": "REPEATABLE READ"}


def _must_be_empty(writing: Connection) -> None:
    for table in metadata.sorted_tables:
        if table.name in NOT_OURS:
            continue
        if writing.scalar(select(func.count()).select_from(table)):
            raise MoveError(f"the target is not empty: it has rows in {table.name}")


def _order(table: Table) -> Sequence[Column[Any]]:
    return list(table.primary_key.columns)


def _batches(connection: Connection, table: Table) -> Iterable[Sequence[Any]]:
    wanted = select(table).order_by(*_order(table))
    result = connection.execute(wanted, execution_options={"yield_per": BATCH})
    yield from result.mappings().partitions(BATCH)


def _copy_table(reading: Connection, writing: Connection, table: Table) -> int:
    rows = 0
    for batch in _batches(reading, table):
        writing.execute(insert(table), [dict(row) for row in batch])
        rows += len(batch)
    return rows


def _checksum(connection: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    names = [column.name for column in table.columns]
    for batch in _batches(connection, table):
        for row in batch:
            digest.update(repr([_plain(row[name]) for name in names]).encode())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """A value as both databases must give it back."""
    if isinstance(value, datetime):
        return value.isoformat()
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def _set_sequences(writing: Connection) -> None:
    """PostgreSQL must go on counting where the copied ids end."""
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            sequence = writing.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": table.name, "column": column.name},
            )
            highest = writing.scalar(select(func.max(column))) if sequence else None
            if highest is not None:
                writing.execute(
                    text("SELECT setval(:sequence, :highest)"),
                    {"sequence": sequence, "highest": highest},
                )
