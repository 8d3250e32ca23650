"""One outgoing web request that cannot be led astray: pinned address, one deadline, bounded answer.

The name is resolved once, checked, and exactly that address is connected to, so that a name which
changes between check and connection (DNS rebinding) gains nothing; TLS still checks the name. The
deadline covers all of it: a server that dribbles a byte a second holds nobody up.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

from hotline.transport.tls import trusted

CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class Answered:
    """An HTTP answer: its status, and its body up to the limit."""

    status: int
    body: bytes
    complete: bool


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None, error: type[Exception]) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise error("the deadline is over")
        return left if at_most is None else min(left, at_most)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Pinned(httpcore.NetworkBackend):
    """Connects to one address, whatever name is asked for."""

    def __init__(self, address: str, deadline: _Deadline) -> None:
        self._address = address
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(self._address, port, left, local_address, socket_options)
        return _Stream(stream, self._deadline)


def post(
    url: str,
    address: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    seconds: float,
    max_bytes: int,
) -> Answered:
    """Post ``body`` to ``url`` at the checked ``address``. Redirects are not followed.

    Raises :class:`httpcore.NetworkError`, :class:`httpcore.TimeoutException` or
    :class:`httpcore.ProtocolError`. A longer answer than ``max_bytes`` is cut there.
    """
    deadline = _Deadline(seconds)
    named = [("host", urlsplit(url).netloc.rpartition("@")[2]), *headers.items()]
    with (
        httpcore.ConnectionPool(
            ssl_context=trusted(), network_backend=_Pinned(address, deadline)
        ) as pool,
        pool.stream(
            "POST",
            url,
            headers=named,
            content=body,
            extensions={"timeout": {"connect": CONNECT_SECONDS}},
        ) as answer,
    ):
        read = b""
        for chunk in answer.iter_stream():
            read += chunk
            if len(read) > max_bytes:
                return Answered(answer.status, read[:max_bytes], complete=False)
        return Answered(answer.status, read, complete=True)
