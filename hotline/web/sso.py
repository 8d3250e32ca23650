"""Logging in at the OpenID Connect provider, where the settings name one.

The way there is a link, not a form: our ``form-action`` policy lets no form end at another site.
An attempt lives ten minutes in a sealed cookie of the browser that makes it; nothing is stored for
people who only look. The provider is asked in two threads of its own, and never while a
transaction is open.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Query, Request, Response

from hotline.accounts import factors, single_sign_on
from hotline.accounts.single_sign_on import ACTOR, VIA, Refused
from hotline.accounts.throttle import Attempt as Try
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.privacy.egress import EgressRefusedError
from hotline.transport.login_attempt import Attempt
from hotline.transport.openid import OpenId, OpenIdError, Proven, UnreachableError
from hotline.unit_of_work import Tx
from hotline.web import sealed_values, second_factor
from hotline.web.auth import Current, Dep
from hotline.web.entering import (
    Arrival,
    Passwords,
    device_of,
    enter,
    local,
    set_cookie,
    source,
    typed_before,
)
from hotline.web.pages import render, see_other
from hotline.web.thread_lanes import LateError

log = logging.getLogger(__name__)
router = APIRouter(prefix="/login", include_in_schema=False)
COOKIE, PURPOSE = "hotline_sso", "single sign-on"
LASTS = timedelta(minutes=10)
LONGEST = 4096
Given = TypeVar("Given")

NOT_SET_UP = "Single sign-on is not set up here. Log in with your password."
DOWN = (
    "{name} does not answer, so nobody can log in there at the moment. If you have a password "
    "here, log in with it; an administrator with a password can always get in."
)
START_AGAIN = (
    "This login was begun in another browser, more than ten minutes ago, or was already used. "
    "Nothing was changed. Start again."
)
NOT_LINKED = (
    "{name} knows you, but no login here is linked to that account, or the login is turned off. "
    "Ask an administrator of the line to link it."
)
DENIED = "{name} did not log you in. Start again, or ask whoever runs it."
TOO_MANY = "Too many tries came from here. Wait {seconds} seconds, then start again."


@dataclass(frozen=True)
class Begun:
    """An attempt, and where the person was going."""

    attempt: Attempt
    next: str


@router.get("/sso")
async def begin(request: Request, dep: Dep, next: str = "/") -> Response:  # noqa: A002
    """On to the provider."""
    if dep.openid is None:
        return _page(request, say(NOT_SET_UP), status=404)
    openid = dep.openid
    begun = Begun(Attempt.new(dep.clock()), local(next)[:500])
    try:
        address = await _asked(request, lambda: openid.address_for(begun.attempt))
    except (UnreachableError, LateError) as error:
        return _down(request, openid, error)
    answer = see_other(address)
    seconds = int(LASTS.total_seconds())
    set_cookie(answer, dep, COOKIE, _sealed(dep, begun), max_age=seconds)
    return answer


@router.get("/sso/callback")
async def come_back(
    request: Request,
    dep: Dep,
    code: Annotated[str, Query(max_length=LONGEST)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """Back from the provider: who they are is asked of it, and they are in, or learn why not."""
    if dep.openid is None:
        return _page(request, say(NOT_SET_UP), status=404)
    openid, begun = dep.openid, _begun(request, dep)
    if begun is None or not hmac.compare_digest(state.encode(), begun.attempt.state.encode()):
        return _page(request, say(START_AGAIN), status=400)
    if not code:
        return _forgotten(_page(request, say(DENIED, name=openid.at.name), status=403))
    return _forgotten(await _let_in(request, dep, openid, begun, Answered(code, iss)))


@dataclass(frozen=True)
class Answered:
    """What the provider sent along."""

    code: str
    issuer: str | None


async def _let_in(
    request: Request, dep: Deployment, openid: OpenId, begun: Begun, answered: Answered
) -> Response:
    """Ask the provider who it is, at most as often as passwords may be guessed."""
    passwords: Passwords = request.app.state.passwords
    attempt = Try(ACTOR, source(request))
    wait = await passwords.begin(request, dep, attempt)
    if wait:
        return _page(request, say(TOO_MANY, seconds=wait), status=429)
    answer = await _answer(request, dep, openid, begun, answered)
    if answer.status_code < 400:
        passwords.throttle.right(attempt)
    return answer


async def _answer(
    request: Request, dep: Deployment, openid: OpenId, begun: Begun, answered: Answered
) -> Response:
    def look() -> Response:
        try:
            proven = openid.proven(begun.attempt, answered.code, answered.issuer)
        except UnreachableError:
            raise
        except OpenIdError as error:
            _note(dep, error.kind)
            return _page(request, say(DENIED, name=openid.at.name), status=403)
        return _admit(request, dep, openid, proven, begun)

    try:
        return await _asked(request, look)
    except (UnreachableError, LateError) as error:
        return _down(request, openid, error)


@router.post("/kept")
def show_kept(
    request: Request, dep: Dep, visitor: Current, kept: Annotated[str, Form()] = ""
) -> Response:
    """What someone had typed when their login ended, once they are in by way of another tab."""
    return typed_before(request, dep, visitor, kept) or see_other("/")


def _admit(
    request: Request, dep: Deployment, openid: OpenId, proven: Proven, begun: Begun
) -> Response:
    with dep.database.write() as db:
        found = single_sign_on.admit(Tx(db, dep, dep.clock()), proven, begun.attempt.begun)
        if isinstance(found, Refused):
            log.warning("single sign-on was refused: %s", found.why)
            said = say(NOT_LINKED, name=openid.at.name)
            return _page(request, said, status=403, subject=proven.subject)
        db.flush()
        username = db.get_one(Staff, found.staff_id).username
        to = Arrival(begun.next, "", device_of(request, dep, username), VIA)
        if not found.factor and factors.of_person(db, found.staff_id):
            return second_factor.ask(request, dep, db, found.staff_id, to)
        return enter(request, dep, db, found.staff_id, to, found.factor)


def _note(dep: Deployment, kind: str) -> None:
    """What the provider sent was not believed: for the log and the audit trail."""
    log.warning("single sign-on failed: %s", kind)
    with dep.database.write() as db:
        Tx(db, dep, dep.clock(), ACTOR).record("sso_refused", "login", kind[:80])


async def _asked(request: Request, work: Callable[[], Given]) -> Given:
    """In a thread that may wait for the provider. Raises what ``work`` raises, or LateError."""

    def asking() -> Given:
        try:
            return work()
        except EgressRefusedError as error:
            log.error("the provider of single sign-on may not be asked: %s", error)
            raise UnreachableError("may not be asked") from None

    passwords: Passwords = request.app.state.passwords
    return await passwords.sign_on.do(request, asking)


# The attempt, in the browser --------------------------------------------------------------------


def _sealed(dep: Deployment, begun: Begun) -> str:
    attempt = begun.attempt
    parts = [attempt.state, attempt.nonce, attempt.verifier, attempt.begun.isoformat(), begun.next]
    return sealed_values.seal(dep, parts, PURPOSE)


def _begun(request: Request, dep: Deployment) -> Begun | None:
    """The attempt that this browser makes, if it is not over."""
    parts = sealed_values.unseal(dep, request.cookies.get(COOKIE, ""), PURPOSE)
    if parts is None:
        return None
    state, nonce, verifier, at, going = parts
    attempt = Attempt(state, nonce, verifier, datetime.fromisoformat(at))
    is_over = not timedelta(0) <= dep.clock() - attempt.begun <= LASTS
    return None if is_over else Begun(attempt, going)


def _forgotten(answer: Response) -> Response:
    """The attempt is over, whatever came of it."""
    answer.delete_cookie(COOKIE, path="/login")
    return answer


# What people see --------------------------------------------------------------------------------


def _down(request: Request, openid: OpenId, error: Exception) -> Response:
    kind = error.kind if isinstance(error, OpenIdError) else type(error).__name__
    log.error("the provider of single sign-on cannot be used: %s", kind)
    answer = _page(request, say(DOWN, name=openid.at.name), status=503)
    answer.headers["retry-after"] = "30"
    return answer


def _page(request: Request, said: str, *, status: int, subject: str = "") -> Response:
    return render(request, "sso.html", status=status, said=said, subject=subject)


async def end_there(request: Request, dep: Deployment) -> Response | None:
    """The page that leads to the provider's own log-out; ``None`` where it offers none.

    A form must not end at another site, so that a page that the form leads to goes on by itself.
    """
    openid = dep.openid
    if openid is None:
        return None
    try:
        back = f"{dep.settings.base_url}/login"
        address = await _asked(request, lambda: openid.end_address(back))
    except (OpenIdError, LateError):
        return None
    if not address:
        return None
    return render(request, "logged_out.html", address=address, provider=openid.at.name)
