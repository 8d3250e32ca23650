"""The referral chain of a report: agencies in order, one after the other, until one has it.

``also`` agencies are notified outside the chain. The last resort is always a dispatcher's task to
phone the National Hotline with the sheet to read out. All of it is rows of one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.config_versions.store import Version
from hotline.db import rows
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState
from hotline.db.tasks import Task
from hotline.domain import AnswerClock, OfferBy, Urgency
from hotline.followups import paging, task_kinds, tasks
from hotline.followups.response_times import response_times
from hotline.followups.task_kinds import DISPATCHERS, SUPERVISORS, TaskKind
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import when_clock_set_back
from hotline.privacy import codes
from hotline.referrals import alerts
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Agency, Decision, Offer
from hotline.unit_of_work import Tx

TAKEN = (ReferralState.ACKNOWLEDGED, ReferralState.CLOSED)
START = "referral.start"
STEP = "referral.step"
STILL_NOBODY = "referral.nobody_left"
WITHDRAWN_BY_HAND = "by_hand"
"""The reason of a referral that a dispatcher withdrew."""


@dataclass(frozen=True)
class StartJob(Payload):
    """A report's review time is over: its referrals begin."""

    kind = START
    order = Order.MESSAGE


@dataclass(frozen=True)
class StepJob(Payload):
    """The next step for a referral that nobody has answered."""

    kind = STEP
    order = Order.CLOCK
    step: int
    """How many steps the referral had taken when this was scheduled."""


@dataclass(frozen=True)
class StillNobodyJob(Payload):
    """Nobody has a report: page the supervisors again."""

    kind = STILL_NOBODY
    order = Order.CLOCK
    task: int
    times: int
    """Which time this is."""


def referrals_of(db: DbSession, report: Report) -> Sequence[Referral]:
    """The report's referrals: the chain in order, then those that are also notified."""
    return _in_order(db.scalars(_OF_REPORT, {"report": report.id}).all())


_OF_REPORT = select(Referral).where(Referral.report_id == bindparam("report"))


def _in_order(referrals: Sequence[Referral]) -> Sequence[Referral]:
    return sorted(referrals, key=lambda one: (one.also, one.position, one.id))


def differs(known: Sequence[Referral], decision: Decision) -> bool:
    """Whether ``decision`` names an agency that is not among the referrals that are ``known``."""
    agencies = {referral.agency_id for referral in known}
    return any(offer.agency_id not in agencies for offer in decision.offers)


def open_chain(
    tx: Tx,
    report: Report,
    version: Version,
    decision: Decision,
    earlier: Sequence[Referral] | None = None,
) -> None:
    """Plan a referral for each offer that is new, and begin with the first.

    The order is that of the latest decision; who was only planned and is no longer named in it is
    not asked any more. A decision that wants a review waits for a person; without one it begins
    after its minutes. ``earlier`` are the report's referrals, where they were read.
    """
    earlier = referrals_of(tx.db, report) if earlier is None else earlier
    left = {referral.agency_id: referral for referral in earlier}
    chain = []
    for position, offer in enumerate(decision.offers):
        known = left.pop(offer.agency_id, None)
        if known is None:
            known = rows.add(tx.db, _planned(report, version, offer, position, tx.now))
        else:
            rows.store(tx.db, known, {"position": position})
        chain.append(known)
    for dropped in left.values():
        if dropped.state == ReferralState.PLANNED:
            tx.db.delete(dropped)
        else:
            chain.append(dropped)
    tx.db.flush()
    if decision.review is None:
        _begin(tx, report, _in_order(chain))
        return
    due = tx.now + timedelta(minutes=decision.review.minutes)
    which = f"{report.tip_id}:{int(decision.at.timestamp())}"
    if not tasks.open_of(tx.db, report, task_kinds.REVIEW):
        tasks.make(
            tx,
            kind=task_kinds.REVIEW,
            key=f"{task_kinds.REVIEW}:{which}",
            due_at=due,
            report=report,
        )
    scheduling.schedule(tx, StartJob(), key=f"{START}:{which}", due_at=due, report_id=report.id)


def reviewed(tx: Tx, report: Report) -> None:
    """A person has looked, or the time for it is over: the referrals begin."""
    for task in tasks.open_of(tx.db, report, task_kinds.REVIEW):
        tasks.finish(tx, task)
    begin(tx, report)


def _planned(
    report: Report, version: Version, offer: Offer, position: int, now: datetime
) -> Referral:
    return Referral(
        report_id=report.id,
        agency_id=offer.agency_id,
        version=version.digest,
        position=position,
        how=offer.how,
        urgency=report.urgency,
        ack_minutes=offer.ack_minutes,
        clock=offer.clock,
        also=offer.also,
        created_at=now,
        ack_code=codes.new_ack_code(),
    )


