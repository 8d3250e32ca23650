"""What goes wrong while somebody types: nothing typed is lost, and the page says what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.line import PASSWORD, Line
from tests.web.conftest import Window, log_in
from tests.web.night import TEXTS

pytestmark = pytest.mark.browser
NOTE = "The motel's night clerk saw her at nine."


@pytest.fixture
def tip(line: Line) -> str:
    line.text("+19565550101", TEXTS[0])
    return line.tips()[0]


def notes(line: Line, page: Page, tip: str) -> int:
    """How often the note stands in the story."""
    page.goto(f"/reports/{tip}")
    return page.locator(".story .note .words", has_text=NOTE).count()


def test_a_lost_connection_sends_nothing_and_keeps_what_was_typed(
    line: Line, window: Window, tip: str
) -> None:
    page = window("Dana")
    page.goto(f"/reports/{tip}")
    page.fill("#text", NOTE)
    page.context.set_offline(True)
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".not-sent")).to_contain_text("what you typed is still here")
    expect(page.locator("#text")).to_have_value(NOTE)
    page.context.set_offline(False)
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".story .note .words")).to_have_text(NOTE)
    assert notes(line, page, tip) == 1


def test_a_form_sent_twice_on_a_slow_line_makes_one_report(line: Line, window: Window) -> None:
    page = window("Dana")
    page.goto("/reports/new")
    page.fill("#story", "He keeps their passports and they sleep in the kitchen of the restaurant.")
    page.fill("#place", "Laredo, Texas")
    page.get_by_role("button", name="Submit").dblclick()
    expect(page.locator("h1")).to_have_text("The report is submitted")
    tip = page.locator("dd.number").first.inner_text()
    page.reload()  # the browser sends the form once more
    expect(page.locator("dd.number").first).to_have_text(tip)
    assert line.tips() == [tip]


def test_a_form_of_an_earlier_login_is_shown_again_with_what_was_typed(
    line: Line, window: Window, tip: str
) -> None:
    page = window("Dana")
    page.goto(f"/reports/{tip}")
    page.fill("#text", NOTE)
    other = page.context.new_page()
    log_in(other, "dana")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("h1")).to_have_text("Not sent yet")
    expect(page.get_by_role("alert")).to_contain_text("logged in again")
    expect(page.get_by_label("Note")).to_have_value(NOTE)
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".story .note .words")).to_have_text(NOTE)
    assert notes(line, page, tip) == 1


def test_a_login_that_runs_out_in_the_middle_of_a_note(
    line: Line, window: Window, tip: str
) -> None:
    page = window("Dana")
    page.goto(f"/reports/{tip}")
    page.fill("#text", NOTE)
    line.clock.now += timedelta(minutes=line.dep.settings.staff_idle_minutes + 1)
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is saved")
    page.fill("#username", "dana")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.get_by_label("Note")).to_have_value(NOTE)
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".story .note .words")).to_have_text(NOTE)


def test_two_dispatchers_on_one_report_and_neither_loses_a_word(
    line: Line, window: Window, tip: str
) -> None:
    dana, sam = window("Dana"), window("Sam")
    for page in (dana, sam):
        page.goto(f"/reports/{tip}")
    sam.fill("#text", NOTE)
    dana.locator(".hold").get_by_role("button", name="Claim").click()
    expect(dana.locator("#owner")).to_contain_text("Assigned to you")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    sam.on("dialog", stay)
    with sam.expect_event("dialog"):  # the page first asks the line whether it answers
        sam.locator(".hold").get_by_role("button", name="Claim").click()
    expect(sam.locator("#text")).to_have_value(NOTE)
    assert asked == ["beforeunload"], "the page asks before a half-written note is left"
    sam.get_by_role("button", name="Add the note").click()
    expect(sam.locator(".story .note .words")).to_have_text(NOTE)
    expect(sam.locator("#owner")).to_contain_text("Assigned to Dana Example")
    answer = sam.request.post(
        f"/reports/{tip}/claim",
        form={"csrf": sam.locator("body").get_attribute("data-csrf") or ""},
    )
    assert answer.status == 409 and "Dana Example has this report" in answer.text()
