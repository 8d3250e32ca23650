"""``/desk/asked``: a change that an agency asks for, as the coordinator sees and decides it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hotline.accounts.staff import Visitor
from hotline.db.config_versions import AskedChange
from hotline.deployment import Deployment
from hotline.directory import agency_form, change_requests, publishing, second_person
from hotline.directory.entries import Entry
from hotline.directory.entry_files import FileError
from hotline.directory.publishing import Draft, DraftError
from hotline.i18n import say
from hotline.web.auth import Current, Dep, Fields, RowId
from hotline.web.pages import form_page, render, see_other

router = APIRouter(prefix="/desk/asked", include_in_schema=False)
DECIDED = "Someone already decided this, or the agency withdrew it. Nothing was changed."


@router.get("/{number}")
def asked_page(request: Request, dep: Dep, visitor: Current, number: RowId) -> Response:
    """What would change in the files as they are now, and what the checks say."""
    try:
        return _page(request, dep, visitor, number)
    except change_requests.GoneError:
        return _gone(request, visitor)


@router.post("/{number}")
def decide(request: Request, dep: Dep, visitor: Current, fields: Fields, number: RowId) -> Response:
    """Publish it, or decline it with a reason."""
    try:
        if fields.get("do") == "decline":
            why = fields.get("why", "").strip()
            if not why:
                return _page(
                    request, dep, visitor, number, say("Give a reason: the agency reads it.")
                )
            with dep.database.write() as db:
                row = change_requests.still_open(db, number)
                change_requests.declined(db, dep, row, by=visitor.actor, why=why)
            return see_other("/desk")
        return _publish(request, dep, visitor, number)
    except change_requests.GoneError:
        return _gone(request, visitor)


def _publish(request: Request, dep: Deployment, visitor: Visitor, number: RowId) -> Response:
    with dep.database.read() as db:
        row, entry, made = _made(dep, change_requests.still_open(db, number))
        note = f"asked for by {change_requests.asker(db, row)}, {entry.data['name']}"
    if made is None:
        return _page(request, dep, visitor, number)
    try:
        if not second_person.publish(dep, made, by=visitor.actor, note=note):
            return see_other("/desk?waiting")
    except DraftError as error:
        return _page(request, dep, visitor, number, str(error))
    with dep.database.write() as db:
        change_requests.published(db, dep, change_requests.still_open(db, number), by=visitor.actor)
    return see_other("/desk?published")


def _made(dep: Deployment, row: AskedChange) -> tuple[AskedChange, Entry, Draft | None]:
    here = publishing.files_here(dep)
    entry = publishing.entries(dep, here).get(row.agency_id)
    if entry is None:
        raise change_requests.GoneError
    try:
        return (
            row,
            entry,
            change_requests.draft_of(dep, here, entry, change_requests.fields_of(dep, row)),
        )
    except (agency_form.FormError, FileError):
        return row, entry, None


def _page(
    request: Request, dep: Deployment, visitor: Visitor, number: int, said: str = ""
) -> Response:
    with dep.database.read() as db:
        row, entry, made = _made(dep, change_requests.still_open(db, number))
        who = change_requests.asker(db, row)
    return form_page(
        request,
        "desk_asked.html",
        visitor,
        said,
        row=row,
        entry=entry,
        made=made,
        who=who,
        why=change_requests.fields_of(dep, row).get("why", ""),
        cases=None,
    )


def _gone(request: Request, visitor: Visitor) -> Response:
    page = {"title": say("Could not save"), "text": say(DECIDED)}
    return render(request, "message.html", status=409, visitor=visitor, **page)
