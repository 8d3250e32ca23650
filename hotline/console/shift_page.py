"""``/shift``: begin with the notes of those before, end with a note and everything handed over.

Whoever ends a shift gives all their open reports and tasks to one person, or back to the queue, in
one step; each hand-over is checked and audited as on the report's page. Notes are sealed. A note is
shown on the queue until its reader says that they have read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from sqlalchemy import exists, select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.console import actions, claims, confirmations, form_idempotency, line_stats
from hotline.console.confirmations import Done
from hotline.console.queue_rows import OPEN
from hotline.console.supervise import LONGEST_NOTE, NOTE, SHIFTS
from hotline.db.accounts import ShiftNote, ShiftNoteRead, Staff
from hotline.db.reports import Report
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups import task_kinds, tasks
from hotline.i18n import say, say_n
from hotline.privacy.keys import SealError
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields, RowId
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
PATH = "/shift"
LATELY = timedelta(days=2)
"""How long a note waits to be read by those who were not there."""
SHOWN = 10
MOST = 300
"""Reports that are handed over in one step."""
QUEUE = "queue"
"""Given as the person who takes over: nobody, the reports wait in the queue."""


@dataclass(frozen=True)
class Note:
    """A note from shift to shift, in words."""

    id: int
    at: datetime
    name: str
    words: str
    read_by: tuple[str, ...] = ()


def unread(db: DbSession, dep: Deployment, visitor: Visitor) -> list[Note]:
    """Notes of others that this person has not read yet, the oldest first."""
    if not visitor.may("dispatcher", "supervisor"):
        return []
    read = exists().where(
        ShiftNoteRead.note_id == ShiftNote.id, ShiftNoteRead.staff_id == visitor.id
    )
    wanted = select(ShiftNote).where(
        ShiftNote.at > dep.clock() - LATELY, ShiftNote.staff_id != visitor.id, ~read
    )
    return _in_words(db, dep, db.scalars(wanted.order_by(ShiftNote.id)).all())


def _in_words(db: DbSession, dep: Deployment, rows: Sequence[ShiftNote]) -> list[Note]:
    readers: dict[int, list[str]] = {}
    ids = [row.id for row in rows]
    wanted = select(ShiftNoteRead.note_id, Staff.name).join(
        Staff, Staff.id == ShiftNoteRead.staff_id
    )
    for note_id, name in db.execute(wanted.where(ShiftNoteRead.note_id.in_(ids))):
        readers.setdefault(note_id, []).append(name)
    found = []
    for row in rows:
        try:
            words = dep.keys.open(row.body, NOTE).decode()
        except SealError:
            continue
        name = db.get_one(Staff, row.staff_id).name
        found.append(Note(row.id, row.at, name, words, tuple(readers.get(row.id, ()))))
    return found


@router.get(PATH)
def shift_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """My shift, the notes, who covers, and everything of mine."""
    now = dep.clock()
    with dep.database.read() as db:
        me = db.get_one(Staff, visitor.id)
        latest = select(ShiftNote).order_by(ShiftNote.id.desc()).limit(SHOWN)
        notes = _in_words(db, dep, db.scalars(latest).all())
        waiting = {note.id for note in unread(db, dep, visitor)}
        mine = _mine(db, visitor)
        loads = line_stats.loads(Tx(db, dep, now))
        people = [person for person in claims.colleagues(db) if person.id != visitor.id]
        on_until = me.on_shift_until if me.on_shift_until and me.on_shift_until > now else None
    done = confirmations.take(request, dep, PATH)
    page = render(
        request,
        "shift.html",
        visitor=visitor,
        acts=visitor.may("dispatcher", "supervisor"),
        notes=notes,
        waiting=waiting,
        mine=mine,
        loads=loads,
        people=people,
        on_until=on_until,
        shifts=SHIFTS,
        once=form_idempotency.token(),
        done=done,
    )
    return confirmations.clear(page, PATH) if done.said else page


def _mine(db: DbSession, visitor: Visitor) -> Sequence[Report]:
    wanted = select(Report).where(OPEN, Report.claimed_by == visitor.id)
    return db.scalars(wanted.order_by(Report.urgency, Report.created_at).limit(MOST)).all()


@router.post("/shift/notes/{note_id}/read")
def have_read(dep: Dep, visitor: Current, fields: Fields, note_id: RowId) -> Response:
    """This person has read a note; it is shown to them no more."""
    with dep.database.write() as db:
        known = db.get(ShiftNoteRead, (note_id, visitor.id))
        if known is None and db.get(ShiftNote, note_id) is not None:
            now = dep.clock()
            db.add(ShiftNoteRead(note_id=note_id, staff_id=visitor.id, at=now))
            Tx(db, dep, now, visitor.actor).record("shift_note_read", f"shift note:{note_id}")
    return see_other(PATH if fields.get("back") == "shift" else "/queue")


@router.post("/shift/end")
def end(dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Leave a note, hand everything over, and be off shift."""
    to = fields.get("to", "")
    with dep.database.read() as db:
        tips = [row.tip_id for row in _mine(db, visitor)]
        names = {str(person.id): person.name for person in claims.colleagues(db)}
    if tips and to != QUEUE and (to not in names or to == str(visitor.id)):
        said = say("Choose who takes over your reports. Nothing was changed.")
        return _say(dep, Done(said))
    refused = _hand_over(dep, visitor, tips, to)
    with dep.database.write() as db:
        _leave_note(db, dep, visitor, fields)
        _hand_over_tasks(Tx(db, dep, dep.clock(), visitor.actor), to)
        db.get_one(Staff, visitor.id).on_shift_until = None
        Tx(db, dep, dep.clock(), visitor.actor).record("shift", "supervise", "ended")
    given = len(tips) - len(refused)
    if to == QUEUE:
        said = say_n(
            "{n} report is back in the queue.", "{n} reports are back in the queue.", given
        )
    else:
        said = say_n(
            "{n} report handed over to {name}.",
            "{n} reports handed over to {name}.",
            given,
            name=names.get(to, ""),
        )
    off = say("You are off shift.")
    return _say(dep, Done(f"{said} {off}" if tips else off, tuple(refused)))


def _hand_over(dep: Deployment, visitor: Visitor, tips: Sequence[str], to: str) -> list[str]:
    """Give each report; a sentence for each that could not be given."""
    action = "release" if to == QUEUE else "hand_over"
    refused = []
    for tip in tips:
        try:
            actions.do(dep, visitor, {"to": to}, tip, action)
        except actions.RefusedError as error:
            refused.append(f"{tip}: {error}")
    return refused


def _hand_over_tasks(tx: Tx, to: str) -> None:
    owner = task_kinds.DISPATCHERS if to in {QUEUE, ""} else f"staff:{to}"
    mine = select(Task).where(Task.state == TaskState.OPEN, Task.owner == tx.by)
    for task in tx.db.scalars(mine):
        tasks.reassign(tx, task, to=owner)


def _leave_note(db: DbSession, dep: Deployment, visitor: Visitor, fields: Fields) -> None:
    text = fields.get("text", "").strip()[:LONGEST_NOTE]
    if not text or form_idempotency.made_before(db, dep, fields) is not None:
        return
    body = dep.keys.seal(text.encode(), NOTE)
    db.add(ShiftNote(at=dep.clock(), staff_id=visitor.id, body=body))
    Tx(db, dep, dep.clock(), visitor.actor).record("shift_note", "supervise")
    form_idempotency.note(db, dep, fields)


def _say(dep: Deployment, done: Done) -> Response:
    return confirmations.send(see_other(PATH), dep, PATH, done)
