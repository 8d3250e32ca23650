"""Floods from outside that a supervisor should hear of while they last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.followups import paging, tasks
from hotline.messages import MessageCode

LOGINS = "login_flood"
"""The kind of a supervisors' task, and the cause of their page: many wrong passwords."""


def say_of_logins(db: DbSession, dep: Deployment, now: datetime) -> None:
    """A task and a page for the supervisors, once an hour at most."""
    cause = f"{LOGINS}:{now:%Y-%m-%dT%H}"
    tasks.make(
        db,
        dep,
        kind=LOGINS,
        key=cause,
        due_at=now,
        now=now,
        owner=tasks.SUPERVISORS,
        priority="P2",
        words=MessageCode.LOGIN_FLOOD.message(),
    )
    paging.page(db, dep, cause=cause, who=tasks.SUPERVISORS, now=now)
