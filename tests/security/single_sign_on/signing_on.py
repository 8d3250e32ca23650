"""A line that people log in to at a provider, and a browser that goes there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.transport import openid
from tests.line import Line
from tests.security.openid_provider import CLIENT, SECRET, Provider
from tests.web.desk import words

SETTINGS: dict[str, Any] = {
    "oidc_client_id": CLIENT,
    "oidc_client_secret": SECRET,
    "oidc_name": "Webb County",
    "oidc_second_factor": "amr:mfa, acr:phr",
}


Add = Callable[..., int]
"""Adds someone who may log in; see the fixture ``person``."""


@contextmanager
def window(line: Line) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=line.base_url, timeout=120, verify=False) as opened:
        yield opened


def begin(browser: httpx.Client, going: str = "/queue") -> str:
    """Press the button; where the provider's page is."""
    answer = browser.get("/login/sso", params={"next": going})
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def back(line: Line, provider: Provider, browser: httpx.Client, subject: str) -> str:
    """Log in at the provider; the address of ours to which it leads."""
    line.clock.now += timedelta(seconds=1)
    answer = provider.approve(begin(browser), subject)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def sign_in(line: Line, provider: Provider, browser: httpx.Client, subject: str) -> httpx.Response:
    return browser.get(back(line, provider, browser, subject))


def inside(browser: httpx.Client) -> bool:
    return browser.get("/me").status_code == 200


def refused(line: Line, provider: Provider, subject: str) -> str:
    """Someone tries and is not let in: what they read."""
    with window(line) as browser:
        answer = sign_in(line, provider, browser, subject)
        assert answer.status_code in {400, 403, 503}, answer.status_code
        assert not inside(browser)
        return words(answer.text)


def rows(line: Line, action: str) -> list[tuple[str, str]]:
    with line.dep.database.read() as db:
        wanted = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
        return [(row.actor, row.detail) for row in db.scalars(wanted)]


def forget_document(line: Line) -> None:
    """As an hour later: the provider is asked again what it is."""
    assert line.dep.openid is not None
    line.dep.openid._known = openid._Known()
