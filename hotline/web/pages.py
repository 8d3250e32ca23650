"""Rendering: one Jinja2 environment, autoescaped, with the few filters that pages need."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hotline.deployment import Deployment

HERE = Path(__file__).parent
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
NO_STORE = {"cache-control": "no-store"}


@cache
def environment() -> Environment:
    """The templates; an undefined name is an error, never an empty page."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["ago"] = ago
    env.filters["words"] = words
    return env


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. Every template knows ``request``, ``line_name``, ``now``, ``local`` and ``demo``."""
    dep: Deployment = request.app.state.deployment
    zone = ZoneInfo(dep.settings.time_zone)

    def local(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%b %d, %H:%M") if moment else ""

    html = (
        environment()
        .get_template(template)
        .render(
            request=request,
            line_name=dep.settings.line_name,
            demo=dep.settings.demo,
            now=dep.clock(),
            local=local,
            **values,
        )
    )
    return HTMLResponse(html, status_code=status, headers=NO_STORE)


def see_other(path: str) -> Response:
    """After a form: go and look (303), so that reloading sends nothing twice."""
    return RedirectResponse(path, status_code=303)


def ago(moment: datetime | None, now: datetime) -> str:
    """A span of time in the largest unit that fits: "4 min", "3 h", "in 2 d"."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    size = abs(seconds)
    units = (("d", 86400.0), ("h", 3600.0), ("min", 60.0))
    text = next((f"{int(size // n)} {unit}" for unit, n in units if size >= n), "now")
    return f"in {text}" if seconds < 0 and text != "now" else text


def words(name: str | None) -> str:
    """A name of ours in words: ``third_party`` is "third party"."""
    return (name or "").replace("_", " ")
