"""Turns at SQLite's only write lock, for the threads of this process.

First come, first served, except that someone on the line goes before pages and background work.
Every few turns one of the others is let in, so that a flood of texts does not stop the alerts.
"""

from __future__ import annotations

import threading
from collections import deque

IN_A_ROW = 3
"""Turns for those on the line, while others wait, before one of the others gets its turn."""


class Turns:
    """Who may write now, and who is next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._first: deque[threading.Lock] = deque()
        self._others: deque[threading.Lock] = deque()
        self._in_a_row = 0

    def take(self, seconds: float, *, first: bool = False) -> bool:
        """Wait up to ``seconds`` for a turn; ``False`` when none came."""
        line = self._first if first else self._others
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            line.append(mine)
        if mine.acquire(timeout=max(0.0, seconds)):
            return True
        with self._lock:
            if mine in line:
                line.remove(mine)
                return False
            return True  # it was handed over at that very moment

    def give(self) -> None:
        """End a turn that :meth:`take` granted."""
        with self._lock:
            following = self._next()
            if following is None:
                self._taken = False
            else:
                following.release()

    def _next(self) -> threading.Lock | None:
        if self._first and (self._in_a_row < IN_A_ROW or not self._others):
            self._in_a_row += 1
            return self._first.popleft()
        self._in_a_row = 0
        return self._others.popleft() if self._others else None
