"""Floods from outside that a supervisor should hear of while they last."""

from __future__ import annotations

from hotline.followups import task_kinds, tasks
from hotline.messages import MessageCode
from hotline.unit_of_work import Tx


def say_of_logins(tx: Tx) -> None:
    """A task and a page for the supervisors, once an hour at most."""
    hour = f"{tx.now:%Y-%m-%dT%H}"
    tasks.alarm(tx, task_kinds.LOGIN_FLOOD, hour, words=MessageCode.LOGIN_FLOOD.message())
