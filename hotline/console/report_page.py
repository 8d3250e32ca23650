"""A report's page, its sheets to read out or print, its pictures, and "what if"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import i18n, routing
from hotline.console import (
    call_reporter,
    call_sheets,
    confirmations,
    consents_shown,
    corrections,
    edit_conflicts,
    form_idempotency,
    manual_referral,
    related,
    report_view,
    reporter_messages,
)
from hotline.console.action import note, unknown
from hotline.console.claims import DISPOSITIONS
from hotline.console.highlights import marked
from hotline.db.accounts import Staff
from hotline.db.reports import ACCOUNT, Attachment
from hotline.db.states import ReferralState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Known, Role, Type, Urgency
from hotline.followups import tasks
from hotline.followups.task_kinds import kind_of
from hotline.i18n import display_names, translate
from hotline.intake import attachment_types, media, reporter_questions, route_report
from hotline.intake.reports import OpenReport, report_by_tip
from hotline.privacy import codes
from hotline.referrals import chain, manual
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, RowId
from hotline.web.pages import NO_STORE, render, see_other

router = APIRouter(include_in_schema=False)
BEST = 5
SOON = timedelta(hours=1)
SNOOZES = (
    ("1 hour", timedelta(hours=1)),
    ("4 hours", timedelta(hours=4)),
    ("1 day", timedelta(days=1)),
    ("3 days", timedelta(days=3)),
)
ATTACHMENT_HEADERS = {
    **NO_STORE,
    "content-disposition": "inline",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


@router.get("/reports/{tip_id}")
def report_page(request: Request, dep: Dep, visitor: Current, tip_id: str) -> Response:
    """A report with its story, evidence, decision, messages and tasks. The view is audited."""
    read = codes.read_tip_id(tip_id)
    if read is not None and read != tip_id:
        return see_other(f"/reports/{read}")
    now = dep.clock()
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            return unknown(request, visitor, tip_id)
        note(Tx(db, dep, now), visitor, opened, "viewed")
        page = _page(db, dep, opened)
    path = f"/reports/{opened.tip_id}"
    done = confirmations.take(request, dep, path)
    shown = render(request, "report.html", visitor=visitor, done=done, **page)
    return confirmations.clear(shown, path) if done.said else shown


def _page(db: DbSession, dep: Deployment, opened: OpenReport) -> dict[str, Any]:
    now = dep.clock()
    view = report_view.report_view(Tx(db, dep, now), opened)
    own_words = [line.words for line in view.story if line.kind == ACCOUNT]
    pieces = iter(marked(view.known, own_words))
    choices = manual_referral.choices(Tx(db, dep, now), opened)
    asked = {r.agency_id for r, _, _ in view.referrals if r.state != ReferralState.PLANNED}
    people = db.scalars(select(Staff).where(Staff.active).order_by(Staff.name)).all()
    return {
        "view": view,
        "row": opened.row,
        "story": [(line, next(pieces) if line.kind == ACCOUNT else None) for line in view.story],
        "account_count": len(own_words),
        "urgent": _urgent(view, now),
        "sheet": call_sheets.read_out(db, dep, opened),
        "choices": choices,
        "call_tasks": {
            task.referral_id: task
            for task in view.tasks
            if task.state == TaskState.OPEN and kind_of(task.kind).is_phone_call
        },
        "best": [c for c in choices if c.fits and c.agency_id not in asked][:BEST],
        "taken": any(r.state in chain.TAKEN and not r.also for r, _, _ in view.referrals),
        "people": [p for p in people if p.role in {"dispatcher", "supervisor"}],
        "names_of": {f"staff:{p.id}": p.name for p in people},
        "related": related.suggestions(Tx(db, dep, now), opened),
        "agency_names": _agency_names(db, dep, view),
        "attachments": media.of_report(db, opened),
        "file_kinds": attachment_types.KINDS,
        "how_shown": attachment_types.how_shown,
        "questions": reporter_messages.templates(opened.row.language, reads=i18n.language()),
        "unreviewed": not reporter_messages.is_reviewed(opened.row.language),
        "reminder": reporter_messages.reminder_in(opened.row.language),
        "reminder_gloss": reporter_messages.reminder_in(i18n.language()),
        "call_box": call_reporter.box(Tx(db, dep, now), opened),
        "cannot_ask": reporter_questions.why_not(Tx(db, dep, now), opened),
        "words_of": {task.id: translate(tasks.words_of(dep, task)) for task in view.tasks},
        "center_of": {opened.row.id: dep.library.current(db).rules.center_at(view.known.place)},
        "consents": consents_shown.shown(view, dep.library.current(db).rules, now),
        "note_of": {task.id: tasks.note_of(dep, task) for task in view.tasks},
        "references": {
            referral.id: report_view.reference_of(dep, referral)
            for referral, _, _ in view.referrals
        },
        "seen": edit_conflicts.latest(db, opened.tip_id),
        "restorable": {
            referral.id
            for referral, _, _ in view.referrals
            if manual.may_restore(db, opened.row, referral)
        },
        "corrections": corrections,
        "dispositions": DISPOSITIONS,
        "snoozes": [label for label, _ in SNOOZES],
        "once": form_idempotency.token,
        "books": display_names,
        "mandated": opened.row.minor == Known.YES or opened.row.urgency == Urgency.P0,
    }


def _urgent(view: report_view.ReportView, now: datetime) -> list[Task]:
    """What is to be done on this report within :data:`SOON`, before anything else is read."""
    return [
        task
        for task in view.tasks
        if task.state == TaskState.OPEN
        and task.due_at <= now + SOON
        and task.priority in {Urgency.P0, Urgency.P1}
    ]


def _agency_names(db: DbSession, dep: Deployment, view: report_view.ReportView) -> dict[str, str]:
    if not view.decisions:
        return {}
    agencies = dep.library.get(db, view.decisions[-1].version).rules.agencies
    return {agency.id: agency.name for agency in agencies.values()}


@router.get("/reports/{tip_id}/attachments/{number}")
def attachment(
    request: Request, dep: Dep, visitor: Current, tip_id: str, number: RowId
) -> Response:
    """What a reporter sent, opened by a click. It is audited.

    Only pictures, sound and video of common kinds are shown; anything else is a download that no
    browser opens by itself.
    """
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        row = db.get(Attachment, number)
        if opened is None or row is None or row.report_id != opened.row.id or row.body is None:
            return unknown(request, visitor, tip_id)
        note(Tx(db, dep, dep.clock()), visitor, opened, "viewed_attachment", str(number))
        if visitor.may("dispatcher", "supervisor"):
            media.heard(Tx(db, dep, dep.clock(), visitor.actor), row)
        body = media.read(opened, row)
    kind = row.content_type
    name = attachment_types.file_name(opened.tip_id, row.id, kind, cleaned=row.cleaned)
    shown = attachment_types.how_shown(kind) != "download"
    how = f'{"inline" if shown else "attachment"}; filename="{name}"'
    headers = {**ATTACHMENT_HEADERS, "content-disposition": how}
    return Response(body, media_type=kind if shown else attachment_types.ANY, headers=headers)


@router.get("/reports/{tip_id}/sheet/{which}")
def sheet_page(request: Request, dep: Dep, visitor: Current, tip_id: str, which: str) -> Response:
    """A sheet to read out or to print: for the National Hotline, or the mandated report."""
    if which not in call_sheets.SHEETS:
        return unknown(request, visitor, tip_id)
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            return unknown(request, visitor, tip_id)
        note(Tx(db, dep, dep.clock()), visitor, opened, "sheet", which)
        sheet = call_sheets.SHEETS[which](db, dep, opened)
    return render(
        request, "sheet.html", visitor=visitor, sheet=sheet, tip_id=opened.tip_id, which=which
    )


@router.get("/reports/{tip_id}/what-if")
def what_if(request: Request, dep: Dep, visitor: Current, tip_id: str) -> Response:
    """Where the report would go if something about it were otherwise. Nothing is changed."""
    now = dep.clock()
    query = request.query_params
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            return unknown(request, visitor, tip_id)
        note(Tx(db, dep, now), visitor, opened, "viewed", "what if")
        rules = dep.library.current(db).rules
        case = route_report.case_of(opened)
        place = case.place
        if query.get("place"):
            found = dep.locator.locate(query["place"][:120], expecting=True, served=rules.served)
            place = found.best or place
        changed = replace(
            case,
            type=_value(Type, query.get("type"), case.type),
            urgency=_value(Urgency, query.get("urgency"), case.urgency),
            role=_value(Role, query.get("role"), case.role),
            minor=_value(Known, query.get("minor"), case.minor),
            place=place,
            consents=case.consents | ({"law_enforcement"} if query.get("police") else set()),
        )
        decision = routing.decide(changed, rules, now)
    return render(
        request,
        "what_if.html",
        visitor=visitor,
        tip_id=opened.tip_id,
        case=changed,
        place=dep.locator.label(changed.place) if changed.place else "",
        decision=decision,
        agencies=rules.agencies,
        names_of={agency.id: agency.name for agency in rules.agencies.values()},
        books=display_names,
    )


def _value(kind: Any, given: str | None, otherwise: Any) -> Any:
    try:
        return kind(given) if given else otherwise
    except ValueError:
        return otherwise
