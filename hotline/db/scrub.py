"""What was deleted must leave the disk, and SQLite's write-ahead log with it.

``secure_delete`` zeroes deleted content in the database file, but the log still holds every page as
it was before. Emptying it needs a moment in which nobody reads from it, so this is tried for a
while after whatever deletes for good, and again at every turn of the worker until it succeeds.

PostgreSQL has no such lever: dead rows stay in its files until vacuum and later writes reuse the
room, and in its own log until that is recycled. docs/privacy.md says so.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.orm import Session

PATIENCE_SECONDS = 2.0
"""How long whoever erased waits for the readers of the moment."""
_HOLD_SECONDS = 0.1
"""How long one try may hold up writers while it waits for readers."""
_PAUSE_SECONDS = 0.05
_GONE = "gone_for_good"


def when_committed(session: Session) -> None:
    """This transaction deletes something for good: its old pages go as soon as it is committed."""
    session.info[_GONE] = True


def is_wanted(session: Session) -> bool:
    """Whether this session's transaction asked for that; asking again says no."""
    return bool(session.info.pop(_GONE, False))


def empty_log(address: URL, patience: float = PATIENCE_SECONDS) -> bool:
    """Write the log of the SQLite file at ``address`` back and cut it to nothing.

    Returns whether it is empty now; a reader who holds on for more than ``patience`` seconds, or a
    full disk, makes it ``False``. Any other database has no such log: ``True``.
    """
    if address.get_backend_name() != "sqlite" or not address.database:
        return True
    log = Path(f"{address.database}-wal")
    until = time.monotonic() + patience
    while not _is_empty(log):
        if _try(address.database):
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _is_empty(log: Path) -> bool:
    try:
        return log.stat().st_size == 0
    except FileNotFoundError:
        return True


def _try(file: str) -> bool:
    try:
        connection = sqlite3.connect(file, timeout=_HOLD_SECONDS, isolation_level=None)
    except sqlite3.Error:
        return False
    try:
        connection.execute("PRAGMA synchronous = FULL")
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return bool(busy == 0)
