"""People with a login: sessions, tokens, saved views, and notes from shift to shift."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class Staff(Base):
    """A person with a login; its role is one of ``accounts.staff.ROLES``."""

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
    grace_from: Mapped[datetime | None] = mapped_column(default=None)
    """From when the days to add a second factor count, when not from ``created_at``."""


class LoginSession(Base):
    """A browser that is logged in; only the digest of its cookie is stored."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    factor: Mapped[str] = mapped_column(String(10), default="")
    """The second factor that was given: ``totp``, ``passkey``, ``recovery``; empty for none."""
    browser: Mapped[str] = mapped_column(String(40), default="")
    """The kind of browser and system, such as "Firefox, Android"."""
    is_new: Mapped[bool] = mapped_column(default=False)
    """Whether it is the first login of this person in this browser."""
    glass_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when an admin who gave a reason may read reports."""
    via: Mapped[str] = mapped_column(String(10), default="")
    """``sso`` for a login at the provider; empty for one with a password."""


class LinkedLogin(Base):
    """A login that its owner may use by way of the OpenID Connect provider.

    Until they do so for the first time it is an invitation to an email address; from then on the
    provider's own id for them counts, and nothing else.
    """

    __tablename__ = "linked_logins"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), unique=True)
    issuer: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    """The email address, for the admin's page and for the first time; sealed."""
    digest: Mapped[str | None] = mapped_column(String(64), default=None, unique=True)
    """Of the issuer and its id for the person; ``None`` until the first time."""
    linked_at: Mapped[datetime | None] = mapped_column(default=None)
    begun_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the newest attempt that got in was begun: none begun before it does so again."""


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
    scope: Mapped[str] = mapped_column(String(10), default="answer")
    """``list`` (what waits), ``read`` (also the accounts) or ``answer`` (also answers)."""
    expires_at: Mapped[datetime | None] = mapped_column(default=None)


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


class ShiftNoteRead(Base):
    """Someone has read a note from shift to shift."""

    __tablename__ = "shift_note_reads"

    note_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("shift_notes.id"), primary_key=True, autoincrement=False
    )
    staff_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("staff.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]


class PasswordLink(Base):
    """A link with which someone sets their own password, once; only the digest is stored."""

    __tablename__ = "password_links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]
