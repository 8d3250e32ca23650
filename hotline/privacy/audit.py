"""The audit trail: who saw, changed or disclosed what. Rows are only added, each chained on.

The chain is a keyed checksum over the row before and this row, so a row that was changed or taken
out is found by :func:`verify`. Rows are collected during a transaction and written just before its
commit, in the order of one locked head row, so that writers queue only for that last moment.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.orm import Session

from hotline.db import rows
from hotline.db.audit import AuditEvent, AuditHead
from hotline.db.columns import table_of
from hotline.db.keys import AuditAnchor, SealingKey
from hotline.db.prepared import Prepared
from hotline.privacy.keys import KeyRing

_PENDING = "audit_pending"
PURPOSE, ANCHOR = "audit", "audit anchor"
MANY = 8
"""So many rows of one transaction are written together."""


class BrokenTrailError(ValueError):
    """The trail is not intact; the message says where."""


@dataclass(frozen=True, slots=True)
class _Pending:
    keys: KeyRing
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


def record(
    session: Session,
    keys: KeyRing,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: str = "",
) -> None:
    """Note that ``actor`` did ``action`` to ``subject``; written when the transaction commits.

    ``detail`` must not hold a number or a word of a report: it is stored as it is.
    """
    pending = session.info.setdefault(_PENDING, [])
    pending.append(_Pending(keys, at, actor[:80], action[:40], subject[:80], detail[:200]))


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    head = _HEAD.execute(session, {}).mappings().one()
    chain, written = head["chain"], []
    for entry in pending:
        row = AuditEvent(
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
        )
        row.key_id = entry.keys.ids[0]
        chain = row.chain = entry.keys.mac(PURPOSE, _text(chain, row))
        written.append(row)
    _add(session, written)
    ends = {"head": head["id"], "ends": chain, "rows": head["count"] + len(pending)}
    _ENDS_AT.execute(session, ends)


def _add(session: Session, written: Sequence[AuditEvent]) -> None:
    """Insert the rows in their order; many of them with one statement."""
    if len(written) < MANY:
        for row in written:
            rows.add(session, row)
        return
    names = [column.name for column in _EVENTS.columns if not column.primary_key]
    values = [{name: getattr(row, name) for name in names} for row in written]
    session.connection().execute(insert(_EVENTS), values)


_EVENTS = table_of(AuditEvent)
_HEADS = table_of(AuditHead)
_HEAD = Prepared(select(_HEADS.c.id, _HEADS.c.chain, _HEADS.c.count).with_for_update())
_ENDS_AT = Prepared(
    update(_HEADS)
    .where(_HEADS.c.id == bindparam("head"))
    .values(chain=bindparam("ends"), count=bindparam("rows"))
)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _text(previous: str, row: AuditEvent) -> bytes:
    parts: list[Any] = [previous, row.at.isoformat(), row.actor, row.action, row.subject]
    parts.append(row.detail)
    if row.key_id:
        parts.append(row.key_id)
    return json.dumps(parts).encode()


@dataclass(slots=True)
class _Unsigned:
    """Rows in a line that cannot be checked, because their key is not here."""

    first: int
    last: int
    rows: int = 0

    def sentence(self, key_id: str) -> str:
        named = f"the key {key_id}" if key_id else "an earlier key"
        return (
            f"audit rows {self.first} to {self.last} ({self.rows}) cannot be checked: {named} is "
            "missing. Put it behind the newest in HOTLINE_SECRET_KEYS to check them"
        )


@dataclass(slots=True)
class Checked:
    """The trail, checked from its first row up to one, so that a check can go on from there."""

    upto: int = 0
    """The id of the last row that was checked."""
    rows: int = 0
    chain: str = ""
    all_rows: Any = field(default_factory=hashlib.sha256)
    """SHA-256 of the rows so far, as an anchor signs it."""
    unsigned: dict[str, _Unsigned] = field(default_factory=dict)


def verify(session: Session, keys: KeyRing, checked: Checked | None = None) -> Iterator[str]:
    """What is wrong with the trail, one sentence for each fault; nothing when it is intact.

    ``session`` must see one moment of a line that goes on: ``Database.snapshot``.
    A row that was changed and a row whose key is missing are distinguished. Rows that an anchor
    covers are checked by it, so that their key may be gone. ``checked`` says where to go on, and
    afterward how far this came.
    """
    checked = Checked() if checked is None else checked
    known = set(session.scalars(select(SealingKey.key_id)))
    anchors = {row.upto: row for row in session.scalars(select(AuditAnchor))}
    rows = select(AuditEvent).where(AuditEvent.id > checked.upto).order_by(AuditEvent.id)
    for row in session.scalars(rows).yield_per(1000):
        said = _text(checked.chain, row)
        checked.all_rows.update(said + row.chain.encode())
        checked.upto, checked.rows, checked.chain = row.id, checked.rows + 1, row.chain
        if row.chain not in _expected(keys, row, said):
            if _may_lack_its_key(keys, row, known):
                gap = checked.unsigned.setdefault(row.key_id, _Unsigned(row.id, row.id))
                gap.last, gap.rows = row.id, gap.rows + 1
            else:
                yield f"audit row {row.id} was changed, or the row before it is missing"
        made = anchors.get(row.id)
        if made is not None and made.key_id in keys.ids:
            if hmac.compare_digest(made.mac, _anchor_mac(keys, made, checked.all_rows)):
                checked.unsigned.clear()
            else:
                yield f"an audit row up to {row.id} was changed after it was signed again"
    yield from (gap.sentence(key_id) for key_id, gap in checked.unsigned.items())
    head = session.scalars(select(AuditHead)).one()
    if (head.chain, head.count) != (checked.chain, checked.rows):
        yield f"the audit trail should have {head.count} rows and has {checked.rows}"


def check(session: Session, keys: KeyRing) -> Checked:
    """The whole trail checked, which takes long; then :func:`anchor` has to look at little.

    Raises :class:`BrokenTrailError` with the first fault.
    """
    checked = Checked()
    problem = next(verify(session, keys, checked), "")
    if problem:
        raise BrokenTrailError(problem)
    return checked


def end(session: Session) -> str:
    """Where the trail ends now, ``COUNT:CHAIN``, to be kept where nobody here can change it."""
    head = session.scalars(select(AuditHead)).one()
    return f"{head.count}:{head.chain}"


def _may_lack_its_key(keys: KeyRing, row: AuditEvent, known: set[str]) -> bool:
    """Whether the key that signed ``row`` is one of this line's that is not here now."""
    if row.key_id:
        return row.key_id not in keys.ids and (not known or row.key_id in known)
    return bool(known - set(keys.ids))


