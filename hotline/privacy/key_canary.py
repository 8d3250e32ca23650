"""Whether the deployment's keys are those that sealed its database, asked before anything is done.

For every key that seals here a known text is kept, sealed under it. A start with a wrong or missing
key would make every report unreadable and seal new ones under a key that nobody keeps; so it is
refused, and the sentence says which key is wanted.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.db.accounts import Staff
from hotline.db.keys import SealingKey
from hotline.db.reports import Report, Reporter
from hotline.privacy.keys import HEADER_BYTES, KeyRing, SealError
from hotline.settings import SettingsError

_SAID = b"these keys fit"
REMEDY = "Nothing was changed. Set HOTLINE_SECRET_KEYS to the keys this database was made with"


class WrongKeysError(SettingsError):
    """The keys of this environment are not those of this database; one line says which."""


def fault(db: Session, keys: KeyRing) -> str:
    """Why ``keys`` do not fit this database, in one sentence; empty when they do."""
    known = db.scalars(select(SealingKey).where(SealingKey.retired_at.is_(None))).all()
    missing = [row.key_id for row in known if not _opens(keys, row)]
    if not known:
        used = _sealed_under(db)
        missing = used if not set(used) & set(keys.ids) else []
    if not missing:
        return ""
    wanted = ", ".join(missing)
    if len(missing) == len(known) or not set(keys.ids) & {row.key_id for row in known}:
        return f"HOTLINE_SECRET_KEYS holds none of this database's keys ({wanted}). {REMEDY}."
    return (
        f"HOTLINE_SECRET_KEYS lacks a key that sealed data here ({wanted}). {REMEDY}; an old key "
        "stays behind the newest until `hotline keys retire` says that it is not needed."
    )


def _opens(keys: KeyRing, row: SealingKey) -> bool:
    try:
        return keys.open(row.canary, _context(row.key_id)) == _SAID
    except SealError:
        return False


def _sealed_under(db: Session) -> list[str]:
    """The ids of the keys that seal data in a database from before there were canaries."""
    found: set[bytes] = set()
    for column in (Report.sealed_key, Reporter.handle, Staff.reach):
        sealed = select(func.substr(column, 2, HEADER_BYTES - 1)).where(func.length(column) > 0)
        found |= {bytes(one) for one in db.scalars(sealed.distinct())}
    return sorted(one.hex() for one in found)


def plant(db: Session, keys: KeyRing, now: datetime) -> None:
    """Keep a canary of every key that has none. Raises :class:`WrongKeysError`."""
    wrong = fault(db, keys)
    if wrong:
        raise WrongKeysError(wrong)
    known = set(db.scalars(select(SealingKey.key_id)))
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    for key_id in keys.ids:
        if key_id not in known:
            canary = keys.seal_under(key_id, _SAID, _context(key_id))
            values = {"key_id": key_id, "canary": canary, "since": now}
            db.execute(insert(SealingKey).values(values).on_conflict_do_nothing())


def _context(key_id: str) -> str:
    return f"canary:{key_id}"
