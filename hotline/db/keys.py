"""Which keys sealed what is here: a canary a key, and where the audit trail was signed again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class SealingKey(Base):
    """A key that has sealed data here, known by its id; never the key itself."""

    __tablename__ = "sealing_keys"

    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    """The first bytes of a SHA-256 over the derived key, in hex, as each sealed value names it."""
    canary: Mapped[bytes] = mapped_column(LargeBinary)
    """A known text sealed under it: whoever opens this has the key."""
    since: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    """When nothing was sealed under it any more, so that it may be missing."""


class KeyPredecessor(Base):
    """An older key of the line, whose stored checksums a newer one was laid over."""

    __tablename__ = "key_predecessors"

    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    heir_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    derived: Mapped[bytes] = mapped_column(LargeBinary)
    """Its keys for lasting checksums, as sealed JSON. They open nothing."""


class AuditAnchor(Base):
    """The audit trail up to a row, checked whole and signed under a newer key."""

    __tablename__ = "audit_anchors"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    upto: Mapped[int] = mapped_column(BigId)
    """The id of the last row that it covers."""
    key_id: Mapped[str] = mapped_column(String(8))
    mac: Mapped[str] = mapped_column(String(64))
    """Keyed checksum over the SHA-256 of all rows up to there."""
