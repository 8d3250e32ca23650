"""Logging in and out, and setting one's first password by a link."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from hotline.accounts import logins, staff
from hotline.accounts.passwords import MIN_LENGTH
from hotline.accounts.staff import COOKIE, StaffError
from hotline.accounts.throttle import Attempt, Throttle, source_of
from hotline.followups import login_floods
from hotline.i18n import COOKIE as LANGUAGE_COOKIE
from hotline.i18n import say
from hotline.i18n.catalogs import languages
from hotline.privacy import codes
from hotline.unit_of_work import Tx
from hotline.web import form_recovery as kept_forms
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import render, see_other
from hotline.web.thread_lanes import Lane, LateError

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
A_YEAR = 365 * 24 * 3600
WRONG = 401
CHECK_SECONDS = 6.0
"""How long someone waits for a thread that checks passwords."""
HOLD_SECONDS, MOST_HELD = 2.0, 200
"""How long the answer to a guess that came too soon is held back, and for how many at a time."""


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in the address
    """The form."""
    return _form(request, Given(next=_local(next)))


class Passwords:
    """Who may give a password now, and the two threads in which passwords are checked.

    Strangers have one of them, so that the other is free for those who were here before.
    """

    def __init__(self) -> None:
        self.throttle = Throttle()
        self.hold_seconds = HOLD_SECONDS
        self.strangers = Lane("stranger", 1, CHECK_SECONDS)
        self.others = Lane("password", 1, CHECK_SECONDS)
        self._held = 0

    async def hold(self) -> None:
        """Keep someone who guesses waiting; it costs nothing, and slows them down."""
        if self._held >= MOST_HELD:
            return
        self._held += 1
        try:
            await asyncio.sleep(self.hold_seconds)
        finally:
            self._held -= 1


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
    given = Given(username.strip()[:40], password[:200], _local(next), kept)
    attempt = Attempt(given.username, _source(request), _device(request, dep, given.username))
    lane = passwords.others if passwords.throttle.is_known(attempt) else passwords.strangers
    wait = passwords.throttle.begin(attempt, dep.clock())
    if passwords.throttle.is_flood(dep.clock()):
        with contextlib.suppress(LateError, SQLAlchemyError):
            await passwords.strangers.do(request, lambda: _tell_supervisors(dep))
    if wait > 0:
        await passwords.hold()
        return _refused(request, given, math.ceil(wait))
    try:
        answer = await lane.do(request, lambda: _check(request, dep, given, attempt.device))
    except LateError:
        return _refused(request, given, math.ceil(CHECK_SECONDS))
    if answer.status_code != WRONG:
        passwords.throttle.right(attempt)
    return answer


def _source(request: Request) -> str:
    return source_of(request.client.host if request.client else None)


def _tell_supervisors(dep: Dep) -> None:
    log.warning("many wrong passwords are being tried on the login page")
    with dep.database.write() as db:
        login_floods.say_of_logins(Tx(db, dep, dep.clock()))


def _refused(request: Request, given: Given, seconds: int) -> Response:
    answer = _form(request, given, status=429, wait=seconds)
    answer.headers["retry-after"] = str(seconds)
    return answer


def _check(request: Request, dep: Dep, given: Given, device: str) -> Response:
    """Runs in a thread for passwords: no transaction is open while the password is checked."""
    with dep.database.read() as db:
        login = staff.known(db, given.username)
    right = staff.is_right(login, given.password)
    token = None
    if login is not None:
        with dep.database.write() as db:
            if right:
                token = staff.enter(db, dep, login, dep.clock())
                if token is not None:  # this browser's earlier login ends with it
                    staff.log_out(db, request.cookies.get(COOKIE, ""))
            else:
                staff.note_failed(db, dep, login, dep.clock())
    if token is None:
        return _form(request, given, status=WRONG, failed=True)
    answer = _typed_before(request, dep, token, given.kept) or see_other(given.next)
    _set_cookie(answer, dep, COOKIE, token)
    known = device or codes.new_token()
    value = f"{known}.{_device_mac(dep, given.username, known)}"
    _set_cookie(answer, dep, _device_cookie(dep, given.username), value, max_age=A_YEAR)
    return answer


def _set_cookie(
    answer: Response, dep: Dep, name: str, value: str, max_age: int | None = None
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=dep.settings.base_url.startswith("https://"),
        path="/" if name == COOKIE else "/login",
    )


def _device_cookie(dep: Dep, username: str) -> str:
    """One for each login of a browser; its name tells nobody whose."""
    return f"hotline_known_{dep.keys.mac('known browser', username.encode())[:12]}"


def _device_mac(dep: Dep, username: str, device: str) -> str:
    return dep.keys.mac("known browser", f"{username}:{device}".encode())


def _device(request: Request, dep: Dep, username: str) -> str:
    """The browser, if this person logged in with it before; else empty."""
    given = request.cookies.get(_device_cookie(dep, username), "")
    device, _, mac = given.partition(".")
    right = _device_mac(dep, username, device)
    is_ours = hmac.compare_digest(mac.encode(errors="replace"), right.encode())
    return device if device and is_ours else ""


def _typed_before(request: Request, dep: Dep, token: str, sealed: str) -> Response | None:
    """The form that this person had typed into when their login ran out."""
    now = dep.clock()
    typed = kept_forms.unseal(dep, sealed, now) if sealed else None
    with dep.database.read() as db:
        visitor = staff.visitor(db, dep, token, now)
    if typed is None or visitor is None or typed.by != visitor.id:
        return None
    said = say(
        "Your login had expired when you sent this. Nothing was sent yet, and nothing is lost."
    )
    return render(request, "kept.html", kept=typed, visitor=visitor, said=said)


@router.get("/password/{token}")
def password_page(request: Request, dep: Dep, token: str) -> Response:
    """Where someone sets their own password, by a link that a coordinator made for them."""
    with dep.database.read() as db:
        person = logins.whose_link(db, token, dep.clock())
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
        person = logins.whose_link(db, token, dep.clock())
    if person is None:
        return _password_page(request, token, "")
    try:
        made = logins.new_hash(dep, password, again, person.username, person.name)
    except StaffError as error:
        return _password_page(request, token, person.username, str(error))
    with dep.database.write() as db:
        person = logins.whose_link(db, token, dep.clock())
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
    answer = see_other(_local(back))
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
def log_out(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Forget this browser."""
    with dep.database.write() as db:
        staff.log_out(db, request.cookies.get(COOKIE, ""))
    answer = see_other("/login")
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _local(path: str) -> str:
    """A path of ours to go on to; anything that may leave the site becomes home."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if safe else "/"