def time_to_answer(rules: RuleBook, agency: Agency, urgency: Urgency) -> tuple[int, AnswerClock]:
    """Minutes in which an agency is to acknowledge, and the clock on which they are counted.

    As its entry says, else as the policy does.
    """
    target = agency.acknowledge.get(urgency) or rules.policy.acknowledge[urgency]
    return target.of(agency.hours)


def begin(tx: Tx, report: Report) -> None:
    """Offer the report to those that are also notified, and to the first that waits in the chain.

    Danger now also pages the dispatchers on shift: an agency may be asleep.
    """
    _begin(tx, report, referrals_of(tx.db, report))


def _begin(tx: Tx, report: Report, chain: Sequence[Referral]) -> None:
    if report.urgency == Urgency.P0:
        cause = paging.Cause("danger", report.id)
        paging.page(tx, cause, who=DISPATCHERS, report=report)
    for referral in chain:
        if referral.also and referral.state == ReferralState.PLANNED:
            offer(tx, report, referral)
    _go_on(tx, report, chain)


def offer(tx: Tx, report: Report, referral: Referral) -> None:
    """Offer the report to one agency: alerts, or a dispatcher's call; and set its clock."""
    version = tx.dep.library.get(tx.db, referral.version)
    agency = version.rules.agencies[referral.agency_id]
    due = routing.due(agency, tx.now, referral.ack_minutes, referral.clock)
    offered = {"state": ReferralState.OFFERED, "offered_at": tx.now, "due_at": due}
    rows.store(tx.db, referral, offered | {"urgency": report.urgency})
    if referral.how == OfferBy.ALERT:
        alerts.send(tx, report, referral, agency, point=0)
        schedule_step(tx, referral, at=alerts.remind_at(agency, referral, tx.now))
        return
    _have_phoned(tx, report, referral, due)


def _have_phoned(tx: Tx, report: Report, referral: Referral, due: datetime) -> None:
    """A dispatcher's task to phone the agency, with its clock; a new one each time it is asked."""
    again = f":{referral.step}" if referral.step else ""
    tasks.make(
        tx,
        kind=task_kinds.HAND_OFF,
        key=f"{task_kinds.HAND_OFF}:{report.tip_id}:{referral.agency_id}{again}",
        due_at=due,
        report=report,
        referral=referral,
    )
    schedule_step(tx, referral, at=due)


def go_on(tx: Tx, report: Report) -> None:
    """Ask the next agency, unless one of the chain has the report or one before it is being asked.

    An agency further back may be asked already, when a place or a type became known later: the
    right local agency does not wait for that.
    When agencies did not answer and the National Hotline is all that is left, or not even that,
    the supervisors on shift are paged: from there on only a person can go on.
    """
    _go_on(tx, report, referrals_of(tx.db, report))


def _go_on(tx: Tx, report: Report, known: Sequence[Referral]) -> None:
    chain = [referral for referral in known if not referral.also]
    following = next(
        (referral for referral in chain if referral.state == ReferralState.PLANNED), None
    )
    busy = [referral for referral in chain if referral.state in (*TAKEN, ReferralState.OFFERED)]
    if any(
        referral.state in TAKEN or following is None or referral.position < following.position
        for referral in busy
    ):
        return
    if following is not None:
        offer(tx, report, following)
    asked = [referral for referral in chain if referral is not following and referral.offered_at]
    if following is None:
        _nobody_left(tx, report)
        return
    if not asked or following.how != OfferBy.PHONE:
        return
    last = is_last(tx.db, report, following)
    cause = paging.Cause("last_resort" if last else task_kinds.HAND_OFF, following.id)
    who = SUPERVISORS if last else DISPATCHERS
    paging.page(tx, cause, who=who, report=report, referral=following)


def phone_beside(tx: Tx, report: Report, referral: Referral, kind: TaskKind) -> None:
    """Nobody is asked after an agency that is also notified: a dispatcher phones it."""
    cause = paging.Cause(kind, referral.id, referral.step)
    key = str(cause)
    tasks.make(tx, kind=kind, key=key, due_at=tx.now, report=report, referral=referral)
    if report.urgency in tasks.PAGED:
        paging.page(tx, cause, who=DISPATCHERS, report=report, referral=referral)


def stand_down(db: DbSession, report: Report, taken: Referral, now: datetime) -> None:
    """One of the chain has the report: whoever else of it is being asked need not answer."""
    for referral in referrals_of(db, report):
        if referral is not taken and not referral.also:
            _stop(db, referral, now)
    _cancel(db, report, task_kinds.NOBODY_LEFT, now=now)


def closed(db: DbSession, report: Report, now: datetime) -> None:
    """The report is closed: nobody is asked any more, and nobody need phone an agency."""
    for referral in referrals_of(db, report):
        _stop(db, referral, now)
    _cancel(db, report, task_kinds.NOBODY_LEFT, task_kinds.REVIEW, now=now)


