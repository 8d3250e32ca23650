"""A voice message whose callback never came: the provider is asked for it.

The provider reports a finished recording once. While the database is down that report is refused,
and it is not repeated, though the provider holds the message. So whenever a caller may leave one,
a job is noted in the same transaction. It asks for the recordings of that call, again and again
over some hours, until one is known here.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Attachment, Contact
from hotline.deployment import Deployment
from hotline.intake import media
from hotline.intake.attachment_types import RECORDING
from hotline.intake.contacts import OpenContact, load_contact
from hotline.jobs import outbox, scheduling
from hotline.jobs.errors import PostponeError
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import job as job_kind
from hotline.referrals.channels.by_provider import as_delivery_errors
from hotline.unit_of_work import Tx

log = logging.getLogger(__name__)
FIND = "media.find_recording"
CALLBACK_WITHIN = timedelta(minutes=2)
"""How long after the longest message its callback is waited for."""
LATER = 3
"""Each look comes at so many times the age of the one before: 4 minutes, 12, 36, …"""
FOR = timedelta(hours=12)
"""Who said nothing left no recording; after so long there will be none."""


@dataclass(frozen=True)
class FindRecordingJob(Payload):
    """A caller (by the id of the contact) may have left a message."""

    kind = FIND
    order = Order.CLOCK
    contact: int


def plan(tx: Tx, contact: OpenContact, max_seconds: int) -> None:
    """Look for the recording that begins now, in case its callback does not arrive."""
    scheduling.schedule(
        tx,
        FindRecordingJob(contact.row.id),
        key=f"{FIND}:{contact.row.id}:{contact.session.turn}",
        due_at=tx.now + timedelta(seconds=max_seconds) + CALLBACK_WITHIN,
        report_id=contact.report.row.id,
    )


@job_kind(FindRecordingJob)
def find(dep: Deployment, job: outbox.Claimed, payload: FindRecordingJob) -> None:
    """Note every recording of the call that is not known here.

    Raises :class:`DeliveryError`, or postpones while there is none.
    """
    with dep.database.read() as db:
        row = db.get_one(Contact, payload.contact)
        call_id, erased = row.provider_sid, row.session is None
        known = _is_known(db, payload.contact, job.created_at)
    if known or erased or not call_id:
        return
    with as_delivery_errors():
        found = dep.provider.recordings(call_id)
    now = dep.clock()
    with dep.database.read() as db:
        missed = [url for url in found if not media.is_known(db, url)]
    if not missed:
        if now - job.created_at < FOR:
            raise PostponeError(job.created_at + LATER * (now - job.created_at))
        return
    log.warning("%s voice messages were found whose callback did not arrive", len(missed))
    with dep.database.write() as db:
        row = db.get_one(Contact, payload.contact, with_for_update=True)
        contact = load_contact(db, dep, row)
        for url in missed:
            media.expect(Tx(db, dep, now), contact, kind=RECORDING, url=url)


def _is_known(db: DbSession, contact_id: int, since: datetime) -> bool:
    wanted = select(Attachment.id).where(
        Attachment.contact_id == contact_id,
        Attachment.kind == RECORDING,
        Attachment.at >= since,
    )
    return db.scalars(wanted.limit(1)).first() is not None
