"""An OpenID Connect provider in a process of its own (:mod:`tests.security.openid_process`)."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

from hotline.settings import REPOSITORY

CLIENT, SECRET = "tip-line", "s3cret/of+the line"
"""The secret has signs that must be encoded in a Basic header (RFC 6749, 2.3.1)."""


class Provider:
    """The running process, and what a test does to it."""

    def __init__(self, port: int, http: httpx.Client) -> None:
        self.issuer = f"http://localhost:{port}"
        self._http = http

    def user(self, subject: str, **claims: Any) -> None:
        """Someone with an account there, whose login there was just now."""
        told = {"auth_time": int(time.time()), **claims}
        self._http.put(f"{self.issuer}/users/{subject}", json=told).raise_for_status()

    def make(self, **how: Any) -> None:
        """``rotate=True``; ``sign`` in another way; ``document`` or ``status`` to be answered."""
        self._http.post(f"{self.issuer}/test", json=how).raise_for_status()

    def asked(self) -> list[dict[str, Any]]:
        """What came to the token endpoint since it was last asked."""
        found: list[dict[str, Any]] = self._http.get(f"{self.issuer}/test").json()
        return found

    def approve(self, address: str, subject: str) -> httpx.Response:
        """The person logs in there and agrees; the answer leads back to the line."""
        return self._http.post(address, data={"sub": subject}, follow_redirects=False)


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """The provider in a process of its own, until the end."""
    command = [sys.executable, "-m", "tests.security.openid_process"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, cwd=REPOSITORY, **pipes) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            with httpx.Client(timeout=60, verify=False) as http:
                yield Provider(port, http)
        finally:
            process.terminate()
