"""Every job of a night in a real browser, with its clicks counted: one line, one window for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from hotline.accounts import staff
from hotline.db.reports import Report
from tests.line import PASSWORD, Line, open_line
from tests.web.conftest import BROWSER_MS, log_in

pytestmark = pytest.mark.browser
DANGER = "he has a gun and he wont let us leave the house in El Paso, please come now"
MOTEL = "a man sells his girlfriend at the Sunset Motel on San Bernardo in Laredo Texas"
PLAIN = (
    "my boss in Laredo Texas took my passport and locks us in at night",
    "women sleep in a spa in Houston Texas and never go out",
    "kids sell candy door to door in Dallas Texas and are beaten",
    "I clean houses in San Antonio Texas, they keep my papers and never pay",
)
NO_PHONE = "addEventListener('click', e => e.target.closest('a[href^=tel]') && e.preventDefault())"
"""There is no telephone here that could dial."""
EVERY_PAGE = ("/queue", "/tasks", "/shift", "/map", "/reports/new", "/me", "/queue?show=closed")


class Hand:
    """A dispatcher's hand: it clicks and types, and each click counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def open(self, path: str) -> None:
        """Go to a page; a login that ran out meanwhile is no click of the job."""
        self.page.goto(path)
        if self.page.locator("#username").count():
            log_in(self.page, "dana")
            self.page.goto(path)

    def click(self, target: Locator | str) -> None:
        self.clicks += 1
        (self.page.locator(target) if isinstance(target, str) else target).click()

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True))


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("jobs")) as line:
        with line.dep.database.write() as db:
            for name, role in (("dana", "dispatcher"), ("sol", "supervisor")):
                staff.add(
                    db, username=name, name=f"{name.title()} Example", role=role,
                    password=PASSWORD, now=line.clock(),
                )  # fmt: skip
        yield line


@pytest.fixture(scope="module")
def page(line: Line, browser: Browser) -> Iterator[Page]:
    size = {"width": 1280, "height": 800}
    context = browser.new_context(base_url=line.base_url, viewport=size)  # type: ignore[arg-type]
    context.set_default_timeout(BROWSER_MS)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    log_in(page, "dana")
    yield page
    context.close()
    assert not broken, broken


@pytest.fixture
def hand(page: Page) -> Hand:
    return Hand(page)


_SENDERS = iter(range(110, 200))


def tell(line: Line, *told: str) -> list[str]:
    """New reports; their tip IDs."""
    before = set(line.tips())
    for words in told:
        line.text(f"+19565550{next(_SENDERS)}", words)
    with line.dep.database.write() as db:  # that many alike would be one line of the queue
        db.execute(update(Report).values(surge_id=None))
    return [tip for tip in line.tips() if tip not in before]


def state(line: Line, tip: str) -> str:
    found: str = line.report(tip)["state_of_report"]
    return found


@pytest.mark.parametrize("where", EVERY_PAGE)
def test_danger_is_claimed_from_any_page_in_one_click(line: Line, hand: Hand, where: str) -> None:
    (tip,) = tell(line, DANGER + f" at number {len(where)}")
    hand.open(where)
    strip = hand.page.locator(f"#needs-now [data-tip='{tip}']")
    hand.click(strip.get_by_role("button", name=f"Claim {tip}"))
    hand.page.wait_for_url(f"**/reports/{tip}")
    expect(hand.page.locator("#owner")).to_contain_text("Assigned to you")
    assert hand.clicks == 1


