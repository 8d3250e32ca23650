"""What a call to an agency found: its entry counts from today, or is taken out of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.directory import one_line, publishing, second_person
from hotline.followups import task_kinds, tasks
from hotline.followups.task_kinds import VERIFY_AGENCY
from hotline.i18n import say
from hotline.routing.types import Intake
from hotline.unit_of_work import Tx

AGAIN = timedelta(days=1)


class Found(StrEnum):
    """What the person who called found."""

    RIGHT = "right"
    CHANGED = "changed"
    NO_ANSWER = "no_answer"


def answer(dep: Deployment, agency_id: str, found: Found, *, by: str, note: str = "") -> bool:
    """Note what a call found; whether it is in use at once (else it waits for a second person).

    Right: the entry counts from today. Changed: it is not used any more, and the coordinator has
    a task with ``note``. No answer: the task is due again tomorrow.
    Raises :class:`hotline.directory.publishing.DraftError`.
    """
    in_use = True
    today = dep.clock().astimezone(ZoneInfo(dep.settings.time_zone)).date()
    if found is Found.RIGHT:
        in_use = _publish(dep, agency_id, {"called": today.isoformat()}, by=by, found=found)
    elif found is Found.CHANGED:
        in_use = _publish(dep, agency_id, {"status": "unverified"}, by=by, found=found)
    with dep.database.write() as db:
        tx = Tx(db, dep, dep.clock(), by)
        tx.record("entry checked", f"agency:{agency_id}", f"{found}: {note}"[:200].rstrip(": "))
        for task in _open_tasks(db, agency_id):
            if found is Found.NO_ANSWER:
                tasks.snooze(tx, task, until=tx.now + AGAIN)
            else:
                tasks.finish(tx, task, note=note)
        if found is Found.CHANGED:
            tasks.make(
                tx,
                kind=task_kinds.AGENCY_CHANGED,
                key=f"{task_kinds.AGENCY_CHANGED}:{agency_id}:{int(tx.now.timestamp())}",
                due_at=tx.now,
                agency_id=agency_id,
                words=note,
            )
    return in_use


def confirm(dep: Deployment, agency_id: str, intake: str, beds: str, *, by: str) -> bool:
    """An agency says that its entry is right, and whether it takes people in; in use at once?

    ``beds`` are free beds, such as "2" or "2 of 12"; empty: it does not count them.
    Raises :class:`hotline.directory.publishing.DraftError`.
    """
    today = dep.clock().astimezone(ZoneInfo(dep.settings.time_zone)).date().isoformat()
    if intake not in {one.value for one in Intake}:
        raise publishing.DraftError(say("Choose whether you take people in."))
    changes: dict[str, Any] = {"confirmed": today, "intake": intake, "intake_on": today}
    if beds:
        try:
            changes["beds"] = one_line.read_beds(f"{beds} on {today}")
        except ValueError:
            raise publishing.DraftError(say("Write the free beds as: 2, or 2 of 12.")) from None
    in_use = _publish(dep, agency_id, changes, by=by, found=Found.RIGHT)
    with dep.database.write() as db:
        tx = Tx(db, dep, dep.clock(), by)
        tx.record("entry confirmed", f"agency:{agency_id}", f"{intake} {beds}".strip())
        for task in _open_tasks(db, agency_id):
            tasks.finish(tx, task)
    return in_use


def _open_tasks(db: DbSession, agency_id: str) -> Sequence[Task]:
    wanted = select(Task).where(
        Task.kind == VERIFY_AGENCY.name,
        Task.agency_id == agency_id,
        Task.state == TaskState.OPEN,
    )
    return db.scalars(wanted).all()


def _publish(
    dep: Deployment, agency_id: str, changes: dict[str, Any], *, by: str, found: Found
) -> bool:
    here = publishing.files_here(dep)
    entry = publishing.entries(dep, here).get(agency_id)
    if entry is None:
        raise publishing.DraftError(say("This agency is not in the directory any more."))
    made = publishing.with_entry(dep, here, entry.file, agency_id, {**entry.data, **changes})
    if not made.changes:
        return True  # called twice in a day
    return second_person.publish(dep, made, by=by, note=f"{agency_id}: {found}")
