"""The twilio library's requests over our own httpx client: time-outs, retries, another address.

The library takes any object with ``request(…)`` as its HTTP client; this one sends to
``HOTLINE_TWILIO_API_URL`` instead of Twilio where that is set, so any compatible server can
answer, and asks the egress guard before every request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from twilio.http import HttpClient
from twilio.http.response import Response

from hotline.providers.connection import TIMEOUT, as_provider_errors
from hotline.providers.port import Guard
from hotline.transport.tls import trusted

TRIES = 3
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
TWILIO = "https://api.twilio.com"
OTHER_HOSTS = ("https://messaging.twilio.com", "https://voice.twilio.com")
"""Further parts of the API; a server that stands for Twilio has them all."""


class HttpxClient(HttpClient):  # type: ignore[misc]  # the library carries no types
    """An HTTP client for ``twilio.rest.Client``."""

    def __init__(
        self,
        base_url: str,
        guard: Guard,
        *,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``base_url``: where the API is; ``guard``: see :data:`Guard`; the rest for tests."""
        super().__init__(None, False, None)
        self._base_url = base_url.rstrip("/")
        self._guard = guard
        self._client = client or httpx.Client(
            timeout=TIMEOUT, follow_redirects=False, verify=trusted()
        )
        self._sleep = sleep

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self._base_url

    def close(self) -> None:
        """Close the connections that are kept."""
        self._client.close()

    def request(  # noqa: PLR0917 - the signature is the library's
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request. Raises :class:`TryAgainError` or :class:`UncertainError`."""
        target = self._target(url)
        self._guard(target)
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, TRIES + 1):
            answer = self._send(method, target, params, data, headers, auth)
            if attempt == TRIES or not (answer.status_code == 429 or answer.status_code >= 500):
                break
            self._sleep(min(_retry_after(answer) or pause, LONGEST_PAUSE_SECONDS))
            pause *= 2
        return Response(answer.status_code, answer.text, dict(answer.headers))

    def _send(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        data: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        auth: tuple[str, str] | None,
    ) -> httpx.Response:
        with as_provider_errors():
            return self._client.request(
                method, url, params=params, data=data, headers=headers, auth=auth
            )

    def send(self, method: str, url: str, auth: tuple[str, str] | None = None) -> httpx.Response:
        """One request without the library (files, deleting). Raises as :meth:`request`."""
        target = self._target(url)
        self._guard(target)
        return self._send(method, target, None, None, None, auth)

    def _target(self, url: str) -> str:
        for host in (TWILIO, *OTHER_HOSTS):
            if url.startswith(f"{host}/") and (host == TWILIO or self._base_url != TWILIO):
                return self._base_url + url.removeprefix(host)
        return url


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None
