"""What was reported: reporters, contacts, reports and their entries, and the answers we gave.

What a person said, and all that is derived from its words, is sealed with the report's own key
(``hotline.privacy.keys.ReportKey``); the few plain columns are what queues and counts need.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId, Word
from hotline.db.states import AttachmentState, ReportState
from hotline.domain import Known, Lookalike, Medium, Role, Type, Urgency

ACCOUNT = "told"
"""The ``kind`` of an :class:`Entry` with the reporter's own words, as stored."""
PROVIDER_ID = 128
"""The longest id of a provider's, with a mark of ours after it; see ``providers.events``."""


class Reporter(Base):
    """Who calls or texts: a pseudonym, and for a while a sealed handle to answer with."""

    __tablename__ = "reporters"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    pseudonym: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    handle: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    handle_expires_at: Mapped[datetime | None] = mapped_column(default=None)
    opted_out_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they texted STOP or the provider said so: nothing is sent any more."""
    failed_codes: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    key_id: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """The newest key in ``pseudonym``; empty in rows from before it was noted."""


class Report(Base):
    """A tip."""

    __tablename__ = "reports"
    __table_args__ = (
        Index(
            "ix_reports_open",
            "urgency",
            "created_at",
            "id",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
        Index(
            "ix_reports_closed",
            "closed_at",
            "id",
            sqlite_where=text("state = 'closed'"),
            postgresql_where=text("state = 'closed'"),
        ),
        Index(
            "ix_reports_open_place",
            "state_code",
            "urgency",
            "created_at",
            "id",
            "county_fips",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
        Index(
            "ix_reports_open_claimed",
            "claimed_by",
            "urgency",
            "created_at",
            "id",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
        Index(
            "ix_reports_kept",
            "closed_at",
            "id",
            sqlite_where=text("state = 'closed' AND length(sealed_key) > 0"),
            postgresql_where=text("state = 'closed' AND length(sealed_key) > 0"),
        ),
        Index(
            "ix_reports_surge",
            "surge_id",
            "id",
            sqlite_where=text("surge_id IS NOT NULL AND state != 'closed'"),
            postgresql_where=text("surge_id IS NOT NULL AND state != 'closed'"),
        ),
        Index("ix_reports_updated", "updated_at"),
        Index("ix_reports_created", "created_at"),
        Index("ix_reports_county", "state_code", "county_fips", "created_at"),
        Index(
            "ix_reports_open_county",
            "state_code",
            "county_fips",
            "urgency",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    tip_id: Mapped[str] = mapped_column(String(9), unique=True)
    return_code_mac: Mapped[str] = mapped_column(String(64))
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    medium: Mapped[Medium] = mapped_column(Word(Medium, 8))
    state: Mapped[ReportState] = mapped_column(Word(ReportState, 10), default=ReportState.RECEIVING)
    type: Mapped[Type] = mapped_column(Word(Type, 16), default=Type.NOT_SPECIFIED)
    urgency: Mapped[Urgency] = mapped_column(Word(Urgency, 2), default=Urgency.P2)
    role: Mapped[Role] = mapped_column(Word(Role, 16), default=Role.UNKNOWN)
    minor: Mapped[Known] = mapped_column(Word(Known, 8), default=Known.UNKNOWN)
    language: Mapped[str] = mapped_column(String(8), default="und")
    lookalike: Mapped[Lookalike | None] = mapped_column(Word(Lookalike, 32), default=None)
    state_code: Mapped[str | None] = mapped_column(String(2), default=None)
    county_fips: Mapped[str | None] = mapped_column(String(5), default=None)
    assessment: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """Sealed JSON: place, findings with evidence, answers, consents."""
    reporter_id: Mapped[int | None] = mapped_column(
        ForeignKey("reporters.id"), default=None, index=True
    )
    routed_at: Mapped[datetime | None] = mapped_column(default=None)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    disposition: Mapped[str | None] = mapped_column(String(32), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    is_test: Mapped[bool] = mapped_column(default=False)
    failed_codes: Mapped[int] = mapped_column(default=0)
    """Wrong return codes since the last right one, from whomever."""
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when no return code opens it."""
    code_key_id: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """The newest key in ``return_code_mac``; empty in rows from before it was noted."""
    surge_id: Mapped[int | None] = mapped_column(BigId, default=None)
    """The surge of near copies that it belongs to, if it does; see ``hotline.db.floods``."""


class ReportLink(Base):
    """Two reports that a person looked at together: about the same thing, or not."""

    __tablename__ = "report_links"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    first_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    """The older of the two."""
    second_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    related: Mapped[bool]
    """``False`` when the suggestion was dismissed."""
    at: Mapped[datetime]
    linked_by: Mapped[str] = mapped_column(String(40))


class Contact(Base):
    """One call, or one text conversation, and where it is in its flow."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "ix_contacts_open",
            "expires_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_contacts_reporter", "reporter_id", "medium", "ended_at"),
        Index("ix_contacts_started", "medium", "started_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    medium: Mapped[Medium] = mapped_column(Word(Medium, 8))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("reporters.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    version: Mapped[str] = mapped_column(String(64))
    """The published version whose flows and rules this contact began with."""
    started_at: Mapped[datetime]
    last_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    provider_sid: Mapped[str | None] = mapped_column(String(PROVIDER_ID), unique=True, default=None)
    language: Mapped[str] = mapped_column(String(8), default="en")
    session: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """Sealed JSON of ``flows.Session``."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(String(24), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a live person took the call."""


class Entry(Base):
    """One thing in a report's story.

    ``kind``: :data:`ACCOUNT`, answer, line, message, note, picture, …
    """

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_provider_sid", "provider_sid"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(40))
    """``reporter``, ``line``, ``staff:ID`` or ``agency:ID``."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8), default="und")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), default=None)
    provider_sid: Mapped[str | None] = mapped_column(String(PROVIDER_ID), default=None)


class Attachment(Base):
    """Something that came with a text, or a voice message: sealed with its report's key."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """See ``hotline.intake.attachment_types``."""
    at: Mapped[datetime]
    provider_sid: Mapped[str] = mapped_column(String(PROVIDER_ID), unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), default=None)
    state: Mapped[AttachmentState] = mapped_column(
        Word(AttachmentState, 10), default=AttachmentState.WAITING
    )
    content_type: Mapped[str] = mapped_column(String(40), default="")
    """What its first bytes say that it is, never what the sender said."""
    size: Mapped[int] = mapped_column(default=0)
    cleaned: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether place, time, device and owner were taken out; if not, it is shown with a warning."""
    body: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)


class Exchange(Base):
    """An answered webhook: the provider's retry gets the same answer and changes nothing."""

    __tablename__ = "exchanges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    """The answer to the webhook, sealed: it holds the tip ID and the return code."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), default=None)


class QuarterFigures(Base):
    """The local figures of a finished quarter as they were first shown; they never change.

    ``body`` is JSON, and holds nothing that is hidden.
    """

    __tablename__ = "quarter_figures"

    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary)
