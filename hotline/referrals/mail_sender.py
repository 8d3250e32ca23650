"""Alert mails, many at a time: planned together, sent one after the other, noted together.

For one mail the service asks the database, speaks with the mail server and commits. For many the
questions, the connection and the commit are shared. The promises stay as for a single one: a mail
is noted as sent after the server took it, never before; and whatever dies in between, it goes out
again under the same key.

The worker's own thread fills the queue and notes what was taken; lanes, which are other threads,
send. One lane is enough for a quick server; when nothing moves, another one is opened, so that a
slow receiver holds one lane and not the others' alerts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from hotline import outbox
from hotline.deployment import Deployment
from hotline.referrals import alerts, deliver
from hotline.referrals.channels import CHANNELS, Receipt
from hotline.referrals.deliver import Planned
from hotline.routing.types import Channel

log = logging.getLogger(__name__)
ROOM = 256
"""Mails that are held at most, planned or being sent or not noted yet."""
LOW = ROOM // 4
"""When so few are left, the worker is woken to bring more."""
QUICK_LANES, LANES = 2, 8
"""How many lanes a quick mail server is kept busy with, and how many a slow one has at most."""
STUCK_SECONDS = 0.2
"""When no mail was taken for so long, another lane is opened."""
STALLED_SECONDS = 1.0
"""When no mail was taken for so long, mails that find no room are left for later."""
STALE_SECONDS = 2.0
"""A mail that waited longer is planned anew: it may have been answered meanwhile."""


@dataclass(frozen=True)
class Office:
    """What the worker does for the postroom."""

    failed: Callable[[outbox.Claimed, Exception], None]
    alone: Callable[[outbox.Claimed], None]
    """Do a job by itself, planned anew."""
    stir: Callable[[], None]
    """Wake the worker: something changed."""


class Sorted(NamedTuple):
    """Claimed jobs that are not queued as mails."""

    settled: list[outbox.Claimed]
    """They need nothing any more."""
    later: list[outbox.Claimed]
    """Mails that find no room, because the mail server stalls."""
    others: list[outbox.Claimed]


class Postroom:
    """The mails of one worker. All but :meth:`lane` is called by one thread."""

    def __init__(self, dep: Deployment, worker: str, office: Office) -> None:
        self._dep, self._worker, self._office = dep, worker, office
        self._queue: deque[tuple[float, Planned]] = deque()
        self._taken: deque[tuple[Planned, Receipt]] = deque()
        self._settled: list[outbox.Claimed] = []
        self._moved = time.monotonic()
        self._stopped = threading.Event()

    @property
    def room(self) -> int:
        """How many more mails it takes."""
        return max(ROOM - len(self._queue) - len(self._taken), 0)

    @property
    def stalled(self) -> bool:
        """Whether mails wait and none is taken."""
        return bool(self._queue) and self._still() > STALLED_SECONDS

    def wants_lane(self, lanes: int) -> bool:
        """Whether another thread is to run :meth:`lane`, beside so many."""
        stuck = self._still() > STUCK_SECONDS
        enough = LANES if stuck else min(QUICK_LANES, 1 + len(self._queue) // LOW)
        return bool(self._queue) and lanes < enough

    def _still(self) -> float:
        return time.monotonic() - self._moved

    def plan(self, claimed: Sequence[outbox.Claimed]) -> Sorted:
        """Queue the alerts that go by mail, and tell what is to become of all other jobs."""
        jobs = [job for job in claimed if job.kind == alerts.ALERT and _is_sound(job)]
        if not jobs:
            return Sorted([], [], list(claimed))
        with self._dep.database.read() as db:
            planned, settled = deliver.plan_all(db, self._dep, jobs)
        mails = [plan for plan in planned if plan.point.channel is Channel.EMAIL]
        now, room = time.monotonic(), self.room if self.stalled else len(mails)
        if not self._queue:
            self._moved = now
        self._queue.extend((now, plan) for plan in mails[:room])
        here = {plan.job.id for plan in mails} | {job.id for job in settled}
        others = [job for job in claimed if job.id not in here]
        return Sorted(settled, [plan.job for plan in mails[room:]], others)

    def lane(self) -> None:
        """Send what is queued, until nothing is."""
        while (following := self._next()) is not None:
            since, plan = following
            if time.monotonic() - since > STALE_SECONDS:
                self._office.alone(plan.job)
            else:
                self._send(plan)
            self._moved = time.monotonic()
            if len(self._queue) == LOW:
                self._office.stir()

    def _next(self) -> tuple[float, Planned] | None:
        try:
            return None if self._stopped.is_set() else self._queue.popleft()
        except IndexError:
            return None

    def _send(self, plan: Planned) -> None:
        try:
            receipt = CHANNELS[Channel.EMAIL](self._dep, plan.point.address, plan.message)
        except Exception as error:  # one poison mail must not stop the others
            self._office.failed(plan.job, error)
        else:
            self._taken.append((plan, receipt))

    def note(self, settled: Sequence[outbox.Claimed] = ()) -> list[outbox.Claimed]:
        """Commit what was taken by the server, and what needs nothing; gives all these jobs."""
        taken = [self._taken.popleft() for _ in range(len(self._taken))]
        over, self._settled = [*self._settled, *settled], []
        jobs = [*over, *(plan.job for plan, _ in taken)]
        if not jobs:
            return []
        try:
            self._note(jobs, taken)
        except OperationalError as error:  # the database is away: their leases still hold
            log.error("%d sent mails cannot be noted yet: %s", len(taken), type(error).__name__)
            self._taken.extendleft(reversed(taken))
            self._settled = over
            return []
        except SQLAlchemyError:
            for plan, receipt in taken:
                self._note_alone(plan, receipt)
        return jobs

    def _note(
        self, jobs: Sequence[outbox.Claimed], taken: Sequence[tuple[Planned, Receipt]]
    ) -> None:
        now = self._dep.clock()
        with self._dep.database.write() as db:
            outbox.finish_all(db, jobs, worker=self._worker, now=now)
            deliver.note_all(db, taken, now)

    def _note_alone(self, plan: Planned, receipt: Receipt) -> None:
        """One row that cannot be written must not hold up the others."""
        try:
            self._note([plan.job], [(plan, receipt)])
        except SQLAlchemyError as error:  # the lease runs out, and the mail goes out again
            log.error("a sent mail could not be noted: %s", type(error).__name__)

    def stop(self) -> None:
        """Begin no other mail."""
        self._stopped.set()

    def left(self) -> list[outbox.Claimed]:
        """What was queued and not begun; it is queued no more."""
        return [self._queue.popleft()[1].job for _ in range(len(self._queue))]


def _is_sound(job: outbox.Claimed) -> bool:
    return job.readable and not job.alone and job.attempt <= outbox.GIVE_UP_AFTER
