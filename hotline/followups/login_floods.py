"""Floods from outside that a supervisor should hear of while they last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.followups import paging, task_kinds, tasks
from hotline.messages import MessageCode


def say_of_logins(db: DbSession, dep: Deployment, now: datetime) -> None:
    """A task and a page for the supervisors, once an hour at most."""
    cause = paging.Cause(task_kinds.LOGIN_FLOOD, f"{now:%Y-%m-%dT%H}")
    tasks.make(
        db,
        dep,
        kind=task_kinds.LOGIN_FLOOD,
        key=str(cause),
        due_at=now,
        now=now,
        words=MessageCode.LOGIN_FLOOD.message(),
    )
    paging.page(db, dep, cause, who=task_kinds.SUPERVISORS, now=now)
