"""A real Chromium for tests, driven by playwright; nothing it shows comes from another host."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """The machine's own Chromium, headless."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "the browser tests need Chromium: sh tests/chromium.sh installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=OPTIONS)
        yield browser
        browser.close()
