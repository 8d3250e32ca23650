"""What the search of the desk looks through: the words of each report, sealed as one value."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class SearchText(Base):
    """The different words of one report, without their order; see ``intake.search_text``."""

    __tablename__ = "search_texts"

    report_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("reports.id"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[int] = mapped_column(BigId, index=True)
    """Up to which entry of the whole table the report was read."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed with the deployment's key, and as long as others of about its size."""
