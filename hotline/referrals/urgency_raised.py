"""A new fact made a report more urgent: its agencies are notified, and their clocks restart.

The update is an alert without details, like every alert. An agency that has acknowledged already
is notified too, and a dispatcher makes sure by phone that it was heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import AlertRound, ReferralState
from hotline.deployment import Deployment
from hotline.domain import OfferBy, Urgency
from hotline.followups import paging, task_kinds, tasks
from hotline.privacy import audit
from hotline.referrals import alerts, chain
from hotline.routing.types import Agency, Decision, Offer

LIVING = (ReferralState.PLANNED, ReferralState.OFFERED, ReferralState.ACKNOWLEDGED)


def notify_agencies(
    db: DbSession, dep: Deployment, report: Report, now: datetime, decision: Decision | None = None
) -> int:
    """Notify every agency whose last notice had a lower urgency; how many.

    Called whenever a report may have become more urgent; when it has not, nothing happens.
    ``decision`` is what routing says now: its offers carry the new times.
    """
    offers = {offer.agency_id: offer for offer in decision.offers} if decision else {}
    raised = [
        referral
        for referral in chain.referrals_of(db, report)
        if report.urgency < referral.urgency and referral.state in LIVING
    ]
    for referral in raised:
        _raise(db, dep, report, referral, offers, now)
    if raised and report.urgency == Urgency.P0:
        cause = paging.Cause("danger", report.id)
        paging.page(db, dep, cause, who="dispatchers", report=report, now=now)
    return len(raised)


def _raise(
    db: DbSession,
    dep: Deployment,
    report: Report,
    referral: Referral,
    offers: Mapping[str, Offer],
    now: datetime,
) -> None:
    rules = dep.library.get(db, referral.version).rules
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
    audit.record(
        db,
        dep.keys,
        at=now,
        actor="service",
        action="urgency_raised",
        subject=f"report:{report.tip_id}",
        detail=f"{referral.agency_id} {report.urgency}",
    )
    due = routing.due(agency, now, referral.ack_minutes, referral.clock)
    if referral.how == OfferBy.ALERT:
        update = AlertRound.UPDATE
        alerts.send(db, dep, report, referral, agency, now, 0, update, about=report.urgency)
    if referral.state == ReferralState.ACKNOWLEDGED:
        _make_sure(db, dep, report, referral, due, now)
    else:
        _restart_clock(db, dep, report, referral, agency, due=due, now=now)


def _make_sure(
    db: DbSession, dep: Deployment, report: Report, referral: Referral, due: datetime, now: datetime
) -> None:
    tasks.make(
        db,
        dep,
        kind=task_kinds.UPDATE_HEARD,
        key=f"{task_kinds.UPDATE_HEARD}:{referral.id}:{report.urgency}",
        due_at=due,
        now=now,
        report=report,
        referral=referral,
    )


def _restart_clock(
    db: DbSession,
    dep: Deployment,
    report: Report,
    referral: Referral,
    agency: Agency,
    *,
    due: datetime,
    now: datetime,
) -> None:
    referral.due_at = due
    referral.step += 1  # the step that was scheduled finds that it is stale
    first = alerts.remind_at(agency, referral, now) if referral.how == OfferBy.ALERT else due
    chain.schedule_step(db, dep, referral, now, at=first)
    for task in tasks.open_of(db, referral, task_kinds.HAND_OFF):
        tasks.hurry(db, dep, task, priority=report.urgency, due_at=due, now=now)
