"""Can the database take work now? Asked by writing: a full disk or a held lock still reads well."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Executable, func, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from hotline.db.database import Database
from hotline.db.patience import BusyError, Patience, patient
from hotline.db.probes import Probe

WRITE_WITHIN_SECONDS = 1.2
ROOM = 48_000
"""Bytes that are written each time, about what a long text writes."""
HELD = "nothing can be stored: the database is locked by another program or a long transaction"
FULL = "nothing can be stored: the disk is full"
READ_ONLY = "nothing can be stored: the database is read-only"
_SQLITE = {
    sqlite3.SQLITE_BUSY: HELD,
    sqlite3.SQLITE_LOCKED: HELD,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
}
_POSTGRES = {
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": HELD,
    "57014": HELD,
}
"""SQLSTATE codes: postgresql.org/docs/current/errcodes-appendix.html."""


def _write(database: Database) -> Executable:
    """Writes the row, or writes over it."""
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    row = insert(Probe).values(id=1, body=bytes(ROOM))
    return row.on_conflict_do_update(index_elements=["id"], set_={"body": row.excluded.body})


def problem_of(error: SQLAlchemyError) -> str:
    """What is wrong, in words for whoever runs the line."""
    if isinstance(error, BusyError):
        return HELD
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in _SQLITE:
            return _SQLITE[code]
        if code == sqlite3.SQLITE_IOERR:
            return "nothing can be stored: the disk cannot be read or written"
    known = _POSTGRES.get(getattr(cause, "sqlstate", None) or "")
    return known or f"the database cannot be reached ({type(error).__name__})"


def probe(database: Database) -> str:
    """Write a little and see; empty when that works. Takes at most about two seconds.

    What was found last stays noted at the database, for pages that have no time to try.
    """
    database.trouble = _probe(database)
    return database.trouble


def _probe(database: Database) -> str:
    try:
        with (
            patient(Patience(WRITE_WITHIN_SECONDS, first=True)),
            database.write(durable=False) as db,
        ):
            connection = db.connection()
            if database.is_sqlite:
                _look_for_room(connection)
            connection.execute(_write(database))
    except SQLAlchemyError as error:
        return problem_of(error)
    return ""


def _look_for_room(connection: Connection) -> None:
    """Ask SQLite for pages that it does not have yet, and give them back at once."""
    free = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
    size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    if free * size > ROOM:
        return  # deleted rows left room enough inside the file
    connection.exec_driver_sql("SAVEPOINT room")
    grown = func.zeroblob((free + 2) * size)
    connection.execute(insert(Probe).values(id=2, body=grown))
    connection.exec_driver_sql("ROLLBACK TO room")
    connection.exec_driver_sql("RELEASE room")
