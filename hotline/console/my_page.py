"""``/me``: where someone with a login is paged, their calendar, their password, their browsers."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import linked, logins
from hotline.accounts.logins import BAD_EMAIL, By
from hotline.accounts.staff import COOKIE, StaffError, Visitor
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.directory.agency_form import number_of
from hotline.domain import is_email_address
from hotline.followups import paging, task_calendar
from hotline.followups.paging import Reach
from hotline.i18n import say
from hotline.privacy.pseudonyms import read_address
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields
from hotline.web.own_password import Own
from hotline.web.pages import deployment, form_page, see_other

router = APIRouter(include_in_schema=False)
LONGEST = 200
WRONG_PHONE = "“{given}” is not a phone number. Write it as 956-555-0161."


@router.get("/me")
def me_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """What is known of them."""
    with dep.database.read() as db:
        reach = paging.reach_of(dep.keys, db.get_one(Staff, visitor.id))
    return _page(request, visitor, {"phone": reach.phone, "email": reach.email})


def _page(
    request: Request,
    visitor: Visitor,
    fields: Mapping[str, str],
    said: str = "",
    address: str = "",
) -> Response:
    dep = deployment(request)
    with dep.database.read() as db:
        no_password = dep.openid is not None and linked.has_no_password(db, dep, visitor.id)
    page = {"fields": fields, "address": address, "no_password": no_password}
    return form_page(request, "me.html", visitor, said, **page)


@router.post("/me")
def say_where(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Where to page them from now on; what is left empty is forgotten."""
    phone, email = (fields.get(name, "").strip()[:LONGEST] for name in ("phone", "email"))
    number = read_address(number_of(phone)).number if phone else ""
    if number is None:
        return _page(request, visitor, fields, say(WRONG_PHONE, given=phone))
    if email and not is_email_address(email):
        return _page(request, visitor, fields, say(BAD_EMAIL, given=email))
    with dep.database.write() as db:
        person = db.get_one(Staff, visitor.id)
        paging.set_reach(dep.keys, person, Reach(phone=number, email=email))
        _note(db, dep, visitor, "reach_changed")
    return see_other("/me?kept")


@router.post("/me/calendar")
def new_calendar(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """A secret address for their tasks in a calendar, shown this once; the one before ends."""
    with dep.database.write() as db:
        person = db.get_one(Staff, visitor.id)
        address = task_calendar.new_address(dep, person)
        reach = paging.reach_of(dep.keys, person)
        _note(db, dep, visitor, "calendar_made")
    known = {"phone": reach.phone, "email": reach.email}
    return _page(request, visitor, known, address=address)


@router.post("/me/password")
def change_password(
    request: Request, dep: Dep, visitor: Current, fields: Fields, own: Own
) -> Response:
    """Another password of their own; every other browser of theirs is logged out."""
    with dep.database.read() as db:
        person = db.get_one(Staff, visitor.id)
        reach = paging.reach_of(dep.keys, person)
    try:
        own.check()
        given = fields.get("password", ""), fields.get("again", "")
        made = logins.new_hash(dep, *given, visitor.username, visitor.name)
        with dep.database.write() as db:
            person, by = db.get_one(Staff, visitor.id), By(visitor.actor, dep.clock())
            logins.set_password(db, dep, person, made, by, keep=request.cookies.get(COOKIE, ""))
    except StaffError as error:
        return _page(request, visitor, {"phone": reach.phone, "email": reach.email}, str(error))
    return see_other("/me?changed")


@router.post("/me/log-out")
def log_out_everywhere(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """End every login of theirs, this one too."""
    with dep.database.write() as db:
        person, by = db.get_one(Staff, visitor.id), By(visitor.actor, dep.clock())
        logins.log_out_everywhere(db, dep, person, by)
    return see_other("/login")


def _note(db: DbSession, dep: Deployment, visitor: Visitor, action: str) -> None:
    Tx(db, dep, dep.clock(), visitor.actor).record(action, visitor.actor)
