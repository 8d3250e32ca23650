"""What an agency asks to have changed about itself: kept sealed until the coordinator decides.

The files stay the truth: nothing here is served. What is asked for is put into the entry as it
stands at the moment of looking, so a change that was made meanwhile is never undone by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.config_versions import AskedChange
from hotline.db.states import ChangeState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.directory import agency_form, publishing
from hotline.directory.entries import Entry
from hotline.directory.publishing import Draft
from hotline.followups import task_kinds, tasks
from hotline.unit_of_work import Tx

TASK_DUE = timedelta(days=1)
MOST_WAITING = 100
LONGEST_FIELD = 400


class GoneError(Exception):
    """Someone has decided already, or the agency is not in the directory any more."""


def ask(
    db: DbSession, dep: Deployment, agency_id: str, fields: Mapping[str, str], *, by: int
) -> AskedChange:
    """Keep what an agency asks for; one that still waits is replaced by it."""
    now = dep.clock()
    for earlier in db.scalars(_waiting().where(AskedChange.agency_id == agency_id)):
        _decide(Tx(db, dep, now, f"staff:{by}"), earlier, ChangeState.WITHDRAWN)
    row = AskedChange(at=now, agency_id=agency_id, staff_id=by)
    db.add(row)
    db.flush()
    kept = {n: v[:LONGEST_FIELD] for n, v in fields.items() if n not in {"csrf", "do"}}
    row.body = dep.keys.seal(json.dumps(kept).encode(), _purpose(row))
    tasks.make(
        Tx(db, dep, now),
        kind=task_kinds.AGENCY_CHANGE,
        key=_task_key(row),
        due_at=now + TASK_DUE,
        agency_id=agency_id,
    )
    _note(Tx(db, dep, now, f"staff:{by}"), row, "change_asked")
    return row


def fields_of(dep: Deployment, row: AskedChange) -> dict[str, str]:
    """The form as the agency filled it in."""
    fields: dict[str, str] = json.loads(dep.keys.open(row.body or b"", _purpose(row)))
    return fields


def answer_of(dep: Deployment, row: AskedChange) -> str:
    """Why it was declined, or nothing."""
    return dep.keys.open(row.answer, _purpose(row)).decode() if row.answer else ""


def draft_of(
    dep: Deployment, here: Mapping[str, str], entry: Entry, fields: Mapping[str, str]
) -> Draft:
    """What the files would be. Raises :class:`agency_form.FormError` and ``FileError``."""
    data = agency_form.own_changes(fields, entry.data)
    return publishing.with_entry(dep, here, entry.file, entry.id, data)


def waiting(db: DbSession) -> Sequence[AskedChange]:
    """What nobody has decided yet, the oldest first."""
    return db.scalars(_waiting().order_by(AskedChange.id).limit(MOST_WAITING)).all()


def latest(db: DbSession, agency_id: str) -> AskedChange | None:
    """The last change that an agency asked for."""
    wanted = select(AskedChange).where(AskedChange.agency_id == agency_id)
    return db.scalars(wanted.order_by(AskedChange.id.desc()).limit(1)).first()


def still_open(db: DbSession, number: int) -> AskedChange:
    """The row, locked, while it waits. Raises :class:`GoneError`."""
    row = db.get(AskedChange, number, with_for_update=True)
    if row is None or row.state != ChangeState.OPEN:
        raise GoneError
    return row


def asker(db: DbSession, row: AskedChange) -> str:
    """The name of who asked."""
    return db.get_one(Staff, row.staff_id).name


def published(db: DbSession, dep: Deployment, row: AskedChange, *, by: str) -> None:
    """The coordinator has published it."""
    _decide(Tx(db, dep, dep.clock(), by), row, ChangeState.PUBLISHED)


def declined(db: DbSession, dep: Deployment, row: AskedChange, *, by: str, why: str) -> None:
    """The coordinator says no, and why; the agency reads it."""
    row.answer = dep.keys.seal(why[:LONGEST_FIELD].encode(), _purpose(row))
    _decide(Tx(db, dep, dep.clock(), by), row, ChangeState.DECLINED)


def withdrawn(db: DbSession, dep: Deployment, row: AskedChange, *, by: str) -> None:
    """The agency takes it back."""
    _decide(Tx(db, dep, dep.clock(), by), row, ChangeState.WITHDRAWN)


def _decide(tx: Tx, row: AskedChange, state: ChangeState) -> None:
    row.state, row.decided_at, row.decided_by = state, tx.now, tx.by
    task = tx.db.scalars(select(Task).where(Task.key == _task_key(row))).first()
    if task is not None and task.state == TaskState.OPEN:
        tasks.finish(tx, task)
    _note(tx, row, f"change_{state}")


def _waiting() -> Select[AskedChange]:
    return select(AskedChange).where(AskedChange.state == ChangeState.OPEN)


def _purpose(row: AskedChange) -> str:
    return f"asked change:{row.id}"


def _task_key(row: AskedChange) -> str:
    return f"{task_kinds.AGENCY_CHANGE}:{row.id}"


def _note(tx: Tx, row: AskedChange, action: str) -> None:
    tx.record(action, f"agency:{row.agency_id}")
