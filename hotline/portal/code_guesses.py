"""Wrong codes behind an alert's link slow down the source that guesses, and nobody else.

A code has four characters and stands next to the link, so whoever guesses it has the link alone: a
mail filter, or someone who found a log. After a few wrong codes each further try from there is held
back; after many it is refused for a growing while. An officer at another source never notices, and
one behind the same address waits a second. How many wrong codes a link takes in all is for
:mod:`hotline.portal.holder` to say; what is counted here is forgotten at a restart.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotline.accounts.throttle import Limit

FREE, HELD_UNTIL = 10, 50
"""Wrong codes from one source: so many are free; up to the second number tries are held back."""
HOLD_SECONDS = 1.0
AT_ONCE = 5
"""Tries from one source that may wait at the same time."""
REFUSED = Limit(free=HELD_UNTIL, longest=900)
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_KEPT = 10_000


@dataclass
class _Source:
    wrong: int = 0
    last: datetime | None = None
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class CodeGuesses:
    """What was guessed lately, by source. Used from one thread only, the event loop's."""

    def __init__(self) -> None:
        self.hold_seconds = HOLD_SECONDS
        self._sources: OrderedDict[str, _Source] = OrderedDict()

    @asynccontextmanager
    async def turn(self, source: str, now: datetime) -> AsyncIterator[float]:
        """Within it a code may be tried, unless seconds to wait are given.

        A source that guessed often tries one code at a time, each after a while.
        """
        known = self._known(source, now)
        wait = self._refused(known, now)
        if wait > 0 or known is None or known.wrong < FREE:
            yield wait
            return
        known.waiting += 1
        try:
            async with known.turn:
                await asyncio.sleep(self.hold_seconds)
                yield 0.0
        finally:
            known.waiting -= 1

    def wrong(self, source: str, now: datetime) -> None:
        """A wrong code came from there."""
        known = self._known(source, now) or _Source()
        known.wrong, known.last = known.wrong + 1, now
        self._sources[source] = known
        self._sources.move_to_end(source)
        while len(self._sources) > MOST_KEPT:
            self._sources.popitem(last=False)

    def _known(self, source: str, now: datetime) -> _Source | None:
        known = self._sources.get(source)
        if known is None or known.last is None or now - known.last < FORGOTTEN_AFTER:
            return known
        del self._sources[source]
        return None

    @staticmethod
    def _refused(known: _Source | None, now: datetime) -> float:
        if known is None or known.last is None:
            return 0.0
        if known.waiting >= AT_ONCE:
            return HOLD_SECONDS * AT_ONCE
        since = max(0.0, (now - known.last).total_seconds())
        return max(0.0, REFUSED.wait(known.wrong) - since)
