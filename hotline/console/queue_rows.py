"""Which reports the queue shows, in which order, and what each row says.

The filters live in the page's address, so a view can be kept, sent and reloaded. A page has at
most :data:`PAGE` rows and goes on behind the last of them, so that a line with a million reports
answers as quickly as a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session as DbSession

from hotline.console.report_view import agency_name, cannot_reply
from hotline.db.accounts import Staff
from hotline.db.floods import Surge
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState, ReportState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import OfferBy, Type, Urgency
from hotline.followups.response_times import response_times
from hotline.i18n import say, say_n
from hotline.intake.reports import Assessment, open_report
from hotline.privacy.keys import SealError
from hotline.referrals import agency_thread, chain, needs_someone
from hotline.routing.response_times import Times
from hotline.unit_of_work import Tx

PAGE = 40
"""So many rows stay under 100 kB with all that the page needs."""
MANY = 1000
"""Counting stops here: "999+" says enough, and takes as long with a million reports."""
ALL_DANGER = 300
"""So much danger that nobody has fits on the first page of the queue; it is never put off."""
HAD = "h"
"""Behind a mark: someone has it."""
CLOSED: ColumnElement[bool] = Report.state == literal("closed", literal_execute=True)
OPEN: ColumnElement[bool] = Report.state != literal("closed", literal_execute=True)
"""Written into the statement as they are: SQLite uses a partial index only when it sees them."""
UNHAD: Sequence[ColumnElement[bool]] = (Report.claimed_by.is_(None), ~needs_someone.taken())
HELD: Sequence[ColumnElement[bool]] = (or_(Report.claimed_by.is_not(None), needs_someone.taken()),)
"""The two parts of the queue: what neither a dispatcher nor an agency has, and the others."""


@dataclass(frozen=True)
class Filters:
    """What to show. An empty filter shows everything; ``after`` is the last tip ID seen."""

    show: str = "open"
    type: str = ""
    urgency: str = ""
    state: str = ""
    language: str = ""
    county: str = ""
    mine: bool = False
    unclaimed: bool = False
    overdue: bool = False
    surge: str = ""  # see ``queue_copies``
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """The filters in an address; what is not understood is left out."""
        return cls(
            show="closed" if query.get("show") == "closed" else "open",
            type=_one_of(query.get("type", ""), [kind.value for kind in Type]),
            urgency=_one_of(query.get("urgency", ""), [level.value for level in Urgency]),
            state=query.get("state", "")[:2].upper(),
            language=query.get("language", "")[:8].lower(),
            county=query.get("county", "")[:5],
            mine=bool(query.get("mine")),
            unclaimed=bool(query.get("unclaimed")),
            overdue=bool(query.get("overdue")),
            surge=query.get("surge", "")[:18] if query.get("surge", "").isdecimal() else "",
            after=query.get("after", "")[:10],
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, show="open", after="") != Filters()

    def address(self, **changes: Any) -> str:
        """The queue's address with these filters, some of them changed."""
        changed = replace(self, **changes)
        pairs = {name: getattr(changed, name) for name in self.__dataclass_fields__}
        if changed.show == "open":
            del pairs["show"]
        query = urlencode({n: "1" if v is True else v for n, v in pairs.items() if v})
        return f"/queue?{query}" if query else "/queue"


def _one_of(given: str, known: Sequence[str]) -> str:
    return given if given in known else ""


@dataclass(frozen=True)
class QueueRow:
    """A report in the queue, in words."""

    report: Report
    place: str
    target_at: datetime
    owner: str
    standing: str
    answer_due: datetime | None
    taken: bool
    overdue: str
    """Why it is overdue, or nothing."""
    can_reply: bool
    window: str
    readable: bool
    asks: bool
    """Whether an agency waits for a dispatcher's answer."""
    copied: bool  # one of many near copies

    @property
    def waiting(self) -> bool:
        """Whether nobody has looked at it yet."""
        return (
            self.report.claimed_by is None
            and not self.taken
            and self.report.state != ReportState.CLOSED
        )

    @property
    def group(self) -> str:
        """Under which heading of the queue it stands: ``P0``, or ``P0h`` when someone has it."""
        return self.report.urgency + ("" if self.waiting else HAD)


