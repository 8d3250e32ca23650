"""The first and the last to touch every request: how much is read, and what every answer carries.

Bodies are counted while they are read, so that a body of unknown length is never held in memory
whole. Every answer has the security headers, also one to a request that broke; and what broke is
logged by route and kind of error, never with an address that was asked for or a word that was sent.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hotline.db.patience import BusyError, Patience, patient
from hotline.providers import callback_urls
from hotline.web.pages import HEADERS

log = logging.getLogger(__name__)
MOST_BYTES = {
    f"{callback_urls.PREFIX}/": 1_000_000,
    "/report/piece": 400_000,
    "/report/waiting": 10_000,
}
"""How long a body may be, by how its path begins."""
MOST_BYTES_OF = {"/report": 21_000_000}
"""The same by the whole path: a form with the files that come with it."""
MOST_BYTES_ELSEWHERE = 200_000
BODY_SECONDS = 10.0
"""How long a body may take to come; who waits longer holds a connection for nothing."""
BODY_SECONDS_OF = {"/report": 200.0, "/report/piece": 40.0}
"""The same by the whole path: files on a bad connection. The form itself gives up before that."""
PAGE_SECONDS = 8.0
"""How long a page waits for the database; a person can press the button again."""
BUSY = (BusyError, OperationalError, PoolTimeoutError)
PACKAGE = Path(__file__).parent.parent
BROKE = (
    "Something went wrong here, and nothing was changed. Go back, reload the page and try again. "
    "In danger call or text 911; help day and night: 1-888-373-7888."
)
TRY_AGAIN = (
    "The database is busy, and nothing was changed. Wait a moment and try again. "
    "In danger call or text 911; help day and night: 1-888-373-7888."
)


class Front:
    """Wraps the whole service."""

    def __init__(self, app: ASGIApp, rescue: Callable[[Request], Response | None]) -> None:
        """``rescue`` answers a webhook that broke before its handler; ``None`` for all others."""
        self._app = app
        self._rescue = rescue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        if not _names_its_host(scope):
            await PlainTextResponse("Bad Request: no Host.\n", 400)(scope, receive, answer.send)
            return
        try:
            with patient(Patience(PAGE_SECONDS)):
                await self._app(scope, _counted(scope, receive), answer.send)
        except Exception as error:
            log.error("%s", what_broke(scope, error))
            if answer.ended:
                return
            if answer.begun:
                raise
            request = Request(scope)
            response = self._rescue(request) or sorry(request, error)
            await response(scope, receive, answer.send)


class _Answer:
    """Adds the headers to an answer, and knows whether it has begun."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self.begun = False
        self.ended = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if "location" in headers:
                headers["location"] = _on_this_site(headers["location"], _hosts(self._scope))
        await self._send(message)
        self.ended = message["type"] == "http.response.body" and not message.get("more_body")


def _names_its_host(scope: Scope) -> bool:
    """Whether a request says for which host it is, once (RFC 9112, 3.2); 1.0 need not."""
    named = len(_hosts(scope))
    return bool(named == 1 or (named == 0 and scope["http_version"] == "1.0"))


def _hosts(scope: Scope) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == b"host"]


def _on_this_site(location: str, hosts: list[bytes]) -> str:
    """Where a redirect leads, without a host that is only what the visitor's browser sent.

    A path with a slash too many is redirected by the framework, to the host of the request.
    """
    address = urlsplit(location)
    if not address.scheme or address.netloc.encode("latin-1", "replace") not in hosts:
        return location
    return urlunsplit(("", "", "/" + address.path.lstrip("/"), address.query, address.fragment))


def most_bytes(path: str) -> int:
    """How long a body for ``path`` may be."""
    named = (most for start, most in MOST_BYTES.items() if path.startswith(start))
    return MOST_BYTES_OF.get(path) or next(named, MOST_BYTES_ELSEWHERE)


def _counted(scope: Scope, receive: Receive) -> Receive:
    """``receive``, which raises 413 for more bytes than are allowed, and 408 for slow ones."""
    most, read = most_bytes(scope["path"]), 0
    whole = scope["method"] in {"GET", "HEAD"}
    until = time.monotonic() + BODY_SECONDS_OF.get(scope["path"], BODY_SECONDS)
    announced = next((v for n, v in scope["headers"] if n == b"content-length"), b"")
    too_long = announced.isdigit() and (len(announced) > 12 or int(announced) > most)

    async def counted() -> Message:
        nonlocal read, whole
        if too_long:
            raise _too_large(most)
        message = await (receive() if whole else _before(until, receive))
        whole = whole or not message.get("more_body")
        read += len(message.get("body", b""))
        if read > most:
            raise _too_large(most)
        return message

    return counted


async def _before(until: float, receive: Receive) -> Message:
    """What comes next of a body. Raises 408 where it does not come in time."""
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + until - time.monotonic()):
            return await receive()
    except TimeoutError:
        said = "The request came too slowly; nothing was stored. Try again."
        raise HTTPException(408, said, headers={"connection": "close"}) from None


def _too_large(most: int) -> HTTPException:
    limit = f"{most // 1000} kB"
    said = f"The body is too large: more than {limit}. Send less at a time; nothing was stored."
    return HTTPException(413, said, headers={"connection": "close"})


def what_broke(scope: Scope, error: Exception) -> str:
    """Method, the route as it is written in the code, the kind of error and where it was raised."""
    route = getattr(scope.get("route"), "path", "") or "no route"
    prefix = scope.get("root_path", "")
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{scope['method']} {prefix}{route} broke: {kind}{_place(error)}"


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if not ours:
        return ""
    name = Path(ours[-1].filename).relative_to(PACKAGE.parent)
    return f" at {name}:{ours[-1].lineno}"


def sorry(request: Request, error: Exception) -> Response:
    """An answer to what broke: 503 where trying again helps, else 500."""
    busy = isinstance(error, BUSY)
    said, status = (TRY_AGAIN, 503) if busy else (BROKE, 500)
    headers = {"cache-control": "no-store"} | ({"retry-after": "5"} if busy else {})
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": said}, status, headers)
    return PlainTextResponse(said, status, headers)


def not_understood(_: Request, error: Exception) -> Response:
    """What of a request does not fit, without a copy of it: it may be no JSON, or a secret."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    kept = ("type", "loc", "msg")
    return JSONResponse({"detail": [{name: one[name] for name in kept} for one in found]}, 422)
