"""The queue, a report, and what a dispatcher does with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.console import sheets, views
from hotline.console.guard import Dep, Dispatcher, Fields, Reader
from hotline.console.staff import Visitor
from hotline.db.people import Task
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.intake.reports import OpenReport, report_by_tip
from hotline.privacy import audit
from hotline.referrals import answers, chain
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
DISPOSITIONS = (
    "referred",
    "handed_to_national_hotline",
    "emergency_services",
    "help_given",
    "look_alike_referred",
    "no_action_possible",
    "duplicate",
    "test",
)


@router.get("/")
def home(visitor: Reader) -> Response:
    """Staff begin at the queue."""
    return see_other("/queue")


@router.get("/queue")
def queue_page(request: Request, dep: Dep, visitor: Reader, show: str = "open") -> Response:
    """Open reports by urgency, then by age."""
    state = show if show in {"open", "closed"} else "open"
    now = dep.clock()
    with dep.database.read() as db:
        rows = views.queue(db, dep, now, state=state)
        due = db.scalars(
            select(Task)
            .where(Task.state == "open", Task.due_at <= now)
            .order_by(Task.priority, Task.due_at)
            .limit(20)
        ).all()
        tips = _tips(db, [task.report_id for task in due])
    return render(request, "queue.html", visitor=visitor, rows=rows, due=due, tips=tips, show=state)


def _tips(db: DbSession, report_ids: list[int | None]) -> dict[int, str]:
    wanted = [report_id for report_id in report_ids if report_id is not None]
    found = db.execute(select(Report.id, Report.tip_id).where(Report.id.in_(wanted)))
    return dict(found.tuples().all())


@router.get("/reports/{tip_id}")
def report_page(request: Request, dep: Dep, visitor: Reader, tip_id: str) -> Response:
    """A report with its story, evidence, decision, messages and tasks. The view is audited."""
    now = dep.clock()
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            return _unknown(request, visitor, tip_id)
        _note(db, dep, visitor, opened, "viewed", now)
        view = views.report_view(db, dep, opened, now)
        sheet = sheets.read_out(db, dep, opened)
    return render(
        request,
        "report.html",
        visitor=visitor,
        view=view,
        sheet=sheet,
        dispositions=DISPOSITIONS,
        reasons=answers.REASONS,
    )


@router.post("/reports/{tip_id}/{action}")
def act(
    request: Request, dep: Dep, visitor: Dispatcher, fields: Fields, tip_id: str, action: str
) -> Response:
    """One thing done to a report; afterwards the report is shown again."""
    now = dep.clock()
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            return _unknown(request, visitor, tip_id)
        db.refresh(opened.row, with_for_update=True)
        said = _act(db, dep, visitor, opened, action, fields=fields, now=now)
    if said:
        return render(
            request, "message.html", status=409, title="Not done", text=said, visitor=visitor
        )
    return see_other(f"/reports/{opened.tip_id}")


def _act(
    db: DbSession,
    dep: Deployment,
    visitor: Visitor,
    opened: OpenReport,
    action: str,
    *,
    fields: Mapping[str, str],
    now: datetime,
) -> str | None:
    """Do it; a sentence instead when it cannot be done."""
    row = opened.row
    match action:
        case "claim":
            if row.claimed_by not in {None, visitor.id}:
                return "Another dispatcher has this report. Ask them to hand it over."
            row.claimed_by, row.claimed_at = visitor.id, now
        case "release":
            row.claimed_by = row.claimed_at = None
        case "note":
            if not fields.get("text", "").strip():
                return "There was nothing in the note."
            opened.tell(fields["text"].strip(), at=now, kind="note", author=visitor.actor)
        case "approve":
            _finish_review(db, dep, visitor, row, now)
            chain.begin(db, dep, row, now)
        case "close":
            if fields.get("disposition") not in DISPOSITIONS:
                return "Choose how the report ended."
            row.state, row.closed_at, row.disposition = "closed", now, fields["disposition"]
        case "reopen":
            row.state, row.closed_at, row.disposition = "open", None, None
        case _:
            return "That cannot be done to a report."
    _note(db, dep, visitor, opened, action, now)
    return None


def _finish_review(
    db: DbSession, dep: Deployment, visitor: Visitor, row: Report, now: datetime
) -> None:
    waiting = select(Task).where(
        Task.report_id == row.id, Task.kind == chain.REVIEW, Task.state == "open"
    )
    for task in db.scalars(waiting):
        tasks.finish(db, dep, task, by=visitor.actor, now=now)


@router.post("/tasks/{task_id}/done")
def task_done(
    request: Request, dep: Dep, visitor: Dispatcher, fields: Fields, task_id: int
) -> Response:
    """A task is done; a hand-off by telephone also answers its referral."""
    now = dep.clock()
    with dep.database.write() as db:
        try:
            task = tasks.open_task(db, task_id)
        except tasks.UnknownTaskError as error:
            return render(request, "message.html", status=404, title="Not found", text=str(error))
        note = fields.get("note", "").strip()
        tasks.finish(db, dep, task, by=visitor.actor, now=now, note=note)
        if task.kind in {"hand_off", "overdue_hand_off"} and task.referral_id is not None:
            referral = db.get_one(Referral, task.referral_id, with_for_update=True)
            answers.acknowledge(db, dep, referral, by=visitor.actor, now=now)
            if note:
                referral.reference = dep.keys.seal(note.encode(), f"reference:{referral.id}")
        report = db.get(Report, task.report_id) if task.report_id else None
    return see_other(f"/reports/{report.tip_id}" if report else "/queue")


def _note(
    db: DbSession,
    dep: Deployment,
    visitor: Visitor,
    opened: OpenReport,
    action: str,
    now: datetime,
) -> None:
    audit.record(
        db,
        dep.keys,
        at=now,
        actor=visitor.actor,
        action=action,
        subject=f"report:{opened.tip_id}",
    )


def _unknown(request: Request, visitor: Visitor, tip_id: str) -> Response:
    text = f"There is no report with the tip ID {tip_id[:20]}. Check the digits."
    return render(
        request, "message.html", status=404, title="Not found", text=text, visitor=visitor
    )
