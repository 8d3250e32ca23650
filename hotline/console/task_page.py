"""Follow-up tasks: the page of what is due, and what a person does to a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from sqlalchemy import or_, select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.console import claims, confirmations
from hotline.console.action import Doing
from hotline.console.confirmations import Done
from hotline.console.report_page import SNOOZES
from hotline.console.supervise import SHIFTS
from hotline.db.accounts import Staff
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups import task_kinds, tasks
from hotline.i18n import say, translate
from hotline.intake.reports import open_report
from hotline.messages import MessageCode
from hotline.privacy import codes
from hotline.referrals import agency_answers, manual
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields, RowId
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
SHOWN = 200
AHEAD = timedelta(days=2)
LATER = dict(SNOOZES)


@router.get("/tasks")
def tasks_page(request: Request, dep: Dep, visitor: Current, whose: str = "all") -> Response:
    """What is due now, and what will be within two days."""
    now = dep.clock()
    with dep.database.read() as db:
        wanted = select(Task).where(Task.state == TaskState.OPEN, Task.due_at <= now + AHEAD)
        if whose == "mine":
            mine = [Task.owner == visitor.actor, Report.claimed_by == visitor.id]
            wanted = wanted.outerjoin(Report, Report.id == Task.report_id).where(or_(*mine))
        found = db.scalars(wanted.order_by(Task.due_at, Task.id).limit(SHOWN)).all()
        ids = {task.report_id for task in found if task.report_id}
        reports = {row.id: row for row in db.scalars(select(Report).where(Report.id.in_(ids)))}
        me = db.get_one(Staff, visitor.id)
        staff = db.scalars(select(Staff).where(Staff.active).order_by(Staff.name)).all()
        centers = dep.library.current(db).rules.centers
        words = {task.id: translate(tasks.words_of(dep, task)) for task in found}
    due = sorted(
        (t for t in found if t.due_at <= now),
        key=lambda t: (t.priority, t.report_id or 0, t.due_at),
    )
    return render(
        request,
        "tasks.html",
        visitor=visitor,
        due=due,
        ahead=[task for task in found if task.due_at > now],
        reports=reports,
        people_of={f"staff:{person.id}": person.name for person in staff},
        people=[person for person in staff if person.role in {"dispatcher", "supervisor"}],
        words_of=words,
        center_of={row.id: centers.get(row.county_fips or "") for row in reports.values()},
        whose="mine" if whose == "mine" else "all",
        snoozes=list(LATER),
        shifts=SHIFTS,
        shift_until=me.on_shift_until if me.on_shift_until and me.on_shift_until > now else None,
    )


@router.post("/tasks/{task_id}/{action}")
def act(
    request: Request, dep: Dep, visitor: Current, fields: Fields, task_id: RowId, action: str
) -> Response:
    """One thing done to a task: done, snooze, reassign."""
    back = "/tasks"
    try:
        with dep.database.write() as db:
            task = tasks.open_task(db, task_id)
            of = db.get(Report, task.report_id) if task.report_id else None
            if of is not None and fields.get("back") != "tasks":
                back = f"/reports/{of.tip_id}#tasks"
            _act(db, dep, visitor, task, action, fields)
            done = _closed(db, dep, visitor, task, fields) if action == "done" else Done()
            tip_id = of.tip_id if of is not None else ""
    except (tasks.UnknownTaskError, tasks.TaskError, manual.ReferError) as error:
        text = translate(error.message)
        return render(
            request,
            "message.html",
            status=409,
            title=say("Could not save"),
            text=text,
            visitor=visitor,
            back=back,
        )
    return confirmations.send(see_other(back), dep, f"/reports/{tip_id}", done)


def _act(
    db: DbSession,
    dep: Deployment,
    visitor: Visitor,
    task: Task,
    action: str,
    fields: Mapping[str, str],
) -> None:
    now = dep.clock()
    match action:
        case "done":
            _done(db, dep, visitor, task, fields.get("note", "").strip())
        case "go_on" if task.kind == task_kinds.RETURNED.name and task.referral_id is not None:
            referral = db.get_one(Referral, task.referral_id, with_for_update=True)
            tasks.finish(Tx(db, dep, now, visitor.actor), task)
            manual.go_on_without(Tx(db, dep, now, visitor.actor), referral)
        case "snooze":
            span = LATER.get(fields.get("for", ""))
            if span is None:
                raise tasks.TaskError(MessageCode.SNOOZE_NOT_CHOSEN.message())
            tasks.snooze(Tx(db, dep, now, visitor.actor), task, until=now + span)
        case "reassign":
            to = fields.get("to", "")
            tasks.reassign(Tx(db, dep, now, visitor.actor), task, to=to)
        case _:
            raise tasks.TaskError(MessageCode.NO_SUCH_TASK_ACTION.message())


def _done(db: DbSession, dep: Deployment, visitor: Visitor, task: Task, note: str) -> None:
    """A hand-off by telephone that is done also answers its referral."""
    now = dep.clock()
    relayed = task_kinds.kind_of(task.kind).is_phone_call and task.referral_id is not None
    if relayed and not note:
        raise tasks.TaskError(MessageCode.WHO_TOOK_IT.message())
    tasks.finish(Tx(db, dep, now, visitor.actor), task, note=note)
    if relayed and task.referral_id is not None:
        referral = db.get_one(Referral, task.referral_id, with_for_update=True)
        agency_answers.acknowledge(Tx(db, dep, now, visitor.actor), referral)
        agency_answers.keep_reference(dep, referral, note)


def _closed(
    db: DbSession, dep: Deployment, visitor: Visitor, task: Task, fields: Mapping[str, str]
) -> Done:
    """Close the report with the call that was made, where the form says so."""
    report = db.get(Report, task.report_id) if task.report_id else None
    if report is None:
        return Done()
    if not fields.get("close"):
        return Done(say("Task done."))
    wanted = {"disposition": fields["close"]}
    doing = Doing(db, dep, visitor, open_report(db, dep, report), wanted, dep.clock())
    was = confirmations.before(doing, "close")
    refused = claims.close(doing)
    return Done(refused) if refused else confirmations.after(doing, "close", was)


def own_task(doing: Doing) -> str | None:
    """A task that a dispatcher sets, for themselves or unassigned."""
    words, span = doing.field("words", 400), LATER.get(doing.field("for", 20))
    if not words or span is None:
        return say("Enter the task and when it is due.")
    owner = doing.visitor.actor if doing.field("mine") else task_kinds.DISPATCHERS
    tasks.make(
        Tx(doing.db, doing.dep, doing.now),
        kind=task_kinds.OWN,
        key=f"{task_kinds.OWN}:{codes.new_token()}",
        due_at=doing.now + span,
        report=doing.opened.row,
        owner=owner,
        words=words,
    )
    doing.note("task_set")
    return None
