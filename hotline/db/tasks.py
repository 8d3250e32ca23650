"""Follow-up tasks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId, Word
from hotline.db.states import TaskState
from hotline.domain import Urgency


class Task(Base):
    """A follow-up task: something a person or the service must do by a time.

    ``fired_at`` is when its due time was acted upon.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index(
            "ix_tasks_open",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    owner: Mapped[str] = mapped_column(String(40), default="dispatchers")
    """``dispatchers``, ``supervisors`` or ``staff:ID``."""
    priority: Mapped[Urgency] = mapped_column(Word(Urgency, 2), default=Urgency.P2)
    state: Mapped[TaskState] = mapped_column(Word(TaskState, 10), default=TaskState.OPEN)
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id"), default=None, index=True
    )
    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("referrals.id"), default=None, index=True
    )
    agency_id: Mapped[str | None] = mapped_column(String(80), default=None)
    job_id: Mapped[int | None] = mapped_column(BigId, default=None, index=True)
    """The job that it reports as given up."""
    fired_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[str | None] = mapped_column(String(40), default=None)
    overdue_at: Mapped[datetime | None] = mapped_column(default=None)
    """When supervisors were notified that nobody did it."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """What is to be done, where the kind does not say it all. Sealed."""
    note: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """What was done. Sealed."""
