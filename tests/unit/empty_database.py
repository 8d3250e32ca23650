"""An empty SQLite database with all tables: brought up to date once, then copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from hotline.db.database import Database
from hotline.db.migrate import upgrade


def open_empty(file: Path) -> Database:
    """A database of its own in ``file``, which does not exist yet."""
    file.write_bytes(_upgraded())
    return Database(f"sqlite:///{file}")


@cache
def _upgraded() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        database.close()
        return file.read_bytes()
