"""Who sent a text, and all that its conversation needs of the database, read in one statement.

A text in mid-conversation is the most frequent work there is, and on SQLite it is done while all
other writers wait. Each statement costs more than what it finds, so they are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, false, func, literal, or_, select

from hotline.db.config_versions import VersionRow
from hotline.db.jobs import Job
from hotline.db.prepared import Prepared
from hotline.db.reports import Contact, Entry, Exchange, Report, Reporter
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.domain import Medium
from hotline.followups.task_kinds import AWAIT_ANSWER
from hotline.intake import media, provider_copies
from hotline.intake.contacts import OpenContact, load_contact
from hotline.privacy.erase import LAST_TEXTS
from hotline.privacy.pseudonyms import Address
from hotline.unit_of_work import Tx


@dataclass(frozen=True)
class Sender:
    """Who sent a text: the reporter, locked until the transaction ends, and their texts.

    ``reporter`` and ``latest`` (the last text conversation with its report, over or not) are
    ``None`` where there is none yet. ``taken_before``: this text was taken already, however long
    ago, also when its report was erased; the stored answer to the provider's request is kept for a
    day, and this is known for good. ``waits``: the report of ``latest`` has a question that waits
    for the reporter. ``lacks``: something that was texted to it is not here.
    """

    address: Address
    reporter: Reporter | None
    latest: tuple[Contact, Report] | None
    taken_before: bool
    waits: bool
    lacks: bool
    last_key: str | None
    """Under which their last text is kept."""
    last_at: datetime | None
    last_said: bytes
    """Keyed checksums of the sender's last text and of the question that it met; or empty."""


_OTHER = Contact.__table__.alias("other")
_NEWEST = (
    select(func.max(_OTHER.c.id))
    .where(_OTHER.c.reporter_id == Reporter.id, _OTHER.c.medium == Medium.TEXT.value)
    .scalar_subquery()
)
_TAKEN = or_(
    exists().where(Entry.provider_sid == bindparam("sid")),
    exists().where(Job.key == bindparam("erasing")),
)
_WAITS = exists().where(
    Task.report_id == Report.id, Task.state == TaskState.OPEN, Task.kind == AWAIT_ANSWER.name
)
_LACKS = exists().where(*media.not_here(Report.id))
_VERSION = select(VersionRow.digest).order_by(VersionRow.id.desc()).limit(1).scalar_subquery()


def _is_of(forms: int) -> Any:
    """Whether a reporter's pseudonym is one of so many ``form0``, ``form1``, …"""
    return or_(false(), *(Reporter.pseudonym == bindparam(f"form{n}") for n in range(forms)))


@cache
def _lock(forms: int) -> Prepared:
    found = select(Reporter.id).where(_is_of(forms))
    return Prepared(found.order_by(Reporter.id).with_for_update())


@cache
def _look(forms: int) -> Select[Any]:
    """One row at least: the plain values are asked for also where nobody is known."""
    one = select(literal(1).label("one")).subquery("one")
    values = _TAKEN, _WAITS, _LACKS, _VERSION, Exchange.at, Exchange.answer
    return (
        select(Reporter, Contact, Report, *values)
        .select_from(one)
        .outerjoin(Reporter, _is_of(forms))
        .outerjoin(Contact, Contact.id == _NEWEST)
        .outerjoin(Report, Report.id == Contact.report_id)
        .outerjoin(Exchange, Exchange.key == bindparam("last"))
    )


def sender_of(tx: Tx, address: Address, message_sid: str) -> Sender:
    """Who sent the text ``message_sid``; asked before anything else is done with it."""
    known = address.identity
    pseudonyms = tx.dep.keys.pseudonyms(known) if known else ()
    forms = {f"form{n}": one for n, one in enumerate(pseudonyms)}
    if forms and not tx.dep.database.is_sqlite:  # first: what is read with it may have changed
        _lock(len(forms)).execute(tx.db, forms)
    url = tx.dep.provider.text_url(message_sid) if message_sid else ""
    last_key = f"{LAST_TEXTS}{tx.dep.keys.mac('last text of', known.encode())}" if known else None
    asked = {
        **forms,
        "sid": message_sid or None,
        "erasing": provider_copies.erasing_key(url) if url else None,
        "last": last_key,
    }
    found = tx.db.execute(_look(len(forms)), asked).all()
    by_form = {row[0].pseudonym: row for row in found if row[0] is not None}
    row = next((by_form[one] for one in pseudonyms if one in by_form), found[0])
    reporter, contact, report, taken, waits, lacks, version, last_at, last_said = row
    tx.dep.library.note_latest(tx.db, version)
    return Sender(
        address,
        reporter,
        (contact, report) if contact is not None else None,
        taken_before=bool(taken),
        waits=bool(waits),
        lacks=bool(lacks),
        last_key=last_key,
        last_at=last_at,
        last_said=last_said or b"",
    )


def open_texts(tx: Tx, sender: Sender) -> OpenContact | None:
    """The text conversation of ``sender`` that goes on, if one does."""
    if sender.latest is None or sender.latest[0].ended_at is not None:
        return None
    return load_contact(tx.db, tx.dep, *sender.latest)
