"""What a newcomer does first: text and call from the phone in the browser, and see it arrive."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.line import PASSWORD, Line

pytestmark = pytest.mark.browser
LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)


def watched_page(line: Line, browser: Any) -> Any:
    """A page that must ask no other host and show no script error."""
    page = browser.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((line.base_url, "data:"))
            else page.problems.append(asked.url)
        ),
    )
    return page


def test_a_text_becomes_a_report_an_alert_and_an_acknowledgement(
    demo_line: Line, browser: Any
) -> None:
    page = watched_page(demo_line, browser)
    page.goto(f"{demo_line.base_url}/simulator")
    bubbles = page.get_by_role("list", name="Texts", exact=True)
    for words in (LAREDO, "yes", "not sure", "I don't know", "no"):
        before = bubbles.locator(".line").count()
        page.get_by_label("Text", exact=True).last.fill(words)
        page.get_by_role("button", name="Send").click()
        expect(bubbles.locator(".line")).to_have_count(before + 1)
    expect(bubbles.locator(".line").last).to_contain_text(re.compile(r"Your number: \d{4}-\d{4}"))
    expect(bubbles.locator(".line").first).to_contain_text("911")

    mail = page.locator("#mails li").first
    expect(mail).to_contain_text("labor trafficking")
    expect(mail).not_to_contain_text("salon")
    mail.get_by_role("link", name="Open the alert").click()
    expect(page.locator("main")).to_contain_text("Tip ")
    expect(page.locator("main")).to_contain_text("Laredo, Texas")
    expect(page.locator("main")).not_to_contain_text("salon")
    page.get_by_label("Code from the alert").fill(demo_line.mails()[0].code)
    page.get_by_role("button", name=re.compile("Accept and open")).click()
    expect(page.locator("main")).to_contain_text("salon")

    demo_line.as_staff()
    page.goto(f"{demo_line.base_url}/queue")
    page.get_by_label("Login").fill("dispatcher")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    tip = demo_line.tips()[0]
    page.get_by_role("link", name=tip).first.click()
    shown = demo_line.report(tip)
    assert shown["referrals"][0]["state"] == "acknowledged"
    assert "outcome_24h" in {task["kind"] for task in shown["tasks"] if task["state"] == "open"}
    expect(page.locator("main")).to_contain_text("Accepted")
    assert page.problems == []
    page.close()


def test_a_call_with_keys_and_words_is_connected(demo_line: Line, browser: Any) -> None:
    page = watched_page(demo_line, browser)
    page.goto(f"{demo_line.base_url}/simulator")
    page.get_by_role("tab", name="Call").click()
    page.get_by_role("button", name=re.compile("^Call ")).click()
    said = page.get_by_role("list", name="Call", exact=True).locator(".line")
    expect(said.first).to_contain_text("9 1 1")
    keypad = page.get_by_role("group", name="Keypad")
    keypad.get_by_role("button", name="1", exact=True).click()
    expect(said.filter(has_text="report number")).to_have_count(1)
    keypad.get_by_role("button", name="0", exact=True).click()
    ring = page.locator("#ring")
    expect(ring).to_be_visible()
    page.get_by_role("button", name="They pick up and take it").click()
    expect(page.locator("#call-state")).to_have_text("You are connected.")
    page.get_by_role("button", name="They hang up").click()
    expect(said.filter(has_text="If you still want to talk with someone")).to_have_count(1)
    page.get_by_role("button", name="Hang up", exact=True).click()
    expect(page.locator("#call-state")).to_have_text("The call is over.")
    report = demo_line.report()
    assert report["medium"] == "voice"
    assert page.problems == []
    page.close()
