"""Making a closed report unreadable, for good: its key is thrown away, and what was said deleted.

What stays is what counts need and names nobody: that there was a report, when, of which kind, how
urgent, in which county, who was asked and what came of it. And the audit trail stays, with a row
more. An older backup that is stored with the deployment's keys can still be opened; how long
backups are kept decides when a report is gone.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from hotline.db import scrub
from hotline.db.call_backs import CallBack
from hotline.db.jobs import Job
from hotline.db.referrals import AlertLink, DecisionRow, Referral, ReferralMessage
from hotline.db.reports import Attachment, Contact, Entry, Exchange, Report, Reporter
from hotline.db.search import SearchText
from hotline.db.states import JobState, ReportState
from hotline.db.tasks import Task
from hotline.privacy import audit, holds
from hotline.privacy.keys import KeyRing

LAST_TEXTS = "last:"
"""How the keys begin under which a sender's last texts are recognized."""


class NotClosedError(ValueError):
    """The report is still with someone; it must be closed first."""


def is_erased(report: Report) -> bool:
    """Whether the report's words are gone."""
    return not report.sealed_key


def erase(
    session: Session, keys: KeyRing, report: Report, *, by: str, now: datetime, why: str = ""
) -> None:
    """Erase a closed report, by rule ``why``; a second time changes nothing.

    Raises :class:`NotClosedError`, or :class:`~hotline.privacy.holds.HoldError` where it is held.
    """
    if is_erased(report):
        return
    held = holds.hold_on(session, report)
    if held is not None:
        raise holds.HoldError(
            f"report {report.tip_id} is on legal hold since {held.at.date()}: {held.why}; "
            "`hotline retention release` lifts it"
        )
    if report.state != ReportState.CLOSED:
        raise NotClosedError(f"report {report.tip_id} is not closed")
    scrub.when_committed(session)
    report.sealed_key, report.assessment, report.return_code_mac = b"", None, ""
    contacts = select(Contact.id).where(Contact.report_id == report.id)
    referrals = select(Referral.id).where(Referral.report_id == report.id)
    for row in (Attachment, Entry, ReferralMessage, SearchText):
        session.execute(delete(row).where(row.report_id == report.id))
    session.execute(delete(Exchange).where(Exchange.contact_id.in_(contacts)))
    # the marks of senders' last texts name no report, and matter for some seconds only
    session.execute(delete(Exchange).where(Exchange.key.startswith(LAST_TEXTS)))
    session.execute(delete(AlertLink).where(AlertLink.referral_id.in_(referrals)))
    for table, values in (
        (Contact, {"session": None, "provider_sid": None}),
        (CallBack, {"desk_call": None}),
        (DecisionRow, {"body": b""}),
        (Referral, {"reference": None}),
        (Task, {"words": None, "note": None}),
    ):
        of_report = table.__table__.c.report_id == report.id
        session.execute(update(table).where(of_report).values(values))
    waiting = Job.state.in_((JobState.DUE, JobState.DEAD))
    session.execute(
        update(Job)
        .where(Job.report_id == report.id, waiting)
        .values(state="cancelled", finished_at=now, payload=b"")
    )
    _forget_reporters(session, keys, report, now)
    audit.record(
        session,
        keys,
        at=now,
        actor=by,
        action="erased",
        subject=f"report:{report.tip_id}",
        detail=why,
    )


def _forget_reporters(session: Session, keys: KeyRing, report: Report, now: datetime) -> None:
    """Its calls and conversations stay for the counts, and belong to no known reporter any more.

    Whoever gave this report, or added to it, and has nothing else here is deleted with it: not
    even with the keys can anyone ask whether a number ever reported.
    """
    added = select(Contact.reporter_id).where(Contact.report_id == report.id)
    reporters = {*session.scalars(added), report.reporter_id} - {None}
    report.reporter_id = None
    nobody = Reporter(
        pseudonym=f"erased:{secrets.token_hex(16)}", created_at=now, key_id=keys.ids[0]
    )
    session.add(nobody)
    session.flush()
    of_report = update(Contact).where(Contact.report_id == report.id)
    session.execute(of_report.values(reporter_id=nobody.id))
    session.execute(delete(Reporter).where(Reporter.id.in_(reporters), _has_nothing_here()))


def _has_nothing_here() -> ColumnElement[bool]:
    reports = exists().where(Report.reporter_id == Reporter.id)
    contacts = exists().where(Contact.reporter_id == Reporter.id)
    return ~reports & ~contacts


def forget_strangers(session: Session) -> int:
    """Delete reporters to whom nothing belongs any more, not even a number; how many."""
    gone = (
        delete(Reporter)
        .where(Reporter.handle.is_(None), _has_nothing_here())
        .returning(Reporter.id)
        .execution_options(synchronize_session=False)
    )
    count = len(session.scalars(gone).all())
    if count:
        scrub.when_committed(session)
    return count
