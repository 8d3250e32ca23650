"""Who needs someone now: what stays at the top of every staff page until someone has it.

Three things count: danger now that nobody has, a report that nobody answered, and a reporter who
waits for a person. A report is had when a dispatcher has claimed it, and danger also when an agency
of the chain has acknowledged it. Nothing sealed is opened here: only plain columns are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.floods import Surge
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.domain import Urgency
from hotline.followups import task_kinds
from hotline.followups.task_kinds import TaskKind
from hotline.referrals import chain

MOST = 60
"""So many are named; the others are counted, with a link to them."""
COUNTED = 1000
NOBODY_ANSWERED = (task_kinds.NOBODY_LEFT, task_kinds.OVERDUE_HAND_OFF)
"""Kinds of tasks that say: agencies were asked, and nobody answered."""
OPEN: ColumnElement[bool] = Report.state != literal("closed", literal_execute=True)
"""Written into the statement as it is: SQLite uses a partial index only when it sees it."""


@dataclass(frozen=True)
class Waiting:
    """A report that needs someone, in plain values."""

    tip_id: str
    type: str
    urgency: str
    state_code: str | None
    county_fips: str | None
    since: datetime
    why: str
    """``danger``, ``nobody`` (has answered) or ``reporter`` (waits)."""


@dataclass(frozen=True)
class NeedsSomeone:
    """All that needs someone now; ``more`` are not named."""

    found: tuple[Waiting, ...] = ()
    more: int = 0

    @property
    def danger(self) -> int:
        """How many are in danger now, with nobody who has them."""
        return sum(one.why == "danger" for one in self.found) + self.more


def taken() -> ColumnElement[bool]:
    """For a statement on reports: whether an agency of the chain has the report."""
    return exists().where(
        Referral.report_id == Report.id, Referral.also.is_(False), Referral.state.in_(chain.TAKEN)
    )


def stands_alone() -> ColumnElement[bool]:
    """For a statement on reports: whether it is not one of many near copies, or the first of them.

    The others are counted on top of the queue.
    """
    first = exists().where(Surge.lead_id == Report.id)
    return or_(Report.surge_id.is_(None), first)


def needs_someone(db: DbSession, now: datetime) -> NeedsSomeone:
    """What needs someone now: danger first, the newest on top, then who waits longest."""
    unclaimed = (OPEN, Report.claimed_by.is_(None), stands_alone())
    danger = (
        select(Report)
        .where(*unclaimed, Report.urgency == Urgency.P0.value, ~taken())
        .order_by(Report.created_at.desc(), Report.id.desc())
    )
    first = db.scalars(danger.limit(MOST + 1)).all()
    more = _count(db, danger) - MOST if len(first) > MOST else 0
    found = [_waiting(report, report.created_at, "danger") for report in first[:MOST]]
    named = {one.tip_id for one in found}
    waiting = [kind for kind in task_kinds.KINDS.values() if kind.reporter_waits]
    for why, kinds in (("nobody", NOBODY_ANSWERED), ("reporter", waiting)):
        for report, since in _by_task(db, kinds, unclaimed, now):
            if report.tip_id not in named and len(found) < MOST:
                named.add(report.tip_id)
                found.append(_waiting(report, since, why))
    return NeedsSomeone(tuple(found), more)


def _by_task(
    db: DbSession,
    kinds: Sequence[TaskKind],
    conditions: Sequence[ColumnElement[bool]],
    now: datetime,
) -> Sequence[tuple[Report, datetime]]:
    rows = db.execute(
        select(Report, Task.created_at)
        .join(Task, Task.report_id == Report.id)
        .where(
            Task.state == literal("open", literal_execute=True),
            Task.due_at <= now,
            Task.kind.in_([kind.name for kind in kinds]),
            *conditions,
        )
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    return [(report, since) for report, since in rows]


def _waiting(report: Report, since: datetime, why: str) -> Waiting:
    return Waiting(
        tip_id=report.tip_id,
        type=report.type,
        urgency=report.urgency,
        state_code=report.state_code,
        county_fips=report.county_fips,
        since=since,
        why=why,
    )


def _count(db: DbSession, wanted: Select[Report]) -> int:
    limited = wanted.with_only_columns(Report.id).limit(COUNTED).subquery()
    return db.scalar(select(func.count()).select_from(limited)) or 0
