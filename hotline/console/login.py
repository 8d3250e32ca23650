"""Logging in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from hotline.console import staff
from hotline.console.guard import COOKIE, Current, Dep, Fields
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_page(request: Request, next: str = "/queue") -> Response:  # noqa: A002 - its name in the address
    """The form."""
    return render(request, "login.html", next=_local(next), failed=False, username="")


@router.post("/login")
def log_in(
    request: Request,
    dep: Dep,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/queue",  # noqa: A002
) -> Response:
    """Check the password; a wrong one says only that it did not fit."""
    with dep.database.write() as db:
        token = staff.log_in(db, dep, username.strip()[:40], password[:200], dep.clock())
    if token is None:
        page = {"next": _local(next), "failed": True, "username": username[:40]}
        return render(request, "login.html", status=401, **page)
    answer = see_other(_local(next))
    answer.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=dep.settings.base_url.startswith("https://"),
        path="/",
    )
    return answer


@router.post("/logout")
def log_out(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Forget this browser."""
    with dep.database.write() as db:
        staff.log_out(db, request.cookies.get(COOKIE, ""))
    answer = see_other("/login")
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _local(path: str) -> str:
    """A path of ours to go on to; anything that may leave the site becomes the queue."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if safe else "/queue"
