"""Waking the workers that sleep, when a transaction that made something due commits."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

CHANNEL = "hotline_jobs"
"""Where PostgreSQL tells workers that something is due now."""
_NOTIFIED = "jobs_notified"


def wake_workers(session: Session) -> None:
    """Wake sleeping workers when this transaction commits; once is enough."""
    transaction = session.get_transaction()
    if (
        session.get_bind().dialect.name != "postgresql"
        or session.info.get(_NOTIFIED) is transaction
    ):
        return
    session.info[_NOTIFIED] = transaction
    session.execute(text(f"NOTIFY {CHANNEL}"))
