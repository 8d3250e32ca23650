"""Many urgent reports in a few minutes: a disaster, a raid, or someone who floods the line.

None is dropped. Supervisors hear of it once, so that someone reads them side by side, and whoever
is alerted gets them gathered (``hotline.referrals.held``). Copies of one story are found before, as
they come in, and do not count here (``hotline.intake.report_copies``).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import distinct, func, select

from hotline.db.floods import Surge
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
        Report.created_at > now - WITHIN,
        Report.urgency.in_(URGENT),
        Report.is_test.is_(False),
        Report.surge_id.is_(None),
    )
    with dep.database.read() as db:
        reports, people = db.execute(lately).one()
    if reports < MANY:
        return False
    words = MessageCode.REPORT_FLOOD.message(
        count=reports, people=people, minutes=WITHIN.seconds // 60
    )
    with dep.database.write() as db:
        tx = Tx(db, dep, now)
        _note(tx)
        tasks.alarm(tx, task_kinds.REPORT_FLOOD, f"{now:%Y-%m-%dT%H}", words=words)
    return True


def _note(tx: Tx) -> None:
    """The surge goes on, or begins: messages about its reports are gathered."""
    going_on = select(Surge).where(Surge.lead_id.is_(None), Surge.last_at > tx.now - WITHIN)
    surge = tx.db.scalars(going_on.order_by(Surge.id.desc()).limit(1).with_for_update()).first()
    if surge is None:
        tx.db.add(Surge(lead_id=None, began_at=tx.now, last_at=tx.now))
    else:
        surge.last_at = tx.now
