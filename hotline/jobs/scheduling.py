"""Having a job done, scheduled in the transaction of its cause: now, if no later time is given."""

from __future__ import annotations

from datetime import datetime

from hotline.jobs import outbox
from hotline.jobs.payload import Payload
from hotline.unit_of_work import Tx


def schedule(
    tx: Tx,
    payload: Payload,
    *,
    key: str,
    due_at: datetime | None = None,
    report_id: int | None = None,
    referral_id: int | None = None,
) -> int | None:
    """See :func:`hotline.jobs.outbox.schedule`."""
    return outbox.schedule(
        tx.db,
        tx.dep.keys,
        payload,
        key=key,
        due_at=due_at or tx.now,
        now=tx.now,
        report_id=report_id,
        referral_id=referral_id,
    )
