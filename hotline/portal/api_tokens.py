"""Tokens for agencies' own systems: made and revoked by an agency's people, shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import ApiToken
from hotline.deployment import Deployment
from hotline.privacy import audit, codes

MOST = 20
NOTICED_AFTER = timedelta(minutes=1)
PREFIX = "hl_"
"""So that a token in a log or a repository is known for what it is."""


def make(
    db: DbSession, dep: Deployment, *, agency_id: str, name: str, by: str, now: datetime
) -> str | None:
    """A new token; ``None`` when the agency has as many as it may."""
    if len([row for row in of_agency(db, agency_id) if row.revoked_at is None]) >= MOST:
        return None
    token = PREFIX + codes.new_token()
    db.add(
        ApiToken(
            digest=codes.token_digest(token),
            agency_id=agency_id,
            name=name[:60] or "unnamed",
            created_at=now,
            created_by=by,
        )
    )
    _note(db, dep, by, "token_made", agency_id, now)
    return token


def revoke(
    db: DbSession, dep: Deployment, token_id: int, *, agency_id: str, by: str, now: datetime
) -> None:
    """The token works no more; another agency's is not touched."""
    row = db.get(ApiToken, token_id)
    if row is not None and row.agency_id == agency_id and row.revoked_at is None:
        row.revoked_at = now
        _note(db, dep, by, "token_revoked", agency_id, now)


def of_agency(db: DbSession, agency_id: str) -> Sequence[ApiToken]:
    """An agency's tokens, the latest first."""
    wanted = select(ApiToken).where(ApiToken.agency_id == agency_id).order_by(ApiToken.id.desc())
    return db.scalars(wanted).all()


def agency_of(db: DbSession, token: str, now: datetime) -> ApiToken | None:
    """The token's row, if it works; its use is noted at most once a minute."""
    wanted = select(ApiToken).where(ApiToken.digest == codes.token_digest(token))
    row = db.scalars(wanted).first()
    if row is None or row.revoked_at is not None:
        return None
    if row.used_at is None or now - row.used_at > NOTICED_AFTER:
        row.used_at = now
    return row


def _note(
    db: DbSession, dep: Deployment, by: str, action: str, agency_id: str, now: datetime
) -> None:
    audit.record(db, dep.keys, at=now, actor=by, action=action, subject=f"agency:{agency_id}")
