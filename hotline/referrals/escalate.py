"""Nobody acknowledged in time: reminder, next contact point, next agency, and at the end a person.

Each step is a job that finds the referral as it is now; an answered one is left alone. The last
agency of every chain is the National Hotline, which is a dispatcher's task: it is never given up,
only told to the supervisors again and again until somebody has done it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.privacy import audit
from hotline.referrals import alerts, chain

AGAIN_AFTER = timedelta(minutes=15)
"""How soon supervisors are told again of a last resort that nobody has taken."""


def start(dep: Deployment, job: outbox.Claimed) -> None:
    """A review's time is over without a person: the referrals begin all the same."""
    now = dep.clock()
    with dep.database.write() as db:
        report = db.get_one(Report, job.report_id, with_for_update=True)
        if report.state != "closed":
            chain.begin(db, dep, report, now)


def step(dep: Deployment, job: outbox.Claimed) -> None:
    """Take the next step for a referral that is still unanswered."""
    now = dep.clock()
    with dep.database.write() as db:
        report = db.get_one(Report, job.report_id, with_for_update=True)
        referral = db.get_one(Referral, job.referral_id, with_for_update=True)
        stale = referral.step != int(job.payload["step"])
        if stale or referral.state != "offered" or report.state == "closed":
            return
        referral.step += 1
        if referral.how == "alert":
            _alert_unanswered(db, dep, report, referral, now)
        else:
            _task_undone(db, dep, report, referral, now)


def _alert_unanswered(
    db: DbSession, dep: Deployment, report: Report, referral: Referral, now: datetime
) -> None:
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    due = referral.due_at or now
    if referral.step == 1 and now < due:
        alerts.send(db, dep, report, referral, agency, now, point=0, round_="reminder")
        chain.schedule_step(db, dep, referral, now, at=due)
        _note(db, dep, report, referral, "reminded", now)
        return
    point = max(referral.step - 1, 1)
    tried_all = report.urgency == "P0"  # danger now went to all contact points at once
    if not tried_all and alerts.send(db, dep, report, referral, agency, now, point=point):
        half = timedelta(minutes=max(referral.ack_minutes / 2, 1))
        referral.due_at = now + half
        chain.schedule_step(db, dep, referral, now, at=referral.due_at)
        _note(db, dep, report, referral, "next_contact", now)
        return
    referral.state = "unanswered"
    _note(db, dep, report, referral, "unanswered", now)
    if not referral.also:
        chain.go_on(db, dep, report, now)


def _task_undone(
    db: DbSession, dep: Deployment, report: Report, referral: Referral, now: datetime
) -> None:
    """A dispatcher did not phone in time: supervisors are told, and the next agency is asked."""
    tasks.make(
        db,
        dep,
        kind="overdue_hand_off",
        key=f"overdue_hand_off:{referral.id}:{referral.step}",
        due_at=now,
        now=now,
        report=report,
        referral=referral,
        owner=tasks.SUPERVISORS,
        priority="P0" if report.urgency == "P0" else "P1",
    )
    _note(db, dep, report, referral, "overdue", now)
    if chain.is_last(db, report, referral):
        chain.schedule_step(db, dep, referral, now, at=now + AGAIN_AFTER)
        return
    referral.state = "unanswered"
    chain.go_on(db, dep, report, now)


def _note(
    db: DbSession,
    dep: Deployment,
    report: Report,
    referral: Referral,
    action: str,
    now: datetime,
) -> None:
    audit.record(
        db,
        dep.keys,
        at=now,
        actor="service",
        action=action,
        subject=f"report:{report.tip_id}",
        detail=referral.agency_id,
    )
