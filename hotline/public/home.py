"""The first page, and ``/about``: what this line is, what it keeps, and who can see it."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from hotline.flows import web_page
from hotline.public.language_switch import public_page
from hotline.referrals.alerts import LINK_LIVES
from hotline.web.auth import visitor_of
from hotline.web.pages import deployment, see_other

router = APIRouter(include_in_schema=False)
VALID_FOR = timedelta(days=180)
"""RFC 9116 wants less than a year; the page is written again at each request."""
HOMES = {"agency": "/portal", "admin": "/staff", "auditor": "/audit"}


@router.get("/")
def home(request: Request) -> Response:
    """Where people with a login work; for everyone else, how to reach the line."""
    visitor = visitor_of(request)
    if visitor is not None:
        return see_other(HOMES.get(visitor.role, "/queue"))
    dep = deployment(request)
    with dep.database.read() as db:
        door = web_page.is_worded(dep.library.current(db).flows)
    return public_page(request, "home.html", number=dep.settings.number, web_door=door)


@router.get("/.well-known/security.txt")
def security_txt(request: Request) -> Response:
    """Where to report a weakness of this line, as RFC 9116 has it; 404 where nobody said."""
    dep = deployment(request)
    contact = dep.settings.security_contact
    if not contact:
        raise HTTPException(404, "this line has no security contact")
    expires = dep.clock().replace(hour=0, minute=0, second=0, microsecond=0) + VALID_FOR
    lines = (
        f"Contact: {contact if contact.startswith('https://') else f'mailto:{contact}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es",
        f"Canonical: {dep.settings.base_url}/.well-known/security.txt",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/texting")
def texting(request: Request) -> Response:
    """How to text the line, and the terms and privacy of it, as carriers ask to see them."""
    settings = deployment(request).settings
    return public_page(
        request,
        "texting.html",
        number=settings.number,
        handle_days=settings.reply_handle_days,
    )


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
