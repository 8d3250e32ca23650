"""What can be done to a report: the table of actions, and the one way in which each is done.

An action runs in one transaction with the report's row locked, so two people cannot both do what
only one may. It answers with a sentence where it cannot be done; then nothing was changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError

from hotline.accounts.staff import Visitor
from hotline.console import (
    call_reporter,
    claims,
    confirmations,
    consents_shown,
    corrections,
    edit_conflicts,
    form_idempotency,
    manual_referral,
    related,
    reporter_messages,
    task_page,
)
from hotline.console.action import Action, Doing, unknown
from hotline.console.confirmations import Done
from hotline.console.edit_conflicts import Change
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.intake.reports import report_by_tip
from hotline.web import form_recovery
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)

ACTIONS: Mapping[str, Action] = {
    "claim": claims.claim,
    "release": claims.release,
    "hand_over": claims.hand_over,
    "note": claims.add_note,
    "translate": claims.translate,
    "approve": claims.approve,
    "close": claims.close,
    "reopen": claims.reopen,
    "override": corrections.override,
    "end_consent": consents_shown.end,
    "uncorrect": corrections.uncorrect,
    "refer": manual_referral.refer,
    "withdraw": manual_referral.withdraw,
    "restore": manual_referral.restore,
    "write": manual_referral.write,
    "ask": reporter_messages.ask,
    "call": call_reporter.call,
    "cancel_call": call_reporter.cancel,
    "leave": reporter_messages.leave,
    "task": task_page.own_task,
    "relate": related.relate,
}
"""Every action by its name in the address; a new one is a function and a line here."""
ANCHORS = {
    "note": "#story",
    "translate": "#story",
    "ask": "#story",
    "call": "#ask",
    "cancel_call": "#ask",
    "leave": "#story",
    "end_consent": "#sorting",
    "write": "#agencies",
    "withdraw": "#with",
    "restore": "#with",
    "task": "#tasks",
    "relate": "#related",
}
"""Where on the report's page one goes on after an action."""


class RefusedError(Exception):
    """An action cannot be done; the message says why, and nothing was changed."""


class UnknownReportError(Exception):
    """There is no report with the tip ID in the address."""


class OvertakenError(RefusedError):
    """Someone else changed the report meanwhile; ``number`` is the last change there is."""

    def __init__(self, change: Change) -> None:
        super().__init__(change.said)
        self.number = change.number


@router.post("/reports/{tip_id}/{action}")
def act(
    request: Request, dep: Dep, visitor: Current, fields: Fields, tip_id: str, action: str
) -> Response:
    """One thing done to a report; afterwards the report is shown again."""
    doing = ACTIONS.get(action)
    if doing is None:
        return unknown(request, visitor, tip_id)
    if asked := _asked_first(request, dep, visitor, fields, tip_id, action):
        return asked
    refused, said, done = RefusedError(), "", Done()
    try:
        done = do(dep, visitor, fields, tip_id, action)
    except RefusedError as error:
        refused, said = error, str(error)
    except IntegrityError:  # the same form, twice at the same instant: the other one did it
        said = ""
    except UnknownReportError:
        return unknown(request, visitor, tip_id)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": said}, status_code=409 if said else 200)
    if said:
        return _refused(request, visitor, fields, f"/reports/{tip_id}", action, refused)
    back = see_other(f"/reports/{tip_id}{ANCHORS.get(action, '')}")
    return confirmations.send(back, dep, f"/reports/{tip_id}", done)


def _refused(
    request: Request,
    visitor: Visitor,
    fields: Mapping[str, str],
    report: str,
    action: str,
    error: RefusedError,
) -> Response:
    """Why it was not done; what was typed is kept. What was overtaken can be sent all the same."""
    page = {"said": str(error), "visitor": visitor, "back": report}
    overtaken = isinstance(error, OvertakenError)
    if isinstance(error, OvertakenError):
        fields = {**fields, edit_conflicts.FIELD: str(error.number)}
    typed = form_recovery.Kept(f"{report}/{action}", fields, visitor.id)
    if typed.typed or overtaken:
        return render(request, "kept.html", status=409, kept=typed, **page)
    title, text = say("Could not save"), page.pop("said")
    return render(request, "message.html", status=409, title=title, text=text, **page)


def _asked_first(
    request: Request,
    dep: Deployment,
    visitor: Visitor,
    fields: Mapping[str, str],
    tip_id: str,
    action: str,
) -> Response | None:
    """The question before a referral is withdrawn; ``None`` when there is nothing to ask."""
    if action != "withdraw" or fields.get("sure"):
        return None
    wanted = fields.get("referral", "")
    with dep.database.read() as db:
        opened = report_by_tip(db, dep, tip_id)
        found = manual_referral.withdrawal(db, dep, opened, wanted) if opened is not None else None
    if found is None:
        return None
    title, text, button = found
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": f"{title} {text}"}, status_code=409)
    return render(
        request,
        "sure.html",
        visitor=visitor,
        title=title,
        text=text,
        button=button,
        back=f"/reports/{tip_id}#with",
        carried=dict(fields),
    )


def do(
    dep: Deployment, visitor: Visitor, fields: Mapping[str, str], tip_id: str, action: str
) -> Done:
    """Do it in one transaction. Raises :class:`RefusedError` and :class:`UnknownReportError`."""
    now = dep.clock()
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            raise UnknownReportError(tip_id)
        if form_idempotency.made_before(db, dep, fields) is not None:
            return Done()
        db.refresh(opened.row, with_for_update=True)
        if action in edit_conflicts.CHECKED:
            change = edit_conflicts.by_another(db, dep, visitor, opened.tip_id, fields)
            if change is not None:
                raise OvertakenError(change)
        doing = Doing(db, dep, visitor, opened, fields, now)
        was = confirmations.before(doing, action)
        said = ACTIONS[action](doing)
        if said:
            raise RefusedError(said)
        form_idempotency.note(db, dep, fields)
        return confirmations.after(doing, action, was)
