"""Many urgent reports in a few minutes: a disaster, a raid, or someone who floods the line.

None is dropped and every agency is alerted as ever. Supervisors hear of it, so that someone reads
them side by side while the real ones among them can still be found.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import distinct, func, select

from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import task_kinds, tasks
from hotline.messages import MessageCode
from hotline.unit_of_work import Tx

MANY, WITHIN = 20, timedelta(minutes=10)
"""This many urgent reports within that time are looked at together."""
URGENT = (Urgency.P0, Urgency.P1)


def look_for_one(dep: Deployment) -> bool:
    """Tell the supervisors of a flood, once an hour at most; whether there is one."""
    now = dep.clock()
    lately = select(func.count(Report.id), func.count(distinct(Report.reporter_id))).where(
        Report.created_at > now - WITHIN, Report.urgency.in_(URGENT), Report.is_test.is_(False)
    )
    with dep.database.read() as db:
        reports, people = db.execute(lately).one()
    if reports < MANY:
        return False
    words = MessageCode.REPORT_FLOOD.message(
        count=reports, people=people, minutes=WITHIN.seconds // 60
    )
    with dep.database.write() as db:
        hour = f"{now:%Y-%m-%dT%H}"
        tasks.alarm(Tx(db, dep, now), task_kinds.REPORT_FLOOD, hour, words=words)
    return True
