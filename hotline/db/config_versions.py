"""Published versions of flows, wording, agencies and rules, and changes agencies ask for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId, Word
from hotline.db.states import ChangeState


class VersionRow(Base):
    """A published set of flows and rules: immutable, named by the hash of its files."""

    __tablename__ = "versions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    files: Mapped[bytes] = mapped_column(LargeBinary)
    """Zlib-compressed JSON: path to text."""
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(200), default="")


class AskedChange(Base):
    """A change of its own entry that an agency asks for, until the coordinator has decided.

    What is asked for is sealed.
    """

    __tablename__ = "asked_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    agency_id: Mapped[str] = mapped_column(String(80), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[ChangeState] = mapped_column(Word(ChangeState, 10), default=ChangeState.OPEN)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """JSON: the form's ``fields`` and ``why``."""
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str | None] = mapped_column(String(40), default=None)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """Why it was declined. Sealed."""


class WaitingChange(Base):
    """A change of flows, rules or agencies that a second person has to approve."""

    __tablename__ = "waiting_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """Compressed JSON: each changed file as it was and as it would be; ``null`` where none."""