def _expected(keys: KeyRing, row: AuditEvent, said: bytes) -> tuple[str, ...]:
    if not row.key_id:
        return keys.macs(PURPOSE, said)
    mac = keys.mac_under(row.key_id, PURPOSE, said)
    return (mac,) if mac else ()


# Signing again ------------------------------------------------------------------------------------


def anchor(session: Session, keys: KeyRing, now: datetime, checked: Checked | None = None) -> None:
    """Sign the whole trail under the newest key, so that the older ones may go.

    Nothing else can be noted meanwhile: have :func:`check` look at most of a long trail before.
    Raises :class:`BrokenTrailError` with the first fault when it is not whole: what cannot be
    checked now must not be made to look whole.
    """
    session.scalars(select(AuditHead).with_for_update()).one()
    checked = Checked() if checked is None else checked
    problem = next(verify(session, keys, checked), "")
    if problem:
        raise BrokenTrailError(problem)
    if checked.upto:
        made = AuditAnchor(at=now, upto=checked.upto, key_id=keys.ids[0], mac="")
        made.mac = _anchor_mac(keys, made, checked.all_rows)
        session.add(made)


def _anchor_mac(keys: KeyRing, made: AuditAnchor, all_rows: Any) -> str:
    said = json.dumps([made.upto, all_rows.hexdigest()]).encode()
    return keys.mac_under(made.key_id, ANCHOR, said) or ""
