"""Fixtures for pages: a real browser, and windows in which somebody is logged in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from hotline.web import staff
from tests.line import PASSWORD, Line

Window = Callable[..., Page]


@pytest.fixture
def person(line: Line) -> Callable[..., str]:
    """Adds somebody with a login; gives their user name."""

    def add(name: str, role: str = "dispatcher", agency: str | None = None) -> str:
        with line.dep.database.write() as db:
            staff.add(
                db,
                username=name.lower(),
                name=f"{name} Example",
                role=role,
                password=PASSWORD,
                now=line.clock(),
                agency_id=agency,
            )
        return name.lower()

    return add


@pytest.fixture
def window(line: Line, browser: Browser, person: Callable[..., str]) -> Iterator[Window]:
    """Opens a browser window; with a name it is that person's, logged in.

    What a page writes to its console as an error fails the test.
    """
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def open_window(name: str = "", role: str = "dispatcher", **options: Any) -> Page:
        agency = options.pop("agency", None)
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(base_url=line.base_url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        if name:
            person(name, role, agency)
            log_in(page, name.lower())
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not broken, broken


def log_in(page: Page, username: str) -> None:
    """Fill in the login form as a person would."""
    page.goto("/login")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
