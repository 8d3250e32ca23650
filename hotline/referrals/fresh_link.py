"""A fresh link to a report, for a person whose link was used on another device or has expired.

It goes to the addresses that the agency agreed on and that were alerted before, never to whoever
asks: a found or forwarded message opens nothing. A dispatcher gets a task to see that they got in.
"""

from __future__ import annotations

from datetime import timedelta

from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.followups import task_kinds, tasks
from hotline.followups.response_times import response_times
from hotline.referrals import alerts
from hotline.routing.types import Channel
from hotline.unit_of_work import Tx

ONE_IN = timedelta(minutes=10)
"""At most one fresh link in this time, however often the button is pressed."""


def ask_for(tx: Tx, referral: Referral) -> None:
    """Send a fresh link to the agency, and ask a dispatcher to see that they got in."""
    report = tx.db.get_one(Report, referral.report_id)
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    about = f"{int(tx.now.timestamp() // ONE_IN.total_seconds())}"
    points = alerts.alert_points(agency)
    for number in range(min(len(points), max(1, alerts.next_point(tx.db, referral)))):
        if points[number].channel is not Channel.PHONE:  # a call carries no link
            alerts.send_fresh_link(tx, referral, number, about)
    if not tasks.open_of(tx.db, referral, task_kinds.COULD_NOT_OPEN):
        tasks.make(
            tx,
            kind=task_kinds.COULD_NOT_OPEN,
            key=f"{task_kinds.COULD_NOT_OPEN}:{referral.id}:{int(tx.now.timestamp())}",
            due_at=tx.now + response_times(tx.db, tx.dep).check_new_link[report.urgency],
            report=report,
            referral=referral,
        )
    tx.record(
        "link_used_again", f"report:{report.tip_id}", "link", actor=f"agency:{referral.agency_id}"
    )
