"""One webhook, one answer: a repeated request gets the stored answer and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as DbSession

from hotline.db import scrub
from hotline.db.columns import table_of
from hotline.db.prepared import Prepared
from hotline.db.reports import Exchange
from hotline.deployment import Deployment

KEPT_FOR = timedelta(hours=24)
_CONTEXT = "exchange"

Work = Callable[[DbSession], tuple[str, int | None]]
"""Does the step in a transaction; gives the answer and the contact's id."""


def answer_once(dep: Deployment, key: str, work: Work, *, at: datetime | None = None) -> str:
    """The answer for ``key``: the stored one, or that of ``work``, committed before it leaves.

    An empty key (the provider named nothing) is answered afresh each time. ``at`` is the time that
    is kept with it, where the exact one may not be.
    """
    try:
        return _answer(dep, key, work, at)
    except IntegrityError:  # the same request came twice at once, and the other was first
        return _answer(dep, key, work, at)


def _answer(dep: Deployment, key: str, work: Work, at: datetime | None) -> str:
    with dep.database.write() as db:
        key = key[:120]
        stored = _STORED.execute(db, {"key": key}).scalar() if key else None
        if stored is not None:
            return dep.keys.open(stored, _CONTEXT).decode()
        answer, contact_id = work(db)
        if key:
            sealed = dep.keys.seal(answer.encode(), _CONTEXT)
            kept = {"key": key, "at": at or dep.clock(), "answer": sealed, "contact_id": contact_id}
            _KEEP.later(db, kept)
        return answer


_EXCHANGES = table_of(Exchange)
_STORED = Prepared(select(_EXCHANGES.c.answer).where(_EXCHANGES.c.key == bindparam("key")))
_KEEP = Prepared(insert(_EXCHANGES).inline(), "key", "at", "answer", "contact_id")


def forget_old(dep: Deployment, now: datetime) -> int:
    """Delete answers that no retry can ask for any more; how many."""
    with dep.database.write() as db:
        old = db.scalars(
            delete(Exchange).where(Exchange.at < now - KEPT_FOR).returning(Exchange.id)
        )
        count = len(old.all())
        if count:
            scrub.when_committed(db)
        return count
