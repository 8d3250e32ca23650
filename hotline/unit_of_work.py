"""One transaction: its session, the deployment, the moment in which it happens and who acts.

Functions that change rows take it as their first argument instead of the four one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.privacy import audit


@dataclass(frozen=True)
class Tx:
    """``by`` is who acts: ``staff:ID``, ``token:ID``, how an agency answered (``sms``), or the
    service itself.
    """

    db: DbSession
    dep: Deployment
    now: datetime
    by: str = "service"

    def at(self, now: datetime) -> Tx:
        """The same transaction, as if it were ``now``."""
        return replace(self, now=now)

    def acting(self, by: str) -> Tx:
        """The same transaction, as done by someone else."""
        return replace(self, by=by)

    def audit(self, report: Report, action: str, detail: str = "", *, actor: str = "") -> None:
        """Note in the audit trail what was done to a report, by ``actor`` if it is not ``by``."""
        self.record(action, f"report:{report.tip_id}", detail, actor=actor)

    def record(self, action: str, subject: str, detail: str = "", *, actor: str = "") -> None:
        """Note in the audit trail what was done to ``subject``: ``task:5``, ``agency:ID``."""
        audit.record(
            self.db,
            self.dep.keys,
            at=self.now,
            actor=actor or self.by,
            action=action,
            subject=subject,
            detail=detail,
        )
