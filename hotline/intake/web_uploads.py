"""Files that are sent on the web page: whole with a form, or in pieces that can be resumed.

What came so far is sealed with the report's key, like the whole. A file that is still in pieces
when the report is read counts as one that did not arrive.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import select

from hotline.db.reports import Attachment
from hotline.db.states import AttachmentState
from hotline.flows.prompts import prompt
from hotline.flows.session import Prompt
from hotline.intake import attachment_types, media
from hotline.intake.attachment_words import read_words
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import OpenReport
from hotline.unit_of_work import Tx

MOST_PIECE = 300_000
"""Bytes of one piece."""
FILE_NAME = re.compile(r"[a-f0-9]{16,64}")
"""What the page calls a file: a number it drew, never the name that the visitor's device has."""
MOST_FILES = media.MOST_PICTURES
"""In one visit."""


class UploadError(Exception):
    """A piece that is not taken; ``have`` is how many bytes are here.

    ``words`` names the sentence of the page that says why, ``common.web_WORDS``.
    """

    def __init__(self, words: str = "file_failed", have: int = 0) -> None:
        super().__init__(words)
        self.words, self.have = words, have


@dataclass(frozen=True)
class Piece:
    """A part of a file, from the byte ``start`` on, of ``total`` bytes in all."""

    file: str
    start: int
    total: int
    content_type: str
    data: bytes


def take_whole(
    tx: Tx, contact: OpenContact, data: bytes, *, content_type: str, sid: str
) -> list[Prompt]:
    """Keep a file that came with a form; what the visitor reads of it.

    Raises :class:`UploadError` when the visit has sent as many as it may.
    """
    row = _begun(tx, contact, attachment_types.declared_kind(content_type), sid)
    return _keep(tx, contact, row, data)


def take_piece(tx: Tx, contact: OpenContact, visit_sid: str, piece: Piece) -> tuple[int, str]:
    """How many bytes of the file are here now, and, when it is whole, the words to say of it.

    Raises :class:`UploadError` for a piece that does not begin where the last one ended, and for a
    file that would be too long, before any of it is kept.
    """
    kind = attachment_types.declared_kind(piece.content_type)
    if not FILE_NAME.fullmatch(piece.file) or len(piece.data) > MOST_PIECE:
        raise UploadError
    if not 0 < piece.total <= attachment_types.most_bytes(kind):
        raise UploadError("file_large" if piece.total > 0 else "file_failed")
    row = _begun(tx, contact, kind, f"{visit_sid}:{piece.file}"[:100])
    if row.state != AttachmentState.WAITING:
        return row.size, ""
    so_far = media.read(contact.report, row)
    have = len(so_far)
    if piece.start != have or not piece.data or have + len(piece.data) > piece.total:
        raise UploadError(have=have)
    whole = so_far + piece.data
    if len(whole) < piece.total:
        media.keep_part(contact.report, row, whole)
        return len(whole), ""
    said = _keep(tx, contact, row, whole)
    return len(whole), " ".join(one.text for one in said)


def _begun(tx: Tx, contact: OpenContact, kind: str, sid: str) -> Attachment:
    known = tx.db.scalar(select(Attachment).where(Attachment.provider_sid == sid))
    if known is not None:
        return known
    sent = select(Attachment.id).where(Attachment.report_id == contact.report.row.id)
    if len(tx.db.scalars(sent).all()) >= MOST_FILES:
        raise UploadError("file_many")
    return media.note(tx, contact, kind=kind, sid=sid)


def _keep(tx: Tx, contact: OpenContact, row: Attachment, data: bytes) -> list[Prompt]:
    report: OpenReport = contact.report
    media.keep(report, row, data)
    kept = row.state == AttachmentState.STORED
    if kept:
        media.to_open(tx, report, row)
        read_words(tx, report, row, data)
    else:
        media.note_said(report, row.provider_sid, tx.now)
    key = f"common.{row.kind}" if kept else "common.not_here"
    return prompt(contact.version.flows, contact.session, key)


def file_sid(visit_sid: str, data: bytes) -> str:
    """What names a file that came whole: the same one sent twice is one."""
    return f"{visit_sid}:{hashlib.sha256(data).hexdigest()[:32]}"


def is_known(tx: Tx, sid: str) -> bool:
    """Whether a file of this name came before."""
    return tx.db.scalar(select(Attachment.id).where(Attachment.provider_sid == sid)) is not None
