"""How many reports nobody has claimed, by urgency: a gauge for whoever watches the line."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Gauge
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Report
from hotline.domain import Urgency

UNCLAIMED = Gauge("hotline_reports_unclaimed", "Open reports that nobody has claimed", ["urgency"])
for _urgency in Urgency:
    UNCLAIMED.labels(_urgency).set(0)


def unclaimed(db: DbSession) -> Mapping[Urgency, int]:
    """How many there are now; the gauge of ``/metrics`` is set by it."""
    counted = (
        select(Report.urgency, func.count())
        .where(
            Report.state != literal("closed", literal_execute=True),  # as the index says it
            Report.claimed_by.is_(None),
            Report.is_test.is_(False),
        )
        .group_by(Report.urgency)
    )
    found = {Urgency(urgency): count for urgency, count in db.execute(counted)}
    for urgency in Urgency:
        UNCLAIMED.labels(urgency).set(found.get(urgency, 0))
    return found
