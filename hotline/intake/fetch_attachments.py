"""The job that fetches what came with a text or a call: look at it, seal it, hand it to a person.

The provider keeps its copy until we hold ours. What cannot be kept is a dispatcher's task, and the
reporter is asked for it in words with the next answer.
"""

from __future__ import annotations

from sqlalchemy import select

from hotline.db.reports import Attachment, Report
from hotline.db.states import AttachmentState
from hotline.deployment import Deployment
from hotline.intake import media, not_kept, provider_copies
from hotline.intake.attachment_words import read_words
from hotline.intake.reports import open_report
from hotline.jobs import outbox
from hotline.jobs.registry import job as job_kind
from hotline.providers.errors import ProviderError
from hotline.referrals.channels import DeliveryError
from hotline.unit_of_work import Tx


@job_kind(media.FetchJob)
def fetch(dep: Deployment, job: outbox.Claimed, payload: media.FetchJob) -> None:
    """Fetch what a webhook named, check and seal it, and have the provider's copy erased.

    Raises :class:`DeliveryError` when it may be there later.
    """
    wanted, url = payload.attachment, payload.url
    with dep.database.read() as db:
        row = db.get(Attachment, wanted)
        if row is None or row.state != AttachmentState.WAITING:
            return
    try:
        data, _ = dep.provider.fetch(url)
    except ProviderError as error:
        if error.again:
            raise DeliveryError(str(error), again=True) from None
        data = b""
    now = dep.clock()
    with dep.database.write() as db:
        row = db.get_one(Attachment, wanted, with_for_update=True)
        report = open_report(db, dep, db.get_one(Report, row.report_id))
        media.keep(report, row, data)
        if row.state != AttachmentState.STORED:
            media.ask_in_words(Tx(db, dep, now), report, row)
            not_kept.schedule(Tx(db, dep, now), row)
            return
        media.to_open(Tx(db, dep, now), report, row)
        provider_copies.schedule(Tx(db, dep, now), url)
        _erase_text(Tx(db, dep, now), payload)
        read_words(Tx(db, dep, now), report, row, data)


def _erase_text(tx: Tx, payload: media.FetchJob) -> None:
    """The text itself goes too, once all that came with it is here: it takes its files along."""
    message, together = payload.message, payload.together
    kept = select(Attachment).where(
        Attachment.provider_sid.in_(together), Attachment.state == AttachmentState.STORED
    )
    if message and len(tx.db.scalars(kept).all()) == len(set(together)):
        provider_copies.schedule_text(tx, message)
