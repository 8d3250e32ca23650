"""The clock: claims what is due and hands it to the handler of its kind.

The truth is in the tables; APScheduler only keeps the rhythm. Any number of workers may run on
PostgreSQL, one on SQLite, and each of them may die at any moment: a lease runs out and another
takes the job.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from hotline import outbox
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.intake.exchange import forget_old
from hotline.intake.expire import expire_contacts
from hotline.referrals import alerts, chain, dead, deliver, escalate
from hotline.referrals.channels import DeliveryError

log = logging.getLogger(__name__)
Handler = Callable[[Deployment, outbox.Claimed], None]

HANDLERS: Mapping[str, Handler] = {
    alerts.ALERT: deliver.deliver,
    chain.START: escalate.start,
    chain.STEP: escalate.step,
    tasks.DUE: tasks.fire,
}
"""What does a job, by its kind. A new kind of job is a new line here."""

BATCH = 20
THREADS = 8
DONE = Counter("hotline_jobs_done", "Jobs that ended well", ["kind"])
FAILED = Counter("hotline_jobs_failed", "Tries of jobs that failed", ["kind"])


class Worker:
    """One worker process. ``start`` runs it in the background until ``stop``."""

    def __init__(self, dep: Deployment, name: str | None = None) -> None:
        self.dep = dep
        self.name = name or f"{socket.gethostname()}:{os.getpid()}"[:64]
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="job")
        self._clock = BackgroundScheduler(timezone="UTC")
        self._busy = threading.Lock()

    def start(self) -> None:
        """Begin to work, at once and then at every beat."""
        every = self.dep.settings.worker_poll_seconds
        self._clock.add_job(self.beat, "interval", seconds=every, max_instances=1, coalesce=True)
        self._clock.add_job(self._expire, "interval", seconds=5, max_instances=1, coalesce=True)
        self._clock.add_job(self._forget, "interval", hours=1, max_instances=1, coalesce=True)
        self._clock.start()

    def stop(self) -> None:
        """Take nothing more, and wait for what is under way."""
        if self._clock.running:
            self._clock.shutdown(wait=True)
        self._pool.shutdown(wait=True)

    def beat(self) -> int:
        """Do everything that is due now; how many jobs were tried."""
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            tried = 0
            while claimed := self._claim():
                list(self._pool.map(self._do, claimed))
                tried += len(claimed)
            return tried
        except SQLAlchemyError as error:
            log.error("the worker cannot reach the database: %s", type(error).__name__)
            return 0
        finally:
            self._busy.release()

    def _claim(self) -> list[outbox.Claimed]:
        with self.dep.database.write() as db:
            return outbox.claim(
                db, self.dep.keys, worker=self.name, now=self.dep.clock(), limit=BATCH
            )

    def _do(self, job: outbox.Claimed) -> None:
        try:
            self._handle(job)
        except SQLAlchemyError as error:  # the lease runs out, and the job is tried again
            log.error("job %s could not be finished: %s", job.kind, type(error).__name__)

    def _handle(self, job: outbox.Claimed) -> None:
        handler = HANDLERS.get(job.kind)
        try:
            if handler is None:
                raise DeliveryError(f"no handler for jobs of kind {job.kind}", again=False)
            handler(self.dep, job)
        except SQLAlchemyError:
            raise
        except DeliveryError as error:
            self._failed(job, str(error), again=error.again)
        except Exception as error:  # a poison job must not stop the others
            self._failed(job, f"{type(error).__name__} in the handler", again=True)
        else:
            DONE.labels(job.kind).inc()
            with self.dep.database.write() as db:
                outbox.finish(db, job, worker=self.name, now=self.dep.clock())

    def _failed(self, job: outbox.Claimed, error: str, *, again: bool) -> None:
        FAILED.labels(job.kind).inc()
        log.warning("job %s failed at try %s: %s", job.kind, job.attempt, error)
        now = self.dep.clock()
        with self.dep.database.write() as db:
            if outbox.put_back(db, job, worker=self.name, now=now, error=error, again=again):
                dead.tell_supervisors(db, self.dep, job, now)

    def _expire(self) -> None:
        try:
            expire_contacts(self.dep)
        except Exception as error:
            log.error("silent contacts could not be ended: %s", type(error).__name__)

    def _forget(self) -> None:
        forget_old(self.dep, self.dep.clock())


def due_within(dep: Deployment, span: timedelta) -> bool:
    """Whether anything is due within ``span``; tests with a moved clock ask this."""
    with dep.database.read() as db:
        following = outbox.next_due(db)
    return following is not None and following <= dep.clock() + span
