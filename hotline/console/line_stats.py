"""What a supervisor looks at: who is on shift, what they carry, what waits longest, what is stuck.

All of it is counted in the database and bounded, so that it answers at any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.console.queue_rows import OPEN
from hotline.db.accounts import LoginSession, Staff
from hotline.db.jobs import Job, WorkerBeat
from hotline.db.referrals import Referral
from hotline.db.reports import Contact, Report
from hotline.db.spans import minutes_between
from hotline.db.states import JobState, ReferralState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Medium, OfferBy, Urgency
from hotline.followups import paging
from hotline.followups.response_times import response_times
from hotline.referrals.chain import TAKEN
from hotline.unit_of_work import Tx

LATELY = timedelta(days=30)
MINUTES_A_DAY = 24 * 60
MOST = 2000
"""Answers of agencies and calls that are looked at, the latest; enough for a median."""
SHOWN_DEAD = 50
SOON_SECONDS = 20
"""What lines for people in danger aim at, for nine calls of ten."""
WORKER_SEEN_WITHIN = timedelta(seconds=60)
WORKS = ("dispatcher", "supervisor", "coordinator")


@dataclass(frozen=True)
class Load:
    """A person who works the queue: whether they are there, and what they carry."""

    person: Staff
    on_shift: bool
    here: bool
    reports: int
    tasks: int
    paged: bool
    """Whether anything says where to page them."""


def loads(tx: Tx) -> list[Load]:
    """Everyone who works the queue, those on shift first."""
    people = tx.db.scalars(select(Staff).where(Staff.active, Staff.role.in_(WORKS))).all()
    claimed = (
        select(Report.claimed_by, func.count())
        .where(OPEN, Report.claimed_by.is_not(None))
        .group_by(Report.claimed_by)
    )
    reports = dict(tx.db.execute(claimed).all())
    owned = (
        select(Task.owner, func.count())
        .where(Task.state == TaskState.OPEN, Task.owner.like("staff:%"))
        .group_by(Task.owner)
    )
    tasks = dict(tx.db.execute(owned).all())
    idle = timedelta(minutes=tx.dep.settings.staff_idle_minutes)
    here = set(
        tx.db.scalars(select(LoginSession.staff_id).where(LoginSession.last_at > tx.now - idle))
    )
    found = [
        Load(
            person=person,
            on_shift=person.on_shift_until is not None and person.on_shift_until > tx.now,
            here=person.id in here,
            reports=reports.get(person.id, 0),
            tasks=tasks.get(f"staff:{person.id}", 0),
            paged=paging.reach_of(tx.dep.keys, person) != paging.Reach(),
        )
        for person in people
    ]
    return sorted(found, key=lambda load: (not load.on_shift, not load.here, load.person.name))


@dataclass(frozen=True)
class Waits:
    """Of one urgency: how many nobody has, since when the oldest waits, and its target."""

    urgency: str
    count: int
    since: datetime | None
    target: timedelta

    def late(self, now: datetime) -> bool:
        """Whether the oldest has waited longer than it should."""
        return self.since is not None and now - self.since > self.target


def waits(db: DbSession, dep: Deployment) -> list[Waits]:
    """What nobody has claimed and no agency has, by urgency."""
    taken = select(Referral.id).where(
        Referral.report_id == Report.id, Referral.also.is_(False), Referral.state.in_(TAKEN)
    )
    within = response_times(db, dep).look_at_report
    found = []
    for urgency in Urgency:
        lone = (
            select(Report.created_at)
            .where(OPEN, Report.urgency == urgency.value, Report.claimed_by.is_(None))
            .where(~taken.exists())
            .order_by(Report.created_at)
            .limit(1000)
            .subquery()
        )
        count, since = db.execute(select(func.count(), func.min(lone.c.created_at))).one()
        found.append(Waits(urgency.value, count, since, within[urgency]))
    return found


@dataclass(frozen=True)
class AgencySpeed:
    """How an agency answered lately: how often it was asked, and how long it took."""

    agency_id: str
    asked: int
    taken: int
    declined: int
    unanswered: int
    minutes: float | None
    """The median until it acknowledged."""
    target: float | None
    """The median of the minutes that it had."""
    late: int
    """How many it acknowledged after they were due."""
    outcomes: int
    days: float | None
    """The median of the days until it reported an outcome."""

    def of(self, minutes: float | None) -> float:
        """``minutes`` on a scale from 0 to 100 that ends at twice the target."""
        return min(100.0, 50 * (minutes or 0) / self.target) if self.target else 0.0


def agency_speeds(db: DbSession, now: datetime) -> list[AgencySpeed]:
    """Agencies that were asked by alert lately, the slowest first."""
    offered = Referral.offered_at
    wanted = (
        select(
            Referral.agency_id,
            Referral.state,
            minutes_between(offered, Referral.answered_at),
            minutes_between(offered, Referral.due_at),
            minutes_between(offered, Referral.ended_at),
            Referral.outcome.is_not(None),
        )
        .where(Referral.how == OfferBy.ALERT, offered > now - LATELY)
        .order_by(offered.desc())
        .limit(MOST)
    )
    by_agency: dict[str, list[_Asked]] = {}
    for agency_id, state, answered, due, ended, outcome in db.execute(wanted):
        asked = _Asked(state, answered, due, ended, outcome)
        by_agency.setdefault(agency_id, []).append(asked)
    found = [_speed(agency_id, asked) for agency_id, asked in by_agency.items()]
    return sorted(found, key=lambda speed: (-speed.unanswered, -(speed.minutes or 0)))


class _Asked(NamedTuple):
    """As much of a referral as is counted, in minutes since it was offered."""

    state: ReferralState
    answered: float | None
    due: float | None
    ended: float | None
    outcome: bool


def _speed(agency_id: str, asked: Sequence[_Asked]) -> AgencySpeed:
    taken = [
        (one.answered, one.due) for one in asked if one.state in TAKEN and one.answered is not None
    ]
    closed = [one.ended / MINUTES_A_DAY for one in asked if one.ended is not None]
    return AgencySpeed(
        agency_id=agency_id,
        asked=len(asked),
        taken=len(taken),
        declined=sum(one.state == ReferralState.DECLINED for one in asked),
        unanswered=sum(one.state == ReferralState.UNANSWERED for one in asked),
        minutes=_middle([answered for answered, _ in taken]),
        target=_middle([one.due for one in asked if one.due is not None]),
        late=sum(due is not None and answered > due for answered, due in taken),
        outcomes=sum(one.outcome for one in asked),
        days=_middle(closed),
    )


def _middle(found: Sequence[float]) -> float | None:
    return median(found) if found else None


@dataclass(frozen=True)
class CallDay:
    """The calls of one day on the line's clock, and what became of them."""

    day: date
    answered: int
    hung_up: int
    other: int
    """Reported to the automated line, left a message, or are still on."""

    @property
    def count(self) -> int:
        """All of them."""
        return self.answered + self.hung_up + self.other


