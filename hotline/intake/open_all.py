"""Opening every report there is: whether a restored database can be read, all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.intake import media
from hotline.intake.reports import open_report
from hotline.privacy.erase import is_erased
from hotline.privacy.keys import SealError

AT_A_TIME = 200


@dataclass
class Opened:
    """How many reports, entries and attachments could be opened, and the tips that could not."""

    reports: int = 0
    entries: int = 0
    attachments: int = 0
    erased: int = 0
    failed: list[str] = field(default_factory=list)


def how_many(db: Session) -> int:
    """How many reports there are to open."""
    return db.scalar(select(func.count()).select_from(Report)) or 0


def open_all(db: Session, dep: Deployment, done: Callable[[int], object]) -> Opened:
    """Open each report, every word, picture and recording of it.

    ``done`` is called with how many, some at a time.

    What is opened is thrown away. Erased reports have nothing left to open and are counted apart.
    """
    found, last = Opened(), 0
    while rows := db.scalars(
        select(Report).where(Report.id > last).order_by(Report.id).limit(AT_A_TIME)
    ).all():
        for row in rows:
            last = row.id
            _open(db, dep, row, found)
        done(len(rows))
        db.expunge_all()
    return found


def _open(db: Session, dep: Deployment, row: Report, found: Opened) -> None:
    if is_erased(row):
        found.erased += 1
        return
    tip_id = row.tip_id
    try:
        report = open_report(db, dep, row)
        report.assessment()
        entries = report.entries()
        for entry in entries:
            report.read(entry)
        attachments = media.of_report(db, report).values()
        for attachment in attachments:
            media.read(report, attachment)
    except (SealError, ValueError):
        found.failed.append(tip_id)
        return
    found.reports += 1
    found.entries += len(entries)
    found.attachments += len(attachments)
