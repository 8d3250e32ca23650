"""Publishes changed flows and rules while the service runs; a bad change is refused.

The folders are looked at every two seconds. Once they stop changing they are checked. A good set is
published; conversations under way keep the version that they began with. A bad one is reported in
the log, at ``/readyz`` and as a task for the supervisors, and the last good version stays in use.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DbSession

from hotline.config_files import Problem
from hotline.config_versions.store import BrokenFilesError, digest_of, read_files, was_published
from hotline.config_versions.watch import Signature, signature
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.followups.task_kinds import BROKEN_FILES
from hotline.messages import MessageCode
from hotline.unit_of_work import Tx

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
TIME_TO_FIX = timedelta(hours=4)
SHOWN = 20
"""How many problems are logged, and named in the task; ``hotline check`` names them all."""
Seen = Literal["same", "changing", "published", "refused", "later"]


class Reload:
    """Watches the folders of one deployment. ``start`` does so in the background."""

    def __init__(self, dep: Deployment, *, every: float = EVERY_SECONDS) -> None:
        """``every``: seconds between two looks."""
        self._dep = dep
        self._every = every
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._known: Signature | None = None
        self._moving: Signature | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._thread = threading.Thread(target=self._watch, name="reload", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self.look()
            except Exception as error:  # the next look may be better
                log.error("the flows and rules could not be looked at: %s", type(error).__name__)

    def look(self) -> Seen:
        """Look once. A change is published at the second look that finds the files unchanged.

        ``later`` says that the database could not be reached: it is tried again.
        """
        found = signature(self._dep.settings)
        try:
            if self._known is None:
                self._known = found if self._was_looked_at() else ()
            if found == self._known:
                self._moving = None
                return "same"
            if found != self._moving:
                self._moving = found
                return "changing"
            seen = take_up(self._dep)
        except SQLAlchemyError as error:
            log.error("changed files could not be published: %s", type(error).__name__)
            return "later"
        self._known, self._moving = found, None
        return seen

    def _was_looked_at(self) -> bool:
        """Whether what is on the disk was published or refused at start: nothing came between."""
        if self._dep.library.refused:
            return True
        with self._dep.database.read() as db:
            return was_published(db, digest_of(read_files(self._dep.settings)))


def take_up(dep: Deployment) -> Literal["published", "refused"]:
    """Publish the folders, or report what is wrong and keep serving the last good version."""
    try:
        version = dep.publish_folders()
    except BrokenFilesError as error:
        refuse(dep, error.problems)
        return "refused"
    dep.library.refused = ()
    with dep.database.write() as db:
        for task in _open(db):
            tasks.finish(Tx(db, dep, dep.clock(), "service"), task, note="fixed")
    log.warning("the flows and rules on the disk are served now: version %s", version.digest[:12])
    return "published"


def refuse(dep: Deployment, problems: Sequence[Problem]) -> None:
    """Report that the files on the disk are not served, and why."""
    dep.library.refused = tuple(problems)
    for problem in problems[:SHOWN]:
        log.error("%s", problem)
    log.error("changed files were refused (%s in all); the old ones are served on", len(problems))
    with dep.database.write() as db:
        _make_task(Tx(db, dep, dep.clock()), problems)


def _make_task(tx: Tx, problems: Sequence[Problem]) -> None:
    if any(_open(tx.db)):
        return
    shown = [f"{problem.file}:{problem.line}: {problem.what}" for problem in problems[:SHOWN]]
    tasks.make(
        tx,
        kind=BROKEN_FILES,
        key=f"{BROKEN_FILES}:{tx.now.isoformat()}",
        due_at=tx.now + TIME_TO_FIX,
        words=MessageCode.FILES_REFUSED.message(problems=" ".join(shown)),
    )


def _open(db: DbSession) -> list[Task]:
    return list(
        db.scalars(select(Task).where(Task.kind == BROKEN_FILES.name, Task.state == TaskState.OPEN))
    )
