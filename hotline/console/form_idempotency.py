"""A form that is sent twice, on a slow line or with a double click, is done once.

Each form that makes something carries a random token. The token is noted in the same transaction
as what it made, in the table that also remembers answered webhooks, and forgotten after a day.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Exchange
from hotline.deployment import Deployment
from hotline.privacy import codes

FIELD = "once"
_CONTEXT = "form"


def token() -> str:
    """For the hidden field of a form."""
    return codes.new_token()


def made_before(db: DbSession, dep: Deployment, fields: Mapping[str, str]) -> str | None:
    """What this form made when it was sent before, or ``None`` when it is new."""
    key = _key(fields)
    row = db.scalars(select(Exchange).where(Exchange.key == key)).first() if key else None
    return dep.keys.open(row.answer, _CONTEXT).decode() if row else None


def note(db: DbSession, dep: Deployment, fields: Mapping[str, str], made: str = "done") -> None:
    """Note what the form made. Sent twice at once, the second breaks on the unique key."""
    key = _key(fields)
    if key:
        sealed = dep.keys.seal(made.encode(), _CONTEXT)
        db.add(Exchange(key=key, at=dep.clock(), answer=sealed))
        db.flush()


def _key(fields: Mapping[str, str]) -> str:
    given = fields.get(FIELD, "")
    return f"form:{given}"[:120] if given else ""