@dataclass(frozen=True)
class Calls:
    """Calls lately: how many, how many reached a person and how soon, how many hung up."""

    count: int
    answered: int
    seconds: float | None
    """The median from the beginning of the call until a person took it."""
    soon: int
    """How many a person took within :data:`SOON_SECONDS`."""
    hung_up: int
    by_day: Sequence[CallDay]

    @property
    def most(self) -> int:
        """The most calls of a day, at least one."""
        return max((day.count for day in self.by_day), default=0) or 1


def calls(tx: Tx) -> Calls:
    """What became of the calls of the last weeks, by day too."""
    wanted = (
        select(Contact.started_at, Contact.answered_at, Contact.outcome)
        .where(Contact.medium == Medium.VOICE.value, Contact.started_at > tx.now - LATELY)
        .order_by(Contact.started_at.desc())
        .limit(MOST)
    )
    rows = tx.db.execute(wanted).all()
    waited = [
        (answered - started).total_seconds()
        for started, answered, _ in rows
        if answered is not None
    ]
    lost = [answered is None and outcome == "hung_up" for _, answered, outcome in rows]
    zone = ZoneInfo(tx.dep.settings.time_zone)
    days: dict[date, Counter[str]] = {
        (tx.now.astimezone(zone) - timedelta(days=back)).date(): Counter()
        for back in reversed(range(LATELY.days))
    }
    for (started, answered, _), hung_up in zip(rows, lost, strict=True):
        came_to = "answered" if answered else "hung_up" if hung_up else "other"
        days.setdefault(started.astimezone(zone).date(), Counter())[came_to] += 1
    return Calls(
        count=len(rows),
        answered=len(waited),
        seconds=_middle(waited),
        soon=sum(seconds <= SOON_SECONDS for seconds in waited),
        hung_up=sum(lost),
        by_day=[
            CallDay(day, came["answered"], came["hung_up"], came["other"])
            for day, came in sorted(days.items())
        ],
    )


@dataclass(frozen=True)
class Stuck:
    """What only a person can move on: dead jobs, overdue tasks, and whether anything works."""

    dead: Sequence[Job]
    overdue: int
    supervisors_due: int
    worker_seen: datetime | None

    def worker_gone(self, now: datetime) -> bool:
        """Whether no worker was seen for so long that nothing is being sent."""
        return self.worker_seen is None or now - self.worker_seen > WORKER_SEEN_WITHIN


def stuck(db: DbSession, now: datetime) -> Stuck:
    """What is stuck now."""
    dead = select(Job).where(Job.state == JobState.DEAD).order_by(Job.id.desc()).limit(SHOWN_DEAD)
    due = select(func.count(Task.id)).where(Task.state == TaskState.OPEN, Task.due_at <= now)
    return Stuck(
        dead=db.scalars(dead).all(),
        overdue=db.scalar(due) or 0,
        supervisors_due=db.scalar(due.where(Task.owner == "supervisors")) or 0,
        worker_seen=db.scalar(select(func.max(WorkerBeat.last_at))),
    )
