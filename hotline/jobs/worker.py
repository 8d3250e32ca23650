"""The worker: claims what is due and hands it to the handler of its kind.

The truth is in the tables; APScheduler only keeps the rhythm. Any number of workers may run on
PostgreSQL, one on SQLite, and each of them may die at any moment: a lease runs out and another
takes the job.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DbSession

from hotline.db.jobs import WorkerBeat
from hotline.db.listen import Doorbell
from hotline.db.processes import is_gone, own_name
from hotline.deployment import Deployment
from hotline.jobs import clock_set_back, outbox, pruning, registry, together
from hotline.jobs.bulk import ROOM, SENDERS, BulkQueue, Callbacks
from hotline.jobs.errors import DeliveryError, PostponeError
from hotline.jobs.registry import Kind, Settle, UnreadableError, Upkeep
from hotline.jobs.waking import CHANNEL

log = logging.getLogger(__name__)

OTHER = "other"
"""The label of a job whose kind nobody knows: labels are a fixed list, present from the start."""
THREADS = 16
"""Jobs that are done at a time, apart from those in the bulk queue."""
LOOK_AGAIN_SECONDS = 0.2
"""How soon new jobs are looked for while all that is under way is slow."""
BULK = ROOM // 2
"""Bulk deliveries that are claimed together at least, while nothing else is due."""
LATER = timedelta(seconds=5)
"""When bulk deliveries are tried that found no room, because their receiver stalls."""
NOTED_TOGETHER = 32
"""Jobs whose outcome is written in one transaction at most; it locks their reports."""
RENEW_SECONDS = 15.0
LOG_PATIENCE_SECONDS = 5.0
DELETE_SECONDS = 3600.0
EMPTY_LOG_SECONDS = 30.0
"""How long at most, while readers allow it, deleted content stays in the database's log."""
JUMP = timedelta(seconds=5)
"""A clock that goes back by more than this was set, not merely corrected."""
DONE = Counter("hotline_jobs_done", "Jobs that ended well", ["kind"])
FAILED = Counter("hotline_jobs_failed", "Tries of jobs that failed", ["kind"])