def queue(tx: Tx, filters: Filters, *, me: int) -> tuple[list[QueueRow], str]:
    """The rows of one page, and the mark behind which the next page begins (or nothing).

    First what nobody has, by urgency and age, then what someone has: each in the order of an index.
    All danger that nobody has stands on the first page, however much there is (up to
    :data:`ALL_DANGER`); a mark is a tip ID, with an ``h`` behind it in the second part.
    """
    late = (
        [_is_overdue(tx.now, response_times(tx.db, tx.dep).look_at_report)]
        if filters.overdue
        else []
    )
    if filters.show == "closed":
        found = tx.db.scalars(
            _wanted(tx.db, filters, me, late, filters.after).limit(PAGE + 1)
        ).all()
        more = found[PAGE - 1].tip_id if len(found) > PAGE else ""
        return rows(tx, found[:PAGE]), more
    had = filters.after.endswith(HAD)
    after, length = filters.after.removesuffix(HAD), PAGE
    found = []
    if not had:
        free = _wanted(tx.db, filters, me, [*UNHAD, *late], after)
        length = PAGE if after else max(PAGE, _danger(tx.db, free))
        found = list(tx.db.scalars(free.limit(length + 1)))
        after = ""
    free_rows = len(found)
    if len(found) <= length:
        rest = _wanted(tx.db, filters, me, [*HELD, *late], after).limit(length + 1 - len(found))
        found += tx.db.scalars(rest)
    more = ""
    if len(found) > length:
        more = found[length - 1].tip_id + (HAD if length > free_rows else "")
    return rows(tx, found[:length]), more


def _danger(db: DbSession, free: Select[Report]) -> int:
    """How many of what nobody has are in danger now, as far as one page goes."""
    wanted = free.where(Report.urgency == Urgency.P0.value).with_only_columns(Report.id)
    return db.scalar(select(func.count()).select_from(wanted.limit(ALL_DANGER).subquery())) or 0


def _wanted(
    db: DbSession,
    filters: Filters,
    me: int,
    part: Sequence[ColumnElement[bool]],
    after: str,
) -> Select[Report]:
    closed = filters.show == "closed"
    order: Sequence[Any] = (
        (Report.closed_at.desc(), Report.id.desc())
        if closed
        else (Report.urgency, Report.created_at, Report.id)
    )
    conditions: list[ColumnElement[bool]] = [CLOSED if closed else OPEN, *part]
    for name, column in (
        ("type", Report.type),
        ("urgency", Report.urgency),
        ("state", Report.state_code),
        ("language", Report.language),
        ("county", Report.county_fips),
    ):
        if getattr(filters, name):
            conditions.append(column == getattr(filters, name))
    if filters.surge:
        conditions.append(Report.surge_id == int(filters.surge))
    elif not closed:
        conditions.append(or_(needs_someone.stands_alone(), Report.claimed_by.is_not(None)))
    if filters.mine:
        conditions.append(Report.claimed_by == me)
    if filters.unclaimed:
        conditions.append(Report.claimed_by.is_(None))
    last = _row(db, after)
    if last is not None and closed:
        conditions.append(tuple_(Report.closed_at, Report.id) < (last.closed_at, last.id))
    elif last is not None:
        mark = (last.urgency, last.created_at, last.id)
        conditions.append(tuple_(Report.urgency, Report.created_at, Report.id) > mark)
    return select(Report).where(*conditions).order_by(*order)


def _row(db: DbSession, tip_id: str) -> Report | None:
    return db.scalars(select(Report).where(Report.tip_id == tip_id)).first() if tip_id else None


def _is_overdue(now: datetime, look_within: Times) -> ColumnElement[bool]:
    """As :func:`_why_overdue`, for the database."""
    mine = Referral.report_id == Report.id
    task = exists().where(
        Task.report_id == Report.id, Task.state == TaskState.OPEN, Task.due_at <= now
    )
    silent = exists().where(
        mine,
        Referral.also.is_(False),
        Referral.state == ReferralState.OFFERED,
        Referral.due_at < now,
    )
    taken = exists().where(mine, Referral.also.is_(False), Referral.state.in_(chain.TAKEN))
    late = or_(
        *(
            and_(Report.urgency == urgency.value, Report.created_at < now - within)
            for urgency, within in look_within.items()
        )
    )
    return or_(task, silent, and_(Report.claimed_by.is_(None), ~taken, late))


