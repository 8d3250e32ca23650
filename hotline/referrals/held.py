"""Messages that wait for others, so that nobody's phone rings five hundred times for one story.

While a surge lasts (``hotline.db.floods``) a receiver, one contact point of an agency or one person
of the staff on one channel, gets the first message at once and then at most one every
:data:`EVERY`, which carries all that came meanwhile: a roundup (``hotline.referrals.roundups``).

Two kinds of surges hold messages. Near copies of one report are held as said. When many urgent
reports come at once that are not alike, the same goes for those that are not danger now; of danger
now :data:`LONE` leave one by one, and only then are they gathered, for :data:`LONE_EVERY`. A report
that stands alone beside copies is never held.

What is held stays a job that is due a little after the roundup: should that fail, it leaves by
itself. Nothing is dropped, and nothing of it stops a referral's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from hotline.db.floods import HeldMessage, Roundup, Surge
from hotline.db.jobs import Job
from hotline.db.reports import Report
from hotline.db.states import JobState
from hotline.deployment import STORIES_COMPARED, Deployment
from hotline.domain import Urgency
from hotline.followups import paging
from hotline.jobs import scheduling, waiting
from hotline.jobs.payload import Order, Payload
from hotline.unit_of_work import Tx

EVERY = timedelta(minutes=5)
LONE, LONE_EVERY = 20, timedelta(minutes=1)
"""How many alerts of danger now, each of another kind, one receiver gets one by one in
:data:`EVERY`; and how long those are gathered that come after them."""
GRACE = timedelta(minutes=2)
"""How long after its roundup should have left a message leaves by itself."""
KINDS = ("alert", paging.PAGE)
"""The kinds of jobs whose messages may be held."""
READ_BY_PEOPLE = frozenset({"sms", "phone", "email"})
"""The channels on which many messages hide the one that matters. Other systems take them all."""


@dataclass(frozen=True)
class RoundupJob(Payload):
    """One message in place of many."""

    kind = "roundup"
    order = Order.AT_ONCE
    roundup: int


@dataclass(frozen=True)
class Outgoing:
    """A message that is about to leave: the job that sends it, for whom, about which report."""

    job_id: int
    receiver: str
    channel: str
    surge_id: int | None
    urgency: Urgency


def alert_receiver(agency_id: str, point: int) -> str:
    """How an agency's contact point is called here."""
    return f"agency:{agency_id}:{point}"


def staff_receiver(staff_id: int, channel: str) -> str:
    """How a person of the staff is called here, on one channel."""
    return f"staff:{staff_id}:{channel}"


def hold(dep: Deployment, outgoing: Iterable[Outgoing], now: datetime) -> dict[int, datetime]:
    """Which of these messages wait now, by job, and until when at most."""
    many = [one for one in outgoing if one.channel in READ_BY_PEOPLE]
    if not many:
        return {}
    with dep.database.read() as db:
        at_once = _came_at_once(Tx(db, dep, now))
        waits = select(HeldMessage.job_id).where(HeldMessage.job_id.in_([o.job_id for o in many]))
        waiting_before = set(db.scalars(waits))
    concerned = [
        one
        for one in many
        if one.job_id in waiting_before or one.surge_id is not None or at_once is not None
    ]
    if not concerned:
        return {}
    with dep.database.write() as db:
        holding = _Holding(Tx(db, dep, now), at_once, {one.surge_id for one in concerned})
        until = {one.job_id: holding.until(one) for one in concerned}
    return {job_id: moment for job_id, moment in until.items() if moment is not None}


def _came_at_once(tx: Tx) -> int | None:
    """The surge of urgent reports of all kinds that goes on, if one does."""
    latest = select(Surge.id).where(
        Surge.lead_id.is_(None), Surge.last_at > tx.now - STORIES_COMPARED
    )
    return tx.db.scalars(latest.order_by(Surge.id.desc()).limit(1)).first()


