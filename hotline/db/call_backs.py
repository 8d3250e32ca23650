"""Calls that a dispatcher has the line place to a reporter, and where each of them stands.

No number is here: both are opened from their sealed places at the moment of dialing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId, Word
from hotline.db.reports import PROVIDER_ID
from hotline.db.states import CallBackState


class CallBack(Base):
    """One call to a reporter that a dispatcher asked for; the dispatcher's phone rings first."""

    __tablename__ = "call_backs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    staff_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime]
    """When it was asked for."""
    state: Mapped[CallBackState] = mapped_column(
        Word(CallBackState, 16), default=CallBackState.WAITING
    )
    outside_hours: Mapped[bool] = mapped_column(default=False)
    """Whether the dispatcher gave a reason to call outside the usual hours."""
    desk_call: Mapped[str | None] = mapped_column(String(PROVIDER_ID), default=None)
    """The provider's id of the call to the dispatcher, within which the reporter is rung."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    """When whoever answered the reporter's phone pressed 1."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
