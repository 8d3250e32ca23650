"""Logging in by way of an OpenID Connect provider: who is invited and linked, and who gets in.

A login is never made by the provider, and never found by a name or an address: an administrator
links it to the provider's own id for a person, or invites an email address, which links it the
first time someone comes whose address the provider has verified. The role is ours, unless the
settings give roles to groups. Every change and every refusal is audited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from hotline.accounts import linked, logins
from hotline.accounts.logins import BAD_EMAIL, By
from hotline.accounts.staff import StaffError
from hotline.db import line_options as options
from hotline.db.accounts import LinkedLogin, Staff
from hotline.domain import is_email_address
from hotline.followups import paging
from hotline.i18n import say
from hotline.transport.openid import LONGEST_SUBJECT, OpenId, Proven
from hotline.unit_of_work import Tx

VIA = "sso"
ACTOR = "single sign-on"
"""How the audit trail names someone who is not known to be anyone."""
NO_PROVIDER = "No single sign-on is set up (HOTLINE_OIDC_ISSUER). Nothing was changed."
LONGEST_EMAIL = 200
BAD_ID = "An id has 1 to {most} characters. The person sees theirs when they try to log in."
TAKEN = "That account is already linked to another login. Nothing was changed."
LAST_LOCAL = (
    "Linked logins have no password here, and this is the last administrator with one, who gets in "
    "when {name} is down. Add another administrator with a password first."
)
NEEDS_LOCAL = (
    "Add an administrator who logs in with a password first: without one nobody could log in to "
    "make changes when {name} is down."
)


@dataclass(frozen=True)
class Refused:
    """Someone who proved who they are to the provider, and does not get in here."""

    why: str


@dataclass(frozen=True)
class Admitted:
    """Someone who gets in; ``factor``: the provider has seen their second factor, and it counts."""

    staff_id: int
    factor: str


# What an administrator does ---------------------------------------------------------------------


def invite(tx: Tx, person: Staff, email: str) -> None:
    """Link the login the first time someone with this verified address comes.

    Raises :class:`StaffError`.
    """
    email = email.strip()
    if not is_email_address(email) or len(email) > LONGEST_EMAIL:
        raise StaffError(say(BAD_EMAIL, given=email[:LONGEST_EMAIL]))
    if any(_same(email, linked.email_of(tx.dep.keys, row)) for row in _waiting(tx, but=person.id)):
        raise StaffError(say(TAKEN))
    row = _new_row(tx, person)
    _seal_email(tx, row, email)
    _record(tx, person, "sso_invited")


def link(tx: Tx, person: Staff, subject: str) -> None:
    """Link the login to the provider's own id for a person. Raises :class:`StaffError`."""
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise StaffError(say(BAD_ID, most=LONGEST_SUBJECT))
    digest = linked.digest_of(_provider(tx).at.issuer, subject)
    wanted = select(LinkedLogin).where(LinkedLogin.digest == digest)
    taken = tx.db.scalars(wanted).first()
    if taken is not None and taken.staff_id != person.id:
        raise StaffError(say(TAKEN))
    row = _new_row(tx, person)
    row.digest, row.linked_at = digest, tx.now
    _linked(tx, person, "by id")


def unlink(tx: Tx, person: Staff) -> None:
    """The login is used with a password again; its browsers are logged out."""
    wanted = select(LinkedLogin).where(LinkedLogin.staff_id == person.id)
    for row in tx.db.scalars(wanted):
        tx.db.delete(row)
        logins.end_sessions(tx.db, person)
        _record(tx, person, "sso_unlinked")


def set_no_passwords(tx: Tx, wanted: bool) -> None:
    """Whether linked logins have no password from now on. Raises :class:`StaffError`."""
    if wanted == options.linked_have_no_password(tx.db):
        return
    if wanted:
        name = _provider(tx).at.name
        if not linked.local_admins(tx.db, tx.dep):
            raise StaffError(say(NEEDS_LOCAL, name=name))
    value = "yes" if wanted else "no"
    options.set_value(tx.db, options.NO_PASSWORDS, value)
    tx.record("rule_changed", f"rule:{options.NO_PASSWORDS}", value)


