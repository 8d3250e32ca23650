"""What an older key derived, kept sealed under the newest so that its checksums are recognized."""

from __future__ import annotations

import base64
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.db.keys import KeyPredecessor, SealingKey
from hotline.privacy.keys import KeyRing, Predecessor, SealError


def note(db: Session, keys: KeyRing) -> None:
    """Keep what recognizes the checksums of the older keys, before any is laid over."""
    known = {(row.key_id, row.heir_id) for row in db.scalars(select(KeyPredecessor))}
    retired = set(db.scalars(select(SealingKey.key_id).where(SealingKey.retired_at.is_not(None))))
    for key_id in keys.ids[1:]:
        made = keys.predecessor(key_id)
        if (key_id, made.heir_id) in known or key_id in retired:
            continue
        derived = {name: base64.b64encode(key).decode() for name, key in made.derived.items()}
        sealed = keys.seal(json.dumps(derived).encode(), f"predecessor:{key_id}")
        db.add(KeyPredecessor(key_id=key_id, heir_id=made.heir_id, derived=sealed))


def inherit(db: Session, keys: KeyRing) -> None:
    """Have ``keys`` recognize what the line's earlier keys made. A key that is missing is skipped:
    :mod:`hotline.privacy.key_canary` says so.
    """
    found = []
    for row in db.scalars(select(KeyPredecessor)):
        try:
            derived = json.loads(keys.open(row.derived, f"predecessor:{row.key_id}"))
        except SealError:
            continue
        secrets = {name: base64.b64decode(key) for name, key in derived.items()}
        found.append(Predecessor(row.key_id, row.heir_id, secrets))
    keys.inherit(found)
