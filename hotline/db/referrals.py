"""Where reports went: decisions, referrals to agencies, and the jobs that carry it all out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.types import Base, BigId


class DecisionRow(Base):
    """What routing decided, when, by which version; the reasons are sealed."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    at: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Referral(Base):
    """A report offered to one agency.

    ``state`` moves forward only: planned, offered, acknowledged, then closed; or declined,
    unanswered, recalled. ``position`` is the order in the chain; ``also`` stands beside it.
    """

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("report_id", "agency_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    agency_id: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    how: Mapped[str] = mapped_column(String(10))
    """``alert`` or ``hand_off``."""
    ack_minutes: Mapped[int]
    created_at: Mapped[datetime]
    clock: Mapped[str] = mapped_column(String(8), default="always")
    also: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(14), default="planned")
    offered_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    step: Mapped[int] = mapped_column(default=0)
    """How many escalation steps have been taken for this referral."""
    ack_code: Mapped[str] = mapped_column(String(8), default="", index=True)
    urgency: Mapped[str] = mapped_column(String(2), default="P2")
    """The urgency that the agency was last told; a report that became more urgent is told again."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str | None] = mapped_column(String(80), default=None)
    """How the answer came: ``link``, ``portal``, ``sms``, ``phone``, ``webhook``, ``staff:ID``."""
    reason: Mapped[str | None] = mapped_column(String(40), default=None)
    outcome: Mapped[str | None] = mapped_column(String(40), default=None)
    reference: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """The agency's own case number, sealed."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the agency told the outcome."""


class ReferralMessage(Base):
    """What an agency and the dispatchers write to each other about a report.

    ``side`` is who wrote: agency or dispatcher. The words are sealed with the report's own key.
    """

    __tablename__ = "referral_messages"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    at: Mapped[datetime]
    side: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(80))
    """``staff:ID``, or how it came from the agency, as in ``answered_by``."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the agency first opened what a dispatcher wrote."""


class AlertLink(Base):
    """A link sent in an alert; only the digest of its token is stored."""

    __tablename__ = "alert_links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    """How often a wrong code was typed behind it."""


class Job(Base):
    """Something due: a message to send, a clock that runs out, a thing to clean up.

    ``state``: due, leased, done, dead or cancelled. ``key`` makes the same cause schedule the same
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
    """What goes first when several are due: lower before higher, see ``hotline.outbox.rank_of``."""
    state: Mapped[str] = mapped_column(String(10), default="due")
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


class Delivery(Base):
    """A message that was handed to a channel, and what is known of its fate."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    """``accepted``, ``sent``, ``delivered`` or ``failed``: forward only."""
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


class Probe(Base):
    """A row that is written to see whether anything can be (``hotline.db.health``)."""

    __tablename__ = "probes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
