"""What is past its time is erased: by the policy's ``keep_closed``, unless it is on legal hold.

Each run that erases something leaves a row in the audit trail: how many, by which rule, and how
many a hold kept. That row is the record of the purge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, select
from sqlalchemy.orm import Session as DbSession

from hotline.config_versions.store import UnpublishedError
from hotline.db.reports import Report
from hotline.db.states import ReportState
from hotline.deployment import Deployment
from hotline.domain import Type
from hotline.privacy import erase, holds
from hotline.routing.retention import Retention
from hotline.unit_of_work import Tx

PURGED = "retention run"
AT_A_TIME = 100


@dataclass(frozen=True)
class PastItsTime:
    """A closed report that is past its time: by which rule, and whether a hold keeps it."""

    report: Report
    rule: str
    days: int
    held: bool


def policy_of(db: DbSession, dep: Deployment) -> Retention:
    """What the published policy says; a year while nothing is published."""
    try:
        return dep.library.current(db).rules.policy.keep_closed
    except UnpublishedError:
        return Retention()


def past_their_time(
    db: DbSession, dep: Deployment, now: datetime, *, held: bool, limit: int | None = AT_A_TIME
) -> Sequence[PastItsTime]:
    """Closed reports whose time is over, the longest closed first: those on hold, or all others."""
    policy, most = policy_of(db, dep), dep.settings.keep_closed_days
    on_hold = holds.is_held()
    wanted = (
        select(Report)
        .where(*UNERASED, _long_enough(policy, most, now), _is_over(policy, most, now))
        .where(on_hold if held else ~on_hold)
        .order_by(Report.closed_at, Report.id)
    )
    found = []
    for report in db.scalars(wanted if limit is None else wanted.limit(limit)):
        rule, days = policy.days(report.disposition or "", report.type)
        capped = most and (days is None or most < days)
        if capped:
            rule, days = "HOTLINE_KEEP_CLOSED_DAYS", most
        found.append(PastItsTime(report, rule, days or 0, held))
    return found


UNERASED = (
    Report.state == literal_column(f"'{ReportState.CLOSED.value}'"),
    func.length(Report.sealed_key) > literal_column("0"),
)
"""Closed, and not erased yet: as literals, so that its own index is found (``ix_reports_kept``)."""


def _long_enough(policy: Retention, most: int, now: datetime) -> ColumnElement[bool]:
    """Closed as long as the shortest rule wants: what was closed later need not be looked at."""
    rules = (policy.usually, *policy.by_disposition.values(), *policy.by_type.values())
    days = [each for each in (*rules, most or None) if each is not None]
    return Report.closed_at <= now - timedelta(days=min(days)) if days else false()


def _is_over(policy: Retention, most: int, now: datetime) -> ColumnElement[bool]:
    def closed_for(days: int | None) -> ColumnElement[bool]:
        shortest = min((each for each in (days, most or None) if each is not None), default=None)
        return false() if shortest is None else Report.closed_at <= now - timedelta(days=shortest)

    disposition = func.coalesce(Report.disposition, "")
    named, typed = list(policy.by_disposition), list(policy.by_type)
    ways = [
        *(and_(disposition == name, closed_for(policy.by_disposition[name])) for name in named),
        *(
            and_(
                disposition.not_in(named),
                Report.type == Type(name),
                closed_for(policy.by_type[name]),
            )
            for name in typed
        ),
        and_(
            disposition.not_in(named),
            Report.type.not_in([Type(name) for name in typed]),
            closed_for(policy.usually),
        ),
    ]
    return or_(*ways)


def run(db: DbSession, dep: Deployment, now: datetime, *, by: str) -> int:
    """Erase some of what is past its time, and note it; how many."""
    due = past_their_time(db, dep, now, held=False)
    for one in due:
        erase.erase(db, dep.keys, one.report, by=by, now=now, why=f"{one.rule}, {one.days} days")
    if due:
        rules = Counter(one.rule for one in due)
        counted = ", ".join(f"{rule}: {number}" for rule, number in sorted(rules.items()))
        kept = len(past_their_time(db, dep, now, held=True, limit=None))
        detail = f"{len(due)} erased ({counted}); {kept} on legal hold"
        Tx(db, dep, now, by).record(PURGED, "reports", detail)
    return len(due)
