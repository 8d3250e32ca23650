"""Mail gateways open links in a real browser, run its scripts and press its buttons.

Here that browser is real: a headless Chromium under its own name and under the names that others
give themselves. Whatever it presses, the report waits for the officer.
"""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page

from hotline.portal import holder
from tests.harm.mail_filters import offered, shows
from tests.referrals.conftest import Desk

pytestmark = pytest.mark.browser
OWN_NAME = ""
NAMES = [
    OWN_NAME,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/129.0.0.0 Edg/129.0.0.0",
    "Mozilla/5.0 (compatible; LinkGuard/4.2; URL protection)",
    "Slackbot-LinkExpanding 1.0",
]
"""As gateways, previews and sandboxes call themselves: nothing may hang on the name."""
TYPED = ["", "test", "123456", "scanner@filter.example"]


def press_everything(page: Page, link: str, typed: str) -> None:
    """Open the link and press each button of its page, with something in every field."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(link)
    for number in range(page.locator("button").count()):
        page.goto(link)
        for folded in page.locator("details").all():
            folded.evaluate("one => one.open = true")
        for field in page.locator("input:visible:not([type=hidden]), textarea:visible").all():
            if field.get_attribute("type") in {"checkbox", "radio"}:
                field.check()
            else:
                field.fill(typed)
        button = page.locator("button").nth(number)
        if button.is_visible() and button.evaluate("one => one.form !== null"):
            button.evaluate("one => { one.form.noValidate = true }")
            with page.expect_navigation():
                button.click()


def test_a_browser_that_presses_every_button_takes_no_report(desk: Desk, browser: Browser) -> None:
    for number, name in enumerate(NAMES):
        tip = offered(desk, urgency="P0")
        code, link = desk.referral(tip, "alpha").ack_code, desk.line.base_url + desk.link()
        context = browser.new_context(user_agent=name) if name else browser.new_context()
        page = context.new_page()
        if name == OWN_NAME:
            assert "HeadlessChrome" in page.evaluate("navigator.userAgent")
        press_everything(page, link, TYPED[number % len(TYPED)])
        referral = desk.referral(tip, "alpha")
        assert (referral.state, referral.answered_at) == ("offered", None), name
        officer = httpx.Client(follow_redirects=True, verify=False, timeout=60)
        with officer:
            assert shows(officer.post(link, data={"do": "acknowledge", "code": code})), name
        desk.line.clock.now += holder.SAME_HAND + timedelta(seconds=1)
        page.goto(link)
        assert "passport" not in page.content(), f"{name}: and it may not read later either"
        context.close()


def test_a_person_in_a_browser_of_the_same_name_takes_it_with_the_code(
    desk: Desk, browser: Browser
) -> None:
    tip = offered(desk, urgency="P0")
    page = browser.new_page()
    page.goto(desk.line.base_url + desk.link())
    page.locator("input[name=code]").first.fill(desk.referral(tip, "alpha").ack_code)
    with page.expect_navigation():
        page.locator("button[name=do][value=acknowledge]").click()
    assert "passport" in page.content()
    assert desk.states(tip)["alpha"] == "acknowledged"
    page.close()
