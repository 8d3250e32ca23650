"""A clock that runs faster than the world's, so that an escalation is seen in two minutes.

The demo and training use it. What people do with their hands takes as long as ever, so the
settings that wait for people (a silent texter, an idle browser) are made longer by as much.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TypedDict


class FastClock:
    """Gives the line's time; call it. It begins at ``since`` or now, whichever is later."""

    def __init__(self, speed: float, since: datetime | None = None) -> None:
        self.speed = speed
        now = datetime.now(UTC)
        self._began_at = max(now, since) if since is not None else now
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        """The line's time now."""
        gone = (time.monotonic() - self._began) * self.speed
        return self._began_at + timedelta(seconds=gone)


class HandsTimes(TypedDict):
    """Settings, in minutes of the line's clock."""

    text_idle_minutes: int
    call_idle_minutes: int
    staff_idle_minutes: int


def for_hands(speed: float) -> HandsTimes:
    """How long the line waits for people while its clock runs ``speed`` times as fast."""
    return {
        "text_idle_minutes": min(1440, round(30 * speed)),
        "call_idle_minutes": min(120, round(10 * speed)),
        "staff_idle_minutes": 1440,
    }
