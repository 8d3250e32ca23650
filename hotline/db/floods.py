"""Many reports at once: which belong together, and messages about them that are sent together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class Surge(Base):
    """Many reports within minutes: near copies of one, or urgent ones of all kinds."""

    __tablename__ = "surges"
    __table_args__ = (Index("ix_surges_last_at", "last_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    lead_id: Mapped[int | None] = mapped_column(BigId, unique=True)
    """The report that the others are near copies of; ``None`` where they only came at once. Kept
    when the report is erased."""
    began_at: Mapped[datetime]
    last_at: Mapped[datetime]
    """When the latest of them came, within some seconds."""


class Roundup(Base):
    """One message in place of many to one receiver, or the message that went out before them.

    The first message of a surge leaves at once, and is noted here as number 0. Those that follow
    wait for the next one, which carries all that came until then.
    """

    __tablename__ = "roundups"
    __table_args__ = (UniqueConstraint("surge_id", "receiver", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    surge_id: Mapped[int] = mapped_column(ForeignKey("surges.id"))
    receiver: Mapped[str] = mapped_column(String(120))
    """``agency:ID:POINT`` or ``staff:ID:CHANNEL``."""
    number: Mapped[int]
    """Which one to this receiver it is, from 0."""
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was begun to be sent; what comes later waits for the next one."""
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), default=None, index=True
    )
    """The job that sends it; ``None`` for the messages that left at once."""
    passed: Mapped[int] = mapped_column(default=0)
    """How many messages left at once, one by one, since ``due_at``."""


class HeldMessage(Base):
    """A message that waits for a roundup, which is sent in its place."""

    __tablename__ = "held_messages"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    roundup_id: Mapped[int | None] = mapped_column(
        ForeignKey("roundups.id", ondelete="CASCADE"), index=True
    )
    """``None``: the roundup failed, or the report stands alone again, and it leaves by itself."""
