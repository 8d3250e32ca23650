"""Logging in and out, and setting one's first password by a link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from hotline.web import accounts, speech, staff
from hotline.web import kept as kept_forms
from hotline.web.guard import Current, Dep, Fields
from hotline.web.pages import render, see_other
from hotline.web.passwords import MIN_LENGTH
from hotline.web.speech import say
from hotline.web.staff import COOKIE, StaffError

router = APIRouter(include_in_schema=False)
A_YEAR = 365 * 24 * 3600


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in the address
    """The form."""
    return render(request, "login.html", next=_local(next), failed=False, username="", kept="")


@router.post("/login")
def log_in(
    request: Request,
    dep: Dep,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
    kept: Annotated[str, Form()] = "",
) -> Response:
    """Check the password; a wrong one says only that it did not fit."""
    with dep.database.write() as db:
        token = staff.log_in(db, dep, username.strip()[:40], password[:200], dep.clock())
        if token is not None:  # this browser's earlier login ends with it
            staff.log_out(db, request.cookies.get(COOKIE, ""))
    if token is None:
        page = {"next": _local(next), "failed": True, "username": username[:40], "kept": kept}
        return render(request, "login.html", status=401, **page)
    answer = _typed_before(request, dep, token, kept) or see_other(_local(next))
    answer.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=dep.settings.base_url.startswith("https://"),
        path="/",
    )
    return answer


def _typed_before(request: Request, dep: Dep, token: str, sealed: str) -> Response | None:
    """The form that this person had typed into when their login ran out."""
    now = dep.clock()
    typed = kept_forms.unseal(dep, sealed, now) if sealed else None
    with dep.database.read() as db:
        visitor = staff.visitor(db, dep, token, now)
    if typed is None or visitor is None or typed.by != visitor.id:
        return None
    said = speech.say(
        "Your login had run out when you sent this. Nothing was sent yet, and nothing is lost."
    )
    return render(request, "kept.html", kept=typed, visitor=visitor, said=said)


@router.get("/password/{token}")
def password_page(request: Request, dep: Dep, token: str) -> Response:
    """Where somebody sets their own password, by a link that a coordinator made for them."""
    with dep.database.read() as db:
        person = accounts.whose_link(db, token, dep.clock())
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
        person = accounts.whose_link(db, token, dep.clock())
    if person is None:
        return _password_page(request, token, "")
    try:
        made = accounts.new_hash(dep, password, again, person.username, person.name)
    except StaffError as error:
        return _password_page(request, token, person.username, str(error))
    with dep.database.write() as db:
        person = accounts.whose_link(db, token, dep.clock())
        if person is None:
            return _password_page(request, token, "")
        by = accounts.By(f"staff:{person.id}", dep.clock())
        accounts.set_password(db, dep, person, made, by)
    return see_other("/login")


def _password_page(request: Request, token: str, username: str, problem: str = "") -> Response:
    problem = problem or ("" if username else say(accounts.NO_LINK))
    status = (409 if username else 410) if problem else 200
    page = {"username": username, "problem": problem, "action": f"/password/{token}"}
    return render(request, "password.html", status=status, least=MIN_LENGTH, **page)


@router.post("/language")
def speak(
    dep: Dep, to: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
) -> Response:
    """Speak another language in this browser from now on; nothing else is remembered by it."""
    answer = see_other(_local(back))
    if to in speech.SPOKEN:
        secure = dep.settings.base_url.startswith("https://")
        answer.set_cookie(
            speech.COOKIE,
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
