"""Requests to the service without a socket, and what of an answer is a fault."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote

from fastapi import FastAPI

T = TypeVar("T")
SAID_OF_FAULTS = ("emergency answer", " broke: ", "was not stored")
"""What the service logs when something was not handled but answered all the same."""


@dataclass(frozen=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` gives, in a thread of its own: a browser's test may leave a loop in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def ask(
    app: FastAPI, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
) -> Answer:
    """One request; ``target`` is path and query as they go over the wire."""
    path, _, query = target.partition("?")
    status, parts, given = [0], [], [{"type": "http.request", "body": body}]

    async def receive() -> dict[str, Any]:
        if not given:
            await asyncio.Event().wait()  # whoever asked stays until they are answered
        return given.pop()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status[0] = message["status"]
        else:
            parts.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path, errors="replace"),
        "raw_path": path.encode("latin-1", "replace"),
        "query_string": query.encode("latin-1", "replace"),
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-length", str(len(body)).encode()),
            *((name.lower().encode(), value.encode()) for name, value in headers.items()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    await app(scope, receive, send)
    return Answer(status[0], b"".join(parts))


class _Kept(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if any(sign in message for sign in SAID_OF_FAULTS):
            self._said.append(message)


@contextmanager
def faults_in_the_log() -> Iterator[list[str]]:
    """What the service says of faults while the block runs."""
    said: list[str] = []
    handler, log = _Kept(said), logging.getLogger("hotline")
    log.addHandler(handler)
    propagated, log.propagate = log.propagate, False
    try:
        yield said
    finally:
        log.removeHandler(handler)
        log.propagate = propagated
