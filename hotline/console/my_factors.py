"""``/me/factors``: someone's own second factors, for every role; and the browsers they are in.

Adding and taking away ask for the password, unless it was given a moment ago. Without script an
authenticator app is set up; a passkey needs the browser's own script interface.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import segno
from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import factors, linked, logins
from hotline.accounts.logins import By
from hotline.accounts.passkeys import PasskeyError
from hotline.accounts.staff import COOKIE, StaffError, Visitor
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields, NotAllowedError, RowId
from hotline.web.own_password import Own, OwnPassword
from hotline.web.pages import render, see_other

router = APIRouter(prefix="/me", include_in_schema=False)
FRESH = timedelta(minutes=15)
"""So long after logging in the password is not asked for again."""
LOG_IN_AGAIN = (
    "You have no password here. Log out, log in again, and do this within 15 minutes after that. "
    "Nothing was changed."
)
WRONG_CODE = "That is not the code the app shows now. Check the time of your phone and try again."
NO_KEY = "The passkey was not added. Try again, or use an authenticator app."
ADDED = "Done. Every other browser of yours is logged out."
KEEP_THESE = (
    "Write these recovery codes down and keep them away from your phone. Each works once, when "
    "your phone or passkey is gone. They are not shown again."
)
REMOVED = "Removed. Every other browser of yours is logged out."
LAST_ONE = "Your login needs a second factor. Add another one before you remove this one."


@router.get("/factors")
def factors_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """What there is, and what can be added."""
    return _page(request, dep, visitor)


@router.post("/factors/{doing}")
def change(
    request: Request, dep: Dep, visitor: Current, fields: Fields, own: Own, doing: str
) -> Response:
    """Add an app, confirm it, add a passkey, make new recovery codes; the address names it."""
    does = CHANGES.get(doing)
    if does is None:
        raise NotAllowedError
    try:
        _check_password(dep, visitor, own)
        with dep.database.write() as db:
            shown = does(Doing(db, dep, db.get_one(Staff, visitor.id), _token(request), fields))
    except StaffError as error:
        return _page(request, dep, visitor, problem=str(error), status=409)
    return _page(request, dep, visitor, **shown)


@router.post("/factors/{factor_id}/remove")
def remove(
    request: Request, dep: Dep, visitor: Current, fields: Fields, own: Own, factor_id: RowId
) -> Response:
    """Take one away; the last one only where none is required."""
    try:
        _check_password(dep, visitor, own)
        with dep.database.write() as db:
            theirs = [row.id for row in factors.of_person(db, visitor.id)]
            if theirs == [factor_id] and factors.is_required(dep):
                raise StaffError(say(LAST_ONE))
            if not factors.remove(db, visitor.id, factor_id):
                raise NotAllowedError
            person, by = db.get_one(Staff, visitor.id), By(visitor.actor, dep.clock())
            logins.factor_changed(db, dep, person, by, "factor_removed", keep=_token(request))
    except StaffError as error:
        return _page(request, dep, visitor, problem=str(error), status=409)
    return _page(request, dep, visitor, said=say(REMOVED))


@router.post("/sessions/{session_id}/end")
def end_session(dep: Dep, visitor: Current, fields: Fields, session_id: RowId) -> Response:
    """Log one browser of theirs out."""
    with dep.database.write() as db:
        person, by = db.get_one(Staff, visitor.id), By(visitor.actor, dep.clock())
        if not logins.end_session(db, dep, person, session_id, by):
            raise NotAllowedError
    return see_other("/me/factors")


class Doing:
    """Who changes a factor of theirs, with what."""

    def __init__(
        self,
        db: DbSession,
        dep: Deployment,
        person: Staff,
        session: str,
        fields: Mapping[str, str],
    ) -> None:
        self.db, self.dep, self.person = db, dep, person
        self.session, self.fields, self.now = session, fields, dep.clock()

    def added(self, kind: str) -> Mapping[str, Any]:
        """A factor counts from now on: audited, notified; the first brings recovery codes."""
        factors.mark(self.db, self.session, kind)
        by = By(f"staff:{self.person.id}", self.now)
        logins.factor_changed(
            self.db, self.dep, self.person, by, f"{kind}_added", keep=self.session
        )
        left = factors.recovery_left(self.db, self.person.id)
        made = () if left else factors.new_recovery_codes(self.db, self.person.id)
        return {"said": say(ADDED), "codes": made}


def _begin_app(doing: Doing) -> Mapping[str, Any]:
    name = doing.fields.get("name", "").strip()
    if len(factors.of_person(doing.db, doing.person.id)) >= factors.MOST_FACTORS:
        raise NotAllowedError
    factors.new_app(Tx(doing.db, doing.dep, doing.now), doing.person.id, name)
    return {}


def _confirm_app(doing: Doing) -> Mapping[str, Any]:
    code = doing.fields.get("code", "")
    if not factors.confirm_app(Tx(doing.db, doing.dep, doing.now), doing.person.id, code):
        raise StaffError(say(WRONG_CODE))
    return doing.added(factors.TOTP)


def _add_key(doing: Doing) -> Mapping[str, Any]:
    answer = doing.fields.get("answer", "")
    try:
        factors.add_key(Tx(doing.db, doing.dep, doing.now), doing.person.id, doing.session, answer)
    except PasskeyError:
        raise StaffError(say(NO_KEY)) from None
    return doing.added(factors.PASSKEY)


def _new_codes(doing: Doing) -> Mapping[str, Any]:
    if not factors.of_person(doing.db, doing.person.id):
        raise NotAllowedError
    made = factors.new_recovery_codes(doing.db, doing.person.id)
    by = By(f"staff:{doing.person.id}", doing.now)
    what = "recovery_codes_made"
    logins.factor_changed(doing.db, doing.dep, doing.person, by, what, keep=doing.session)
    return {"said": say(ADDED), "codes": made}


CHANGES: Mapping[str, Callable[[Doing], Mapping[str, Any]]] = {
    "app": _begin_app,
    "confirm": _confirm_app,
    "passkey": _add_key,
    "codes": _new_codes,
}


def _token(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _check_password(dep: Deployment, visitor: Visitor, own: OwnPassword) -> None:
    """Raise :class:`StaffError` unless they just logged in or gave their password."""
    if _is_fresh(dep, visitor):
        return
    with dep.database.read() as db:
        if linked.has_no_password(db, dep, visitor.id):
            raise StaffError(say(LOG_IN_AGAIN))
    own.check()


def _is_fresh(dep: Deployment, visitor: Visitor) -> bool:
    return visitor.since is not None and dep.clock() - visitor.since < FRESH


def _page(
    request: Request,
    dep: Deployment,
    visitor: Visitor,
    *,
    said: str = "",
    problem: str = "",
    codes: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    now = dep.clock()
    with dep.database.write() as db:
        person = db.get_one(Staff, visitor.id)
        waiting = factors.waiting_app(db, person.id)
        secret = factors.secret_of(dep, waiting) if waiting else ""
        page = {
            "own": factors.of_person(db, person.id),
            "left": factors.recovery_left(db, person.id),
            "secret": secret,
            "code": _drawn(factors.address_of(dep, person.username, secret)) if secret else "",
            "asked": ""
            if secret
            else factors.ask_for_new_key(Tx(db, dep, now), person, _token(request)),
            "sessions": logins.sessions(db, person),
            "required": factors.is_required(dep),
            "no_password": linked.has_no_password(db, dep, visitor.id),
        }
        db.flush()
        db.expunge_all()
    page |= {"codes": codes, "keep": say(KEEP_THESE), "fresh": _is_fresh(dep, visitor)}
    page |= {"said": said, "problem": problem, "visitor": visitor, "owes": bool(visitor.enroll)}
    if codes or page["own"]:
        page["owes"] = False
    return render(request, "factors.html", status=status, **page)


def _drawn(address: str) -> Markup:
    """The QR code as SVG, dark on light also in dark mode: apps do not read the reverse."""
    code = segno.make(address, micro=False, boost_error=False)
    return Markup(code.svg_inline(scale=5, border=4, dark="#000", light="#fff"))  # noqa: S704
