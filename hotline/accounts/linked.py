"""Which logins are linked to the OpenID Connect provider, and whether their password counts."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.db import line_options as options
from hotline.db.accounts import LinkedLogin, Staff
from hotline.deployment import Deployment
from hotline.privacy import codes
from hotline.privacy.keys import KeyRing, SealError


def of_person(db: DbSession, dep: Deployment, staff_id: int) -> LinkedLogin | None:
    """Their link or invitation, if it is to the provider that the settings name."""
    wanted = select(LinkedLogin).where(LinkedLogin.staff_id == staff_id)
    row = db.scalars(wanted).first()
    ours = dep.openid is not None and row is not None and row.issuer == dep.openid.at.issuer
    return row if ours else None


def digest_of(issuer: str, subject: str) -> str:
    """What is stored of the provider's id for a person."""
    return codes.token_digest(json.dumps([issuer, subject]))


def email_of(keys: KeyRing, row: LinkedLogin) -> str:
    """The address that was invited, or that the provider named; empty where none is known."""
    try:
        return keys.open(row.body, context(row)).decode() if row.body else ""
    except SealError:
        return ""


def context(row: LinkedLogin) -> str:
    """What its address is sealed for."""
    return f"linked login:{row.id}"


def password_is_off(db: DbSession, dep: Deployment, staff_id: int) -> bool:
    """Whether this login is used by way of the provider alone.

    Without the provider's settings every password counts, so that nobody is shut out by a change.
    """
    if dep.openid is None or not options.linked_have_no_password(db):
        return False
    row = of_person(db, dep, staff_id)
    return row is not None and row.digest is not None


def has_no_password(db: DbSession, dep: Deployment, staff_id: int) -> bool:
    """Whether this person can give no password: it is off, or they never had one."""
    return not db.get_one(Staff, staff_id).password_hash or password_is_off(db, dep, staff_id)


def local_admins(db: DbSession, dep: Deployment, *, but: int = 0) -> int:
    """How many administrators get in when the provider is down: active, with a password that
    counts whatever the rule for linked logins says.
    """
    issuer = dep.openid.at.issuer if dep.openid is not None else ""
    linked = select(LinkedLogin.staff_id).where(LinkedLogin.issuer == issuer)
    wanted = select(func.count(Staff.id)).where(
        Staff.role == "admin",
        Staff.active.is_(True),
        Staff.password_hash != "",
        Staff.id != but,
        Staff.id.not_in(linked),
    )
    return db.scalar(wanted) or 0
