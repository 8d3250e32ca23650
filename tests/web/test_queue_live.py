"""An open queue: reports come by themselves, nothing moves under the cursor, nothing gets lost."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from playwright.sync_api import Page, expect

from hotline.console import queue
from tests.line import Line
from tests.web.conftest import Window
from tests.web.night import TEXTS

pytestmark = pytest.mark.browser
DANGER = "he has a gun and he wont let us leave the house in El Paso, please come now"


def live(page: Page) -> None:
    """The queue, once it is connected."""
    page.goto("/queue")
    expect(page.locator("#link .state")).to_have_text("Live")


def rows(page: Page) -> list[str]:
    return page.locator("tr.report").evaluate_all("rows => rows.map(row => row.dataset.tip)")


def test_danger_appears_on_an_open_queue_within_a_second(line: Line, window: Window) -> None:
    page = window("Dana")
    live(page)
    began = time.monotonic()
    page.evaluate("() => fetch('/queue').then(answer => answer.text())")
    usual = time.monotonic() - began  # what any page takes on this machine now
    took = []
    for known in range(3):
        line.text(f"+1956555011{known}", DANGER)
        answered = time.monotonic()
        page.locator("tr.report.P0").nth(known).wait_for()
        took.append(time.monotonic() - answered)
    assert statistics.median(took) < max(1.0, 10 * usual), f"it took {took} s"
    expect(page).to_have_title(re.compile(r"^\(3 now\) Queue"))
    expect(page.locator(".danger").first).to_contain_text("Immediate danger")


def test_the_sound_is_silent_until_somebody_asks_for_it(line: Line, window: Window) -> None:
    page = window("Dana")
    live(page)
    sound = page.locator("#sound")
    line.text("+19565550101", DANGER)
    page.wait_for_selector("tr.report.P0")
    assert sound.get_attribute("data-played") in {None, "0"}
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    before = int(sound.get_attribute("data-played") or 0)
    line.text("+19565550102", DANGER)
    expect(page.locator("tr.report.P0")).to_have_count(2)
    expect(sound).to_have_attribute("data-played", str(before + 1))


def test_the_most_urgent_comes_first_and_then_who_waits_longest(line: Line, window: Window) -> None:
    line.text("+19565550101", TEXTS[1])
    line.clock.now = line.clock.now.replace(minute=5)
    line.text("+19565550102", TEXTS[6])
    line.clock.now = line.clock.now.replace(minute=10)
    page = window("Dana")
    live(page)
    older, newer = line.tips()
    assert rows(page) == [older, newer]
    line.text("+19565550103", DANGER)
    page.wait_for_selector("tr.report.P0")
    assert rows(page) == [line.tips()[2], older, newer]


def test_nothing_moves_while_the_cursor_is_in_the_list(line: Line, window: Window) -> None:
    line.text("+19565550101", TEXTS[1])
    page = window("Dana")
    live(page)
    row = page.locator("tr.report")
    row.locator(".where").hover()
    before = row.bounding_box()
    line.text("+19565550102", DANGER)
    expect(page.locator("#news")).to_have_text("Show updates: 1")
    expect(page.locator(".danger")).to_be_visible()
    assert row.bounding_box() == before
    page.locator("h1").hover()
    expect(page.locator("tr.report")).to_have_count(2)
    expect(page.locator("#news")).to_be_hidden()


def test_two_dispatchers_claim_one_report_and_one_of_them_has_it(
    line: Line, window: Window
) -> None:
    line.text("+19565550101", TEXTS[0])
    dana, sam = window("Dana"), window("Sam")
    live(dana)
    live(sam)
    sam.route("**/claim", lambda route: route.abort())  # Sam's click is on its way for long
    sam.locator(".owner button").click()
    expect(sam.locator("#said")).to_contain_text("connection lost")
    sam.unroute("**/claim")
    dana.locator(".owner button").click()
    expect(dana.locator(".owner .has")).to_have_text("Dana Example")
    expect(sam.locator(".owner .has")).to_have_text("Dana Example")
    (tip,) = line.tips()
    csrf = sam.locator("body").get_attribute("data-csrf")
    answer = sam.request.post(
        f"/reports/{tip}/claim", form={"csrf": csrf or ""}, headers={"accept": "application/json"}
    )
    assert answer.status == 409
    assert answer.json()["said"].startswith("Dana Example has this report")


def test_a_queue_works_with_the_keyboard_alone(line: Line, window: Window) -> None:
    line.text("+19565550101", TEXTS[0])
    line.text("+19565550102", TEXTS[1])
    first, second = line.tips()
    page = window("Dana")
    live(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#tip-{second} a")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#tip-{first} a")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(f"#tip-{first} .has")).to_have_text("Dana Example")
    expect(page.locator(f"#tip-{first} a")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/reports/{first}$"))
    page.wait_for_selector("body.scripted")
    page.keyboard.press("r")
    expect(page.locator("#agency")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("show or hide the account")


def test_single_keys_can_be_switched_off(line: Line, window: Window) -> None:
    line.text("+19565550101", TEXTS[0])
    page = window("Dana")
    live(page)
    page.click("#keys")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.locator("body").press("j")
    expect(page.locator("tr.report a")).not_to_be_focused()


def test_filters_live_in_the_address_and_hold_for_what_comes_later(
    line: Line, window: Window
) -> None:
    page = window("Dana")
    page.goto("/queue?urgency=P0")
    expect(page.locator("#link .state")).to_have_text("Live")
    line.text("+19565550101", TEXTS[1])
    line.text("+19565550102", DANGER)
    page.wait_for_selector("tr.report.P0")
    assert rows(page) == [line.tips()[1]]
    page.reload()
    assert rows(page) == [line.tips()[1]]
    page.fill("#view-name", "Only danger")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Only danger")).to_be_visible()
    page.goto("/queue")
    page.get_by_role("link", name="Only danger").click()
    expect(page).to_have_url(re.compile(r"/queue\?urgency=P0$"))


def test_a_lost_connection_is_reported_and_what_came_meanwhile_appears(
    line: Line, window: Window
) -> None:
    page = window("Dana")
    page.goto("/queue")
    expect(page.locator("#link .state")).to_have_text("Live")
    page.context.set_offline(True)
    line.app.state.live.let_go()
    expect(page.locator("#lost")).to_be_visible()
    line.text("+19565550101", DANGER)
    page.context.set_offline(False)
    page.wait_for_selector("tr.report.P0")
    expect(page.locator("#lost")).to_be_hidden()


def test_an_idle_page_is_locked_but_danger_still_sounds(
    line: Line, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0.3)
    line.text("+19565550101", TEXTS[0])
    page = window("Dana")
    live(page)
    page.click("#sound")
    played = int(page.locator("#sound").get_attribute("data-played") or 0)
    line.clock.now = line.clock.now.replace(hour=19)
    expect(page.locator("#lost")).to_contain_text("locked")
    expect(page.locator("tr.report")).to_be_hidden()
    line.text("+19565550102", DANGER)
    expect(page).to_have_title(re.compile(r"^\(1 now\)"))
    expect(page.locator("#sound")).to_have_attribute("data-played", str(played + 1))
    assert "El Paso" not in page.content()


def test_the_queue_works_without_script(line: Line, window: Window) -> None:
    line.text("+19565550101", TEXTS[0])
    (tip,) = line.tips()
    page = window("Dana", java_script_enabled=False)
    page.goto("/queue")
    page.select_option("select[name=type]", "labor")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**type=labor*")
    assert page.locator("tr.report").count() == 1
    page.locator(".owner button").click()
    page.wait_for_url(f"**/reports/{tip}")
    assert "Assigned to you" in page.locator("#owner").inner_text()
    page.click("summary:has-text('Show account')")
    assert page.locator("mark").count() > 0
