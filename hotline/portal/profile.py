"""``/portal/us``: how an agency is reached and when it is open, in its own words.

Nothing changes at once: the coordinator looks at each change, and then it is in the files and
served. Until then, and when it is declined, the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from hotline.accounts.staff import Visitor
from hotline.db.states import ChangeState
from hotline.deployment import Deployment
from hotline.directory import agency_form, change_requests, checked, publishing
from hotline.directory.entries import Entry
from hotline.directory.entry_files import FileError
from hotline.directory.publishing import Draft
from hotline.i18n import say
from hotline.portal.referral_pages import agency_of
from hotline.referrals.channels import webhook
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import form_page, render, see_other

router = APIRouter(prefix="/portal/us", include_in_schema=False)
SPARE_POINTS = 1
"""Empty contact points that the form shows in addition to the ones in use."""


@router.get("")
def us_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """The form, filled in with what is served; and what became of the last change."""
    here = publishing.files_here(dep)
    entry = _entry(dep, here, visitor)
    if entry is None:
        return _not_here(request, visitor)
    return _page(request, dep, visitor, entry, agency_form.fields_of(entry.data))


@router.post("")
def ask(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Look at the change, or ask the coordinator for it."""
    here = publishing.files_here(dep)
    entry = _entry(dep, here, visitor)
    if entry is None:
        return _not_here(request, visitor)
    try:
        made = change_requests.draft_of(dep, here, entry, fields)
    except (agency_form.FormError, FileError) as error:
        return _page(request, dep, visitor, entry, fields, said=str(error))
    if fields.get("do") != "ask" or not made.ready:
        return _page(request, dep, visitor, entry, fields, made=made)
    with dep.database.write() as db:
        change_requests.ask(db, dep, entry.id, fields, by=visitor.id)
    return see_other("/portal/us?asked")


@router.post("/confirm")
def confirm(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """All of it is right: the entry counts from today, with who they take in and free beds."""
    here = publishing.files_here(dep)
    entry = _entry(dep, here, visitor)
    if entry is None:
        return _not_here(request, visitor)
    free, of = fields.get("free", "").strip()[:4], fields.get("of", "").strip()[:4]
    beds = f"{free} of {of}" if free and of else free
    try:
        checked.confirm(dep, entry.id, fields.get("intake", ""), beds, by=visitor.actor)
    except (publishing.DraftError, FileError) as error:
        shown = agency_form.fields_of(entry.data)
        return _page(request, dep, visitor, entry, shown, said=str(error))
    return see_other("/portal/us?confirmed")


@router.post("/withdraw")
def withdraw(dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Take back what still waits."""
    with dep.database.write() as db:
        row = change_requests.latest(db, agency_of(visitor))
        if row is not None and row.state == ChangeState.OPEN:
            change_requests.withdrawn(db, dep, row, by=visitor.actor)
    return see_other("/portal/us")


@router.post("/webhook-secret")
def show_secret(request: Request, dep: Dep, visitor: Current, _: Fields) -> Response:
    """The secrets that our webhooks are signed with, shown once and noted in the audit trail."""
    entry = _entry(dep, publishing.files_here(dep), visitor)
    if entry is None:
        return _not_here(request, visitor)
    with dep.database.write() as db:
        agency = dep.library.current(db).rules.agencies[entry.id]
        Tx(db, dep, dep.clock(), visitor.actor).record("webhook secret shown", f"agency:{entry.id}")
    secrets = webhook.secrets_of(dep.keys, agency)
    fields = agency_form.fields_of(entry.data)
    return _page(request, dep, visitor, entry, fields, secrets=secrets)


def _entry(dep: Deployment, here: Mapping[str, str], visitor: Visitor) -> Entry | None:
    return publishing.entries(dep, here).get(agency_of(visitor))


def _page(
    request: Request,
    dep: Deployment,
    visitor: Visitor,
    entry: Entry,
    fields: Mapping[str, str],
    *,
    made: Draft | None = None,
    said: str = "",
    secrets: Sequence[tuple[str, str]] = (),
) -> Response:
    with dep.database.read() as db:
        last = change_requests.latest(db, entry.id)
    shown = sum(key.startswith("c") and key.endswith("_address") for key in fields)
    known = agency_form.points_of(entry.data)
    return form_page(
        request,
        "us.html",
        visitor,
        said,
        entry=entry,
        fields=fields,
        form=agency_form,
        rows=range(min(max(shown, known + SPARE_POINTS), agency_form.MOST_POINTS)),
        made=made,
        secrets=secrets,
        last=last,
        answer=change_requests.answer_of(dep, last) if last else "",
    )


def _not_here(request: Request, visitor: Visitor) -> Response:
    page = {"title": say("Not found"), "text": say(NOT_IN_DIRECTORY)}
    return render(request, "message.html", status=404, visitor=visitor, **page)


NOT_IN_DIRECTORY = "Your agency is not in the directory of this line. Ask its coordinator."
