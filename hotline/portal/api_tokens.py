"""Tokens for agencies' own systems: made and revoked by an agency's people, shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import ApiToken
from hotline.privacy import codes
from hotline.unit_of_work import Tx

MOST = 20
SCOPES = ("list", "read", "answer")
"""What a token may do, each with all before it: see what waits, read accounts, answer."""
LASTS_DAYS = (365, 90, 30)
NOTICED_AFTER = timedelta(minutes=1)
PREFIX = "hl_"
"""So that a token in a log or a repository is known for what it is."""


def make(
    tx: Tx, *, agency_id: str, name: str, scope: str = "answer", days: int = LASTS_DAYS[0]
) -> str | None:
    """A new token; ``None`` when the agency has as many as it may.

    An unknown scope is the smallest, an unknown number of days the shortest.
    """
    if len([row for row in of_agency(tx.db, agency_id) if is_good(row, tx.now)]) >= MOST:
        return None
    scope = scope if scope in SCOPES else SCOPES[0]
    days = days if days in LASTS_DAYS else LASTS_DAYS[-1]
    token = PREFIX + codes.new_token()
    tx.db.add(
        ApiToken(
            digest=codes.token_digest(token),
            agency_id=agency_id,
            name=name[:60] or "unnamed",
            created_at=tx.now,
            created_by=tx.by,
            scope=scope,
            expires_at=tx.now + timedelta(days=days),
        )
    )
    _note(tx, "token_made", agency_id, detail=f"{scope}, {days} days")
    return token


def revoke(tx: Tx, token_id: int, *, agency_id: str) -> None:
    """The token works no more; another agency's is not touched."""
    row = tx.db.get(ApiToken, token_id)
    if row is not None and row.agency_id == agency_id and row.revoked_at is None:
        row.revoked_at = tx.now
        _note(tx, "token_revoked", agency_id)


def of_agency(db: DbSession, agency_id: str) -> Sequence[ApiToken]:
    """An agency's tokens, the latest first."""
    wanted = select(ApiToken).where(ApiToken.agency_id == agency_id).order_by(ApiToken.id.desc())
    return db.scalars(wanted).all()


def is_good(row: ApiToken, now: datetime) -> bool:
    """Whether it was neither revoked nor has run out."""
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def may(row: ApiToken, scope: str) -> bool:
    """Whether the token covers ``scope``."""
    return SCOPES.index(row.scope) >= SCOPES.index(scope)


def agency_of(db: DbSession, token: str, now: datetime) -> ApiToken | None:
    """The token's row, if it works; its use is noted at most once a minute."""
    wanted = select(ApiToken).where(ApiToken.digest == codes.token_digest(token))
    row = db.scalars(wanted).first()
    if row is None or not is_good(row, now):
        return None
    if row.used_at is None or now - row.used_at > NOTICED_AFTER:
        row.used_at = now
    return row


def _note(tx: Tx, action: str, agency_id: str, detail: str = "") -> None:
    subject = f"agency:{agency_id}"
    tx.record(action, subject, detail)
