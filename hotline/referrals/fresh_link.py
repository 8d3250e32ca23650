"""A fresh link to a report, for a person whose link was used on another device or has expired.

It goes to the addresses that the agency agreed on and that were alerted before, never to whoever
asks: a found or forwarded message opens nothing. A dispatcher gets a task to see that they got in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.followups import task_kinds, tasks
from hotline.followups.response_times import response_times
from hotline.privacy import audit
from hotline.referrals import alerts
from hotline.routing.types import Channel

ONE_IN = timedelta(minutes=10)
"""At most one fresh link in this time, however often the button is pressed."""


def ask_for(db: DbSession, dep: Deployment, referral: Referral, now: datetime) -> None:
    """Send a fresh link to the agency, and ask a dispatcher to see that they got in."""
    report = db.get_one(Report, referral.report_id)
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    about = f"{int(now.timestamp() // ONE_IN.total_seconds())}"
    points = alerts.alert_points(agency)
    for number in range(min(len(points), max(1, alerts.next_point(db, referral)))):
        if points[number].channel is not Channel.PHONE:  # a call carries no link
            alerts.send_fresh_link(db, dep, referral, number, about, now)
    if not tasks.open_of(db, referral, task_kinds.COULD_NOT_OPEN):
        tasks.make(
            db,
            dep,
            kind=task_kinds.COULD_NOT_OPEN,
            key=f"{task_kinds.COULD_NOT_OPEN}:{referral.id}:{int(now.timestamp())}",
            due_at=now + response_times(db, dep).check_new_link[report.urgency],
            now=now,
            report=report,
            referral=referral,
        )
    audit.record(
        db,
        dep.keys,
        at=now,
        actor=f"agency:{referral.agency_id}",
        action="link_used_again",
        subject=f"report:{report.tip_id}",
        detail="link",
    )
