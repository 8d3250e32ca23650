"""A night: twelve reports, two dispatchers, two windows, and nobody steps on the other's feet."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.db.reports import Report
from hotline.privacy import audit
from tests.line import Line
from tests.web.conftest import Window
from tests.web.night import TEXTS

pytestmark = pytest.mark.browser
MORE = (
    "they lock the workers in a dairy in Yakima Washington at night and keep their passports",
    "a man offered my cousin money to bring girls to a house in Laredo",
)


def open_queue(page: Page) -> None:
    page.goto("/queue")
    expect(page.locator("#link .state")).to_have_text("Live")


def claim(page: Page, tip: str) -> None:
    """By keyboard: to the row, and a."""
    page.locator(f"#tip-{tip} a").focus()
    page.keyboard.press("a")


def test_a_night_of_twelve_reports_in_two_windows(line: Line, window: Window) -> None:
    dana, sam = window("Dana"), window("Sam")
    open_queue(dana)
    open_queue(sam)
    for number, text in enumerate((*TEXTS, *MORE), 1):
        line.text(f"+195655501{number:02d}", text)
    for page in (dana, sam):
        page.locator("h1").hover()
        expect(page.locator("tr.report")).to_have_count(12)
        expect(page.locator("tr.report").first).to_have_class(re.compile("P0"))
    danger, *others = dana.locator("tr.report").evaluate_all("rs => rs.map(r => r.dataset.tip)")

    # Both go for the danger at once: one has it, the other is told who.
    claim(dana, danger)
    expect(sam.locator(f"#tip-{danger} .has")).to_have_text("Dana Example")
    for turn, tip in enumerate(others[:6]):
        mine, theirs = (dana, sam) if turn % 2 == 0 else (sam, dana)
        claim(mine, tip)
        name = "Dana Example" if mine is dana else "Sam Example"
        expect(theirs.locator(f"#tip-{tip} .has")).to_have_text(name)

    # The danger is phoned out, with the reference that the other side gave.
    line.skip_to(line.clock.now + timedelta(seconds=1))
    dana.goto(f"/reports/{danger}")
    expect(dana.locator("#phone")).to_contain_text("Call now")
    task = dana.locator("li.task.open", has_text="Call the agency and relay the report")
    task.get_by_placeholder("Note or reference").fill("NHTH 4711")
    task.get_by_role("button", name="Done").click()
    expect(dana.locator("#phone")).to_have_count(0)
    expect(dana.locator("body")).to_contain_text("their reference NHTH 4711")

    # Sam finds that one is worse than it seemed, and hands another to Dana.
    worse, given = others[1], others[3]
    sam.goto(f"/reports/{worse}")
    sam.locator("details", has=sam.locator("#o-urgency")).locator("summary").click()
    sam.select_option("#o-urgency", "P0")
    sam.fill("#r-urgency", "I hear it in the second text")
    sam.locator("form", has=sam.locator("#o-urgency")).get_by_role("button").click()
    expect(sam.locator(".above .pill")).to_have_text("Immediate danger")
    open_queue(dana)
    expect(dana.locator(f"tbody[data-group=P0h] #tip-{worse}")).to_be_visible()
    sam.goto(f"/reports/{given}")
    sam.get_by_text("Hand over").first.click()
    sam.select_option("#to", label="Dana Example")
    sam.locator("form[action$='/hand_over'] button").click()
    expect(sam.locator("#owner")).to_contain_text("Assigned to Dana Example")

    # What is done is closed, and leaves both queues.
    open_queue(sam)
    done = others[0]
    dana.goto(f"/reports/{done}")
    dana.locator("#disposition").get_by_label("Help was given").check()
    dana.get_by_role("button", name="Close the report").click()
    expect(dana.locator("#end-title")).to_have_text("Closed")
    sam.locator("h1").hover()
    expect(sam.locator(f"#tip-{done}")).to_have_count(0)

    with line.dep.database.read() as db:
        held = {r.tip_id: r.claimed_by for r in db.scalars(select(Report)) if r.claimed_by}
        assert len(held) == 7 and held[given] == held[danger]
        acted = [e.action for e in db.scalars(select(AuditEvent)) if e.actor.startswith("staff:")]
        assert acted.count("claimed") == 7 and "override" in acted and "handed_over" in acted
        assert list(audit.verify(db, line.dep.keys)) == []
