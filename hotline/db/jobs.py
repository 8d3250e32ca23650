"""What is due, what it was about, what was delivered, and which workers are alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId, Word
from hotline.db.states import AlertRound, JobState
from hotline.domain import DeliveryState


class Job(Base):
    """Something due: a message to send, a clock that runs out, a thing to clean up.

    ``key`` makes the same cause schedule the same
    job once; a message carries it so that its receiver can tell a repeat.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_due",
            "due_at",
            "id",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
        Index(
            "ix_jobs_rank",
            "rank",
            "due_at",
            "id",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
        Index(
            "ix_jobs_leased",
            "lease_until",
            sqlite_where=text("state = 'leased'"),
            postgresql_where=text("state = 'leased'"),
        ),
        Index(
            "ix_jobs_dead",
            "id",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed JSON."""
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    rank: Mapped[int] = mapped_column(default=2, server_default="2")
    """What goes first when several are due, lower first: ``hotline.jobs.payload.Order``."""
    state: Mapped[JobState] = mapped_column(Word(JobState, 10), default=JobState.DUE)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    leased_by: Mapped[str | None] = mapped_column(String(64), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(String(200), default=None)
    """What went wrong last, never with an address or a word of a report."""
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id"), default=None, index=True
    )
    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("referrals.id"), default=None, index=True
    )


class Alert(Base):
    """An alert to an agency's contact point: what its job is about, kept when the job is done."""

    __tablename__ = "alerts"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    point: Mapped[int]
    """The number of the contact point among those that alerts are sent to, from 0."""
    round: Mapped[AlertRound] = mapped_column(Word(AlertRound, 10))
    about: Mapped[str] = mapped_column(String(40), default="")
    """What tells it from others of its round: an urgency, the number of a message, a time."""
    repeat: Mapped[int] = mapped_column(default=0)
    """How often this call had been made before without anyone picking up."""


class Page(Base):
    """A page to one person on one channel: what its job is about, kept when the job is done."""

    __tablename__ = "pages"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    cause: Mapped[str] = mapped_column(String(160), index=True)
    """The same for everyone who is paged for one reason; compared, never read."""
    what: Mapped[str] = mapped_column(String(40))
    """What happened: a word of ``hotline.referrals.staff_notices.WHAT``."""
    staff_id: Mapped[int] = mapped_column(BigId)
    channel: Mapped[str] = mapped_column(String(10))
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referrals.id"), default=None)
    """The referral that it is about, if it is about one."""


class ReporterText(Base):
    """A text to a reporter: which entry of their report it carries."""

    __tablename__ = "reporter_texts"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[int] = mapped_column(BigId)
    """Kept when the report is erased and the entry is gone."""


class Delivery(Base):
    """A message that was handed to a channel, and what is known of its fate."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(Word(DeliveryState, 12))
    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("referrals.id"), default=None, index=True
    )
    contact_point: Mapped[int | None] = mapped_column(default=None)
    provider_id: Mapped[str | None] = mapped_column(String(80), default=None, index=True)
    detail: Mapped[str | None] = mapped_column(String(80), default=None)


class WorkerBeat(Base):
    """When a worker was last seen at work; nobody working is the one fault nothing else shows."""

    __tablename__ = "worker_beats"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
