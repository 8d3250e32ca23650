"""Saying at once that something could not be kept: the reporter just sent it, and is still there.

The answer to a text goes out before what came with it was looked at. Where it turns out to be a
program, too large, or gone, this text follows within seconds; where the reporter may not be texted,
the answer to their next text says it (``media.to_say_in_words``).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hotline.db.reports import Attachment, Contact, Entry, Report
from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.flows.prompts import as_text, prompt
from hotline.followups import tasks
from hotline.followups.task_kinds import GROUP_TEXT
from hotline.intake import media, provider_copies, reporter_questions
from hotline.intake.contacts import load_contact
from hotline.intake.reporters import number_to_answer, reporter_of
from hotline.intake.reports import OpenReport, open_report
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import Settle
from hotline.jobs.registry import job as job_kind
from hotline.providers.errors import ProviderError
from hotline.referrals.channels.by_provider import as_delivery_errors, text_of_job
from hotline.unit_of_work import Tx

SAY = "media.say_not_here"


@dataclass(frozen=True)
class SayJob(Payload):
    """The reporter is to read that what they sent, an attachment (an id), is not here."""

    kind = SAY
    order = Order.AT_ONCE
    attachment: int


def schedule(tx: Tx, row: Attachment) -> None:
    """Have the reporter texted, unless so much time has passed that they put the phone away."""
    if tx.now - row.at > media.FETCHED_WITHIN:
        return
    scheduling.schedule(
        tx, SayJob(row.id), key=f"{SAY}:{row.provider_sid}", report_id=row.report_id
    )


@job_kind(SayJob)
def say(dep: Deployment, job: outbox.Claimed, payload: SayJob) -> Settle | None:
    """Text it. Where it may not be said, or was said by now, nothing is sent.

    Raises :class:`DeliveryError` when it may go out later.
    """
    now = dep.clock()
    with dep.database.read() as db:
        row = db.get(Attachment, payload.attachment)
        if row is None or now - row.at > media.FETCHED_WITHIN:
            return None
        report = open_report(db, dep, db.get_one(Report, row.report_id))
        sid, tx = row.provider_sid, Tx(db, dep, now)
        words = _words(tx, report, row)
        number = number_to_answer(dep, reporter_of(db, report.row), now)
        report_id = row.report_id
    if not words or number is None:
        return None
    with as_delivery_errors():
        try:
            text = text_of_job(dep, job, number, words)
        except ProviderError as error:
            if error.again:
                raise
            return None  # refused for good: the next answer says it
    return lambda db: _said(Tx(db, dep, dep.clock()), report_id, sid, text)


def _words(tx: Tx, report: OpenReport, row: Attachment) -> str:
    """What to say; empty when it may not be said here, or was said."""
    known = select(Entry.id).where(Entry.provider_sid == media.said_key(row.provider_sid))
    contact_row = tx.db.get(Contact, row.contact_id) if row.contact_id else None
    if contact_row is None or contact_row.medium != Medium.TEXT.value or tx.db.scalar(known):
        return ""
    in_group = bool(tasks.open_of(tx.db, report.row, GROUP_TEXT))
    if in_group or contact_row.session is None or reporter_questions.why_not(tx, report):
        return ""
    contact = load_contact(tx.db, tx.dep, contact_row)
    return as_text(prompt(contact.version.flows, contact.session, "common.not_here"))


def _said(tx: Tx, report_id: int, sid: str, text: str) -> None:
    report = open_report(tx.db, tx.dep, tx.db.get_one(Report, report_id))
    media.note_said(report, sid, tx.now)
    provider_copies.schedule_text(tx, text)
