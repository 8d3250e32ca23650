"""``/desk/waiting``: a change that a second coordinator approves before it is in use."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hotline.accounts.staff import Visitor
from hotline.deployment import Deployment
from hotline.directory import second_person
from hotline.directory.publishing import DraftError
from hotline.i18n import say
from hotline.web.auth import Current, Dep, Fields, RowId
from hotline.web.pages import render, see_other

router = APIRouter(prefix="/desk/waiting", include_in_schema=False)


@router.get("/{number}")
def waiting_page(request: Request, dep: Dep, visitor: Current, number: RowId) -> Response:
    """What would change in the files as they are now, and who made it."""
    return _page(request, dep, visitor, number)


@router.post("/{number}")
def decide(request: Request, dep: Dep, visitor: Current, fields: Fields, number: RowId) -> Response:
    """Approve what someone else made, or take it away."""
    try:
        if fields.get("do") == "approve":
            second_person.approve(dep, number, by=visitor.actor)
            return see_other("/desk?published")
        if fields.get("do") == "drop":
            second_person.drop(dep, number, by=visitor.actor)
            return see_other("/desk")
    except DraftError as error:
        return _page(request, dep, visitor, number, str(error))
    return _page(request, dep, visitor, number)


def _page(
    request: Request, dep: Deployment, visitor: Visitor, number: int, said: str = ""
) -> Response:
    made, status = None, 409 if said else 200  # to look at what cannot be done is no conflict
    try:
        with dep.database.read() as db:
            row = second_person.one(db, number)
            who, note, at, by = second_person.name_of(db, row), row.note, row.at, row.by
            try:
                made = second_person.draft_of(dep, row)
            except DraftError as error:
                said = said or str(error)
    except DraftError as error:
        page = {"title": say("Could not save"), "text": str(error)}
        return render(request, "message.html", status=409, visitor=visitor, **page)
    return render(
        request,
        "desk_waiting.html",
        status=status,
        visitor=visitor,
        said=said,
        number=number,
        made=made,
        who=who,
        note=note,
        at=at,
        own=by == visitor.actor,
        cases=None,
    )
