"""What changes in the queue, sent to every open queue page within a fraction of a second.

One thread a process looks for changes while at least one page listens, draws each changed row
once, and hands the same words to all listeners. A look is two index look-ups: audit rows that
came since, and reports whose plain columns changed lately. PostgreSQL may commit out of order, so
the second look goes back by :data:`OVERLAP` and forgets what it has shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DbSession

from hotline.console import queue_copies, queue_rows
from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.i18n import display_names, speaking
from hotline.unit_of_work import Tx
from hotline.web import needs_someone as now_strip
from hotline.web.pages import html

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.2
OVERLAP = timedelta(seconds=10)
AT_ONCE = 200
"""More changes than this at once are not drawn; the pages reload."""
MOST, MOST_OF_ONE = 300, 20
"""Open queue pages at most, in all and of one login."""
WAITING_NEWS = 50
"""A listener that is further behind reloads its page."""
CLOSING = json.dumps({"closing": True})
"""The stream ends with this; the page connects again when it can."""
SEEN = ("viewed", "searched", "logged_in", "login_failed")
"""Audit actions that change nothing in the queue."""


@dataclass(eq=False)
class Listener:
    """One open queue page."""

    loop: asyncio.AbstractEventLoop
    language: str = "en"
    person: int = 0
    """The login at which it is open."""
    news: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(WAITING_NEWS))

    def hear(self, news: str) -> None:
        """Give it ``news`` from another thread."""
        with contextlib.suppress(RuntimeError):  # its loop was closed: the process ends
            self.loop.call_soon_threadsafe(self._put, news)

    def _put(self, news: str) -> None:
        if self.news.full():
            while not self.news.empty():
                self.news.get_nowait()
            news = json.dumps({"again": True})
        self.news.put_nowait(news)


@dataclass
class _Mark:
    """How far the queue has been looked at."""

    audit: int = 0
    at: datetime | None = None
    shown: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    """By tip ID: who changed the report since the last look, as the audit trail names them."""


class Live:
    """The one watcher of a process."""

    def __init__(self, dep: Deployment) -> None:
        self._dep = dep
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition(self._lock)
        self.closed = False

    def close(self) -> None:
        """The service ends: every page is let go, so that nothing waits for it."""
        self.closed = True
        self.let_go()

    def let_go(self) -> None:
        """End every stream; a page whose line still serves comes back by itself."""
        with self._lock:
            for listener in self._listeners:
                listener.hear(CLOSING)

    @property
    def listening(self) -> int:
        """How many pages listen."""
        return len(self._listeners)

    def join(self, listener: Listener) -> bool:
        """Let a page listen; the watcher begins with the first.

        ``False`` when too many listen already, in all or at this login: counted and taken in one
        step, so that many at once do not all slip in.
        """
        with self._lock:
            own = sum(other.person == listener.person for other in self._listeners)
            if self.closed or len(self._listeners) >= MOST or own >= MOST_OF_ONE:
                return False
            self._listeners.add(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="queue", daemon=True)
                self._thread.start()
            return True

    def leave(self, listener: Listener) -> None:
        """The page is gone; the watcher ends with the last."""
        with self._lock:
            self._listeners.discard(listener)
            self._changed.notify_all()

    def _watch(self) -> None:
        mark = _Mark()
        while True:
            with self._lock:
                if not self._listeners:
                    self._thread = None
                    return
                listeners = tuple(self._listeners)
            try:
                news = self._look(mark, {listener.language for listener in listeners})
            except SQLAlchemyError as error:
                log.error("the queue cannot be looked at: %s", type(error).__name__)
                news = {}
            for listener in listeners if news else ():
                listener.hear(news[listener.language])
            with self._changed:
                self._changed.wait(LOOK_EVERY_SECONDS)

    def _look(self, mark: _Mark, languages: set[str]) -> dict[str, str]:
        """What to send in each of ``languages``; empty when there is nothing."""
        dep, now = self._dep, self._dep.clock()
        with dep.database.read() as db:
            first = mark.at is None
            changed = _changed_reports(db, mark, now)
            mark.at = now
            if first:  # what changed while the first page loaded must not be missed
                return dict.fromkeys(languages, json.dumps({"revision": revision(db)}))
            if not changed:
                return {}
            by = _named(db, mark.by)
            return {code: drawn(db, dep, sorted(changed), now, code, by) for code in languages}


def _changed_reports(db: DbSession, mark: _Mark, now: datetime) -> set[int]:
    audited = _audited(db, mark)
    since = min(mark.at or now, now) - OVERLAP
    recent = db.execute(
        select(
            Report.id,
            Report.updated_at,
            Report.urgency,
            Report.type,
            Report.role,
            Report.minor,
            Report.language,
            Report.county_fips,
            Report.state,
            Report.claimed_by,
        ).where(Report.updated_at >= since)
    ).all()
    shown = {row.id: tuple(row) for row in recent}
    changed = {key for key, seen in shown.items() if mark.shown.get(key) != seen}
    mark.shown = shown
    return audited | changed


def _audited(db: DbSession, mark: _Mark) -> set[int]:
    latest = db.scalar(select(func.max(AuditEvent.id))) or 0
    mark.by = {}
    if mark.at is None or latest == mark.audit:
        mark.audit = latest
        return set()
    rows = db.execute(
        select(AuditEvent.action, AuditEvent.subject, AuditEvent.actor).where(
            AuditEvent.id > mark.audit, AuditEvent.id <= latest
        )
    )
    done = [(subject, actor) for action, subject, actor in rows if action not in SEEN]
    subjects = {subject for subject, _ in done}
    mark.by = {s.removeprefix("report:"): by for s, by in done if s.startswith("report:")}
    mark.audit = latest
    return _reports_of(db, subjects)


def _reports_of(db: DbSession, subjects: set[str]) -> set[int]:
    tips = [s.removeprefix("report:") for s in subjects if s.startswith("report:")]
    tasks = [int(s.removeprefix("task:")) for s in subjects if s.startswith("task:")]
    found = set(db.scalars(select(Report.id).where(Report.tip_id.in_(tips)))) if tips else set()
    if tasks:
        of_tasks = select(Task.report_id).where(Task.id.in_(tasks), Task.report_id.is_not(None))
        found |= {report_id for report_id in db.scalars(of_tasks) if report_id is not None}
    return found


def _named(db: DbSession, by: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Who changed each report: their id and name; the name is empty where no person did."""
    ids = {actor: actor.removeprefix("staff:") for actor in by.values()}
    numbers = [int(number) for number in ids.values() if number.isdecimal()]
    people = db.scalars(select(Staff).where(Staff.id.in_(numbers))) if numbers else ()
    named = {str(person.id): person.name for person in people}
    return {tip: {"id": ids[actor], "name": named.get(ids[actor], "")} for tip, actor in by.items()}


