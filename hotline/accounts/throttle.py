"""How often passwords may be guessed: growing waits by name and source, never a lock.

A lock after some wrong passwords is a weapon: whoever knows a login name can keep its owner out.
Here wrong guesses only make the next guess *from there* wait. A browser in which the person has
logged in before is counted by itself, so that no stranger's guesses hold it up; the same goes, with
short waits, for a place from which they logged in. What strangers try is limited in total, because
each guess costs as much computing as many texts.

Nothing of this is stored: it is forgotten an hour after the last wrong guess, or at a restart.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

FORGOTTEN_AFTER = timedelta(hours=1)
MOST_KEPT = 10_000
"""Names and sources that are counted at most; the oldest is dropped first."""
FLOOD, FLOOD_WITHIN = 40, timedelta(minutes=10)
"""This many wrong or refused attempts within that time are a flood, and supervisors hear of it."""
SAID_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """So many wrong guesses are free; then the wait doubles from 2 seconds up to ``longest``."""

    free: int
    longest: float

    def wait(self, wrong: int) -> float:
        """Seconds from the last wrong guess to the next one, after ``wrong`` of them."""
        beyond = wrong - self.free
        return 0.0 if beyond <= 0 else float(min(2.0 ** min(beyond, 20), self.longest))


DEVICE = Limit(free=10, longest=900)
"""A browser in which this person logged in before."""
KNOWN_PLACE = Limit(free=10, longest=30)
"""A source from which this person logged in before."""
PAIR = Limit(free=5, longest=900)
"""One source, one name."""
SOURCE = Limit(free=20, longest=60)
"""One source, whatever the names."""
NAME = Limit(free=20, longest=10)
"""One name, whatever the sources: short, because anyone can bring it about."""
STRANGERS = Limit(free=60, longest=2)
"""All strangers together."""


@dataclass(frozen=True)
class Attempt:
    """Someone gives a password: for which name, from where, and from which known browser if any."""

    name: str
    source: str
    device: str = ""


@dataclass
class _Count:
    wrong: int
    last: datetime


_Key = tuple[str, ...]


class Throttle:
    """What was tried lately in this process. Used from one thread only, the event loop's."""

    def __init__(self) -> None:
        self._counts: OrderedDict[_Key, _Count] = OrderedDict()
        self._places: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lately: deque[datetime] = deque(maxlen=FLOOD)
        self._said: datetime | None = None

    def begin(self, attempt: Attempt, now: datetime) -> float:
        """Seconds to wait first; at 0.0 it may be tried; wrong until :meth:`right`."""
        self._lately.append(now)
        limits = self._limits(attempt)
        wait = max(self._left(key, limit, now) for key, limit in limits.items())
        if wait > 0:
            return wait
        for key in limits:
            count = self._counts.pop(key, None) or _Count(0, now)
            self._counts[key] = _Count(count.wrong + 1, now)
        while len(self._counts) > MOST_KEPT:
            self._counts.popitem(last=False)
        return 0.0

    def right(self, attempt: Attempt) -> None:
        """The password was right."""
        if self._lately:
            self._lately.pop()
        for key in self._limits(attempt):
            count = self._counts.get(key)
            if key[0] in {"device", "pair", "place"}:
                self._counts.pop(key, None)
            elif count is not None:
                count.wrong = max(0, count.wrong - 1)
        self._places[attempt.name, attempt.source] = None
        while len(self._places) > MOST_KEPT:
            self._places.popitem(last=False)

    def forget(self, name: str) -> None:
        """Let guesses for this name begin again: an admin says that they are its owner's."""
        for key in list(self._counts):
            if len(key) > 1 and key[0] != "source" and key[1] == name:
                self._counts.pop(key, None)

    def is_flood(self, now: datetime) -> bool:
        """Whether supervisors should hear now of many wrong attempts; once an hour at most."""
        many = len(self._lately) == FLOOD and now - self._lately[0] <= FLOOD_WITHIN
        if not many or (self._said is not None and now - self._said < SAID_EVERY):
            return False
        self._said = now
        return True

    def is_known(self, attempt: Attempt) -> bool:
        """Whether the person was here before, with this browser or at this source."""
        return bool(attempt.device) or (attempt.name, attempt.source) in self._places

    def _limits(self, attempt: Attempt) -> dict[_Key, Limit]:
        if attempt.device:
            return {("device", attempt.name, attempt.device): DEVICE}
        if self.is_known(attempt):
            return {("place", attempt.name, attempt.source): KNOWN_PLACE}
        return {
            ("pair", attempt.name, attempt.source): PAIR,
            ("source", attempt.source): SOURCE,
            ("name", attempt.name): NAME,
            ("strangers",): STRANGERS,
        }

    def _left(self, key: _Key, limit: Limit, now: datetime) -> float:
        count = self._counts.get(key)
        if count is None:
            return 0.0
        since = now - count.last
        if since >= FORGOTTEN_AFTER:
            del self._counts[key]
            return 0.0
        return max(0.0, limit.wait(count.wrong) - max(0.0, since.total_seconds()))


def source_of(host: str | None) -> str:
    """Who counts as one source: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return host or ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
