"""How long a request lies in the network's buffers before the service gets to read it.

While hundreds come at once the event loop is behind, and no request knows since when it waits. A
timer knows by how much it rings late. It runs only while requests come.
"""

from __future__ import annotations

import asyncio
import time

EVERY_SECONDS = 0.05
RUNS_ON_SECONDS = 1.0


class LoopLag:
    """The lag of one event loop."""

    def __init__(self) -> None:
        self._lag = 0.0
        self._due = 0.0
        self._wanted = float("-inf")
        self._running = False

    def now(self) -> float:
        """Seconds by which the loop is behind, as far as is known."""
        self._wanted = time.monotonic()
        if not self._running:
            self._running = True
            self._lag = 0.0
            self._again()
        return max(self._lag, self._wanted - self._due)

    def _again(self) -> None:
        self._due = time.monotonic() + EVERY_SECONDS
        asyncio.get_running_loop().call_later(EVERY_SECONDS, self._ring)

    def _ring(self) -> None:
        now = time.monotonic()
        self._lag = max(0.0, now - self._due)
        if now - self._wanted > RUNS_ON_SECONDS:
            self._running, self._lag = False, 0.0
        else:
            self._again()
