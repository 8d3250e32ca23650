"""The nightly backup, made by the worker where a folder for it is set, and how old the newest is.

A process of its own makes it (``hotline.db.backup``); what is kept here is the rhythm, the record
in the audit trail, and that old backups go: what was erased is gone only when they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import Gauge
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.audit import AuditEvent
from hotline.db.backup import Order
from hotline.deployment import Deployment
from hotline.jobs import outbox, scheduling
from hotline.jobs.errors import DeliveryError
from hotline.jobs.payload import Payload
from hotline.jobs.registry import job as job_kind
from hotline.settings import Settings
from hotline.unit_of_work import Tx

AT = time(3, 30)
"""When the night's backup is made, in the line's zone."""
FRESH_FOR = timedelta(hours=36)
"""After this the newest backup is too old: a night was missed."""
REHEARSED_FOR = timedelta(days=100)
"""After this nobody knows any more that a backup can be restored."""
MADE, REHEARSED = "backup_made", "backup_rehearsed"
"""The actions in the audit trail, on the subject :data:`DATABASE`."""
DATABASE = "database"
ALWAYS_KEPT = 3
NIGHTLY = "hotline-"
HOURS = 4
AGE = Gauge("hotline_backup_age_seconds", "Seconds since the newest backup was made; -1: never")


@dataclass(frozen=True)
class BackupJob(Payload):
    """The backup of the night before ``day`` (ISO date)."""

    kind = "backup"
    day: str


@dataclass(frozen=True)
class Backups:
    """When the newest backup was made and one was last restored to try it; ``None``: never."""

    made: datetime | None
    rehearsed: datetime | None
    wanted: bool
    """Whether the worker makes one each night."""
    now: datetime

    @property
    def problem(self) -> str:
        """What is wrong and what to do; empty when there is a fresh one that can be restored."""
        if self.made is None or self.now - self.made > FRESH_FOR:
            age = "there is no backup" if self.made is None else f"the newest is {self._old}"
            if self.wanted:
                return (
                    f"{age} although HOTLINE_BACKUP_DIR is set; see hotline jobs list --state due"
                )
            return f"{age}; set HOTLINE_BACKUP_DIR, or run hotline backup FILE each night"
        if self.rehearsed is None or self.now - self.rehearsed > REHEARSED_FOR:
            return "nobody tried lately to restore one; run hotline restore FILE --rehearse"
        return ""

    @property
    def _old(self) -> str:
        hours = int((self.now - self.made).total_seconds() // 3600) if self.made else 0
        return f"{hours} hours old" if hours < 72 else f"{hours // 24} days old"


def backups(db: DbSession, settings: Settings, now: datetime) -> Backups:
    """How it is now; the gauge of ``/metrics`` is set by it."""
    found = Backups(_last(db, MADE), _last(db, REHEARSED), settings.backup_dir is not None, now)
    AGE.set(int((now - found.made).total_seconds()) if found.made else -1)
    return found


def _last(db: DbSession, action: str) -> datetime | None:
    of_backups = AuditEvent.subject == DATABASE, AuditEvent.action == action
    newest = select(AuditEvent.at).where(*of_backups).order_by(AuditEvent.id.desc())
    return db.scalars(newest.limit(1)).first()


def plan(tx: Tx) -> None:
    """Make sure that today's and tomorrow's backup are scheduled, where a folder is set for them.

    Done again and again. When the folder is set after that hour, the first is made at once.
    """
    if tx.dep.settings.backup_dir is None:
        return
    zone = ZoneInfo(tx.dep.settings.time_zone)
    today = tx.now.astimezone(zone).date()
    for day in (today, today + timedelta(days=1)):
        scheduling.schedule(
            tx,
            BackupJob(day.isoformat()),
            key=f"backup:{day}",
            due_at=datetime.combine(day, AT, zone),
        )


def order(settings: Settings, file: Path) -> Order:
    """What is to be made as ``file``."""
    to = tuple(settings.backup_recipients.replace(",", " ").split())
    return Order(settings.database, str(settings.data_dir), str(file), to)


def file_for(settings: Settings, day: date) -> Path:
    """Where the backup of that night is."""
    ending = ".db.age" if settings.backup_recipients else ".db"
    return Path(settings.backup_dir or ".") / f"{NIGHTLY}{day}{ending}"


def note(tx: Tx, file: Path, size: int, *, encrypted: bool) -> None:
    """Leave a row in the audit trail; the age of the newest backup is read from it."""
    how = "encrypted" if encrypted else "not encrypted"
    tx.record(MADE, DATABASE, f"{file.name}, {size / 1e6:.1f} MB, {how}")


@job_kind(BackupJob)
def run(dep: Deployment, _: outbox.Claimed, payload: BackupJob) -> Callable[[DbSession], None]:
    """One night's backup, in a process of its own."""
    settings, file = dep.settings, file_for(dep.settings, date.fromisoformat(payload.day))
    if settings.backup_dir is None:
        raise DeliveryError("HOTLINE_BACKUP_DIR is not set any more", again=False)
    if not file.exists():  # else it was made, and that could not be noted
        _make(settings, file)
    size = file.stat().st_size
    _thin_out(settings.backup_dir, dep.clock() - timedelta(days=settings.backup_keep_days))

    def settle(db: DbSession) -> None:
        tx = Tx(db, dep, dep.clock())
        note(tx, file, size, encrypted=bool(settings.backup_recipients))
        plan(tx)

    return settle


def _make(settings: Settings, file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = subprocess.run(
            [sys.executable, "-m", "hotline.db.backup"],
            input=json.dumps(asdict(order(settings, file))),
            capture_output=True,
            text=True,
            check=False,
            timeout=HOURS * 3600,
        )
    except subprocess.TimeoutExpired:
        raise DeliveryError(f"it did not end within {HOURS} hours", again=True) from None
    except OSError as error:
        raise DeliveryError(f"{file.parent}: {error.strerror}", again=True) from None
    if made.returncode:
        said = made.stderr.strip().splitlines()
        raise DeliveryError(said[-1] if said else "its process ended early", again=True)


def _thin_out(folder: Path, before: datetime) -> None:
    """Delete nightly backups that are past their time, never the newest ones."""
    kept = sorted(folder.glob(f"{NIGHTLY}????-??-??.db*"), key=lambda file: file.name)
    for file in kept[:-ALWAYS_KEPT]:
        if file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)
