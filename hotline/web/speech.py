"""Which language a request is answered in: asked for, chosen before, or what the browser prefers.

It is apart from :mod:`hotline.i18n`, so that the command line speaks without loading a web server.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hotline.i18n import COOKIE, speaking
from hotline.i18n.catalogs import SOURCE, languages


class Speech:
    """Finds the language of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the language that is asked for."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(_wanted(scope)):
            await self._app(scope, receive, send)


def _wanted(scope: Scope) -> str:
    headers = Headers(scope=scope)
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    preferred = headers.get("accept-language", "")[:200].lower()
    codes = [part.split(";")[0].split("-")[0].strip() for part in preferred.split(",")]
    choices = (asked, _chosen_before(headers.get("cookie", "")), *codes)
    return next((code for code in choices if code in languages()), SOURCE)


def _chosen_before(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
