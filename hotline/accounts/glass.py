"""Breaking the glass: an admin reads reports for a reason, and supervisors hear of it at once."""

from __future__ import annotations

from hotline.followups import task_kinds, tasks
from hotline.messages import MessageCode
from hotline.unit_of_work import Tx


def tell(tx: Tx, name: str, reason: str) -> None:
    """A task with the reason, sealed; a page to the supervisors; and a row of the audit trail."""
    words = MessageCode.GLASS_BROKEN.message(name=name, reason=reason)
    moment = int(tx.now.timestamp())
    task = tasks.alarm(tx, task_kinds.GLASS_BROKEN, tx.by, moment, words=words)
    tx.record("glass_broken", tx.by, f"reason in task {task.id}")
