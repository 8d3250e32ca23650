"""Danger that nobody has is on every staff page, among 500 open reports, in the page's language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline.accounts import staff
from hotline.db.states import ReportState
from hotline.domain import Medium, Urgency
from hotline.intake.reports import new_report
from tests.line import PASSWORD, Line, open_line
from tests.web.conftest import BROWSER_MS, log_in

pytestmark = pytest.mark.browser
OPEN = 500
DANGER = "he has a gun and he wont let us leave the house in El Paso, please come now"
ADDRESSES = ("/queue", "/queue?show=closed", "/tasks", "/shift", "/map", "/me", "/queue?lang=es")
SPANISH = "/tasks?lang=es"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line with 500 open reports, a third of them in danger and with someone."""
    with open_line(tmp_path_factory.mktemp("many")) as line:
        with line.dep.database.write() as db:
            for name in ("dana", "sol"):
                staff.add(
                    db, username=name, name=f"{name.title()} Example", role="dispatcher",
                    password=PASSWORD, now=line.clock(),
                )  # fmt: skip
            for number in range(OPEN):
                at = line.clock() - timedelta(minutes=number)
                opened, _ = new_report(db, line.dep, medium=Medium.TEXT, reporter=None, now=at)
                opened.row.state = ReportState.OPEN
                opened.row.urgency = (Urgency.P0, Urgency.P1, Urgency.P2)[number % 3]
                opened.row.claimed_by = 2 if number % 3 == 0 else None
        yield line


@pytest.fixture(scope="module")
def opened(line: Line, browser: Browser) -> Iterator[Callable[[str], Page]]:
    first = browser.new_context(base_url=line.base_url)
    log_in(first.new_page(), "dana")
    session = first.storage_state()
    contexts = [first]

    def open_page(path: str) -> Page:
        # each in a browser of its own: headless, no page is ever in the background, and a browser
        # opens six connections to one host at most
        context = browser.new_context(base_url=line.base_url, storage_state=session)
        context.set_default_timeout(BROWSER_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_new_danger_is_on_every_open_page_within_a_second_and_after_a_reload(
    line: Line, opened: Callable[[str], Page]
) -> None:
    some = line.tips()[0]
    pages = [opened(path) for path in (*ADDRESSES, f"/reports/{some}")]
    began = time.monotonic()
    pages[0].evaluate("() => fetch('/queue').then(answer => answer.text())")
    usual = time.monotonic() - began  # what any page takes on this machine now
    before = set(line.tips())
    line.text("+19565550141", DANGER)
    answered = time.monotonic()
    (tip,) = set(line.tips()) - before
    late = []
    for page in pages:
        expect(page.locator(f"#needs-now [data-tip='{tip}']")).to_be_visible()
        late.append(time.monotonic() - answered)
    assert late[0] < max(1.0, 10 * usual), late
    for page in pages:
        page.reload()
        expect(page.locator(f"#needs-now [data-tip='{tip}']")).to_be_visible()
    spanish = opened(SPANISH)
    expect(spanish.locator("#now-title")).to_contain_text("Necesita a alguien ahora")
    line.text("+19565550142", DANGER.replace("El Paso", "Waco Texas and has a knife too"))
    expect(spanish.locator("#needs-now li")).to_have_count(2)
    said = spanish.locator("#needs-now").inner_text()
    assert "Immediate danger" not in said and "Needs someone now" not in said
    for page in [*pages, spanish]:
        page.close()


def test_it_stays_until_someone_has_it_and_the_first_page_never_hides_it(
    line: Line, opened: Callable[[str], Page]
) -> None:
    page = opened("/queue")
    strip = page.locator("#needs-now li.danger")
    tip = strip.first.get_attribute("data-tip")
    rows = page.locator("tr.report").evaluate_all("rows => rows.map(row => row.dataset.tip)")
    assert tip in rows[:5] and len(rows) >= 40, "what nobody has comes first"
    assert "P0" in (page.locator("tr.report").first.get_attribute("class") or "")
    other = opened("/tasks")
    other.locator(f"#needs-now [data-tip='{tip}'] button").click()
    other.wait_for_url(f"**/reports/{tip}")
    expect(page.locator(f"#needs-now [data-tip='{tip}']")).to_have_count(0)
    links = page.locator("#counts a.count").evaluate_all("all => all.map(a => a.href)")
    assert any("urgency=P0" in link for link in links) and len(links) >= 3
    page.close()
    other.close()


def test_who_cannot_be_paged_is_told_on_every_page(opened: Callable[[str], Page]) -> None:
    for path in ("/queue", "/tasks", "/shift"):
        page = opened(path)
        banner = page.locator(".unpaged")
        expect(banner.locator("a[href='/me']")).to_be_visible()
        page.close()