def rows(tx: Tx, reports: Sequence[Report]) -> list[QueueRow]:
    """What the queue says of each report, looked up together."""
    ids = [row.id for row in reports]
    referrals: dict[int, list[Referral]] = {}
    for referral in tx.db.scalars(select(Referral).where(Referral.report_id.in_(ids))):
        referrals.setdefault(referral.report_id, []).append(referral)
    due = (
        select(Task.report_id, func.count())
        .where(Task.report_id.in_(ids), Task.state == TaskState.OPEN, Task.due_at <= tx.now)
        .group_by(Task.report_id)
    )
    tasks = dict(tx.db.execute(due).all())
    asking = agency_thread.asking(tx.db, ids)
    owners = {row.claimed_by for row in reports if row.claimed_by}
    named = select(Staff).where(Staff.id.in_(owners))
    people = {person.id: person.name for person in tx.db.scalars(named)}
    look_within = response_times(tx.db, tx.dep).look_at_report
    surges = {row.surge_id for row in reports} - {None}
    leads = set(tx.db.scalars(select(Surge.lead_id).where(Surge.id.in_(surges)))) if surges else ()
    silent = cannot_reply(tx.db, [row.reporter_id for row in reports if row.reporter_id], tx.now)
    return [
        _queue_row(
            tx,
            row,
            referrals.get(row.id, []),
            tasks_due=tasks.get(row.id, 0),
            target_at=row.created_at + look_within[row.urgency],
            asks=row.id in asking,
            owner=people.get(row.claimed_by or 0, ""),
            can_reply=row.reporter_id is not None and row.reporter_id not in silent,
            copied=row.surge_id is not None and row.claimed_by is None and row.id not in leads,
        )
        for row in reports
    ]


def _queue_row(
    tx: Tx,
    row: Report,
    referrals: Sequence[Referral],
    *,
    tasks_due: int,
    target_at: datetime,
    asks: bool,
    owner: str,
    can_reply: bool,
    copied: bool,
) -> QueueRow:
    known, readable = _known(tx.db, tx.dep, row)
    chained = sorted((r for r in referrals if not r.also), key=lambda r: r.position)
    taken = next((r for r in chained if r.state in chain.TAKEN), None)
    offered = next((r for r in chained if r.state == ReferralState.OFFERED), None)
    waits = offered if taken is None else None
    return QueueRow(
        report=row,
        place=known.place_label,
        target_at=target_at,
        owner=owner,
        standing=_standing(tx.db, tx.dep, taken, waits),
        answer_due=waits.due_at if waits else None,
        taken=taken is not None,
        overdue=_why_overdue(row, taken, waits, tasks_due, target_at, tx.now),
        can_reply=can_reply,
        window=known.answers.get("window", ""),
        readable=readable,
        asks=asks,
        copied=copied,
    )


def _known(db: DbSession, dep: Deployment, row: Report) -> tuple[Assessment, bool]:
    """What is known of a report, and whether its words can be read: one may have been erased."""
    try:
        return open_report(db, dep, row).assessment(), True
    except SealError:
        return Assessment(), False


def _standing(
    db: DbSession, dep: Deployment, taken: Referral | None, waits: Referral | None
) -> str:
    if taken is not None:
        return say("Accepted: {agency}", agency=agency_name(dep, db, taken))
    if waits is None:
        return ""
    name = agency_name(dep, db, waits)
    if waits.how == OfferBy.ALERT:
        return say("Awaiting acknowledgement: {agency}", agency=name)
    return say("Call {agency}", agency=name)


def _why_overdue(
    row: Report,
    taken: Referral | None,
    waits: Referral | None,
    tasks_due: int,
    target: datetime,
    now: datetime,
) -> str:
    if row.state == ReportState.CLOSED:
        return ""
    if row.claimed_by is None and taken is None and target < now:
        return say("not reviewed")
    if waits is not None and waits.due_at is not None and waits.due_at < now:
        return say("no answer")
    if tasks_due:
        return say_n("a task is due", "{n} tasks are due", tasks_due)
    return ""


@dataclass(frozen=True)
class Counts:
    """How much waits, for the head of the queue and the title of its window."""

    by_urgency: Mapping[str, int]
    now_unclaimed: int
    """P0 that nobody has."""
    tasks_due: int

    @property
    def open(self) -> int:
        """All open reports."""
        return sum(self.by_urgency.values())


def counts(db: DbSession, now: datetime) -> Counts:
    """How much waits; each number stops at :data:`MANY`."""
    return Counts(
        by_urgency={
            level.value: _count(db, _in_order().where(Report.urgency == level.value))
            for level in Urgency
        },
        now_unclaimed=_count(
            db,
            _in_order().where(
                Report.urgency == Urgency.P0.value,
                Report.claimed_by.is_(None),
                ~needs_someone.taken(),
            ),
        ),
        tasks_due=_count(
            db, select(Task.id).where(Task.state == TaskState.OPEN, Task.due_at <= now)
        ),
    )


def _in_order() -> Select[int]:
    """Open reports in the order of an index, which keeps the database from reading all of them."""
    return select(Report.id).where(OPEN).order_by(Report.urgency, Report.created_at)


def _count(db: DbSession, wanted: Select[Any]) -> int:
    limited = wanted.limit(MANY).subquery()
    return db.scalar(select(func.count()).select_from(limited)) or 0
