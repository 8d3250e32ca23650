"""Pictures that were texted and voice messages: fetched, looked at, sealed, erased at the provider.

The webhook only notes that there is one, in the transaction that answers it; a job fetches it, so
that a slow or broken fetch never costs the reporter an answer. What it is, its first bytes say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.people import Task
from hotline.db.reports import Attachment, Report
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.intake import handover
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import OpenReport, open_report
from hotline.provider.errors import ProviderError
from hotline.referrals.channels import DeliveryError

FETCH = "media.fetch"
ERASE = "provider.erase"
PICTURE, RECORDING = "picture", "recording"
HEAR = "hear_message"
"""The task of whoever is to hear a voice message: the caller was told that a person will."""
MOST_BYTES = {PICTURE: 5_000_000, RECORDING: 20_000_000}
MOST_PICTURES = 10
"""Twilio sends at most ten with one message."""
ERASE_AFTER = timedelta(minutes=15)
"""A message cannot be erased while it is still on its way."""
SIGNS: Mapping[str, tuple[tuple[int, bytes, str], ...]] = {
    PICTURE: (
        (0, b"\xff\xd8\xff", "image/jpeg"),
        (0, b"\x89PNG\r\n\x1a\n", "image/png"),
        (0, b"GIF8", "image/gif"),
        (8, b"WEBP", "image/webp"),
    ),
    RECORDING: (
        (8, b"WAVE", "audio/wav"),
        (0, b"ID3", "audio/mpeg"),
        (0, b"\xff\xfb", "audio/mpeg"),
        (0, b"\xff\xf3", "audio/mpeg"),
    ),
}
"""First bytes by kind: where they stand, what they are, and what that makes it."""


def expect(
    db: DbSession, dep: Deployment, contact: OpenContact, *, kind: str, url: str, now: datetime
) -> None:
    """Note that something is to be fetched from ``url``; the same one twice is noted once."""
    sid = url.rstrip("/").rpartition("/")[2].split("?")[0].split(".")[0][:40]
    sid = sid or hashlib.sha256(url.encode()).hexdigest()[:40]
    if db.scalars(select(Attachment).where(Attachment.provider_sid == sid)).first():
        return
    row = Attachment(
        report_id=contact.report.row.id,
        kind=kind,
        at=now,
        provider_sid=sid,
        contact_id=contact.row.id,
    )
    db.add(row)
    db.flush()
    contact.report.tell(
        sid, at=now, kind=kind, language="und", contact_id=contact.row.id, provider_sid=sid
    )
    outbox.schedule(
        db,
        dep.keys,
        kind=FETCH,
        key=f"{FETCH}:{sid}",
        payload={"attachment": row.id, "url": url},
        due_at=now,
        now=now,
        report_id=row.report_id,
    )
    if kind == RECORDING:
        tasks.make(
            db,
            dep,
            kind=HEAR,
            key=_hearing(row),
            due_at=now + handover.look_within(contact.report),
            now=now,
            report=contact.report.row,
        )


def _hearing(row: Attachment) -> str:
    return f"{HEAR}:{row.provider_sid}"


def heard(db: DbSession, dep: Deployment, row: Attachment, *, by: str, now: datetime) -> None:
    """Somebody opened a voice message: the task to hear it is done. Of a picture, nothing."""
    task = db.scalars(select(Task).where(Task.key == _hearing(row))).first()
    if task is not None:
        tasks.finish(db, dep, task, by=by, now=now)


def hurry_hearing(db: DbSession, dep: Deployment, report: OpenReport, now: datetime) -> None:
    """The report became more urgent: its voice messages are to be heard as much sooner."""
    due = now + handover.look_within(report)
    for task in tasks.open_of(db, report.row, HEAR):
        tasks.hurry(db, dep, task, priority=report.row.urgency, due_at=due, now=now)


def fetch(dep: Deployment, job: outbox.Claimed) -> None:
    """Fetch what a webhook named, check and seal it, and have the provider's copy erased.

    Raises :class:`DeliveryError` when it may be there later.
    """
    wanted, url = int(job.payload["attachment"]), str(job.payload["url"])
    with dep.database.read() as db:
        row = db.get(Attachment, wanted)
        if row is None or row.state != "waiting":
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
        _keep(open_report(db, dep, db.get_one(Report, row.report_id)), row, data)
        schedule_erasing(db, dep, url, now)


def _keep(report: OpenReport, row: Attachment, data: bytes) -> None:
    row.size = len(data)
    row.content_type = content_type(row.kind, data)
    if not data:
        row.state = "lost"
    elif not row.content_type or len(data) > MOST_BYTES[row.kind]:
        row.state = "refused"
    else:
        row.state = "kept"
        row.body = report.key.seal_bytes(data, _context(row))


def content_type(kind: str, data: bytes) -> str:
    """What the first bytes of ``data`` say that it is; empty for what is not of ``kind``."""
    return next((named for at, sign, named in SIGNS[kind] if data[at : at + len(sign)] == sign), "")


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


def schedule_erasing(db: DbSession, dep: Deployment, url: str, now: datetime) -> None:
    """Have the provider delete what it keeps at ``url``, a path of its API, once it can."""
    outbox.schedule(
        db,
        dep.keys,
        kind=ERASE,
        key=erasing_key(url),
        payload={"url": url},
        due_at=now + ERASE_AFTER,
        now=now,
    )


def erasing_key(url: str) -> str:
    """The key of the job that has the provider delete ``url``; it outlives the report."""
    return f"{ERASE}:{hashlib.sha256(url.encode()).hexdigest()[:32]}"


def erase(dep: Deployment, job: outbox.Claimed) -> None:
    """Delete the provider's copy; gone already is well. Raises :class:`DeliveryError`."""
    try:
        dep.provider.erase(str(job.payload["url"]))
    except ProviderError as error:
        raise DeliveryError(str(error), again=error.again) from None


def _context(row: Attachment) -> str:
    return f"attachment:{row.id}"
