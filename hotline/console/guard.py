"""Who may see a page, and that a form came from that page."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response

from hotline.console import staff
from hotline.console.staff import Visitor
from hotline.deployment import Deployment
from hotline.web.pages import render, see_other

COOKIE = "hotline_session"
MAX_FORM_BYTES = 200_000


class NeedsLoginError(Exception):
    """Nobody is logged in, or no longer."""


class NotAllowedError(Exception):
    """The person's role does not cover this, or the form is stale."""


def deployment(request: Request) -> Deployment:
    """The deployment that serves this request."""
    dep: Deployment = request.app.state.deployment
    return dep


Dep = Annotated[Deployment, Depends(deployment)]


def current_visitor(request: Request, dep: Dep) -> Visitor:
    """Who is looking. Raises :class:`NeedsLoginError`."""
    token = request.cookies.get(COOKIE, "")
    now = dep.clock()
    with dep.database.read() as db:
        found = staff.visitor(db, dep, token, now) if token else None
    if found is None:
        raise NeedsLoginError
    if request.method == "POST":
        with dep.database.write() as db:
            staff.touch(db, token, now)
    return found


Current = Annotated[Visitor, Depends(current_visitor)]


def only(*roles: str) -> Callable[[Visitor], Visitor]:
    """A dependency: the visitor, who must have one of ``roles``."""

    def check(visitor: Current) -> Visitor:
        if not visitor.may(*roles):
            raise NotAllowedError
        return visitor

    return check


Dispatcher = Annotated[Visitor, Depends(only("dispatcher", "supervisor"))]
Reader = Annotated[Visitor, Depends(only("dispatcher", "supervisor", "auditor"))]


async def checked_form(request: Request) -> Mapping[str, str]:
    """The fields of a form without its token. Raises :class:`NotAllowedError` for a stale one.

    The visitor is looked up again rather than handed in, so that no form can be read unchecked.
    """
    if int(request.headers.get("content-length") or 0) > MAX_FORM_BYTES:
        raise NotAllowedError
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    dep = deployment(request)
    with dep.database.read() as db:
        token = request.cookies.get(COOKIE, "")
        visitor = staff.visitor(db, dep, token, dep.clock()) if token else None
    if visitor is None:
        raise NeedsLoginError
    if not hmac.compare_digest(fields.pop("csrf", ""), visitor.csrf):
        raise NotAllowedError
    return fields


Fields = Annotated[Mapping[str, str], Depends(checked_form)]


def to_login(request: Request, error: Exception) -> Response:
    """Handler of :class:`NeedsLoginError`: log in, then come back."""
    here = request.url.path if request.method == "GET" else "/queue"
    return see_other(f"/login?next={quote(here)}")


def not_allowed(request: Request, error: Exception) -> Response:
    """Handler of :class:`NotAllowedError`: a sentence, not a stack."""
    return render(request, "message.html", status=403, title="Not possible", text=NOT_ALLOWED)


NOT_ALLOWED = (
    "Your login does not cover this, or the page was open too long and its form went stale. "
    "Nothing was changed. Go back, reload the page, and try again."
)

Handler = Callable[[Request, Exception], Awaitable[Response] | Response]
HANDLERS: Mapping[type[Exception], Handler] = {
    NeedsLoginError: to_login,
    NotAllowedError: not_allowed,
}
