"""The words of a text file or of a card that was sent: the report is sorted by them, too."""

from __future__ import annotations

from hotline.db.reports import ACCOUNT, Attachment, Contact, Reporter
from hotline.intake import attachment_types
from hotline.intake.contacts import load_contact
from hotline.intake.conversation import hear_later
from hotline.intake.reports import OpenReport
from hotline.unit_of_work import Tx

FROM_FILE = "[from a text file that was sent]"
FROM_CARD = "[from a card that was sent]"


def read_words(tx: Tx, report: OpenReport, row: Attachment, data: bytes) -> None:
    """A text that came as a file counts like any other; of a card the dispatcher sees the words."""
    words = attachment_types.words_in(data, row.content_type)
    if not words or row.contact_id is None:
        return
    sid = f"{row.provider_sid}:w"
    if row.content_type == attachment_types.TEXT:
        contact_row = tx.db.get_one(Contact, row.contact_id)
        tx.db.get_one(
            Reporter, contact_row.reporter_id, with_for_update=True
        )  # texts wait, as in take
        contact = load_contact(tx.db, tx.dep, contact_row)
        hear_later(tx, contact, words, sid=sid, label=FROM_FILE)
    else:
        report.tell(
            f"{FROM_CARD} {words}",
            at=tx.now,
            kind=ACCOUNT,
            contact_id=row.contact_id,
            provider_sid=sid,
        )
