"""Fixtures for pages: a real browser, and windows in which somebody is logged in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hotline.accounts import staff
from hotline.settings import REPOSITORY
from tests.line import PASSWORD, PATIENCE, Line, open_line
from tests.web.desk import Desk

Window = Callable[..., Page]
BROWSER_MS = PATIENCE * 1000
"""How long a page may take: a busy machine must not change what a story tells."""
expect.set_options(timeout=BROWSER_MS)


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
        context.set_default_timeout(BROWSER_MS)
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


@pytest.fixture
def own_line(tmp_path: Path) -> Iterator[Line]:
    """A line with flows and rules of its own, so that the repository's stay as they are."""
    for name in ("ivr_flows", "routing_rules"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    folders = {"flows_dir": tmp_path / "ivr_flows", "rules_dir": tmp_path / "routing_rules"}
    with open_line(tmp_path / "data", **folders) as line:
        yield line


@pytest.fixture
def desk(own_line: Line) -> Desk:
    """The coordinator at the desk of such a line."""
    return Desk(own_line.as_staff("coordinator"), "coordinator")