class _Holding:
    """Deciding in one transaction, in which no other worker decides about the same surges."""

    def __init__(self, tx: Tx, at_once: int | None, surges: Iterable[int | None]) -> None:
        self._tx, self._at_once = tx, at_once
        wanted = {at_once, *surges} - {None}
        lock = select(Surge.id).where(Surge.id.in_(wanted)).order_by(Surge.id).with_for_update()
        tx.db.scalars(lock).all()

    def until(self, one: Outgoing) -> datetime | None:
        """Until when the message waits; ``None`` when it leaves now."""
        known = self._tx.db.get(HeldMessage, one.job_id)
        if known is not None:
            return self._goes_on(known)
        if one.surge_id is not None:
            return self._one_in(one, one.surge_id, one.receiver, EVERY)
        if self._at_once is None:
            return None
        if one.urgency is not Urgency.P0:
            return self._one_in(one, self._at_once, one.receiver, EVERY)
        return self._one_in(one, self._at_once, f"{one.receiver}:danger", LONE_EVERY, alone=LONE)

    def _goes_on(self, known: HeldMessage) -> datetime | None:
        if known.roundup_id is None:
            return None
        roundup = self._tx.db.get_one(Roundup, known.roundup_id)
        job = self._tx.db.get(Job, roundup.job_id) if roundup.job_id else None
        sending = job is not None and job.state in {JobState.DUE, JobState.LEASED}
        if sending:
            return max(roundup.due_at, self._tx.now) + GRACE
        known.roundup_id = None
        return None

    def _one_in(
        self, one: Outgoing, surge: int, receiver: str, every: timedelta, *, alone: int = 1
    ) -> datetime | None:
        now = self._tx.now
        latest = self._tx.db.scalars(
            select(Roundup)
            .where(Roundup.surge_id == surge, Roundup.receiver == receiver)
            .order_by(Roundup.number.desc())
            .limit(1)
        ).first()
        number = latest.number + 1 if latest else 0
        if latest is not None and latest.job_id is not None and latest.closed_at is None:
            return self._wait(one, latest)
        if latest is None or now - latest.due_at >= max(EVERY, every):
            first = Roundup(surge_id=surge, receiver=receiver, number=number, due_at=now, passed=1)
            self._tx.db.add(first)
            self._tx.db.flush()
            return None
        if latest.job_id is None and latest.passed < alone:
            latest.passed += 1
            return None
        since = latest.due_at if alone == 1 else now
        following = Roundup(
            surge_id=surge, receiver=receiver, number=number, due_at=max(now, since + every)
        )
        self._tx.db.add(following)
        self._tx.db.flush()
        following.job_id = scheduling.schedule(
            self._tx,
            RoundupJob(following.id),
            key=f"roundup:{surge}:{receiver}:{number}",
            due_at=following.due_at,
        )
        return self._wait(one, following)

    def _wait(self, one: Outgoing, roundup: Roundup) -> datetime:
        self._tx.db.add(HeldMessage(job_id=one.job_id, roundup_id=roundup.id))
        self._tx.db.flush()
        return roundup.due_at + GRACE


def carried(tx: Tx, job_id: int) -> Sequence[int]:
    """The jobs whose messages left as one with that of ``job_id``; none when it left alone."""
    roundup = select(HeldMessage.roundup_id).where(HeldMessage.job_id == job_id)
    own = select(Roundup.id).where(Roundup.job_id == job_id)
    wanted = select(HeldMessage.job_id).where(
        HeldMessage.roundup_id.in_(roundup) | HeldMessage.roundup_id.in_(own)
    )
    return tx.db.scalars(wanted).all()


def let_go(tx: Tx, job_ids: Sequence[int]) -> None:
    """These messages wait for no roundup any more: each leaves now, by itself."""
    held = HeldMessage.job_id.in_(job_ids)
    tx.db.execute(update(HeldMessage).where(held).values(roundup_id=None))
    waiting.hurry(tx.db, job_ids, tx.now)


def release(tx: Tx, report: Report) -> None:
    """The report stands alone again: what is held of it, or waits behind others, leaves now."""
    held = exists().where(HeldMessage.job_id == Job.id)
    waits = select(Job.id).where(
        Job.report_id == report.id,
        Job.state == JobState.DUE,
        Job.kind.in_(KINDS),
        held | (Job.due_at <= tx.now),
    )
    if job_ids := tx.db.scalars(waits).all():
        let_go(tx, job_ids)
