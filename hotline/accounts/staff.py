"""People with a login: passwords (argon2id), sessions in the database, and what a role may do."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import factors, linked
from hotline.accounts.factors import Need
from hotline.db.accounts import LoginSession, Staff
from hotline.db.audit import AuditEvent
from hotline.deployment import Deployment
from hotline.followups import paging
from hotline.privacy import codes
from hotline.unit_of_work import Tx

COOKIE = "hotline_session"
ROLES = ("dispatcher", "supervisor", "coordinator", "auditor", "admin", "agency")
"""What each may open: the table of :mod:`hotline.web.access`."""
GLASS_LASTS = timedelta(hours=1)
"""How long an admin who gave a reason may read reports."""
MIN_PASSWORD = 12
LONGEST_SESSION = timedelta(hours=12)
PURPOSE = "csrf"
HASHER = PasswordHasher(parallelism=1)
"""Makes and checks passwords at the passes and memory that RFC 9106 advises; only tests put in a
cheaper one. It advises four lanes too: they would take every processor of a small server, and a
text that arrives meanwhile needs one."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each password that is checked takes 64 MB and a processor for a while."""


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
    since: datetime | None = None
    """When they gave their password."""
    session: int = 0
    via: str = ""
    """``sso`` when they came from the provider of single sign-on."""
    enroll: Need | None = None
    """What they owe, when they have no second factor and need one."""
    glass_until: datetime | None = None
    """Until when an admin reads reports, for a reason that supervisors know."""

    @property
    def actor(self) -> str:
        """How the audit trail names them."""
        return f"staff:{self.id}"

    def may(self, *roles: str) -> bool:
        """Whether they have one of the roles.

        A coordinator may do what a supervisor may; so may, for an hour, an admin who gave a reason.
        """
        supervises = self.role == "coordinator" or self.glass_until is not None
        return self.role in roles or (supervises and "supervisor" in roles)

    @property
    def roles(self) -> frozenset[str]:
        """Their role, and a supervisor's while an admin may read for a reason."""
        return frozenset({self.role, "supervisor"} if self.glass_until else {self.role})

    @property
    def reads(self) -> bool:
        """Whether reports are theirs to see."""
        return self.may("dispatcher", "supervisor")


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown name takes as long as a wrong password."""
    return HASHER.hash(codes.new_token())


def hash_of(password: str) -> str:
    """What is stored of a password: argon2id."""
    with _AT_ONCE:
        return HASHER.hash(password)


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


@dataclass(frozen=True)
class Known:
    """A login by its name: what is needed to check a password outside any transaction."""

    id: int
    password_hash: str


def known(db: DbSession, dep: Deployment, username: str) -> Known | None:
    """The login with this name, if it may be used, and with a password."""
    named = select(Staff).where(Staff.username == username)
    return _with_password(db, dep, db.scalars(named).first())


def _with_password(db: DbSession, dep: Deployment, staff: Staff | None) -> Known | None:
    if staff is None or not staff.active or linked.password_is_off(db, dep, staff.id):
        return None
    return Known(staff.id, staff.password_hash)


def is_right(login: Known | None, password: str) -> bool:
    """Whether ``password`` is the login's. Takes a tenth of a second of computing and 64 MB.

    So never call it while a transaction is open, nor in more than two threads at a time. For an
    unknown name it takes as long.
    """
    right = fits(login.password_hash if login else _nobody(), password)
    return right and login is not None


@dataclass(frozen=True)
class Window:
    """The browser in which someone logs in: its kind, and whether they never did so in it."""

    kind: str = ""
    is_new: bool = False


def still(db: DbSession, dep: Deployment, login: Known) -> bool:
    """Whether the login was neither taken away nor given another password meanwhile."""
    return _with_password(db, dep, db.get(Staff, login.id)) == login


def enter(
    tx: Tx, staff_id: int, *, window: Window | None = None, factor: str = "", via: str = ""
) -> str:
    """A token for the cookie of someone whose password, and second factor if any, was right.

    ``via``: they came from the provider of single sign-on instead.

    When they never used this browser, and have logged in before, they are notified where they are
    paged.
    """
    window = window or Window()
    token, actor = codes.new_token(), f"staff:{staff_id}"
    is_new = window.is_new and _was_here(tx.db, actor)
    tx.db.add(
        LoginSession(
            digest=codes.token_digest(token),
            staff_id=staff_id,
            created_at=tx.now,
            last_at=tx.now,
            factor=factor,
            browser=window.kind,
            is_new=is_new,
            via=via,
        )
    )
    how = " ".join(dict.fromkeys(filter(None, (via, factor))))
    tx.record("logged_in", "login", how, actor=actor)
    if is_new:
        tx.record("new_browser", actor, actor=actor)
        cause = paging.Cause(paging.NEW_BROWSER, int(tx.now.timestamp()))
        paging.page_person(tx.acting(actor), tx.db.get_one(Staff, staff_id), cause)
    return token


def _was_here(db: DbSession, actor: str) -> bool:
    wanted = select(AuditEvent.id).where(
        AuditEvent.subject == "login",  # which has an index
        AuditEvent.actor == actor,
        AuditEvent.action == "logged_in",
    )
    return db.scalars(wanted.limit(1)).first() is not None


def note_failed(tx: Tx, login: Known) -> None:
    """Someone gave a wrong password for this login."""
    tx.record("login_failed", "login", actor=f"staff:{login.id}")


def fits(password_hash: str, password: str) -> bool:
    """Whether this is the password; slow on purpose."""
    try:
        with _AT_ONCE:
            return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


class Standing(StrEnum):
    """What a browser's cookie is worth now."""

    HERE = "here"
    IDLE = "idle"
    """Nobody did anything for a while: nothing is shown until the person logs in again."""
    GONE = "gone"


def standing(tx: Tx, token: str) -> Standing:
    """Whether the person with this cookie is here, idle, or gone."""
    session = _session(tx.db, token)
    staff = tx.db.get(Staff, session.staff_id) if session else None
    if session is None or staff is None or not staff.active:
        return Standing.GONE
    if tx.now - session.created_at > LONGEST_SESSION:
        return Standing.GONE
    idle = timedelta(minutes=tx.dep.settings.staff_idle_minutes)
    return Standing.IDLE if tx.now - session.last_at > idle else Standing.HERE


def _session(db: DbSession, token: str) -> LoginSession | None:
    wanted = select(LoginSession).where(LoginSession.digest == codes.token_digest(token))
    return db.scalars(wanted).first()


def visitor(tx: Tx, token: str) -> Visitor | None:
    """Who has this cookie; ``None`` when it is unknown or was idle too long."""
    if standing(tx, token) is not Standing.HERE:
        return None
    session = _session(tx.db, token)
    staff = tx.db.get(Staff, session.staff_id) if session else None
    if session is None or staff is None:
        return None
    open_glass = session.glass_until is not None and tx.now < session.glass_until
    return Visitor(
        id=staff.id,
        name=staff.name,
        username=staff.username,
        role=staff.role,
        agency_id=staff.agency_id,
        csrf=tx.dep.keys.mac(PURPOSE, session.digest.encode()),
        last_at=session.last_at,
        since=session.created_at,
        session=session.id,
        via=session.via,
        enroll=None if session.factor else factors.need(tx, staff),
        glass_until=session.glass_until if open_glass and staff.role == "admin" else None,
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