class Worker:
    """One worker process. ``start`` runs it in the background until ``stop``."""

    def __init__(self, dep: Deployment, name: str | None = None) -> None:
        if not registry.KINDS:
            raise RuntimeError("no kind of job is registered; use hotline.wiring.new_worker")
        for kind in (*registry.KINDS, OTHER):
            DONE.labels(kind)  # a series that starts at 1 never rises, so no alarm would go off
            FAILED.labels(kind)
        self.dep = dep
        self.name = name or own_name()
        self._pool = ThreadPoolExecutor(THREADS + SENDERS, thread_name_prefix="job")
        self._clock = BackgroundScheduler(timezone="UTC")
        self._bell = Doorbell(dep.database, CHANNEL, self.beat)
        self._busy = threading.Lock()
        self._wake = threading.Event()
        callbacks = Callbacks(self._failed_try, self._do, self._wake.set)
        self._bulk = BulkQueue(dep, self.name, callbacks)
        self._only_bulk = False
        self._stopping = threading.Event()
        self._holding: dict[int, outbox.Claimed] = {}
        self._done: deque[tuple[outbox.Claimed, Settle | None]] = deque()
        self._latest = dep.clock()

    def start(self) -> None:
        """Begin to work, at once and then at every beat."""
        every = self.dep.settings.worker_poll_seconds
        for doing, seconds in (
            (self.beat, every),
            (self._renew, RENEW_SECONDS / self.dep.pace),
            (self._delete_finished, DELETE_SECONDS),
            (self._empty_log, EMPTY_LOG_SECONDS),
            *((partial(self._upkeep, one.do), one.seconds) for one in registry.PERIODIC),
        ):
            self._clock.add_job(doing, "interval", seconds=seconds, max_instances=1, coalesce=True)
        self._renew()
        for one in registry.PERIODIC:
            if one.at_start:
                self._upkeep(one.do)
        self._clock.start()
        self._bell.start()

    def stop(self) -> None:
        """Take nothing more, finish what is under way, and hand back what was not begun."""
        self._stopping.set()
        self._bulk.stop()
        self._wake.set()
        self._bell.stop()
        if self._clock.running:
            self._clock.shutdown(wait=True)
        self._pool.shutdown(wait=True)
        self._note_bulk()
        self._note_done()
        self.dep.mail.close()

    def beat(self) -> int:
        """Do everything that is due now; how many jobs were tried.

        A slow receiver holds one thread and nothing else: threads that come free take what is due.
        """
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            return self._work_off()
        except SQLAlchemyError as error:
            log.error("the worker cannot reach the database: %s", type(error).__name__)
            return 0
        finally:
            self._busy.release()

    def _work_off(self) -> int:
        self._follow_the_clock()
        running: set[Future[None]] = set()
        senders: set[Future[None]] = set()
        tried = 0
        more, woken = True, True
        while True:
            if not more:
                woken = self._wake.wait(LOOK_AGAIN_SECONDS)
            self._wake.clear()
            running, senders = _still(running), _still(senders)
            self._note_bulk()
            self._note_done()
            claimed, more = self._claim(THREADS - len(running), some=not woken)
            tried += len(claimed)
            clocks, others = together.split(claimed)
            running |= {self._begin(self._do, job) for job in self._sort(others)}
            while self._bulk.wants_sender(len(senders)):
                senders.add(self._begin(self._bulk.send_all))
            running |= {self._begin(self._do, job) for job in self._do_together(clocks)}
            if self._stopping.is_set():
                self._hand_back(self._bulk.take_back())
            if not (claimed or running or senders or self._done):
                self.dep.mail.close_idle()
                return tried

    def _begin(self, doing: Callable[..., None], *given: object) -> Future[None]:
        future = self._pool.submit(doing, *given)
        future.add_done_callback(lambda _: self._wake.set())
        return future

    def _sort(self, claimed: Collection[outbox.Claimed]) -> Collection[outbox.Claimed]:
        """Queue what is delivered in bulk, note what needs nothing; returns all other jobs."""
        try:
            jobs = self._bulk.plan(list(claimed))
        except SQLAlchemyError:
            self._let_go(claimed)
            raise
        self._only_bulk = bool(claimed) and not jobs.others
        self._note_bulk(jobs.settled)
        if jobs.no_room:
            self._postpone(jobs.no_room, self.dep.clock() + LATER)
        for until, waiting in jobs.later.items():
            self._postpone(waiting, until)
        return jobs.others

    def _do_together(self, clocks: Sequence[outbox.Claimed]) -> Sequence[outbox.Claimed]:
        """Do clocks at once, after what was begun meanwhile; those that are left are returned."""
        done = {job.id for job in together.do(self.dep, self.name, clocks)}
        finished = [job for job in clocks if job.id in done]
        self._let_go(finished)
        for job in finished:
            DONE.labels(_label(job)).inc()
        if clocks:
            self._only_bulk = len(done) == len(clocks)
        return [job for job in clocks if job.id not in done]

    def _follow_the_clock(self) -> None:
        now = self.dep.clock()
        back, self._latest = self._latest - now, now
        if back > JUMP:
            log.warning("the clock went back by %s; what waits is moved with it", back)
            with self.dep.database.write() as db:
                clock_set_back.move_jobs(db, now, back)
                for do in registry.WHEN_CLOCK_SET_BACK:
                    do(db, now, back)

    def _note_bulk(self, settled: Collection[outbox.Claimed] = ()) -> None:
        noted = self._bulk.note(list(settled))
        self._let_go(noted)
        for job in noted:
            DONE.labels(_label(job)).inc()

    def _claim(self, threads: int, *, some: bool) -> tuple[list[outbox.Claimed], bool]:
        """What is due, and whether there may be more.

        As many jobs as there are threads for. While all are bulk deliveries, as many as there is
        room for, and none while there is little room unless ``some`` are wanted: a claim costs as
        much as ten emails. While their receiver stalls, they may fill no thread that another job
        could have.
        """
        room = self._bulk.room
        limit = min(room, threads)
        if self._bulk.stalled:
            limit = threads
        elif self._only_bulk and (room >= BULK or not some):
            limit = room if room >= BULK else 0
        if limit <= 0 or self._stopping.is_set():
            return [], False
        now = self.dep.clock()
        with self.dep.database.write(durable=False) as db:
            claimed = outbox.claim(
                db,
                self.dep.keys,
                worker=self.name,
                now=now,
                limit=limit,
                alone=not any(job.alone for job in list(self._holding.values())),
            )
        self._holding |= {job.id: job for job in claimed}
        return claimed, len(claimed) == limit

    def _let_go(self, jobs: Collection[outbox.Claimed]) -> None:
        for job in jobs:
            self._holding.pop(job.id, None)

    def _hand_back(self, jobs: Collection[outbox.Claimed]) -> None:
        """The worker stops: what was not begun is due for another one at once."""
        self._let_go(jobs)
        if jobs:
            with self.dep.database.write() as db:
                outbox.hand_back(db, jobs, worker=self.name)

    def _do(self, job: outbox.Claimed) -> None:
        """Do one job in a thread; :meth:`_note_done` writes what came of it."""
        if self._stopping.is_set():
            self._aside(job, lambda: self._hand_back([job]))
            return
        try:
            self._done.append((job, _kind_of(job).do(self.dep, job)))
        except Exception as error:
            self._failed_try(job, error)

    def _note_done(self) -> None:
        """What came of some jobs and that they are done are one transaction.

        Jobs are sorted by report, the order in which every transaction locks reports. When one of
        them cannot be written, each gets its own transaction, so that it stops no other.
        """
        done = [self._done.popleft() for _ in range(min(len(self._done), NOTED_TOGETHER))]
        if not done:
            return
        done.sort(key=lambda pair: (pair[0].report_id or 0, pair[0].id))
        try:
            self._finish(done)
        except Exception:
            for pair in done:
                try:
                    self._finish([pair])
                except Exception as error:
                    self._failed_try(pair[0], error)
        if self._done:
            self._wake.set()

    def _failed_try(self, job: outbox.Claimed, error: Exception) -> None:
        """The job is tried again, later or never, as its error says."""
        if isinstance(error, SQLAlchemyError):  # the lease runs out, and the job is tried again
            log.error("job %s could not be finished: %s", job.kind, type(error).__name__)
            self._let_go([job])
        elif isinstance(error, PostponeError):
            self._aside(job, lambda: self._postpone([job], error.until))
        else:
            self._aside(job, lambda: self._put_back(job, error))

    def _aside(self, job: outbox.Claimed, doing: Callable[[], None]) -> None:
        """Write something about a job that is not done, and hold it no longer."""
        try:
            doing()
        except SQLAlchemyError as error:  # the lease runs out, and the job is tried again
            log.error("job %s could not be put back: %s", job.kind, type(error).__name__)
        finally:
            self._let_go([job])

    def _postpone(self, jobs: Collection[outbox.Claimed], until: datetime) -> None:
        self._let_go(jobs)
        with self.dep.database.write() as db:
            for job in jobs:
                outbox.postpone(db, job, worker=self.name, until=until)

    def _put_back(self, job: outbox.Claimed, error: Exception) -> None:
        if isinstance(error, DeliveryError):
            self._failed(job, str(error), again=error.again)
        elif isinstance(error, UnreadableError):
            self._failed(job, str(error), again=True)
        else:
            self._failed(job, f"{type(error).__name__} in the handler", again=True)

    def _finish(self, done: Collection[tuple[outbox.Claimed, Settle | None]]) -> None:
        with self.dep.database.write() as db:
            for _, settle in done:
                if settle is not None:
                    settle(db)
                    db.flush()
            jobs = [job for job, _ in done]
            outbox.finish_all(db, jobs, worker=self.name, now=self.dep.clock())
        self._let_go(jobs)
        for job in jobs:
            DONE.labels(_label(job)).inc()

    def _failed(self, job: outbox.Claimed, error: str, *, again: bool) -> None:
        FAILED.labels(_label(job)).inc()
        log.warning("job %s failed at try %s: %s", job.kind, job.attempt, error)
        now = self.dep.clock()
        with self.dep.database.write() as db:
            dead = outbox.put_back(db, job, worker=self.name, now=now, error=error, again=again)
            for do in registry.WHEN_DEAD if dead else registry.WHEN_FAILED:
                do(db, self.dep, job, now)

    def _renew(self) -> None:
        """Be seen, keep hold of what is being done, and take over from the dead of this machine."""
        try:
            now = self.dep.clock()
            with self.dep.database.write() as db:
                db.merge(_beat_of(db, self.name, now))
                held = list(self._holding.values())
                if held:
                    outbox.renew(db, held, worker=self.name, now=now)
                gone = [name for name in outbox.holders(db) if is_gone(name)]
                if gone:  # a process was killed and is back: its jobs need not wait for the lease
                    outbox.take_from(db, gone)
        except SQLAlchemyError as error:
            log.error("the worker cannot reach the database: %s", type(error).__name__)

    def _upkeep(self, do: Upkeep) -> None:
        """Something that a module registered; what breaks there is logged and tried again."""
        try:
            do(self.dep)
        except Exception as error:
            name = getattr(do, "__name__", "upkeep")
            log.error("%s could not be done: %s", name, type(error).__name__)

    def _delete_finished(self) -> None:
        try:
            with self.dep.database.write() as db:
                pruning.delete_finished(db, self.dep.clock())
        except SQLAlchemyError as error:
            log.error("finished jobs could not be deleted: %s", type(error).__name__)

    def _empty_log(self) -> None:
        """Whatever was deleted by whichever process is gone from the disk, too."""
        if not self.dep.database.empty_log(patience=LOG_PATIENCE_SECONDS):
            log.warning(
                "the database's log is in use; what was deleted is in it until the next try"
            )


def _still(futures: Collection[Future[None]]) -> set[Future[None]]:
    """Those that run on; one that broke raises here."""
    for future in futures:
        if future.done():
            future.result()
    return {future for future in futures if not future.done()}


def _label(job: outbox.Claimed) -> str:
    return job.kind if job.kind in registry.KINDS else OTHER


def _kind_of(job: outbox.Claimed) -> Kind:
    """What does ``job``. Raises :class:`DeliveryError` when nothing can, now or ever."""
    kind = registry.KINDS.get(job.kind)
    if kind is None:
        raise DeliveryError(f"no handler for jobs of kind {job.kind}", again=False)
    if job.attempt > outbox.GIVE_UP_AFTER:
        raise DeliveryError(outbox.LOST, again=False)
    if not job.readable:
        raise DeliveryError("its payload cannot be opened", again=True)
    return kind


def _beat_of(db: DbSession, name: str, now: datetime) -> WorkerBeat:
    known = db.get(WorkerBeat, name)
    return WorkerBeat(name=name, started_at=known.started_at if known else now, last_at=now)
