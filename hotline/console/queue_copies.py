"""Near copies of one report on the queue: one line above the list, and all of them behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session as DbSession

from hotline.console.queue_rows import MANY, OPEN
from hotline.db.floods import Surge
from hotline.db.reports import Report
from hotline.domain import Urgency

SURGES = 20
"""So many surges are named at most."""


@dataclass(frozen=True)
class Copies:
    """Open reports that are near copies of one, as one line above the queue."""

    surge_id: int
    lead: str
    """The tip ID of the first of them; empty when it is no longer there."""
    since: datetime
    count: int
    """At most :data:`MANY`."""
    danger: int
    """How many of them are in immediate danger."""


def copies(db: DbSession) -> Sequence[Copies]:
    """The surges of near copies that still have an open report, the latest first."""
    of_surge = (Report.surge_id == Surge.id, OPEN)
    wanted = (
        select(Surge)
        .where(Surge.lead_id.is_not(None), exists().where(*of_surge))
        .order_by(Surge.last_at.desc())
        .limit(SURGES)
    )
    found = []
    for surge in db.scalars(wanted):
        of_it = select(Report.id, Report.urgency).where(Report.surge_id == surge.id, OPEN)
        levels = [level for _, level in db.execute(of_it.order_by(Report.id).limit(MANY))]
        lead = db.get(Report, surge.lead_id)
        found.append(
            Copies(
                surge_id=surge.id,
                lead=lead.tip_id if lead else "",
                since=surge.began_at,
                count=len(levels),
                danger=levels.count(Urgency.P0),
            )
        )
    return found
