"""Does the request really come from the provider? Its own module checks the signature.

Behind a proxy the inner request has another scheme and host, so the address that was signed is
rebuilt from ``HOTLINE_PUBLIC_URL``, never from the request.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from prometheus_client import Counter

from hotline.deployment import Deployment
from hotline.providers.events import Webhook, WebhookRequest

REFUSED = Counter("hotline_signatures_refused", "Webhooks refused for a wrong or missing signature")


def refused() -> int:
    """How many webhooks this process has refused so far."""
    return int(next(iter(REFUSED.collect())).samples[0].value)


def public_url(base_url: str, request: Request) -> str:
    """The address that the provider called: our public one, the path and the raw query."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.url.query
    return base_url + path.decode("latin-1").split("?")[0] + (f"?{query}" if query else "")


async def verified(request: Request) -> Webhook:
    """A webhook that the provider signed; a FastAPI dependency.

    A wrong or missing signature ends in 403 before anything is stored; how much is read at most,
    :mod:`hotline.web.middleware` says.
    """
    dep: Deployment = request.app.state.deployment
    webhook = dep.provider.verify(
        WebhookRequest(
            method=request.method,
            url=public_url(dep.settings.base_url, request),
            body=await request.body(),
            headers={name.lower(): value for name, value in request.headers.items()},
            query=dict(request.query_params),
            at=dep.world_time(),
        )
    )
    ours = dep.callbacks.is_ours(request.url.path, request.url.query)
    if webhook is None or not ours:
        REFUSED.inc()
        raise HTTPException(403, "the signature is wrong or missing")
    return webhook


Verified = Annotated[Webhook, Depends(verified)]