def test_a_report_is_referred_in_three_clicks_from_the_queue(line: Line, hand: Hand) -> None:
    (tip,) = tell(line, PLAIN[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    hand.open("/queue")
    hand.click(f"#tip-{tip} .what a")
    hand.click(hand.page.locator("#refer .picks input").first)
    hand.button("Refer")
    expect(hand.page.locator("#done")).to_contain_text("Referred to ")
    assert hand.clicks <= 3
    asked = [r for r in line.report(tip)["referrals"] if r["state"] == "offered"]
    hand.button("Undo")
    expect(hand.page.locator("#done")).to_contain_text("Referral withdrawn.")
    left = [r for r in line.report(tip)["referrals"] if r["state"] == "offered"]
    assert len(left) < len(asked)


def test_the_motel_of_last_week_is_found_in_two_actions(line: Line, hand: Hand) -> None:
    (tip,) = tell(line, MOTEL)
    with line.dep.database.write() as db:
        then = line.clock() - timedelta(days=6)
        values = {"created_at": then, "state": "closed", "closed_at": then}
        db.execute(update(Report).where(Report.tip_id == tip).values(**values))
    for sought in ("motel last week", "san bernrado", "sunset motel"):
        hand.clicks = 0
        hand.open("/tasks")
        hand.page.fill("#find", sought)
        hand.page.press("#find", "Enter")
        hand.clicks += 1
        hand.click(f"#tip-{tip} .what a")
        hand.page.wait_for_url(f"**/reports/{tip}")
        assert hand.clicks <= 2
    assert "motel" not in hand.page.evaluate("performance.getEntries().map(e => e.name).join()")


def test_a_report_is_closed_in_two_clicks(line: Line, hand: Hand) -> None:
    (tip,) = tell(line, PLAIN[1])
    hand.open(f"/reports/{tip}")
    hand.click(hand.page.get_by_label("Help was given"))
    hand.button("Close the report")
    expect(hand.page.locator("#done")).to_contain_text("Closed: help was given.")
    assert hand.clicks <= 2 and state(line, tip) == "closed"


def test_the_outcome_cannot_be_forgotten(line: Line, hand: Hand) -> None:
    (tip,) = tell(line, PLAIN[3])
    hand.open(f"/reports/{tip}")
    hand.button("Close the report")
    assert hand.page.url.endswith(tip), "the browser asks at the field"
    assert state(line, tip) != "closed"


def test_twelve_reports_are_handed_over_with_a_note_in_four_clicks(line: Line, hand: Hand) -> None:
    tips = tell(line, *(f"{PLAIN[n % 4]}, house {n} in {n} Elm Street" for n in range(12)))
    hand.open("/queue")
    with line.dep.database.write() as db:
        db.execute(update(Report).where(Report.tip_id.in_(tips)).values(claimed_by=1))
        others = Report.tip_id.not_in(tips) & (Report.claimed_by == 1)
        db.execute(update(Report).where(others).values(claimed_by=None))
    hand.click(hand.page.get_by_role("link", name="Shift", exact=True))
    hand.click("#text")
    hand.page.keyboard.type("All quiet but the spa: call them at 7.")
    hand.click(hand.page.get_by_label("Sol Example"))
    hand.button("Hand over and end my shift")
    expect(hand.page.locator("#done")).to_contain_text("12 reports handed over to Sol Example.")
    assert hand.clicks <= 4


def test_the_national_hotline_is_called_and_the_report_finished_in_three(
    line: Line, hand: Hand
) -> None:
    (tip,) = tell(line, "a woman is forced to sell sex at a truck stop near Tulsa Oklahoma")
    line.pass_time(hours=30)
    assert "Call now" in line.as_staff("supervisor").get(f"/reports/{tip}").text
    hand.open(f"/reports/{tip}")
    hand.page.wait_for_selector("body.scripted")
    call = hand.page.locator("#phone a.number").first
    assert (call.get_attribute("href") or "").startswith("tel:")
    hand.page.evaluate(
        "addEventListener('click', e => e.target.closest('a[href^=tel]') && e.preventDefault())"
    )
    hand.click(call)
    expect(hand.page.locator("#answer-1")).to_be_focused()
    expect(hand.page.locator("#phone .timer").first).to_have_text(re.compile(r"^\d:\d\d$"))
    hand.page.keyboard.type("Kim, NHTH 4711")
    hand.button("They have it: close the report")
    expect(hand.page.locator("#done")).to_contain_text("Closed: ")
    assert hand.clicks <= 3 and state(line, tip) == "closed"
    assert "NHTH 4711" in hand.page.content()


def test_twenty_reports_are_closed_in_three_clicks_and_opened_again(line: Line, hand: Hand) -> None:
    with line.dep.database.write() as db:
        then = line.clock()
        db.execute(update(Report).values(state="closed", closed_at=then, disposition="test"))
    tips = tell(line, *(f"{PLAIN[n % 4]}, door {n} of {n} Oak Avenue" for n in range(20)))
    hand.open("/queue")
    expect(hand.page.locator("#link .state")).to_have_text("Live")
    expect(hand.page.locator("tr.report")).to_have_count(20)
    hand.click("#select-all")
    hand.click("#bulk-close summary")
    hand.button("Test")
    expect(hand.page.locator("#done")).to_contain_text("Done for 20 reports.")
    assert hand.clicks <= 3 and {state(line, tip) for tip in tips} == {"closed"}
    hand.button("Undo")
    expect(hand.page.locator("tr.report")).to_have_count(20)
