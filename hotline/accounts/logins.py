"""Logins and what is done with them: added, turned off, given another role, a password, ended.

Every change is a row of the audit trail, made in the same transaction. Whatever takes something
away from a login, or changes its password, ends its sessions at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import factors, linked, passwords, staff
from hotline.accounts.staff import StaffError
from hotline.db import line_options as options
from hotline.db.accounts import LoginSession, PasswordLink, Staff
from hotline.db.factors import LoginStep
from hotline.deployment import Deployment
from hotline.domain import hidden_characters
from hotline.followups import paging
from hotline.i18n import say
from hotline.privacy import codes
from hotline.unit_of_work import Tx

LINK_LASTS = timedelta(hours=24)
NO_AGENCY = "The role agency needs the id of an agency; “{given}” is none of the directory."
NOT_FOR_ROLE = "Only the role agency belongs to an agency; choose none for {role}."
LAST_ADMIN = "This is the last administrator who can log in; give someone else that role first."
UNKNOWN_ROLE = "There is no role “{given}”. The roles are: {roles}."
EXISTS = "The login “{given}” already exists; choose another."
BAD_NAME = (
    "A login has 2 to 40 letters, digits, dots, dashes, or underscores. A name is also required."
)
USERNAME = re.compile(r"[\w.@-]{2,40}")
BAD_EMAIL = "“{given}” is not an email address. Write it as name@example.org."
NOT_THE_SAME = "The two passwords are not the same. Nothing was changed."
HAS_NONE = "This login is used with {name} alone and has no password. Nothing was changed."
NO_LINK = (
    "This link was already used, has expired, or is not valid. Ask an administrator for a new one."
)


@dataclass(frozen=True)
class By:
    """Who does it, as the audit trail names them, and when."""

    actor: str
    at: datetime


def find(db: DbSession, username: str) -> Staff:
    """The login. Raises :class:`StaffError`."""
    person = db.scalars(select(Staff).where(Staff.username == username)).first()
    if person is None:
        raise StaffError(f"there is no login {username!r}; `hotline staff list` names them")
    return person


def agencies_of(db: DbSession, dep: Deployment) -> Collection[str]:
    """The ids that a login of the role agency may belong to."""
    return dep.library.current(db).rules.agencies.keys()


def check_role(role: str, agency_id: str | None, agencies: Collection[str]) -> None:
    """Raise :class:`StaffError` unless this role may stand with this agency."""
    if role not in staff.ROLES:
        raise StaffError(say(UNKNOWN_ROLE, given=role, roles=", ".join(staff.ROLES)))
    if role == "agency" and (not agency_id or agency_id not in agencies):
        raise StaffError(say(NO_AGENCY, given=agency_id or ""))
    if role != "agency" and agency_id:
        raise StaffError(say(NOT_FOR_ROLE, role=role))


def add(
    db: DbSession,
    dep: Deployment,
    by: By,
    *,
    username: str,
    name: str,
    role: str,
    agency_id: str | None = None,
    password_hash: str = "",
) -> Staff:
    """A new login. Without a password nobody can use it until a link has set one.

    ``password_hash`` is from :func:`good_hash`. Raises :class:`StaffError`.
    """
    if not USERNAME.fullmatch(username) or not name.strip() or hidden_characters(name):
        raise StaffError(say(BAD_NAME))
    if db.scalars(select(Staff).where(Staff.username == username)).first():
        raise StaffError(say(EXISTS, given=username))
    check_role(role, agency_id, agencies_of(db, dep) if role == "agency" else ())
    person = Staff(
        username=username,
        name=name.strip(),
        role=role,
        password_hash=password_hash,
        created_at=by.at,
        agency_id=agency_id,
    )
    db.add(person)
    db.flush()
    _note(db, dep, by, "login_added", person, detail=role)
    return person


def disable(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
    """Take the login away; its sessions, links and calendar end. Raises :class:`StaffError`."""
    _must_leave_an_admin(db, dep, person)
    person.active, person.on_shift_until, person.calendar_digest = False, None, None
    db.execute(delete(PasswordLink).where(PasswordLink.staff_id == person.id))
    db.execute(delete(LoginStep).where(LoginStep.staff_id == person.id))
    end_sessions(db, person)
    _note(db, dep, by, "login_disabled", person)


def enable(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
    """Give the login back, with the password it had."""
    person.active, person.failed_logins, person.locked_until = True, 0, None
    _note(db, dep, by, "login_enabled", person)


def set_role(
    db: DbSession, dep: Deployment, person: Staff, role: str, agency_id: str | None, by: By
) -> None:
    """Another role or agency; the sessions end. Raises :class:`StaffError`."""
    check_role(role, agency_id, agencies_of(db, dep) if role == "agency" else ())
    if role != "admin":
        _must_leave_an_admin(db, dep, person)
    before, person.role, person.agency_id = person.role, role, agency_id
    end_sessions(db, person)
    _note(db, dep, by, "role_changed", person, detail=f"{before} to {role}")


def good_hash(dep: Deployment, password: str, *about: str) -> str:
    """What to store of a new password. Slow on purpose: call it outside of any transaction.

    ``about``: the person's login and name. Raises :class:`StaffError` for a password that is too
    short or easy to guess.
    """
    match passwords.problem(password, (*about, dep.settings.line_name)):
        case passwords.SHORT:
            raise StaffError(say(passwords.SHORT, least=passwords.MIN_LENGTH))
        case passwords.COMMON:
            raise StaffError(say(passwords.COMMON))
    return staff.hash_of(password)


def new_hash(dep: Deployment, password: str, again: str, *about: str) -> str:
    """As :func:`good_hash`, for a form that asks for the password twice."""
    if password != again:
        raise StaffError(say(NOT_THE_SAME))
    return good_hash(dep, password[: passwords.LONGEST], *about)


def set_password(
    db: DbSession, dep: Deployment, person: Staff, password_hash: str, by: By, *, keep: str = ""
) -> None:
    """Another password, from :func:`good_hash`; every session but that of ``keep`` ends.

    Raises :class:`StaffError` for someone who has no password.
    """
    _must_have_password(db, dep, person)
    person.password_hash = password_hash
    person.failed_logins, person.locked_until = 0, None
    db.execute(delete(PasswordLink).where(PasswordLink.staff_id == person.id))
    db.execute(delete(LoginStep).where(LoginStep.staff_id == person.id))
    end_sessions(db, person, keep=keep)
    _note(db, dep, by, "password_changed", person)


def unlock(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
    """Forget the wrong passwords that locked the login."""
    person.failed_logins, person.locked_until = 0, None
    _note(db, dep, by, "login_unlocked", person)


def sessions(db: DbSession, person: Staff) -> Sequence[LoginSession]:
    """The browsers in which they are logged in, or were until lately; the newest first."""
    wanted = select(LoginSession).where(LoginSession.staff_id == person.id)
    return db.scalars(wanted.order_by(LoginSession.last_at.desc(), LoginSession.id.desc())).all()


def end_sessions(db: DbSession, person: Staff, *, keep: str = "") -> int:
    """End every session of theirs but the one with the cookie ``keep``; how many."""
    ended = delete(LoginSession).where(LoginSession.staff_id == person.id)
    if keep:
        ended = ended.where(LoginSession.digest != codes.token_digest(keep))
    return len(db.scalars(ended.returning(LoginSession.id)).all())


def end_session(db: DbSession, dep: Deployment, person: Staff, session_id: int, by: By) -> bool:
    """End one session of theirs; whether there was one."""
    session = db.get(LoginSession, session_id)
    if session is None or session.staff_id != person.id:
        return False
    db.delete(session)
    _note(db, dep, by, "session_ended", person, detail=session.browser)
    return True


def reset_factors(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
    """Someone lost phone and recovery codes: they start over, logged out everywhere."""
    factors.forget_all(db, person.id)
    end_sessions(db, person)
    _note(db, dep, by, "factors_reset", person)
    cause = paging.Cause(paging.FACTOR_CHANGED, int(by.at.timestamp()))
    paging.page_person(Tx(db, dep, by.at, by.actor), person, cause)


def factor_changed(
    db: DbSession, dep: Deployment, person: Staff, by: By, what: str, *, keep: str
) -> None:
    """They changed a second factor of their own: audited, notified; other sessions end."""
    end_sessions(db, person, keep=keep)
    _note(db, dep, by, what, person)
    cause = paging.Cause(paging.FACTOR_CHANGED, int(by.at.timestamp()))
    paging.page_person(Tx(db, dep, by.at, by.actor), person, cause)


def log_out_everywhere(
    db: DbSession, dep: Deployment, person: Staff, by: By, *, keep: str = ""
) -> int:
    """As :func:`end_sessions`, with its row of the audit trail."""
    count = end_sessions(db, person, keep=keep)
    _note(db, dep, by, "sessions_ended", person, detail=str(count))
    return count


# One-time links -----------------------------------------------------------------------------------


def new_link(db: DbSession, dep: Deployment, person: Staff, by: By) -> str:
    """An address at which they set their own password, once, within a day; older ones end.

    Raises :class:`StaffError` for someone who has no password.
    """
    _must_have_password(db, dep, person)
    db.execute(delete(PasswordLink).where(PasswordLink.staff_id == person.id))
    token = codes.new_token()
    db.add(
        PasswordLink(
            digest=codes.token_digest(token), staff_id=person.id, expires_at=by.at + LINK_LASTS
        )
    )
    _note(db, dep, by, "password_link_made", person)
    return f"{dep.settings.base_url}/password/{token}"


def whose_link(db: DbSession, dep: Deployment, token: str) -> Staff | None:
    """Whose password the link with this token sets; ``None`` when it does not work any more."""
    wanted = select(PasswordLink).where(PasswordLink.digest == codes.token_digest(token))
    link = db.scalars(wanted.with_for_update()).first()
    if link is None or link.expires_at <= dep.clock():
        return None
    person = db.get(Staff, link.staff_id)
    if person is None or not person.active or linked.password_is_off(db, dep, person.id):
        return None
    return person


def _must_have_password(db: DbSession, dep: Deployment, person: Staff) -> None:
    if dep.openid is not None and linked.password_is_off(db, dep, person.id):
        raise StaffError(say(HAS_NONE, name=dep.openid.at.name))


def _must_leave_an_admin(db: DbSession, dep: Deployment, person: Staff) -> None:
    if person.role != "admin" or not person.active:
        return
    if options.linked_have_no_password(db) and not linked.local_admins(db, dep, but=person.id):
        raise StaffError(say(LAST_ADMIN))
    others = select(func.count(Staff.id)).where(
        Staff.role == "admin", Staff.active.is_(True), Staff.id != person.id
    )
    if not db.scalar(others):
        raise StaffError(say(LAST_ADMIN))


def _note(
    db: DbSession, dep: Deployment, by: By, action: str, person: Staff, *, detail: str = ""
) -> None:
    subject = f"staff:{person.id}"
    Tx(db, dep, by.at, by.actor).record(action, subject, detail)
