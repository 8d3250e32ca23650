"""A row that is written to see whether anything can be stored (``hotline.db.health``)."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base


class Probe(Base):
    """What a health check writes, again and again over the same row."""

    __tablename__ = "probes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
