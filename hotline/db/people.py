"""People with a login, their tasks, and the audit trail of what they saw and did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.types import Base, BigId


class Staff(Base):
    """A person with a login: dispatcher, supervisor, auditor, admin or agency user."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    agency_id: Mapped[str | None] = mapped_column(String(80), default=None)
    active: Mapped[bool] = mapped_column(default=True)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    reach: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """Where the service pages them: sealed JSON of ``phone`` and ``email``."""
    on_shift_until: Mapped[datetime | None] = mapped_column(default=None)
    calendar_digest: Mapped[str | None] = mapped_column(String(64), default=None, unique=True)
    """The digest of the secret in their calendar's address."""


class LoginSession(Base):
    """A browser that is logged in; only the digest of its cookie is stored."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]


class PasswordLink(Base):
    """A link by which somebody sets their own password, once; only the digest is stored."""

    __tablename__ = "password_links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]


class ApiToken(Base):
    """What an agency's own system shows to ask for its referrals; only its digest is stored."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    agency_id: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class AskedChange(Base):
    """A change of its own entry that an agency asks for, until the coordinator has decided.

    ``state``: open, published, declined or withdrawn. What is asked for is sealed.
    """

    __tablename__ = "asked_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    agency_id: Mapped[str] = mapped_column(String(80), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(10), default="open")
    body: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """JSON: the form's ``fields`` and ``why``."""
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str | None] = mapped_column(String(40), default=None)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """Why it was declined. Sealed."""


class SavedView(Base):
    """Filters of the queue that a person kept under a name."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str] = mapped_column(String(30))
    address: Mapped[str] = mapped_column(String(200))


class ShiftNote(Base):
    """What a shift tells the next one. Sealed with the deployment's key."""

    __tablename__ = "shift_notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Task(Base):
    """A follow-up task: something a person or the service must do by a time.

    ``state``: open, done or cancelled. ``fired_at`` is when its due time was acted upon.
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
    priority: Mapped[str] = mapped_column(String(2), default="P2")
    state: Mapped[str] = mapped_column(String(10), default="open")
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id"), default=None, index=True
    )
    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("referrals.id"), default=None, index=True
    )
    agency_id: Mapped[str | None] = mapped_column(String(80), default=None)
    fired_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[str | None] = mapped_column(String(40), default=None)
    overdue_at: Mapped[datetime | None] = mapped_column(default=None)
    """When supervisors were told that nobody did it."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """What is to be done, where the kind does not say it all. Sealed."""
    note: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """What was done. Sealed."""


class AuditEvent(Base):
    """One view, change or disclosure. Rows are only ever added; each one names the one before."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")
    chain: Mapped[str] = mapped_column(String(64), default="", unique=True)
    """Keyed checksum over the previous row's chain and this row."""
    key_id: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """The key of the checksum; empty in rows from before it was noted."""


class AuditHead(Base):
    """The one row that says how the audit chain ends; locking it puts writers in order."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(64))
    count: Mapped[int] = mapped_column(BigId)


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
