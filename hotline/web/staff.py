"""People with a login: passwords (argon2id), sessions in the database, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.people import LoginSession, Staff
from hotline.deployment import Deployment
from hotline.privacy import audit, codes

COOKIE = "hotline_session"
ROLES = ("dispatcher", "supervisor", "auditor", "admin", "agency")
MIN_PASSWORD = 12
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=12)
PURPOSE = "csrf"


class StaffError(ValueError):
    """A login cannot be made as asked; the message says why."""


@dataclass(frozen=True)
class Visitor:
    """Who is looking: a person with a login, and the token that their forms must carry."""

    id: int
    name: str
    username: str
    role: str
    agency_id: str | None
    csrf: str
    last_at: datetime
    """When they last did something."""

    @property
    def actor(self) -> str:
        """How the audit trail names them."""
        return f"staff:{self.id}"

    def may(self, *roles: str) -> bool:
        """Whether they have one of the roles; an admin may do what a supervisor may."""
        return self.role in roles or (self.role == "admin" and "supervisor" in roles)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown name takes as long as a wrong password."""
    return _hasher().hash(codes.new_token())


def hash_of(password: str) -> str:
    """What is stored of a password: argon2id."""
    return _hasher().hash(password)


def add(
    db: DbSession,
    *,
    username: str,
    name: str,
    role: str,
    password: str,
    now: datetime,
    agency_id: str | None = None,
) -> Staff:
    """A new row; ``accounts.add`` is for people, and audits. Raises :class:`StaffError`."""
    if role not in ROLES:
        raise StaffError(f"there is no role {role!r}; use one of {', '.join(ROLES)}")
    if len(password) < MIN_PASSWORD:
        raise StaffError(f"a password needs at least {MIN_PASSWORD} characters")
    if db.scalars(select(Staff).where(Staff.username == username)).first():
        raise StaffError(f"the login {username!r} exists already")
    staff = Staff(
        username=username,
        name=name,
        role=role,
        password_hash=hash_of(password),
        created_at=now,
        agency_id=agency_id,
    )
    db.add(staff)
    return staff


def log_in(
    db: DbSession, dep: Deployment, username: str, password: str, now: datetime
) -> str | None:
    """A token for the cookie, or ``None``: wrong, locked or inactive, which all look the same."""
    staff = db.scalars(select(Staff).where(Staff.username == username).with_for_update()).first()
    right = fits(staff.password_hash if staff else _nobody(), password)
    if staff is None or not staff.active:
        return None
    if staff.locked_until is not None and staff.locked_until > now:
        return None
    if not right:
        staff.failed_logins += 1
        if staff.failed_logins >= FAILURES_BEFORE_LOCK:
            staff.failed_logins, staff.locked_until = 0, now + LOCKED_FOR
        audit.record(
            db, dep.keys, at=now, actor=f"staff:{staff.id}", action="login_failed", subject="login"
        )
        return None
    staff.failed_logins = 0
    token = codes.new_token()
    db.add(
        LoginSession(
            digest=codes.token_digest(token), staff_id=staff.id, created_at=now, last_at=now
        )
    )
    audit.record(
        db, dep.keys, at=now, actor=f"staff:{staff.id}", action="logged_in", subject="login"
    )
    return token


def fits(password_hash: str, password: str) -> bool:
    """Whether this is the password; slow on purpose."""
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


class Standing(StrEnum):
    """What a browser's cookie is worth now."""

    HERE = "here"
    IDLE = "idle"
    """Nobody did anything for a while: nothing is shown until the person logs in again."""
    GONE = "gone"


def standing(db: DbSession, dep: Deployment, token: str, now: datetime) -> Standing:
    """Whether the person with this cookie is here, idle, or gone."""
    session = _session(db, token)
    staff = db.get(Staff, session.staff_id) if session else None
    if session is None or staff is None or not staff.active:
        return Standing.GONE
    if now - session.created_at > LONGEST_SESSION:
        return Standing.GONE
    idle = timedelta(minutes=dep.settings.staff_idle_minutes)
    return Standing.IDLE if now - session.last_at > idle else Standing.HERE


def _session(db: DbSession, token: str) -> LoginSession | None:
    wanted = select(LoginSession).where(LoginSession.digest == codes.token_digest(token))
    return db.scalars(wanted).first()


def visitor(db: DbSession, dep: Deployment, token: str, now: datetime) -> Visitor | None:
    """Who has this cookie; ``None`` when it is unknown or was idle too long."""
    if standing(db, dep, token, now) is not Standing.HERE:
        return None
    session = _session(db, token)
    staff = db.get(Staff, session.staff_id) if session else None
    if session is None or staff is None:
        return None
    return Visitor(
        id=staff.id,
        name=staff.name,
        username=staff.username,
        role=staff.role,
        agency_id=staff.agency_id,
        csrf=dep.keys.mac(PURPOSE, session.digest.encode()),
        last_at=session.last_at,
    )


def touch(db: DbSession, token: str, now: datetime) -> None:
    """The visitor is still there."""
    session = _session(db, token)
    if session is not None:
        session.last_at = now


def owner(db: DbSession, token: str) -> int | None:
    """Whose cookie this is or was, as long as its session is remembered."""
    session = _session(db, token) if token else None
    return session.staff_id if session else None


def log_out(db: DbSession, token: str) -> None:
    """Forget the cookie."""
    db.execute(delete(LoginSession).where(LoginSession.digest == codes.token_digest(token)))
