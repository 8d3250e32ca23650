"""The audit trail: who saw, changed or disclosed what. Rows are only added, each chained on.

The chain is a keyed checksum over the row before and this row, so a row that was changed or taken
out is found by :func:`verify`. Rows are collected during a transaction and written just before its
commit, in the order of one locked head row, so that writers queue only for that last moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hotline.db.people import AuditEvent, AuditHead
from hotline.privacy.keys import KeyRing

_PENDING = "audit_pending"
PURPOSE = "audit"


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
    head = session.scalars(select(AuditHead).with_for_update()).one()
    for entry in pending:
        row = AuditEvent(
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
        )
        row.chain = entry.keys.mac(PURPOSE, _text(head.chain, row))
        session.add(row)
        head.chain, head.count = row.chain, head.count + 1


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _text(previous: str, row: AuditEvent) -> bytes:
    parts: list[Any] = [previous, row.at.isoformat(), row.actor, row.action, row.subject]
    return json.dumps([*parts, row.detail]).encode()


def verify(session: Session, keys: KeyRing) -> Iterator[str]:
    """What is wrong with the trail, one sentence a fault; nothing when it is whole."""
    previous = ""
    count = 0
    for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id)).yield_per(1000):
        count += 1
        if row.chain not in keys.macs(PURPOSE, _text(previous, row)):
            yield f"audit row {row.id} was changed, or the row before it is missing"
        previous = row.chain
    head = session.scalars(select(AuditHead)).one()
    if (head.chain, head.count) != (previous, count):
        yield f"the audit trail should have {head.count} rows and has {count}"
