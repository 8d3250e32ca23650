"""``hotline backup FILE``: a copy of the SQLite database, made while the service runs.

``VACUUM INTO`` copies one moment in one reading transaction. The backup interface of SQLite, which
its shell's ``.backup`` uses, begins again at every write and never ends on a busy line.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.environment import by_command, deployment
from hotline.settings import SettingsError


def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Copy the SQLite database to a file while the service runs.

    The file is readable by its owner only, checked, and on the disk when this ends. It holds no
    keys: keep them elsewhere, or it cannot be read, and anyone who has both reads everything.
    """
    dep = deployment()
    if not dep.database.is_sqlite:
        raise SettingsError("the database is PostgreSQL: use `pg_dump --format=custom`")
    if file.exists():
        raise SettingsError(f"{file} exists already; name a new file, so that no backup is lost")
    part = file.with_name(f".{file.name}.part")
    try:
        size = _copy(str(dep.database.url.database), part)
        part.rename(file)
        _to_disk(file.parent)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise SettingsError(f"{file} could not be made: {error}") from None
    with dep.database.write() as db:
        by_command(db, dep).record("backup_made", "database")
    typer.echo(f"{file}: {size / 1e6:.1f} MB, checked. Keep the keys in another place.")


def _copy(database: str, part: Path) -> int:
    """The copy's size. Raises :class:`OSError` or :class:`sqlite3.Error`."""
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))
    with contextlib.closing(sqlite3.connect(part)) as made:
        (said,) = made.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(said)
    _to_disk(part)
    return part.stat().st_size


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
