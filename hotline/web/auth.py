"""Who may see a page, and that a form came from that page."""

from __future__ import annotations

import contextlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from hotline.accounts import staff
from hotline.accounts.staff import COOKIE, Visitor
from hotline.db.patience import Patience, patient
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.privacy.keys import SealError
from hotline.providers import callback_urls
from hotline.unit_of_work import Tx
from hotline.web import access, form_recovery
from hotline.web.middleware import BUSY, TRY_AGAIN, what_broke
from hotline.web.pages import deployment, render, see_other

log = logging.getLogger(__name__)
NOTICED_AFTER = timedelta(minutes=1)
"""How often at most a look at a page is noted as a sign that its reader is still there."""
TOUCH_SECONDS = 0.5
"""A page can be looked at although that cannot be noted now."""


class NeedsLoginError(Exception):
    """Nobody is logged in, or no longer."""


class NotAllowedError(Exception):
    """The person's role does not cover this."""


class NeedsFactorError(Exception):
    """The person has to set up a second factor first."""


class StaleFormError(Exception):
    """The form belongs to an earlier login, or to no page of ours."""


Dep = Annotated[Deployment, Depends(deployment)]


def visitor_of(request: Request) -> Visitor | None:
    """Who is looking, if they are logged in."""
    dep = deployment(request)
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    with dep.database.read() as db:
        return staff.visitor(Tx(db, dep, dep.clock()), token)


def current_visitor(request: Request, dep: Dep) -> Visitor:
    """Who is looking, if the table of :mod:`hotline.web.access` lets them.

    Raises :class:`NeedsLoginError`, :class:`NotAllowedError` and :class:`NeedsFactorError`.
    """
    found = visitor_of(request)
    if found is None:
        raise NeedsLoginError
    path = request.scope["route"].path
    if found.enroll is not None and found.enroll.over and path not in access.BEFORE_A_FACTOR:
        raise NeedsFactorError
    if not access.may_open(request.method, path, found.roles):
        raise NotAllowedError
    token, now = request.cookies.get(COOKIE, ""), dep.clock()
    if now - found.last_at > NOTICED_AFTER:
        with contextlib.suppress(SQLAlchemyError), patient(Patience(TOUCH_SECONDS)):
            _touch(dep, token, now)
    return found


def _touch(dep: Deployment, token: str, now: datetime) -> None:
    with dep.database.write() as db:
        staff.touch(db, token, now)


Current = Annotated[Visitor, Depends(current_visitor)]


async def checked_form(request: Request) -> Mapping[str, str]:
    """The fields of a form without its token. Raises :class:`StaleFormError`.

    The visitor is looked up again rather than handed in, so that no form can be read unchecked.
    """
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    visitor = visitor_of(request)
    if visitor is None:
        raise NeedsLoginError
    if _from_elsewhere(request):
        raise StaleFormError
    given = fields.pop("csrf", "").encode(errors="replace")
    if not hmac.compare_digest(given, visitor.csrf.encode()):
        raise StaleFormError
    return fields


def _from_elsewhere(request: Request) -> bool:
    """Whether the browser says that a page of another site sent this form.

    Its token would have leaked. Our pages send no referrer, so their forms have the origin "null".
    """
    if request.headers.get("sec-fetch-site", "") in {"cross-site", "same-site"}:
        return True
    origin = request.headers.get("origin", "null")
    ours = {urlsplit(deployment(request).settings.base_url).netloc, request.headers.get("host", "")}
    return origin != "null" and urlsplit(origin).netloc not in ours


Fields = Annotated[Mapping[str, str], Depends(checked_form)]
RowId = Annotated[int, Path(ge=0, le=2**63 - 1)]
"""The number of a row in an address: what no database can hold is refused before it is asked."""


