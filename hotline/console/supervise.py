"""``/supervise``: the state of the line for supervisors, shifts, and what only they can move on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.console import form_idempotency, line_stats, on_call
from hotline.db.accounts import ShiftNote, Staff
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.intake import provider_copies
from hotline.referrals import dead_letters
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields, RowId
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
SHIFTS = {"0": "Off shift", "4": "4 hours", "8": "8 hours", "12": "12 hours"}
BACK = {"supervise": "/supervise", "shift": "/shift"}
NOTES_SHOWN = 5
LONGEST_NOTE = 4000
NOTE = "shift note"


@router.get("/supervise")
def supervise_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """Who is there, what waits, what is stuck, how quickly agencies answer."""
    now = dep.clock()
    with dep.database.read() as db:
        stuck = line_stats.stuck(db, now)
        ids = {job.report_id for job in stuck.dead if job.report_id}
        found = db.scalars(select(Report).where(Report.id.in_(ids)))
        speeds = line_stats.agency_speeds(db, now)
        rules = dep.library.current(db).rules
        agencies = rules.agencies
        page: dict[str, Any] = {
            "loads": line_stats.loads(Tx(db, dep, now)),
            "waits": line_stats.waits(db, dep),
            "stuck": stuck,
            "copies": provider_copies.left(db),
            "soon": line_stats.SOON_SECONDS,
            "tips": {report.id: report.tip_id for report in found},
            "speeds": speeds,
            "names_of": {a.agency_id: agencies[a.agency_id].name for a in speeds
                         if a.agency_id in agencies},
            "calls": line_stats.calls(Tx(db, dep, now)),
            "notes": _notes(db, dep),
            "turns": on_call.now_on_call(rules, now),
            "may_have_turns": on_call.may_have_turns(rules),
        }  # fmt: skip
    return render(
        request,
        "supervise.html",
        visitor=visitor,
        shifts=SHIFTS,
        once=form_idempotency.token(),
        **page,
    )


def _notes(db: DbSession, dep: Deployment) -> list[tuple[ShiftNote, str, str]]:
    """The latest notes from shift to shift: the row, who wrote it, and the words."""
    latest = select(ShiftNote).order_by(ShiftNote.id.desc()).limit(NOTES_SHOWN)
    return [
        (row, db.get_one(Staff, row.staff_id).name, dep.keys.open(row.body, NOTE).decode())
        for row in db.scalars(latest)
    ]


@router.post("/shift")
def shift(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Be on shift for some hours, or no more; a supervisor may say so for others."""
    hours, who = fields.get("hours", ""), fields.get("staff", str(visitor.id))
    if hours not in SHIFTS or not who.isdigit():
        return see_other("/supervise")
    if int(who) != visitor.id and not visitor.may("supervisor"):
        text = say("Only a supervisor can change someone else's shift. Nothing was changed.")
        return render(
            request,
            "message.html",
            status=403,
            title=say("Could not save"),
            text=text,
            visitor=visitor,
        )
    now = dep.clock()
    with dep.database.write() as db:
        person = db.get(Staff, int(who))
        if person is not None:
            person.on_shift_until = now + timedelta(hours=int(hours)) if int(hours) else None
            _note(db, dep, visitor, "shift", f"staff:{person.id} {hours} h")
    return see_other(BACK.get(fields.get("back", ""), "/tasks"))


@router.post("/supervise/notes")
def leave_note(dep: Dep, visitor: Current, fields: Fields) -> Response:
    """A note for the next shift."""
    text = fields.get("text", "").strip()[:LONGEST_NOTE]
    with dep.database.write() as db:
        if text and form_idempotency.made_before(db, dep, fields) is None:
            body = dep.keys.seal(text.encode(), NOTE)
            db.add(ShiftNote(at=dep.clock(), staff_id=visitor.id, body=body))
            _note(db, dep, visitor, "shift_note", "")
            form_idempotency.note(db, dep, fields)
    return see_other("/supervise#notes")


@router.post("/supervise/jobs/{job_id}/again")
def again(dep: Dep, visitor: Current, fields: Fields, job_id: RowId) -> Response:
    """Try what could not be delivered once more, from the beginning."""
    with dep.database.write() as db:
        if dead_letters.retry(Tx(db, dep, dep.clock(), visitor.actor), job_id):
            _note(db, dep, visitor, "job_again", f"job:{job_id}")
    return see_other("/supervise#stuck")


def _note(db: DbSession, dep: Deployment, visitor: Visitor, action: str, detail: str) -> None:
    Tx(db, dep, dep.clock(), visitor.actor).record(action, "supervise", detail)
