"""The audit trail: who saw, changed or disclosed what, and where its chain ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class AuditEvent(Base):
    """One view, change or disclosure. Rows are only ever added; each one names the one before."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")
    chain: Mapped[str] = mapped_column(String(64), default="", unique=True)
    """Keyed checksum over the previous row's chain and this row."""
    key_id: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """The key of the checksum; empty in rows from before it was noted."""


class AuditHead(Base):
    """The one row that says how the audit chain ends; locking it puts writers in order."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(64))
    count: Mapped[int] = mapped_column(BigId)