async def to_login(request: Request, error: Exception) -> Response:
    """Handler of :class:`NeedsLoginError`: log in, then come back; what was typed comes along."""
    dep = deployment(request)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": say(LOGGED_OUT), "login": True}, status_code=401)
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"/login?next={quote(request.url.path + query)}")
    typed = await form_recovery.keep(request, dep)
    if typed is None:
        return see_other("/login")
    page = {"next": "/queue", "failed": False, "username": "", "wait": 0}
    sealed = form_recovery.seal(dep, typed, dep.clock())
    return render(request, "login.html", status=401, kept=sealed, **page)


async def stale(request: Request, error: Exception) -> Response:
    """Handler of :class:`StaleFormError`: the form again, with what was typed in it."""
    dep = deployment(request)
    typed = await form_recovery.keep(request, dep)
    if typed is None or "application/json" in request.headers.get("accept", ""):
        return not_allowed(request, error)
    visitor = current_visitor(request, dep)
    return render(request, "kept.html", status=409, kept=typed, visitor=visitor, said=say(STALE))


def to_factors(request: Request, error: Exception) -> Response:
    """Handler of :class:`NeedsFactorError`: set it up, then go on."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": say(NOT_ALLOWED)}, status_code=403)
    return see_other("/me/factors")


def not_allowed(request: Request, error: Exception) -> Response:
    """Handler of :class:`NotAllowedError`: a sentence, not a stack; for an admin, the way in."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": say(NOT_ALLOWED)}, status_code=403)
    route = getattr(request.scope.get("route"), "path", "")
    visitor = visitor_of(request) if request.method == "GET" else None
    if visitor is not None and visitor.role == "admin" and isinstance(error, NotAllowedError):
        roles = visitor.roles | {"supervisor"}
        if access.may_open("GET", route, roles):
            back = request.url.path
            return render(request, "glass.html", status=403, visitor=visitor, back=back, said="")
    page = {"title": say("You don't have access"), "text": say(NOT_ALLOWED)}
    return render(request, "message.html", status=403, **page)


def unreadable(request: Request, error: Exception) -> Response:
    """Handler of :class:`SealError`: a report that was erased, or keys that do not fit."""
    if callback_urls.is_callback(request.url.path):
        raise error  # the caller is helped by the middleware
    page = {"title": say("Cannot be read"), "text": say(UNREADABLE)}
    return render(request, "message.html", status=410, **page)


async def busy(request: Request, error: Exception) -> Response:
    """Handler of :data:`BUSY`: what was typed comes back, to be sent again in a moment."""
    if callback_urls.is_callback(request.url.path):
        raise error  # the caller is helped by the front
    log.error("%s", what_broke(request.scope, error))
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": say(TRY_AGAIN)}, status_code=503)
    visitor = None if request.url.path == "/login" else visitor_of(request)
    typed = await form_recovery.keep(request, deployment(request)) if visitor is not None else None
    if typed is not None and visitor is not None:
        page = {"kept": typed, "visitor": visitor, "said": say(TRY_AGAIN)}
        return render(request, "kept.html", status=503, **page)
    said = {"title": say("You don't have access"), "text": say(TRY_AGAIN)}
    return render(request, "message.html", status=503, **said)


LOGGED_OUT = "You are logged out. Log in again; nothing was changed."
STALE = "You logged in again after this page was opened. Nothing was sent yet."
UNREADABLE = (
    "The reporter's account was erased, or this machine's keys cannot open it. A coordinator can "
    "tell which from the audit trail."
)
NOT_ALLOWED = (
    "You don't have permission for this, or the page was open too long and expired. Nothing was "
    "changed. Go back, reload the page, and try again."
)

Handler = Callable[[Request, Exception], Awaitable[Response] | Response]
HANDLERS: Mapping[type[Exception], Handler] = {
    NeedsLoginError: to_login,
    NotAllowedError: not_allowed,
    NeedsFactorError: to_factors,
    StaleFormError: stale,
    SealError: unreadable,
    **dict.fromkeys(BUSY, busy),
}
