"""Where reports went: routing decisions, and referrals to agencies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId, Word
from hotline.db.states import ReferralState
from hotline.domain import AnswerClock, OfferBy, Urgency


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

    ``position`` is its place in the chain of agencies that are asked one after the other; one with
    ``also`` is only notified, outside that chain.
    """

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("report_id", "agency_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    agency_id: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    how: Mapped[OfferBy] = mapped_column(Word(OfferBy, 10))
    ack_minutes: Mapped[int]
    created_at: Mapped[datetime]
    clock: Mapped[AnswerClock] = mapped_column(Word(AnswerClock, 8), default=AnswerClock.ALWAYS)
    also: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ReferralState] = mapped_column(
        Word(ReferralState, 14), default=ReferralState.PLANNED
    )
    offered_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    step: Mapped[int] = mapped_column(default=0)
    """How many escalation steps have been taken for this referral."""
    ack_code: Mapped[str] = mapped_column(String(8), default="", index=True)
    urgency: Mapped[Urgency] = mapped_column(Word(Urgency, 2), default=Urgency.P2)
    """The urgency that the agency last heard of; it hears again of a higher one."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str | None] = mapped_column(String(80), default=None)
    """How the answer came: ``link``, ``portal``, ``sms``, ``phone``, ``webhook``, ``staff:ID``."""
    reason: Mapped[str | None] = mapped_column(String(40), default=None)
    outcome: Mapped[str | None] = mapped_column(String(40), default=None)
    reference: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """The agency's own case number, sealed."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the agency reported the outcome."""


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
    page_digest: Mapped[str | None] = mapped_column(String(64), default=None)
    """Of which showing of its form it was answered."""
