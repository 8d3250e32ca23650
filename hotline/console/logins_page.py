"""``/staff``: the administrator's page of logins, and the rules for them.

An administrator reads no report. In an emergency a reason opens reports for an hour ("break
glass"): supervisors are alerted at once, read the reason as a task, and it is audited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import factors, glass, linked, logins, single_sign_on, staff
from hotline.accounts.logins import By
from hotline.accounts.staff import StaffError, Visitor
from hotline.db import line_options as options
from hotline.db.accounts import LoginSession, Staff
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.unit_of_work import Tx
from hotline.web import entering, own_password
from hotline.web.auth import Current, Dep, Fields, NotAllowedError, RowId
from hotline.web.pages import render, see_other

router = APIRouter(prefix="/staff", include_in_schema=False)
LINK = "Send {name} this address in a safe way. It sets their password once, within 24 hours."
INVITED = "{name} can log in now by single sign-on, with that email address."
SHORTEST_REASON = 10
NO_REASON = "Give the reason in a sentence. Nothing was opened."
BAD_GRACE = "Give a number of days from 0 to {most}. Nothing was changed."
DONE = "Done. It is in the audit trail."


@router.get("")
def people_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """Everyone with a login."""
    return _page(request, dep, visitor)


@router.post("")
def add(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """A new login, and a link by which its owner sets the password."""
    name, email = fields.get("name", "").strip()[:80], fields.get("email", "").strip()
    link = ""
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
            if email:
                single_sign_on.invite(_tx(db, dep, visitor), person, email)
            else:
                link = logins.new_link(db, dep, person, _by(dep, visitor))
    except StaffError as error:
        return _page(request, dep, visitor, fields=fields, problem=str(error), status=409)
    said = say(LINK, name=name) if link else say(INVITED, name=name)
    return _page(request, dep, visitor, said=said, link=link)


@router.post("/{person_id}/{doing}")
def change(
    request: Request, dep: Dep, visitor: Current, fields: Fields, person_id: RowId, doing: str
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
            name, username = person.name, person.username
            link = change_it(db, dep, person, _by(dep, visitor), fields) or ""
    except StaffError as error:
        return _page(request, dep, visitor, problem=str(error), status=409)
    if doing == "unlock":
        passwords: entering.Passwords = request.app.state.passwords
        passwords.throttle.forget(username)
        passwords.throttle.forget(f"factor:{person_id}")
        passwords.throttle.forget(own_password.name_of(person_id))
    if person_id == visitor.id and doing in ENDS_SESSIONS:
        return see_other("/login")
    said = say(LINK, name=name) if link else say(DONE)
    return _page(request, dep, visitor, said=said, link=link)


@router.post("/rules")
def set_rules(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Days of grace, second persons, and whether linked logins have no password."""
    grace = fields.get("grace", "").strip()
    if not grace.isascii() or not grace.isdigit() or int(grace) > options.LONGEST_GRACE:
        said = say(BAD_GRACE, most=options.LONGEST_GRACE)
        return _page(request, dep, visitor, problem=said, status=409)
    second = "yes" if fields.get("second_person") == "yes" else "no"
    rules = {options.GRACE_DAYS: str(int(grace)), options.SECOND_PERSON: second}
    try:
        with dep.database.write() as db:
            tx = _tx(db, dep, visitor)
            if dep.openid is not None:
                wanted = fields.get("no_passwords") == "yes"
                single_sign_on.set_no_passwords(tx, wanted=wanted)
            for name, value in rules.items():
                if options.set_value(db, name, value):
                    tx.record("rule_changed", f"rule:{name}", value)
    except StaffError as error:
        return _page(request, dep, visitor, problem=str(error), status=409)
    return _page(request, dep, visitor, said=say(DONE))


