"""``/staff``: the coordinator's page of logins; who has one, what it may do, and taking it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import logins, staff
from hotline.accounts.logins import By
from hotline.accounts.staff import StaffError, Visitor
from hotline.db.accounts import LoginSession, Staff
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.web.auth import Dep, Fields, NotAllowedError, RowId, only
from hotline.web.pages import render, see_other

router = APIRouter(prefix="/staff", include_in_schema=False)
Admin = Annotated[Visitor, Depends(only("admin"))]
LINK = "Send {name} this address in a safe way. It sets their password once, within 24 hours."
DONE = "Done. It is in the audit trail."


@router.get("")
def people_page(request: Request, dep: Dep, visitor: Admin) -> Response:
    """Everyone with a login."""
    return _page(request, dep, visitor)


@router.post("")
def add(request: Request, dep: Dep, visitor: Admin, fields: Fields) -> Response:
    """A new login, and a link by which its owner sets the password."""
    name = fields.get("name", "").strip()[:80]
    try:
        with dep.database.write() as db:
            person = logins.add(
                db,
                dep,
                _by(dep, visitor),
                username=fields.get("username", "").strip(),
                name=name,
                role=fields.get("role", ""),
                agency_id=fields.get("agency_id", "").strip() or None,
            )
            link = logins.new_link(db, dep, person, _by(dep, visitor))
    except StaffError as error:
        return _page(request, dep, visitor, fields=fields, problem=str(error), status=409)
    return _page(request, dep, visitor, said=say(LINK, name=name), link=link)


@router.post("/{person_id}/{doing}")
def change(
    request: Request, dep: Dep, visitor: Admin, fields: Fields, person_id: RowId, doing: str
) -> Response:
    """Do one thing to a login; the address names it."""
    change_it = CHANGES.get(doing)
    if change_it is None:
        raise NotAllowedError
    link = ""
    try:
        with dep.database.write() as db:
            person = db.get(Staff, person_id)
            if person is None:
                raise NotAllowedError
            name = person.name
            link = change_it(db, dep, person, _by(dep, visitor), fields) or ""
    except StaffError as error:
        return _page(request, dep, visitor, problem=str(error), status=409)
    if person_id == visitor.id and doing in ENDS_SESSIONS:
        return see_other("/login")
    said = say(LINK, name=name) if link else say(DONE)
    return _page(request, dep, visitor, said=said, link=link)


Change = Callable[[DbSession, Deployment, Staff, By, Mapping[str, str]], str | None]


def _role(db: DbSession, dep: Deployment, person: Staff, by: By, fields: Mapping[str, str]) -> None:
    agency_id = fields.get("agency_id", "").strip() or None
    logins.set_role(db, dep, person, fields.get("role", ""), agency_id, by)


def _link(db: DbSession, dep: Deployment, person: Staff, by: By, _: Mapping[str, str]) -> str:
    return logins.new_link(db, dep, person, by)


def _log_out(db: DbSession, dep: Deployment, person: Staff, by: By, _: Mapping[str, str]) -> None:
    logins.log_out_everywhere(db, dep, person, by)


CHANGES: Mapping[str, Change] = {
    "disable": lambda db, dep, person, by, _: logins.disable(db, dep, person, by),
    "enable": lambda db, dep, person, by, _: logins.enable(db, dep, person, by),
    "unlock": lambda db, dep, person, by, _: logins.unlock(db, dep, person, by),
    "role": _role,
    "password": _link,
    "log-out": _log_out,
}
ENDS_SESSIONS = frozenset({"disable", "role", "log-out"})


def _by(dep: Deployment, visitor: Visitor) -> By:
    return By(visitor.actor, dep.clock())


def _page(
    request: Request,
    dep: Deployment,
    visitor: Visitor,
    *,
    fields: Mapping[str, str] | None = None,
    said: str = "",
    link: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    with dep.database.read() as db:
        rows = [_row(db, dep, person) for person in db.scalars(select(Staff).order_by(Staff.name))]
        agencies = sorted(logins.agencies_of(db, dep))
    page: dict[str, Any] = {
        "rows": rows,
        "agencies": agencies,
        "roles": staff.ROLES,
        "fields": fields or {},
        "said": said,
        "link": link,
        "problem": problem,
        "visitor": visitor,
    }
    return render(request, "people.html", status=status, **page)


def _row(db: DbSession, dep: Deployment, person: Staff) -> Mapping[str, Any]:
    of_person = select(func.count(LoginSession.id), func.max(LoginSession.last_at)).where(
        LoginSession.staff_id == person.id,
        LoginSession.created_at > dep.clock() - staff.LONGEST_SESSION,
    )
    sessions, last_at = db.execute(of_person).one()
    return {
        "person": person,
        "sessions": sessions,
        "last_at": last_at,
        "locked": person.locked_until is not None and person.locked_until > dep.clock(),
    }
