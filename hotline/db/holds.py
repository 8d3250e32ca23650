"""Legal holds: what must not be erased, because a court or an attorney may ask for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class LegalHold(Base):
    """A hold on one report, or on all of them, until it is lifted."""

    __tablename__ = "legal_holds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(200))
    """Whose order, and its number; never a word of the report."""
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id"), default=None, index=True
    )
    """``None`` holds every report."""
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[str | None] = mapped_column(String(80), default=None)
