"""Logging in with a password and a second factor, logging out, and setting a password by a link."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask

from hotline.accounts import factors, logins, staff
from hotline.accounts.passwords import MIN_LENGTH
from hotline.accounts.staff import COOKIE, StaffError
from hotline.accounts.throttle import Attempt
from hotline.deployment import Deployment
from hotline.i18n import COOKIE as LANGUAGE_COOKIE
from hotline.i18n import say
from hotline.i18n.catalogs import languages
from hotline.unit_of_work import Tx
from hotline.web import second_factor, sso
from hotline.web.auth import Current, Dep, Fields
from hotline.web.entering import (
    A_YEAR,
    CHECK_SECONDS,
    WRONG,
    Arrival,
    Passwords,
    device_of,
    enter,
    local,
    source,
)
from hotline.web.pages import render, see_other
from hotline.web.thread_lanes import LateError

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in the address
    """The form."""
    return _form(request, Given(next=local(next)))


@dataclass(frozen=True)
class Given:
    """What came with the form."""

    username: str = ""
    password: str = ""
    next: str = "/"
    kept: str = ""


def _form(
    request: Request, given: Given, *, status: int = 200, failed: bool = False, wait: int = 0
) -> Response:
    """The form with what was typed, but for the password; ``wait`` is in seconds."""
    return render(
        request,
        "login.html",
        status=status,
        next=given.next,
        username=given.username,
        kept=given.kept,
        failed=failed,
        wait=wait,
    )


@router.post("/login")
async def log_in(
    request: Request,
    dep: Dep,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
    kept: Annotated[str, Form()] = "",
) -> Response:
    """Check the password; a wrong one says only that it did not fit."""
    passwords: Passwords = request.app.state.passwords
    given = Given(username.strip()[:40], password[:200], local(next), kept)
    attempt = Attempt(given.username, source(request), device_of(request, dep, given.username))
    lane = passwords.others if passwords.throttle.is_known(attempt) else passwords.strangers
    wait = await passwords.begin(request, dep, attempt)
    if wait:
        return _refused(request, given, wait)
    try:
        answer = await lane.do(request, lambda: _check(request, dep, given, attempt.device))
    except LateError:
        return _refused(request, given, CHECK_SECONDS)
    if answer.status_code != WRONG:
        passwords.throttle.right(attempt)
    return answer


def _refused(request: Request, given: Given, seconds: int) -> Response:
    answer = _form(request, given, status=429, wait=seconds)
    answer.headers["retry-after"] = str(seconds)
    return answer


def _check(request: Request, dep: Dep, given: Given, device: str) -> Response:
    """Runs in a thread for passwords: no transaction is open while the password is checked."""
    with dep.database.read() as db:
        login = staff.known(db, dep, given.username)
    right = staff.is_right(login, given.password)
    if login is None or not right:
        answer = _form(request, given, status=WRONG, failed=True)
        if login is not None:  # after the answer, which must not take longer for a name that exists
            answer.background = BackgroundTask(_note_failed, dep, login)
        return answer
    with dep.database.write() as db:
        if not staff.still(db, dep, login):
            return _form(request, given, status=WRONG, failed=True)
        if factors.of_person(db, login.id):
            return second_factor.ask(request, dep, db, login.id, Arrival(given.next, given.kept))
        return enter(request, dep, db, login.id, Arrival(given.next, given.kept, device))


def _note_failed(dep: Dep, login: staff.Known) -> None:
    with dep.database.write() as db:
        staff.note_failed(Tx(db, dep, dep.clock()), login)


@router.get("/password/{token}")
def password_page(request: Request, dep: Dep, token: str) -> Response:
    """Where someone sets their own password, by a link that a coordinator made for them."""
    with dep.database.read() as db:
        person = logins.whose_link(db, dep, token)
    return _password_page(request, token, person.username if person else "")


@router.post("/password/{token}")
def set_password(
    request: Request,
    dep: Dep,
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set it; the link is used up, and every login that was open ends."""
    with dep.database.read() as db:
        person = logins.whose_link(db, dep, token)
    if person is None:
        return _password_page(request, token, "")
    try:
        made = logins.new_hash(dep, password, again, person.username, person.name)
    except StaffError as error:
        return _password_page(request, token, person.username, str(error))
    with dep.database.write() as db:
        person = logins.whose_link(db, dep, token)
        if person is None:
            return _password_page(request, token, "")
        by = logins.By(f"staff:{person.id}", dep.clock())
        logins.set_password(db, dep, person, made, by)
    return see_other("/login")


def _password_page(request: Request, token: str, username: str, problem: str = "") -> Response:
    problem = problem or ("" if username else say(logins.NO_LINK))
    status = (409 if username else 410) if problem else 200
    page = {"username": username, "problem": problem, "action": f"/password/{token}"}
    return render(request, "password.html", status=status, least=MIN_LENGTH, **page)


@router.post("/language")
def speak(
    dep: Dep, to: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
) -> Response:
    """Speak another language in this browser from now on; nothing else is remembered by it."""
    answer = see_other(local(back))
    if to in languages():
        secure = dep.settings.base_url.startswith("https://")
        answer.set_cookie(
            LANGUAGE_COOKIE,
            to,
            max_age=A_YEAR,
            httponly=True,
            samesite="lax",
            secure=secure,
        )
    return answer


@router.post("/here")
def still_here(dep: Dep, visitor: Current) -> Response:
    """The person at an open page moves the mouse or types; asking is enough to be noticed."""
    return Response(status_code=204)


@router.post("/logout")
async def log_out(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Forget this browser; who came by way of the provider is led to its log-out as well."""
    await run_in_threadpool(_forget, dep, request.cookies.get(COOKIE, ""))
    there = await sso.end_there(request, dep) if visitor.via else None
    answer = there or see_other("/login")
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _forget(dep: Deployment, token: str) -> None:
    with dep.database.write() as db:
        staff.log_out(db, token)
