"""A new fact made a report more urgent: its agencies are notified, and their clocks restart.

The update is an alert without details, like every alert. An agency that has acknowledged already
is notified too, and a dispatcher makes sure by phone that it was heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from hotline import routing
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import AlertRound, ReferralState
from hotline.domain import OfferBy, Urgency
from hotline.followups import paging, task_kinds, tasks
from hotline.referrals import alerts, chain
from hotline.routing.types import Agency, Decision, Offer
from hotline.unit_of_work import Tx

LIVING = (ReferralState.PLANNED, ReferralState.OFFERED, ReferralState.ACKNOWLEDGED)


def notify_agencies(
    tx: Tx,
    report: Report,
    decision: Decision | None = None,
    known: Sequence[Referral] | None = None,
) -> int:
    """Notify every agency whose last notice had a lower urgency; how many.

    Called whenever a report may have become more urgent; when it has not, nothing happens.
    ``decision`` is what routing says now: its offers carry the new times. ``known`` are the
    report's referrals, where they were read.
    """
    offers = {offer.agency_id: offer for offer in decision.offers} if decision else {}
    raised = [
        referral
        for referral in (chain.referrals_of(tx.db, report) if known is None else known)
        if report.urgency < referral.urgency and referral.state in LIVING
    ]
    for referral in raised:
        _raise(tx, report, referral, offers)
    if raised and report.urgency == Urgency.P0:
        cause = paging.Cause("danger", report.id)
        paging.page(tx, cause, who="dispatchers", report=report)
    return len(raised)


def _raise(tx: Tx, report: Report, referral: Referral, offers: Mapping[str, Offer]) -> None:
    rules = tx.dep.library.get(tx.db, referral.version).rules
    agency = rules.agencies[referral.agency_id]
    offer = offers.get(referral.agency_id)
    minutes, clock = chain.time_to_answer(rules, agency, report.urgency)
    if offer is not None:
        minutes, clock = offer.ack_minutes, offer.clock
    elif clock == referral.clock:
        minutes = min(minutes, referral.ack_minutes)
    referral.urgency, referral.ack_minutes, referral.clock = report.urgency, minutes, clock
    if referral.state == ReferralState.PLANNED:
        return
    tx.record(
        "urgency_raised",
        f"report:{report.tip_id}",
        f"{referral.agency_id} {report.urgency}",
        actor="service",
    )
    due = routing.due(agency, tx.now, referral.ack_minutes, referral.clock)
    if referral.how == OfferBy.ALERT:
        update = AlertRound.UPDATE
        alerts.send(tx, report, referral, agency, point=0, round_=update, about=report.urgency)
    if referral.state == ReferralState.ACKNOWLEDGED:
        _make_sure(tx, report, referral, due)
    else:
        _restart_clock(tx, report, referral, agency, due=due)


def _make_sure(tx: Tx, report: Report, referral: Referral, due: datetime) -> None:
    tasks.make(
        tx,
        kind=task_kinds.UPDATE_HEARD,
        key=f"{task_kinds.UPDATE_HEARD}:{referral.id}:{report.urgency}",
        due_at=due,
        report=report,
        referral=referral,
    )


def _restart_clock(
    tx: Tx, report: Report, referral: Referral, agency: Agency, *, due: datetime
) -> None:
    referral.due_at = due
    referral.step += 1  # the step that was scheduled finds that it is stale
    first = alerts.remind_at(agency, referral, tx.now) if referral.how == OfferBy.ALERT else due
    chain.schedule_step(tx, referral, at=first)
    for task in tasks.open_of(tx.db, referral, task_kinds.HAND_OFF):
        tasks.hurry(tx, task, priority=report.urgency, due_at=due)
