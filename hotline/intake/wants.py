"""What the service does when the engine wants something: one function per kind of want.

A new kind of step that needs the service brings its :class:`~hotline.flows.session.Want` and its
event, and registers here how the want is answered. ``None`` for an answer means that the medium
answers it, as the provider does with a recording: the caller is next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.flows.session import (
    ServiceEvent,
    Transferred,
    Want,
    WantLookUp,
    WantRecording,
    WantTransfer,
)
from hotline.intake import find_recordings, lookups, route_report, transfers
from hotline.intake.contacts import OpenContact
from hotline.unit_of_work import Tx

W = TypeVar("W", bound=Want)
Answer = Callable[[DbSession, Deployment, OpenContact, W, datetime], ServiceEvent | None]
_ANSWERS: dict[type[Want], Answer[Any]] = {}


def answers(want: type[W]) -> Callable[[Answer[W]], Answer[W]]:
    """Register a function as the answer to a kind of want."""

    def keep(answer: Answer[W]) -> Answer[W]:
        _ANSWERS[want] = answer
        return answer

    return keep


def answer(tx: Tx, contact: OpenContact, want: Want) -> ServiceEvent | None:
    """The answer to ``want``, in this transaction; ``None`` when the caller is next.

    Raises :class:`TypeError` for a kind of want that nothing answers.
    """
    found = _ANSWERS.get(type(want))
    if found is None:
        raise TypeError(f"nothing answers a {type(want).__name__}: register it with `answers`")
    return found(tx.db, tx.dep, contact, want, tx.now)


@answers(WantLookUp)
def _look_up(
    db: DbSession, dep: Deployment, contact: OpenContact, want: WantLookUp, now: datetime
) -> ServiceEvent:
    return lookups.look_up(Tx(db, dep, now), contact, want.name)


@answers(WantTransfer)
def _transfer(
    db: DbSession, dep: Deployment, contact: OpenContact, want: WantTransfer, now: datetime
) -> ServiceEvent | None:
    """Page people in a conversation in writing; on a call, plan which phones ring."""
    if contact.medium is not Medium.VOICE:
        cause = f"{contact.medium.value} asks for {want.to}"
        route_report.page_person(Tx(db, dep, now), contact.report, cause=cause)
        return Transferred(answered=False)
    contact.ringing = transfers.plan(Tx(db, dep, now), contact, want.to)
    return None if contact.ringing.now else Transferred(answered=False)


@answers(WantRecording)
def _record(
    db: DbSession, dep: Deployment, contact: OpenContact, want: WantRecording, now: datetime
) -> None:
    """The provider records, and says when the recording has ended; if that is lost, it is asked."""
    find_recordings.plan(Tx(db, dep, now), contact, want.max_seconds)
