"""Second factors of logins, the step between password and second factor, and rules for logins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.columns import Base, BigId


class SecondFactor(Base):
    """An authenticator app (``totp``) or a passkey of one person; it counts once confirmed."""

    __tablename__ = "second_factors"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    """The app's secret, or JSON of the passkey's id and public key; sealed."""
    digest: Mapped[str | None] = mapped_column(String(64), default=None, unique=True)
    """Of a passkey's id, so that no second login can have the same one."""
    counter: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last step for which a code was taken, or a passkey's signature counter."""
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class RecoveryCode(Base):
    """A code for one login without the second factor; only its digest is stored."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class LoginStep(Base):
    """Someone whose password was right and who owes a second factor, or who adds a passkey.

    Known by the digest of a cookie. ``challenge`` is what a passkey has to sign, once.
    """

    __tablename__ = "login_steps"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    wrong: Mapped[int] = mapped_column(default=0)
    via: Mapped[str] = mapped_column(String(10), default="")
    """``sso`` for someone who comes from the provider rather than from the password."""


class LineOption(Base):
    """A rule that the admin set on the page of logins."""

    __tablename__ = "line_options"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40))
