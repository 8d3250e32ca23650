"""Rules for logins and publishing that the admin sets on the page of logins."""

from __future__ import annotations

from sqlalchemy.orm import Session as DbSession

from hotline.db.factors import LineOption

GRACE_DAYS = "second_factor_grace_days"
SECOND_PERSON = "second_person_publishes"
NO_PASSWORDS = "linked_logins_have_no_password"
USUAL_GRACE, LONGEST_GRACE = 14, 90


def grace_days(db: DbSession) -> int:
    """Days in which a new login may do without a second factor."""
    value = _value(db, GRACE_DAYS)
    return int(value) if value else USUAL_GRACE


def needs_second_person(db: DbSession) -> bool:
    """Whether flows, rules and agencies are published only once a second person agreed."""
    return _value(db, SECOND_PERSON) == "yes"


def linked_have_no_password(db: DbSession) -> bool:
    """Whether logins that are linked to the OpenID Connect provider have no password."""
    return _value(db, NO_PASSWORDS) == "yes"


def set_value(db: DbSession, name: str, value: str) -> bool:
    """Set a rule; whether that changed it."""
    if _value(db, name) == value:
        return False
    db.merge(LineOption(name=name, value=value))
    return True


def _value(db: DbSession, name: str) -> str:
    row = db.get(LineOption, name)
    return row.value if row is not None else ""
