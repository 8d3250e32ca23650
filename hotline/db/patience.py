"""How long the work at hand may wait for the database, and who is served first.

A provider's webhook has seconds: its caller is on the line. It sets a deadline before it starts
its work, and every wait inside (for SQLite's write lock, for a row) ends with that deadline.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.exc import SQLAlchemyError


class BusyError(SQLAlchemyError):
    """The database was not free in time; nothing was changed."""


class GivenUpError(SQLAlchemyError):
    """The person was already answered with the emergency words, so nothing may be stored."""


class Patience:
    """The deadline of one piece of work. Either it commits or its waiter gives up, never both."""

    def __init__(self, seconds: float, *, first: bool = False) -> None:
        """``first``: someone is on the line, so this goes before pages and background work."""
        self.until = time.monotonic() + seconds
        self.first = first
        self._lock = threading.Lock()
        self._given_up = False
        self._committing = False

    def left(self) -> float:
        """Seconds until the deadline, never below 0."""
        return max(0.0, self.until - time.monotonic())

    def give_up(self) -> bool:
        """The waiter answers without this work; ``False`` when it is being committed already."""
        with self._lock:
            if not self._committing:
                self._given_up = True
            return self._given_up

    def before_commit(self) -> None:
        """Raise :class:`GivenUpError` when the waiter is gone; from now on it cannot give up."""
        with self._lock:
            if self._given_up:
                raise GivenUpError
            self._committing = True


_CURRENT: ContextVar[Patience | None] = ContextVar("patience", default=None)


def current() -> Patience | None:
    """The deadline of the work at hand; ``None`` for background work, which can wait longer."""
    return _CURRENT.get()


@contextmanager
def patient(patience: Patience | None) -> Iterator[None]:
    """Work inside under ``patience``."""
    token = _CURRENT.set(patience)
    try:
        yield
    finally:
        _CURRENT.reset(token)
