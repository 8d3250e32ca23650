"""Many deliveries at a time: planned together, sent one after the other, noted together.

For one delivery the service asks the database, speaks with the receiver and commits. For many, the
questions, the connection and the commit are shared. It is the same delivery with the same three
steps (:class:`~hotline.jobs.registry.Delivery`) and the same promises: it is noted as sent after
the receiver took it, never before; and whatever dies in between, it goes out again under the same
key.

The worker's own thread fills the queue and notes what was sent; senders, which are other threads,
send. One sender is enough for a quick server; when nothing moves, another one is started, so that a
slow receiver holds one sender and not the deliveries to others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy.exc import OperationalError

from hotline.deployment import Deployment
from hotline.jobs import outbox, registry
from hotline.jobs.registry import Delivery, Planned, UnreadableError, Work

log = logging.getLogger(__name__)
ROOM = 256
"""Deliveries that are held at most, planned or being sent or not noted yet."""
LOW = ROOM // 4
"""When so few are left, the worker is woken to bring more."""
QUICK_SENDERS, SENDERS = 2, 8
"""How many senders a quick server is kept busy with, and how many a slow one has at most."""
STUCK_SECONDS = 0.2
"""When nothing was sent for so long, another sender is started."""
STALLED_SECONDS = 1.0
"""When nothing was sent for so long, deliveries that find no room are left for later."""
STALE_SECONDS = 2.0
"""A delivery that waited longer is planned again: it may have been answered meanwhile."""


@dataclass(frozen=True)
class Callbacks:
    """What the worker does for the queue."""

    failed: Callable[[outbox.Claimed, Exception], None]
    alone: Callable[[outbox.Claimed], None]
    """Do one job outside the queue, from the start."""
    wake: Callable[[], None]
    """Wake the worker: something changed."""


class Sorted(NamedTuple):
    """Claimed jobs that are not queued."""

    settled: list[outbox.Claimed]
    """They need nothing any more."""
    no_room: list[outbox.Claimed]
    """They belong in the queue and find no room, because the receiver stalls."""
    later: dict[datetime, list[outbox.Claimed]]
    """They wait for others, by until when."""
    others: list[outbox.Claimed]


class _Queued(NamedTuple):
    since: float
    steps: Delivery[Any, Any, Any]
    planned: Planned


class _Sent(NamedTuple):
    steps: Delivery[Any, Any, Any]
    planned: Planned
    receipt: Any


class BulkQueue:
    """The queued deliveries of one worker. All but :meth:`send_all` is called by one thread."""

    def __init__(self, dep: Deployment, worker: str, callbacks: Callbacks) -> None:
        self._dep, self._worker, self._callbacks = dep, worker, callbacks
        self._queue: deque[_Queued] = deque()
        self._sent: deque[_Sent] = deque()
        self._settled: list[outbox.Claimed] = []
        self._moved = time.monotonic()
        self._stopped = threading.Event()

    @property
    def room(self) -> int:
        """How many more deliveries it takes."""
        return max(ROOM - len(self._queue) - len(self._sent), 0)

    @property
    def stalled(self) -> bool:
        """Whether deliveries wait and none is sent."""
        return bool(self._queue) and self._seconds_still() > STALLED_SECONDS

    def wants_sender(self, senders: int) -> bool:
        """Whether another thread should run :meth:`send_all`, when ``senders`` do already."""
        stuck = self._seconds_still() > STUCK_SECONDS
        enough = SENDERS if stuck else min(QUICK_SENDERS, 1 + len(self._queue) // LOW)
        return bool(self._queue) and senders < enough

    def _seconds_still(self) -> float:
        return time.monotonic() - self._moved

    def plan(self, claimed: Sequence[outbox.Claimed]) -> Sorted:
        """Queue what is delivered in bulk, and say what should become of all other jobs."""
        planned: list[tuple[Delivery[Any, Any, Any], Planned]] = []
        settled: list[outbox.Claimed] = []
        later: dict[datetime, list[outbox.Claimed]] = {}
        for steps, works in _by_delivery(claimed):
            with self._dep.database.read() as db:
                found = steps.plan(db, self._dep, works)
            planned += [(steps, plan) for plan in found.ready if steps.in_bulk(plan)]
            settled += found.settled
            for until, jobs in found.later.items():
                later.setdefault(until, []).extend(jobs)
        now, room = time.monotonic(), self.room if self.stalled else len(planned)
        if not self._queue:
            self._moved = now
        self._queue.extend(_Queued(now, steps, plan) for steps, plan in planned[:room])
        here = {plan.job.id for _, plan in planned} | {job.id for job in settled}
        here |= {job.id for jobs in later.values() for job in jobs}
        others = [job for job in claimed if job.id not in here]
        return Sorted(settled, [plan.job for _, plan in planned[room:]], later, others)

    def send_all(self) -> None:
        """Send what is queued, until nothing is."""
        while (following := self._next()) is not None:
            if time.monotonic() - following.since > STALE_SECONDS:
                self._callbacks.alone(following.planned.job)
            else:
                self._send(following)
            self._moved = time.monotonic()
            if len(self._queue) == LOW:
                self._callbacks.wake()

    def _next(self) -> _Queued | None:
        try:
            return None if self._stopped.is_set() else self._queue.popleft()
        except IndexError:
            return None

    def _send(self, queued: _Queued) -> None:
        steps, planned = queued.steps, queued.planned
        try:
            receipt = steps.send(self._dep, planned)
        except Exception as error:  # one poison delivery must not stop the others
            self._callbacks.failed(planned.job, error)
        else:
            self._sent.append(_Sent(steps, planned, receipt))

    def note(self, settled: Sequence[outbox.Claimed] = ()) -> list[outbox.Claimed]:
        """Commit what was sent, and what needs nothing; returns all these jobs."""
        sent = [self._sent.popleft() for _ in range(len(self._sent))]
        over, self._settled = [*self._settled, *settled], []
        jobs = [*over, *(one.planned.job for one in sent)]
        if not jobs:
            return []
        try:
            self._note(jobs, sent)
        except OperationalError as error:  # the database is away: their leases still hold
            log.error("%d deliveries cannot be noted yet: %s", len(sent), type(error).__name__)
            self._sent.extendleft(reversed(sent))
            self._settled = over
            return []
        except Exception:
            self._note_each(over, sent)
        return jobs

    def _note_each(self, over: Sequence[outbox.Claimed], sent: Sequence[_Sent]) -> None:
        """One row that cannot be written must not hold up the others."""
        each: list[tuple[Sequence[outbox.Claimed], Sequence[_Sent]]] = [(over, ())]
        for jobs, one in [*each, *(([one.planned.job], [one]) for one in sent)]:
            try:
                self._note(jobs, one)
            except Exception as error:  # the lease runs out, and it is sent again
                log.error("a delivery could not be noted: %s", type(error).__name__)

    def _note(self, jobs: Sequence[outbox.Claimed], sent: Sequence[_Sent]) -> None:
        now = self._dep.clock()
        with self._dep.database.write() as db:
            outbox.finish_all(db, jobs, worker=self._worker, now=now)
            for kind, same in groupby(sorted(sent, key=_kind), _kind):
                group = list(same)
                pairs = [(one.planned, one.receipt) for one in group]
                group[0].steps.note(db, self._dep, pairs)
                log.debug("%d deliveries of kind %s are noted", len(pairs), kind)

    def stop(self) -> None:
        """Begin no other delivery."""
        self._stopped.set()

    def take_back(self) -> list[outbox.Claimed]:
        """What was queued and not begun; it is queued no more."""
        return [self._queue.popleft().planned.job for _ in range(len(self._queue))]


def _kind(sent: _Sent) -> str:
    return sent.planned.job.kind


def _by_delivery(
    claimed: Iterable[outbox.Claimed],
) -> list[tuple[Delivery[Any, Any, Any], list[Work[Any]]]]:
    """The sound jobs whose kind has a delivery, by kind; the worker deals with all others."""
    found: dict[str, tuple[Delivery[Any, Any, Any], list[Work[Any]]]] = {}
    for job in claimed:
        kind = registry.KINDS.get(job.kind)
        if kind is None or kind.delivery is None or not is_sound(job):
            continue
        try:
            work = Work(job, kind.read(job))
        except UnreadableError:
            continue
        found.setdefault(job.kind, (kind.delivery, []))[1].append(work)
    return list(found.values())


def is_sound(job: outbox.Claimed) -> bool:
    """Whether it can be read, and kills no worker as far as is known."""
    return job.readable and not job.alone and job.attempt <= outbox.GIVE_UP_AFTER
