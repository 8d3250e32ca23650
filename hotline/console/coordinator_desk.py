"""``/desk``: the coordinator's desk. Agencies in forms, every file as text, history and undo.

Each form has two buttons: one shows what would change and what the checks say, the other makes it
so. What was typed is in the form again, whatever the checks say about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from hotline.accounts.staff import Visitor
from hotline.config_versions.store import RULES
from hotline.deployment import Deployment
from hotline.directory import agency_form, change_requests, publishing, second_person
from hotline.directory.entries import Entry, file_of
from hotline.directory.entry_files import FileError
from hotline.directory.publishing import Draft, DraftError
from hotline.flows import FlowBook
from hotline.flows.diagram import svg
from hotline.flows.diagram.model import figure_of, overview
from hotline.i18n import say
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import NO_STORE, form_page, render, see_other

Cases = tuple[list[publishing.Elsewhere], int] | None
"""What would go elsewhere, and how much more; none when nobody asked."""
router = APIRouter(prefix="/desk", include_in_schema=False)
NEW = "new"
SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
"""Of a drawing: the page keeps room for it before it comes."""
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@router.get("")
def desk_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """What is served, what the checks say, all agencies and all files."""
    here = publishing.files_here(dep)
    made = publishing.draft(dep, here, here)
    with dep.database.read() as db:
        current = dep.library.current(db)
        latest = publishing.history(db, 1)[0]
        asked = change_requests.waiting(db)
        waiting = [(row, second_person.name_of(db, row)) for row in second_person.waiting(db)]
    return render(
        request,
        "desk.html",
        visitor=visitor,
        latest=latest,
        asked=asked,
        waiting=waiting,
        names_of={entry.id: entry.data["name"] for entry in publishing.entries(dep, here).values()},
        served=current.digest == (made.version.digest if made.version else ""),
        problems=made.problems,
        entries=publishing.entries(dep, here).values(),
        stale={
            agency.id
            for agency in current.rules.agencies.values()
            if current.rules.lapsed(agency, dep.clock().date())
        },
        states=dep.locator.gazetteer.states,
        files=sorted(path for path in here if publishing.is_edited_here(path)),
        flows=sorted(current.flows.flows),
    )


def _publish(dep: Deployment, made: Draft, visitor: Visitor, note: str) -> Response:
    """To the desk, which says whether it is in use or waits for a second person."""
    done = second_person.publish(dep, made, by=visitor.actor, note=note)
    return see_other("/desk?published" if done else "/desk?waiting")


# Agencies ----------------------------------------------------------------------------------------


@router.get("/agencies/{agency_id}")
def agency_page(request: Request, dep: Dep, visitor: Current, agency_id: str) -> Response:
    """An agency in a form; ``new`` is an empty one."""
    here = publishing.files_here(dep)
    entry = publishing.entries(dep, here).get(agency_id)
    if entry is None and agency_id != NEW:
        return _unknown(request, visitor, "agency")
    fields = agency_form.fields_of(entry.data if entry else {})
    text = here.get(RULES + entry.file, "") if entry else ""
    return _agency(request, visitor, agency_id, entry, {**fields, "seen": publishing.seen(text)})


@router.post("/agencies/{agency_id}")
def change_agency(
    request: Request, dep: Dep, visitor: Current, fields: Fields, agency_id: str
) -> Response:
    """Look at what the form would change, or publish it."""
    here = publishing.files_here(dep)
    entry = publishing.entries(dep, here).get(agency_id)
    try:
        made, path = _agency_draft(dep, here, entry, agency_id, fields)
        if entry and publishing.seen(here.get(path, "")) != fields.get("seen"):
            raise DraftError(say(publishing.CHANGED))
        if fields.get("do") == "publish":
            return _publish(dep, made, visitor, fields.get("why", ""))
    except (agency_form.FormError, DraftError, FileError) as error:
        return _agency(request, visitor, agency_id, entry, fields, said=str(error))
    return _agency(
        request, visitor, agency_id, entry, fields, made=made, cases=_cases(dep, made, fields)
    )


def _agency_draft(
    dep: Deployment,
    here: Mapping[str, str],
    entry: Entry | None,
    agency_id: str,
    fields: Mapping[str, str],
) -> tuple[Draft, str]:
    data = agency_form.entry_of(fields, entry.data if entry else {})
    file = entry.file if entry else file_of(fields.get("of", "").strip().upper()[:2])
    name = agency_id if entry else fields.get("id", "").strip()
    if not name:
        raise agency_form.FormError(say(NO_ID))
    return publishing.with_entry(dep, here, file, name, data), RULES + file


def _cases(dep: Deployment, made: Draft, fields: Mapping[str, str]) -> Cases:
    if fields.get("do") != "cases":
        return None
    with dep.database.read() as db:
        current = dep.library.current(db)
    return publishing.what_changes(dep, current, made, dep.clock())


def _agency(
    request: Request,
    visitor: Visitor,
    agency_id: str,
    entry: Entry | None,
    fields: Mapping[str, str],
    **more: Any,
) -> Response:
    points = range(agency_form.MOST_POINTS)
    filled = [n for n in points if fields.get(f"c{n}_address", "").strip()]
    rows = max(filled, default=-1) + 1
    page = {"made": None, "cases": None, "said": ""} | more
    return form_page(
        request,
        "desk_agency.html",
        visitor,
        agency_id=agency_id,
        entry=entry,
        fields=fields,
        rows=range(min(rows + 1, agency_form.MOST_POINTS)),
        form=agency_form,
        **page,
    )


# Files -------------------------------------------------------------------------------------------


@router.get("/files/{path:path}")
def file_page(request: Request, dep: Dep, visitor: Current, path: str) -> Response:
    """A file of flows, wording or rules, as text."""
    text = publishing.files_here(dep).get(path)
    if text is None or not publishing.is_edited_here(path):
        return _unknown(request, visitor, "file")
    return _file(request, visitor, path, {"text": text, "seen": publishing.seen(text)})


@router.post("/files/{path:path}")
def change_file(
    request: Request, dep: Dep, visitor: Current, fields: Fields, path: str
) -> Response:
    """Look at what the text would change, or publish it."""
    here = publishing.files_here(dep)
    if path not in here or not publishing.is_edited_here(path):
        return _unknown(request, visitor, "file")
    text = fields.get("text", "").replace("\r\n", "\n")[: publishing.LONGEST_FILE]
    made = publishing.draft(dep, here, {**here, path: text})
    try:
        if publishing.seen(here[path]) != fields.get("seen"):
            raise DraftError(say(publishing.CHANGED))
        if fields.get("do") == "publish":
            return _publish(dep, made, visitor, fields.get("why", ""))
    except DraftError as error:
        return _file(request, visitor, path, fields, made=made, said=str(error))
    return _file(request, visitor, path, fields, made=made, cases=_cases(dep, made, fields))


def _file(
    request: Request, visitor: Visitor, path: str, fields: Mapping[str, str], **more: Any
) -> Response:
    page = {"made": None, "cases": None, "said": ""} | more
    return form_page(
        request,
        "desk_file.html",
        visitor,
        path=path,
        fields=fields,
        **page,
    )


# History -----------------------------------------------------------------------------------------


@router.get("/history")
def history_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """What was published, when and by whom."""
    with dep.database.read() as db:
        rows = publishing.history(db)
    return render(request, "desk_history.html", visitor=visitor, rows=rows)


@router.get("/history/{digest}")
def version_page(request: Request, dep: Dep, visitor: Current, digest: str) -> Response:
    """What going back to a version would change."""
    try:
        with dep.database.read() as db:
            made = publishing.back_to(db, dep, digest)
    except DraftError:
        return _unknown(request, visitor, "version")
    return render(
        request, "desk_back.html", visitor=visitor, digest=digest, made=made, said="", cases=None
    )


@router.post("/history/{digest}")
def go_back(request: Request, dep: Dep, visitor: Current, fields: Fields, digest: str) -> Response:
    """Publish an earlier version again."""
    try:
        with dep.database.read() as db:
            made = publishing.back_to(db, dep, digest)
        return _publish(dep, made, visitor, f"back to {digest[:12]}")
    except DraftError as error:
        text = str(error)
        return render(
            request,
            "message.html",
            status=409,
            title=say("Could not save"),
            text=text,
            visitor=visitor,
        )


# Flows -------------------------------------------------------------------------------------------


@router.get("/flows/{flow}")
def flow_page(request: Request, dep: Dep, visitor: Current, flow: str) -> Response:
    """A flow's diagram; ``all`` shows how the flows connect."""
    with dep.database.read() as db:
        book = dep.library.current(db).flows
    if flow != "all" and flow not in book.flows:
        return _unknown(request, visitor, "flow")
    about = (
        book.flows[flow].about
        if flow in book.flows
        else say("How the flows connect to each other.")
    )
    return render(
        request,
        "desk_flow.html",
        visitor=visitor,
        flow=flow,
        about=about,
        size=SIZE.search(_drawn(book, flow)),
        flows=sorted(book.flows),
    )


def _drawn(book: FlowBook, flow: str) -> str:
    figure = (
        overview(book)
        if flow == "all"
        else figure_of(book, book.flows[flow], book.default_language)
    )
    return svg.svg(figure)


@router.get("/flows/{flow}/drawing.svg")
def drawing(request: Request, dep: Dep, visitor: Current, flow: str) -> Response:
    """The diagram itself."""
    with dep.database.read() as db:
        book = dep.library.current(db).flows
    if flow != "all" and flow not in book.flows:
        return _unknown(request, visitor, "flow")
    headers = {**NO_STORE, "content-security-policy": IMAGE_POLICY}
    return Response(_drawn(book, flow), media_type="image/svg+xml", headers=headers)


NO_ID = "Give the new agency a short ID, such as tx_webb_shelter."
NOT_HERE = {
    "agency": "Agency not found.",
    "file": "File not found.",
    "version": "Version not found.",
    "flow": "Flow not found.",
}


def _unknown(request: Request, visitor: Visitor, what: str) -> Response:
    text = say(NOT_HERE[what])
    return render(
        request, "message.html", status=404, title=say("Not found"), text=text, visitor=visitor
    )
