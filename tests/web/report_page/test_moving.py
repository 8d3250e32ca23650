"""On a report's page: what was open stays open, keys lead everywhere, and the next one is near."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.line import Line
from tests.web.conftest import Window

pytestmark = pytest.mark.browser
TOLD = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night",
    "a man sells his girlfriend at a motel in El Paso Texas and beats her",
    "women sleep in a spa in Houston Texas and never go out " + "and then more happened " * 120,
)


def test_a_report_is_worked_through_by_keyboard(line: Line, window: Window) -> None:
    for number, told in enumerate(TOLD, 1):
        line.text(f"+1956555011{number}", told)
    page = window("Dana")
    page.goto("/queue")
    order = page.locator("tr.report").evaluate_all("rows => rows.map(row => row.dataset.tip)")
    page.locator(f"#tip-{order[0]} .what a").click()
    page.wait_for_selector("body.scripted")
    assert page.locator("#previous").is_hidden()

    for key, field in (("n", "#text"), ("t", "#task-words"), ("r", "#agency")):
        page.keyboard.press(key)
        expect(page.locator(field)).to_be_focused()
        page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    expect(page.locator("#disposition input").first).to_be_focused()
    page.evaluate("document.activeElement.blur()")

    account = page.locator("details.veil", has_text="Show account").first
    account.locator("summary").click()
    page.keyboard.press("n")
    page.keyboard.type("the school knows her")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#done")).to_contain_text("Note added.")
    expect(account).to_have_attribute("open", "")
    page.reload()
    assert account.get_attribute("open") is None, "only the page that answers a form"

    page.keyboard.press("]")
    page.wait_for_url(f"**/reports/{order[1]}")
    page.wait_for_selector("body.scripted")
    page.keyboard.press("]")
    page.wait_for_url(f"**/reports/{order[2]}")
    page.wait_for_selector("body.scripted")
    assert page.locator("#next").is_hidden()
    page.keyboard.press("[")
    page.wait_for_url(f"**/reports/{order[1]}")
    page.wait_for_selector("body.scripted")
    page.keyboard.press("q")
    page.wait_for_url(re.compile("/queue$"))


def test_actions_are_at_hand_on_a_telephone_and_long_accounts_fold(
    line: Line, window: Window
) -> None:
    line.text("+19565550111", TOLD[2])
    page = window("Dana", viewport={"width": 320, "height": 640})
    page.goto(f"/reports/{line.tips()[0]}")
    page.wait_for_selector("body.scripted")
    bar = page.locator(".bar")
    for place in (900, 1800):
        page.evaluate("y => scrollTo({top: y, behavior: 'instant'})", place)
        box = bar.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 640, box
    bar.get_by_role("link", name="Note").click()
    expect(page.locator("#text")).to_be_focused()
    page.locator("details.veil summary").first.click()
    long = page.locator(".words.long").bounding_box()
    assert long and long["height"] < 500
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    bar.get_by_role("button", name="Claim").click()
    expect(page.locator("#owner")).to_contain_text("Assigned to you")
