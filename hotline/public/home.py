"""The first page, and ``/about``: what this line is, what it keeps, and who can see it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hotline.public.language_switch import public_page
from hotline.referrals.alerts import LINK_LIVES
from hotline.web.auth import visitor_of
from hotline.web.pages import deployment, see_other

router = APIRouter(include_in_schema=False)
HOMES = {"agency": "/portal", "admin": "/staff", "auditor": "/audit"}


@router.get("/")
def home(request: Request) -> Response:
    """Where people with a login work; for everyone else, how to reach the line."""
    visitor = visitor_of(request)
    if visitor is not None:
        return see_other(HOMES.get(visitor.role, "/queue"))
    return public_page(request, "home.html", number=deployment(request).settings.number)


@router.get("/about")
def about(request: Request) -> Response:
    """In plain words, and true of the code: docs/privacy.md says the same at length."""
    dep = deployment(request)
    settings, lapses = dep.settings, dep.provider.lapses
    return public_page(
        request,
        "about.html",
        number=settings.number,
        handle_days=settings.reply_handle_days,
        link_days=LINK_LIVES.days,
        copies_lapse={"texts": lapses["text"], "calls": lapses["call"]} if lapses else {},
    )
