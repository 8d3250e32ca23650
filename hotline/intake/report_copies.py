"""One story from many people: reports that are near copies of each other are grouped as a surge.

A report stays itself in every respect: it is stored, routed and escalated like any other. But the
copies go behind everything that stands alone, they are one line of the queue, and whoever is
alerted gets one message for many (``hotline.referrals.held``). So a report that stands alone is
seen at once, however many copies of another one come in beside it.
"""

from __future__ import annotations

import time

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from hotline.db.floods import Surge
from hotline.db.reports import Report
from hotline.db.states import ReportState
from hotline.deployment import STORIES_COMPARED
from hotline.followups import task_kinds, tasks
from hotline.intake.reports import OpenReport, open_report
from hotline.messages import MessageCode
from hotline.privacy.keys import SealError
from hotline.referrals import held
from hotline.triage.near_copies import Group
from hotline.unit_of_work import Tx

MANY = 5
"""So many near copies within :data:`STORIES_COMPARED` are a surge."""
LOOK_EVERY_SECONDS = 2.0
"""How often a process looks for surges that another one found."""
NOTED_EVERY = STORIES_COMPARED / 20
"""How old the time of a surge's latest report may be before it is written again."""


def note(tx: Tx, report: OpenReport) -> None:
    """Compare a report with those of the last minutes; called whenever it is routed.

    One that has said more since, and is like the others no longer, stands alone again: what waited
    to be sent with theirs leaves now.
    """
    row = report.row
    if row.is_test or row.state == ReportState.CLOSED:
        return
    group = tx.dep.latest.place(row.id, words(report), tx.now)
    surge = _surge(tx, group) if group is not None else None
    if surge == row.surge_id:
        return
    left, row.surge_id = row.surge_id is not None, surge
    tx.db.flush()
    if left and surge is None:
        held.release(tx, row)


def words(report: OpenReport) -> str:
    """What a report tells, without what only answered a question."""
    known = report.assessment()
    return " ".join(said for said in known.story if said not in known.aside)


def _surge(tx: Tx, group: Group) -> int | None:
    """The surge that this group of reports is, by its id; a new one when they are that many now."""
    many = len(group.members) >= MANY
    if group.surge is None and (many or _time_to_look(tx)):
        _learn(tx)
    if group.surge is None and not many:
        return None
    surge = tx.db.get(Surge, group.surge) if group.surge is not None else _begin(tx, group)
    if surge is None:
        return None
    if tx.now - surge.last_at > NOTED_EVERY:
        surge.last_at = tx.now
    return surge.id


def _time_to_look(tx: Tx) -> bool:
    latest, now = tx.dep.latest, time.monotonic()
    if now - latest.looked < LOOK_EVERY_SECONDS:
        return False
    latest.looked = now
    return True


def _learn(tx: Tx) -> None:
    """Know the surges that go on, whichever process found them."""
    wanted = select(Surge.id, Surge.lead_id).where(
        Surge.last_at > tx.now - STORIES_COMPARED, Surge.lead_id.is_not(None)
    )
    known = tx.dep.latest.surges()
    for surge, lead in tx.db.execute(wanted).all():
        row = tx.db.get(Report, lead) if surge not in known else None
        if row is None:
            continue
        try:
            said = words(open_report(tx.db, tx.dep, row))
        except SealError:  # it was erased
            continue
        tx.dep.latest.note_surge(row.id, said, surge, tx.now)


def _begin(tx: Tx, group: Group) -> Surge | None:
    """These are a surge from now on; supervisors are paged once."""
    lead = next(iter(group.members))
    insert = sqlite.insert if tx.dep.database.is_sqlite else postgresql.insert
    new = (
        insert(Surge)
        .values(lead_id=lead, began_at=tx.now, last_at=tx.now)
        .on_conflict_do_nothing(index_elements=["lead_id"])
    )
    begun = tx.db.execute(new.returning(Surge.id)).scalar_one_or_none()
    surge = tx.db.scalars(select(Surge).where(Surge.lead_id == lead)).first()
    if surge is None:
        return None
    members = Report.id.in_(group.members)
    tx.db.execute(
        update(Report).where(members, Report.state != ReportState.CLOSED).values(surge_id=surge.id)
    )
    if begun is not None:
        tip = tx.db.scalar(select(Report.tip_id).where(Report.id == lead))
        alike = MessageCode.REPORT_COPIES.message(tip=tip or "", count=len(group.members))
        tasks.alarm(tx, task_kinds.REPORT_FLOOD, f"surge{surge.id}", words=alike)
    return surge