def drawn(
    db: DbSession,
    dep: Deployment,
    report_ids: Sequence[int],
    now: datetime,
    language: str = "en",
    by: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """The news as JSON: each changed row as the page has it, who changed it, how much waits."""
    with speaking(language):
        return _drawn(Tx(db, dep, now), report_ids, by or {})


def _drawn(tx: Tx, report_ids: Sequence[int], by: Mapping[str, Mapping[str, str]]) -> str:
    counted = queue_rows.counts(tx.db, tx.now)
    news: dict[str, Any] = {
        "counts": html(tx.dep, "_counts.html", counts=counted, books=display_names),
        "copies": html(tx.dep, "_copies.html", copies=queue_copies.copies(tx.db), surge=""),
        "strip": html(tx.dep, "_now.html", **now_strip.strip(tx.dep)),
        "now": counted.now_unclaimed,
        "changed": by,
        "revision": revision(tx.db),
    }
    if len(report_ids) > AT_ONCE:
        return json.dumps(news | {"again": True})
    reports = tx.db.scalars(select(Report).where(Report.id.in_(report_ids))).all()
    rows = queue_rows.rows(tx, reports)
    drawn_rows = [html(tx.dep, "_queue_row.html", row=row) for row in rows]
    return json.dumps(news | {"rows": drawn_rows})


def revision(db: DbSession) -> str:
    """Names the state of the queue, so that a page can tell whether it missed anything."""
    audit = db.scalar(select(func.max(AuditEvent.id))) or 0
    latest = db.scalar(select(func.max(Report.updated_at)))
    return f"{audit}-{latest.isoformat() if latest else ''}"
