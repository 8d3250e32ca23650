"""Legal holds: while one stands, its report is not erased, nor the number that it came from.

What the provider keeps, and answers to webhooks, are deleted as ever: a hold keeps what exists at
the line, it does not make it keep more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from hotline.db.holds import LegalHold
from hotline.db.reports import Contact, Report, Reporter
from hotline.errors import OperatorError
from hotline.privacy import audit
from hotline.privacy.keys import KeyRing

LONGEST_WHY = 200


class HoldError(OperatorError):
    """The hold cannot be made or lifted, or it forbids what was asked; the message says why."""


def _standing() -> ColumnElement[bool]:
    return LegalHold.lifted_at.is_(None)


def is_held() -> ColumnElement[bool]:
    """In a query over reports: whether a hold stands on this one."""
    on_it = or_(LegalHold.report_id == Report.id, LegalHold.report_id.is_(None))
    return exists().where(_standing(), on_it)


def is_reporter_held() -> ColumnElement[bool]:
    """In a query over reporters: whether a hold stands on a report that came from them."""
    own = select(Report.id).where(Report.reporter_id == Reporter.id)
    added = select(Contact.report_id).where(Contact.reporter_id == Reporter.id)
    on_one = or_(
        LegalHold.report_id.is_(None),
        LegalHold.report_id.in_(own),
        LegalHold.report_id.in_(added),
    )
    return exists().where(_standing(), on_one)


def hold_on(session: Session, report: Report) -> LegalHold | None:
    """The hold that stands on ``report``, if any."""
    wanted = select(LegalHold).where(_standing())
    on_it = or_(LegalHold.report_id == report.id, LegalHold.report_id.is_(None))
    return session.scalars(wanted.where(on_it).order_by(LegalHold.id)).first()


def place(
    session: Session, keys: KeyRing, report: Report | None, *, why: str, by: str, now: datetime
) -> LegalHold:
    """Hold ``report``, or everything. Raises :class:`HoldError` without a reason."""
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_WHY:
        raise HoldError(
            f"say why, in 1 to {LONGEST_WHY} characters: who ordered it, and its number"
        )
    if report is not None and not report.sealed_key:
        raise HoldError(f"{report.tip_id} is erased: there is nothing to hold")
    row = LegalHold(report_id=report.id if report else None, at=now, by=by, why=why)
    session.add(row)
    session.flush()
    audit.record(
        session, keys, at=now, actor=by, action="hold placed", subject=_name(report), detail=why
    )
    return row


def lift(session: Session, keys: KeyRing, report: Report | None, *, by: str, now: datetime) -> int:
    """Lift the holds on ``report``, or those on everything; how many. Raises :class:`HoldError`."""
    on_it = LegalHold.report_id == report.id if report else LegalHold.report_id.is_(None)
    rows = session.scalars(select(LegalHold).where(_standing(), on_it)).all()
    if not rows:
        raise HoldError("there is no such hold; `hotline retention holds` lists those that do")
    for row in rows:
        row.lifted_at, row.lifted_by = now, by
    audit.record(session, keys, at=now, actor=by, action="hold lifted", subject=_name(report))
    return len(rows)


def _name(report: Report | None) -> str:
    return f"report:{report.tip_id}" if report else "every report"
