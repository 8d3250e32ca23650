"""Whatever was attached to a text, and voice messages: noted, sealed, erased at the provider.

The webhook only notes that there is one, in the transaction that answers it; a job (``fetching``)
fetches it, so that a slow or broken fetch never costs the reporter an answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Attachment, Entry
from hotline.db.states import AttachmentState, TaskState
from hotline.db.tasks import Task
from hotline.followups import tasks
from hotline.followups.task_kinds import ASK_IN_WORDS, HEAR_MESSAGE, OPEN_FILE, TaskKind
from hotline.intake import attachment_types, route_report
from hotline.intake.attachment_metadata import cleaned
from hotline.intake.attachment_types import PDF, PICTURE, RECORDING, SOUND
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import OpenReport
from hotline.jobs import scheduling
from hotline.jobs.payload import Payload
from hotline.unit_of_work import Tx

FETCH = "media.fetch"
NOT_HERE = "An attachment could not be kept; the reporter was asked to say it in words."
MOST_PICTURES = 10
"""With one text; providers send no more."""
AN_ID = re.compile(r"[A-Za-z0-9-]{30,120}")
"""Long enough that no other file has the same name."""
FETCHED_WITHIN = timedelta(minutes=5)
"""What is not here by then is asked for in words, though it is still tried."""


@dataclass(frozen=True)
class FetchJob(Payload):
    """An attachment (an id) at the provider's ``url`` must be fetched."""

    kind = FETCH
    attachment: int
    url: str
    message: str = ""
    """The provider's id of the text that it came with."""
    together: list[str] = field(default_factory=list)
    """The provider's ids of everything that came with the same text."""


CLEAN = "media.clean"


@dataclass(frozen=True)
class CleanJob(Payload):
    """An attachment (an id) is a PDF whose metadata must be taken out."""

    kind = CLEAN
    attachment: int


def expect(
    tx: Tx,
    contact: OpenContact,
    *,
    kind: str,
    url: str,
    message: str = "",
    together: Sequence[str] = (),
) -> None:
    """Note that something is to be fetched from ``url``; the same one twice is noted once.

    ``message`` is the provider's id of the text that it came with, ``together`` the addresses of
    all that did: the text is erased when all are here.
    """
    if is_known(tx.db, url):
        return
    row = note(tx, contact, kind=kind, sid=_sid(url))
    scheduling.schedule(
        tx,
        FetchJob(row.id, url, message, [_sid(other) for other in together]),
        key=f"{FETCH}:{row.provider_sid}",
        report_id=row.report_id,
    )


def note(tx: Tx, contact: OpenContact, *, kind: str, sid: str) -> Attachment:
    """The row of something that is to come, its entry in the account, and of sound the task."""
    row = Attachment(
        report_id=contact.report.row.id,
        kind=kind,
        at=tx.now,
        provider_sid=sid,
        contact_id=contact.row.id,
    )
    tx.db.add(row)
    tx.db.flush()
    contact.report.tell(
        sid, at=tx.now, kind=kind, language="und", contact_id=contact.row.id, provider_sid=sid
    )
    if kind in {RECORDING, SOUND}:
        tasks.make(
            tx,
            kind=HEAR_MESSAGE,
            key=_hearing(row),
            due_at=tx.now + route_report.look_within(tx.db, tx.dep, contact.report),
            report=contact.report.row,
        )
    return row


def is_known(db: DbSession, url: str) -> bool:
    """Whether what the provider keeps at ``url`` was noted."""
    known = select(Attachment.id).where(Attachment.provider_sid == _sid(url))
    return db.scalars(known).first() is not None


def _sid(url: str) -> str:
    """What names a file: the id at the end of its address, else a hash of the address.

    A link with a fresh signature differs after its question mark only.
    """
    address = url.split("?", maxsplit=1)[0].rstrip("/")
    name = address.rpartition("/")[2].split(".")[0]
    return name if AN_ID.fullmatch(name) else hashlib.sha256(address.encode()).hexdigest()[:40]


def _hearing(row: Attachment) -> str:
    return f"{HEAR_MESSAGE}:{row.provider_sid}"


def _opening(row: Attachment) -> str:
    return f"{OPEN_FILE}:{row.provider_sid}"


def heard(tx: Tx, row: Attachment) -> None:
    """Someone opened it: the task to hear or to open it is done. A shown picture has none."""
    wanted = select(Task).where(
        Task.key.in_([_hearing(row), _opening(row)]), Task.state == TaskState.OPEN
    )
    for task in tx.db.scalars(wanted).all():
        tasks.finish(tx, task)


def to_open(tx: Tx, report: OpenReport, row: Attachment) -> None:
    """A dispatcher is to look at what no page shows by itself; of sound there is a task already.

    A PDF is cleaned by then, if it can be.
    """
    if row.content_type == PDF and not row.cleaned:
        scheduling.schedule(
            tx, CleanJob(row.id), key=f"{CLEAN}:{row.provider_sid}", report_id=row.report_id
        )
    if row.kind in {RECORDING, SOUND} or attachment_types.how_shown(row.content_type) == PICTURE:
        return
    _task(tx, report, kind=OPEN_FILE, key=_opening(row))


