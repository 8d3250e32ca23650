"""Who goes first when more people call and text than can be answered at once.

First those whose words tell of danger, then conversations that go on, then new ones, and last a
number that has asked more than its share lately. Nobody is turned away while there is room. Who
cannot be served in time gets the emergency answer, new ones sooner, so that those who are served
wait little. Nothing here is stored, and no number is kept: senders are known by a checksum under a
key that is made at every start.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections import OrderedDict, deque
from enum import IntEnum

from hotline.triage.danger_glance import may_be_danger

SHARE, SHARE_SECONDS = 12, 60.0
"""So many texts of one number in that time are answered in turn, those beyond after all others."""
KNOWN_SECONDS = 3600.0
MOST_KNOWN = 50_000


class Rank(IntEnum):
    """The order in which people are served."""

    DANGER = 0
    KNOWN = 1
    NEW = 2
    BEYOND_SHARE = 3


PATIENCE = {Rank.DANGER: 0.8, Rank.KNOWN: 0.8, Rank.NEW: 0.6, Rank.BEYOND_SHARE: 0.4}
"""For what part of the time in which an answer is due each waits for a thread at most."""
LONG_SECONDS = 1.0
"""From when on someone waits for long."""


class Senders:
    """Who has been answered lately, and how much each has asked."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._answered: OrderedDict[bytes, float] = OrderedDict()
        self._asked: OrderedDict[bytes, deque[float]] = OrderedDict()

    def rank(self, sender: str, words: str, *, goes_on: bool = False) -> Rank:
        """Where someone stands who sends ``words`` now; ``goes_on``: in a conversation for sure."""
        who, now = self._name(sender), time.monotonic()
        if sender and self._asks(who, now) > SHARE:
            return Rank.BEYOND_SHARE
        if may_be_danger(words):
            return Rank.DANGER
        known = self._answered.get(who)
        if goes_on or (sender and known is not None and now - known < KNOWN_SECONDS):
            return Rank.KNOWN
        return Rank.NEW

    def answered(self, sender: str) -> None:
        """This one is in a conversation from now on."""
        if not sender:
            return
        who = self._name(sender)
        self._answered[who] = time.monotonic()
        self._answered.move_to_end(who)
        while len(self._answered) > MOST_KNOWN:
            self._answered.popitem(last=False)

    def _asks(self, who: bytes, now: float) -> int:
        asked = self._asked.setdefault(who, deque(maxlen=SHARE + 1))
        self._asked.move_to_end(who)
        while asked and now - asked[0] > SHARE_SECONDS:
            asked.popleft()
        asked.append(now)
        while len(self._asked) > MOST_KNOWN:
            self._asked.popitem(last=False)
        return len(asked)

    def _name(self, sender: str) -> bytes:
        return hashlib.blake2b(sender.encode(), key=self._key, digest_size=12).digest()


class Places:
    """So many may work at a time; the others wait, the lowest rank first and then in turn.

    While some wait for long, the newest of a rank goes first: the older ones would hear the answer
    too late, and with all in turn everyone would.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: dict[int, deque[tuple[float, asyncio.Future[None]]]] = {}

    async def take(self, rank: int, seconds: float) -> None:
        """Wait for a place. Raises :class:`TimeoutError`."""
        if self._free > 0:
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(rank, deque()).append((time.monotonic(), mine))
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await mine
        except BaseException:
            if mine.done() and not mine.cancelled():
                self.give()  # it was given at that very moment
            raise

    def give(self) -> None:
        """A place is free again: the first of those who still wait has it."""
        for rank in sorted(self._waiting):
            following = self._next(self._waiting[rank])
            if following is not None:
                following.set_result(None)
                return
        self._free += 1

    def _next(
        self, waiting: deque[tuple[float, asyncio.Future[None]]]
    ) -> asyncio.Future[None] | None:
        while waiting and waiting[0][1].done():
            waiting.popleft()
        while waiting:
            long = time.monotonic() - waiting[0][0] > LONG_SECONDS
            _, mine = waiting.pop() if long else waiting.popleft()
            if not mine.done():
                return mine
        return None
