"""The provider's most frequent webhooks go straight to their handlers.

The framework's way there (every route looked at in turn, dependencies, a language for the page)
costs as much as the work of a short text. The same handlers stand in the routers too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.telephony import inbound_calls, inbound_texts
from hotline.telephony.verification import verified


@dataclass(frozen=True)
class _Way:
    """A handler and its path, which an error in the log names."""

    path: str
    handler: Callable[[Request, Webhook], Awaitable[Response]]


_WAYS = {
    way.path: way
    for way in (
        _Way(callback_urls.TEXT, inbound_texts.receive),
        _Way(callback_urls.CALL, inbound_calls.start),
        _Way(callback_urls.CALL_STEP, inbound_calls.step),
    )
}


class Direct:
    """Wraps the service, and answers those webhooks itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        way = _WAYS.get(scope["path"]) if scope["type"] == "http" else None
        if way is None or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["route"] = way
        request = Request(scope, receive)
        try:
            response = await way.handler(request, await verified(request))
        except HTTPException as refused:
            said = {"detail": refused.detail}
            response = JSONResponse(said, refused.status_code, refused.headers)
        await response(scope, receive, send)