def ask_in_words(tx: Tx, report: OpenReport, row: Attachment) -> None:
    """A dispatcher is to ask for what could not be kept; the provider still has its copy."""
    _task(tx, report, kind=ASK_IN_WORDS, key=f"{ASK_IN_WORDS}:{row.provider_sid}")


def announced_only(tx: Tx, report: OpenReport, sid: str) -> None:
    """A text said that something came with it, and named nothing that could be fetched."""
    _task(tx, report, kind=ASK_IN_WORDS, key=f"{ASK_IN_WORDS}:{sid}")


def _task(tx: Tx, report: OpenReport, *, kind: TaskKind, key: str) -> None:
    due = tx.now + route_report.look_within(tx.db, tx.dep, report)
    tasks.make(tx, kind=kind, key=key, due_at=due, report=report.row)


def not_here(report_id: SQLColumnExpression[int]) -> tuple[ColumnElement[bool], ...]:
    """What is true of a thing that was texted to a report and is not, or not yet, here."""
    return (
        Attachment.report_id == report_id,
        Attachment.kind != RECORDING,
        Attachment.state != AttachmentState.STORED,
    )


_NOT_HERE = select(Attachment).where(*not_here(bindparam("report")))


def to_say_in_words(db: DbSession, report: OpenReport, now: datetime) -> bool:
    """Whether something that was texted is not here, and the reporter has not read that yet.

    From now on they have: the answer that this is asked for says so.
    """
    rows = db.scalars(_NOT_HERE, {"report": report.row.id})
    late = [
        row for row in rows if row.state != AttachmentState.WAITING or now - row.at > FETCHED_WITHIN
    ]
    if not late:
        return False
    said = {said_key(row.provider_sid): row.provider_sid for row in late}
    known = set(db.scalars(select(Entry.provider_sid).where(Entry.provider_sid.in_(said))))
    unsaid = [sid for key, sid in sorted(said.items()) if key not in known]
    for sid in unsaid:
        note_said(report, sid, now)
    return bool(unsaid)


def said_key(sid: str) -> str:
    """What names the entry that says that the reporter reads of an attachment that is lost."""
    return f"{sid}:n"


def note_said(report: OpenReport, sid: str, now: datetime) -> None:
    """The reporter reads that the attachment ``sid`` is not here."""
    report.tell(NOT_HERE, at=now, kind="line", author="line", provider_sid=said_key(sid))


def hurry_hearing(tx: Tx, report: OpenReport) -> None:
    """The report became more urgent: its voice messages are to be heard as much sooner."""
    due = tx.now + route_report.look_within(tx.db, tx.dep, report)
    for task in tasks.open_of(tx.db, report.row, HEAR_MESSAGE):
        tasks.hurry(tx, task, priority=report.row.urgency, due_at=due)


def keep(report: OpenReport, row: Attachment, data: bytes) -> None:
    """Seal what was fetched with its report's key. A program, or too much of it, is refused."""
    row.content_type = attachment_types.content_type(data)
    data, row.cleaned = cleaned(data, row.content_type)
    row.size = len(data)
    if not data:
        row.state, row.content_type = AttachmentState.LOST, ""
    elif not row.content_type or len(data) > attachment_types.most_bytes(row.kind):
        row.state = AttachmentState.REFUSED
    else:
        row.state = AttachmentState.STORED
        row.body = report.key.seal_bytes(data, _context(row))


def keep_part(report: OpenReport, row: Attachment, so_far: bytes) -> None:
    """Seal what came of a file so far; :func:`keep` follows when it is whole."""
    row.size = len(so_far)
    row.body = report.key.seal_bytes(so_far, _context(row))


def replace_by_cleaned(report: OpenReport, row: Attachment, data: bytes) -> None:
    """Seal ``data``, which is what was kept without its metadata, in its place."""
    row.size, row.cleaned = len(data), True
    row.body = report.key.seal_bytes(data, _context(row))


def read(report: OpenReport, row: Attachment) -> bytes:
    """The picture or recording itself; empty unless it was kept."""
    return report.key.open_bytes(row.body, _context(row)) if row.body is not None else b""


def of_report(db: DbSession, report: OpenReport) -> Mapping[str, Attachment]:
    """A report's pictures and recordings by the provider's id, which their entries hold."""
    found = db.scalars(select(Attachment).where(Attachment.report_id == report.row.id))
    return {row.provider_sid: row for row in found}


def move(db: DbSession, begun: OpenReport, earlier: OpenReport) -> None:
    """Give what came with ``begun`` to ``earlier``, sealed with that report's key."""
    for row in db.scalars(select(Attachment).where(Attachment.report_id == begun.row.id)):
        body = read(begun, row)
        row.report_id = earlier.row.id
        if body:
            row.body = earlier.key.seal_bytes(body, _context(row))


def _context(row: Attachment) -> str:
    return f"attachment:{row.id}"
