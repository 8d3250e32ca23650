"""Floods from outside that a supervisor should hear of while they last."""

from __future__ import annotations

from hotline.followups import paging, task_kinds, tasks
from hotline.messages import MessageCode
from hotline.unit_of_work import Tx


def say_of_logins(tx: Tx) -> None:
    """A task and a page for the supervisors, once an hour at most."""
    cause = paging.Cause(task_kinds.LOGIN_FLOOD, f"{tx.now:%Y-%m-%dT%H}")
    tasks.make(
        tx,
        kind=task_kinds.LOGIN_FLOOD,
        key=str(cause),
        due_at=tx.now,
        words=MessageCode.LOGIN_FLOOD.message(),
    )
    paging.page(tx, cause, who=task_kinds.SUPERVISORS)