@router.post("/break-glass")
def break_glass(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Open reports for an hour in this browser, for a reason that supervisors read."""
    back = entering.local(fields.get("back", "/queue"))
    reason = " ".join(fields.get("reason", "").split())[:500]
    if len(reason) < SHORTEST_REASON:
        page = {"visitor": visitor, "back": back, "said": say(NO_REASON)}
        return render(request, "glass.html", status=409, **page)
    now = dep.clock()
    with dep.database.write() as db:
        db.get_one(LoginSession, visitor.session).glass_until = now + staff.GLASS_LASTS
        glass.tell(Tx(db, dep, now, visitor.actor), visitor.name, reason)
    return see_other(back)


Change = Callable[[DbSession, Deployment, Staff, By, Mapping[str, str]], str | None]


def _role(db: DbSession, dep: Deployment, person: Staff, by: By, fields: Mapping[str, str]) -> None:
    agency_id = fields.get("agency_id", "").strip() or None
    logins.set_role(db, dep, person, fields.get("role", ""), agency_id, by)


def _link(db: DbSession, dep: Deployment, person: Staff, by: By, _: Mapping[str, str]) -> str:
    return logins.new_link(db, dep, person, by)


def _log_out(db: DbSession, dep: Deployment, person: Staff, by: By, _: Mapping[str, str]) -> None:
    logins.log_out_everywhere(db, dep, person, by)


def _end(db: DbSession, dep: Deployment, person: Staff, by: By, fields: Mapping[str, str]) -> None:
    wanted = fields.get("session", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        raise NotAllowedError
    if not logins.end_session(db, dep, person, int(wanted), by):
        raise NotAllowedError


def _invite(
    db: DbSession, dep: Deployment, person: Staff, by: By, fields: Mapping[str, str]
) -> None:
    single_sign_on.invite(Tx(db, dep, by.at, by.actor), person, fields.get("email", ""))


def _link_id(
    db: DbSession, dep: Deployment, person: Staff, by: By, fields: Mapping[str, str]
) -> None:
    single_sign_on.link(Tx(db, dep, by.at, by.actor), person, fields.get("subject", "").strip())


def _unlink(db: DbSession, dep: Deployment, person: Staff, by: By, _: Mapping[str, str]) -> None:
    single_sign_on.unlink(Tx(db, dep, by.at, by.actor), person)


CHANGES: Mapping[str, Change] = {
    "invite": _invite,
    "link": _link_id,
    "unlink": _unlink,
    "disable": lambda db, dep, person, by, _: logins.disable(db, dep, person, by),
    "enable": lambda db, dep, person, by, _: logins.enable(db, dep, person, by),
    "unlock": lambda db, dep, person, by, _: logins.unlock(db, dep, person, by),
    "role": _role,
    "factors": lambda db, dep, person, by, _: logins.reset_factors(db, dep, person, by),
    "end": _end,
    "password": _link,
    "log-out": _log_out,
}
ENDS_SESSIONS = frozenset({"disable", "role", "log-out", "factors", "invite", "link", "unlink"})


def _tx(db: DbSession, dep: Deployment, visitor: Visitor) -> Tx:
    return Tx(db, dep, dep.clock(), visitor.actor)


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
        rules = {
            "grace": options.grace_days(db),
            "second_person": options.needs_second_person(db),
            "most_grace": options.LONGEST_GRACE,
            "required": factors.is_required(dep),
            "no_passwords": options.linked_have_no_password(db),
        }
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
    return render(request, "people.html", status=status, **page, **rules)


def _row(db: DbSession, dep: Deployment, person: Staff) -> Mapping[str, Any]:
    since = dep.clock() - staff.LONGEST_SESSION
    sessions = [row for row in logins.sessions(db, person) if row.created_at > since]
    return {
        "person": person,
        "open": sessions,
        "sessions": len(sessions),
        "last_at": sessions[0].last_at if sessions else None,
        "factors": len(factors.of_person(db, person.id)),
        **_link_of(db, dep, person),
    }


def _link_of(db: DbSession, dep: Deployment, person: Staff) -> Mapping[str, Any]:
    """How they log in by single sign-on: linked, invited, or not at all."""
    row = linked.of_person(db, dep, person.id)
    return {
        "linked": row is not None and row.digest is not None,
        "invited": row is not None and row.digest is None,
        "email": linked.email_of(dep.keys, row) if row is not None else "",
        "no_password": linked.password_is_off(db, dep, person.id),
    }