def _new_row(tx: Tx, person: Staff) -> LinkedLogin:
    """A new row for them: what was linked before ends."""
    issuer = _provider(tx).at.issuer
    needs_local = options.linked_have_no_password(tx.db) and person.role == "admin"
    if needs_local and not linked.local_admins(tx.db, tx.dep, but=person.id):
        raise StaffError(say(LAST_LOCAL, name=_provider(tx).at.name))
    unlink(tx, person)
    tx.db.flush()
    row = LinkedLogin(staff_id=person.id, issuer=issuer, created_at=tx.now)
    tx.db.add(row)
    tx.db.flush()
    return row


def _provider(tx: Tx) -> OpenId:
    if tx.dep.openid is None:
        raise StaffError(say(NO_PROVIDER))
    return tx.dep.openid


# Who comes from the provider --------------------------------------------------------------------


def admit(tx: Tx, proven: Proven, begun: datetime) -> Admitted | Refused:
    """Whether someone who logged in at the provider gets in, by an attempt begun at ``begun``."""
    row = _row_of(tx, proven)
    if row is None:
        tx.record("sso_refused", "login", "not linked", actor=ACTOR)
        return Refused("not linked")
    person = tx.db.get_one(Staff, row.staff_id)
    why = _refusal(tx, row, person, proven, begun)
    if why:
        tx.record("sso_refused", "login", why, actor=f"staff:{person.id}")
        return Refused(why)
    if row.digest is None:
        row.digest = linked.digest_of(proven.issuer, proven.subject)
        row.linked_at = tx.now
        _linked(tx.acting(f"staff:{person.id}"), person, "by email")
    factor = VIA if proven.methods & _provider(tx).at.factors else ""
    return Admitted(person.id, factor)


def _row_of(tx: Tx, proven: Proven) -> LinkedLogin | None:
    """By the provider's own id alone; by a verified address only what was never used."""
    digest = linked.digest_of(proven.issuer, proven.subject)
    wanted = select(LinkedLogin).where(LinkedLogin.digest == digest)
    known = tx.db.scalars(wanted.with_for_update()).first()
    if known is not None or not proven.email:
        return known
    invited = (
        row
        for row in _waiting(tx)
        if _same(proven.email, linked.email_of(tx.dep.keys, row)) and row.issuer == proven.issuer
    )
    return next(invited, None)


def _refusal(tx: Tx, row: LinkedLogin, person: Staff, proven: Proven, begun: datetime) -> str:
    """Why this person does not get in; empty if they do, with the role that they then have."""
    if not person.active:
        return "turned off"
    first = (
        update(LinkedLogin)
        .where(
            LinkedLogin.id == row.id,
            or_(LinkedLogin.begun_at.is_(None), LinkedLogin.begun_at < begun),
        )
        .values(begun_at=begun)
        .returning(LinkedLogin.id)
    )
    if tx.db.scalars(first).first() is None:
        return "used before"
    return _take_role(tx, person, proven)


def _take_role(tx: Tx, person: Staff, proven: Proven) -> str:
    """Give them the role of their group, where groups have roles; why they get in with none."""
    roles = _provider(tx).at.roles
    if not roles or person.role == "agency":
        return ""
    role = next((role for group, role in roles if group in proven.groups), "")
    if not role:
        return "in no group"
    if role != person.role:
        try:
            logins.set_role(tx.db, tx.dep, person, role, None, By(ACTOR, tx.now))
        except StaffError:
            return "last administrator"
    return ""


def _waiting(tx: Tx, *, but: int = 0) -> list[LinkedLogin]:
    wanted = select(LinkedLogin).where(LinkedLogin.digest.is_(None), LinkedLogin.staff_id != but)
    return list(tx.db.scalars(wanted.order_by(LinkedLogin.id).with_for_update()))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _seal_email(tx: Tx, row: LinkedLogin, email: str) -> None:
    row.body = tx.dep.keys.seal(email.encode(), linked.context(row))


def _linked(tx: Tx, person: Staff, how: str) -> None:
    _record(tx, person, "sso_linked", how)
    cause = paging.Cause(paging.LOGIN_LINKED, int(tx.now.timestamp()))
    paging.page_person(tx, person, cause)


def _record(tx: Tx, person: Staff, action: str, detail: str = "") -> None:
    tx.record(action, f"staff:{person.id}", detail)