def _stop(db: DbSession, referral: Referral, now: datetime) -> None:
    if referral.state == ReferralState.OFFERED:
        referral.state = ReferralState.WITHDRAWN
    tasks.cancel_kinds(db, referral, (task_kinds.HAND_OFF, task_kinds.OVERDUE_HAND_OFF), now)


def _cancel(db: DbSession, report: Report, *kinds: TaskKind, now: datetime) -> None:
    for task in tasks.open_of(db, report, *kinds):
        tasks.cancel(db, task, now)


def _nobody_left(tx: Tx, report: Report) -> None:
    """Even the last resort declined: a supervisor must find someone."""
    task = tasks.make(
        tx,
        kind=task_kinds.NOBODY_LEFT,
        key=f"{task_kinds.NOBODY_LEFT}:{report.tip_id}:{int(tx.now.timestamp())}",
        due_at=tx.now,
        report=report,
        priority=min(report.urgency, Urgency.P1),
    )
    page_for_nobody(tx, report, task, times=1)


def page_for_nobody(tx: Tx, report: Report, task: Task, *, times: int) -> None:
    """Page the supervisors, and again later, until someone has the report."""
    cause = paging.Cause(task_kinds.NOBODY_LEFT, task.id, times)
    paging.page(tx, cause, who=SUPERVISORS, report=report)
    scheduling.schedule(
        tx,
        StillNobodyJob(task.id, times + 1),
        key=f"{STILL_NOBODY}:{task.id}:{times}",
        due_at=tx.now + response_times(tx.db, tx.dep).page_again[report.urgency],
        report_id=report.id,
    )


def ask_again(tx: Tx, report: Report) -> None:
    """A report needs someone again: whoever was being asked is asked again, or the next one.

    It was closed and is open again, or the agency that has it cannot keep it. A referral that a
    person withdrew stays withdrawn; nobody is asked while another agency has the report.
    """
    known = referrals_of(tx.db, report)
    taken = any(referral.state in TAKEN and not referral.also for referral in known)
    for referral in known:
        stopped = referral.state == ReferralState.WITHDRAWN and referral.reason != WITHDRAWN_BY_HAND
        if stopped and (referral.also or not taken):
            resume(tx, report, referral)
    go_on(tx, report)


def resume(tx: Tx, report: Report, referral: Referral) -> None:
    """Ask an agency again whose alert had been stopped, with a new clock."""
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    referral.state, referral.step = ReferralState.OFFERED, referral.step + 1
    referral.due_at = routing.due(agency, tx.now, referral.ack_minutes, referral.clock)
    if referral.how == OfferBy.ALERT:
        schedule_step(tx, referral, at=tx.now)
    else:
        _have_phoned(tx, report, referral, referral.due_at)


def of_agency(
    db: DbSession,
    report: Report,
    agency_id: str,
    version: Version,
    now: datetime,
) -> Referral:
    """The report's referral to an agency; a new one beside the chain when it was never named."""
    chain = referrals_of(db, report)
    referral = next((known for known in chain if known.agency_id == agency_id), None)
    if referral is None:
        agency_offer = Offer(agency_id, OfferBy.PHONE, "live transfer", ack_minutes=0, also=True)
        referral = _planned(report, version, agency_offer, len(chain), now)
        db.add(referral)
        db.flush()
    return referral


def is_last(db: DbSession, report: Report, referral: Referral) -> bool:
    """Whether nobody is left to ask after ``referral``."""
    return not any(
        known.state == ReferralState.PLANNED
        and not known.also
        and known.position > referral.position
        for known in referrals_of(db, report)
    )


def schedule_step(tx: Tx, referral: Referral, *, at: datetime) -> None:
    """Set the clock for the referral's next escalation step."""
    scheduling.schedule(
        tx,
        StepJob(referral.step),
        key=_step_key(referral),
        due_at=at,
        report_id=referral.report_id,
        referral_id=referral.id,
    )


def hasten_step(db: DbSession, referral: Referral, now: datetime) -> None:
    """Take the referral's next step now instead of waiting for its time."""
    outbox.hasten(db, now, _step_key(referral))


def _step_key(referral: Referral) -> str:
    return f"{STEP}:{referral.id}:{referral.step}"


@when_clock_set_back
def clock_went_back(db: DbSession, now: datetime, by: timedelta) -> None:
    """The machine's clock was set back: what a fast clock promised is due as much earlier."""
    asked = select(Referral).where(
        Referral.state == ReferralState.OFFERED, Referral.offered_at > now
    )
    for referral in db.scalars(asked):
        referral.offered_at = now
        referral.due_at = referral.due_at - by if referral.due_at else None
    tasks.clock_went_back(db, now, by)
