"""Two people never overwrite each other in silence: a stale page is told who changed what."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect

from tests.line import PASSWORD, Line
from tests.web.conftest import Window
from tests.web.desk import FIELD, FORM, words

LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night and he took "
    "her passport"
)


class Page:
    """A report's page that stays open: its forms are as they were when it was opened."""

    def __init__(self, http: httpx.Client, tip: str) -> None:
        self.http, self.tip = http, tip
        self.text = http.get(f"/reports/{tip}").text

    def send(self, action: str, **fields: str) -> httpx.Response:
        path = f"/reports/{self.tip}/{action}"
        form = next(f for f in FORM.finditer(self.text) if f["action"] == path)
        hidden = {name: html.unescape(value) for name, value in FIELD.findall(form["body"])}
        return self.http.post(path, data=hidden | fields)


@pytest.fixture
def pages(line: Line, person: Callable[..., str]) -> Iterator[Callable[[str], Page]]:
    """Opens the only report's page as somebody."""
    browsers: dict[str, httpx.Client] = {}
    line.text("+19565550101", LAREDO)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    (tip,) = line.tips()

    def open_page(name: str) -> Page:
        if name not in browsers:
            browsers[name] = httpx.Client(
                base_url=line.base_url, follow_redirects=True, verify=False, timeout=60
            )
            login = {"username": person(name), "password": PASSWORD}
            browsers[name].post("/login", data=login)
        return Page(browsers[name], tip)

    yield open_page
    for browser in browsers.values():
        browser.close()


URGENT = {"name": "urgency", "value": "P1", "reason": "a second call"}
CHANGES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("override", URGENT, "an assessment was corrected"),
    ("claim", {}, "claimed"),
    ("close", {"disposition": "help_given"}, "closed"),
    ("withdraw", {"sure": "1"}, "a referral was withdrawn"),
)
STALE: tuple[tuple[str, dict[str, str]], ...] = (
    ("override", {"name": "urgency", "value": "P3", "reason": "calm now"}),
    ("override", {"name": "place", "place": "Eagle Pass, TX", "reason": "as they said"}),
    ("close", {"disposition": "test", "text": "a test"}),
    ("withdraw", {"sure": "1"}),
)


@pytest.mark.parametrize(("action", "fields", "what"), CHANGES)
def test_a_stale_page_changes_nothing_and_says_who_did_what(
    line: Line, pages: Callable[[str], Page], action: str, fields: dict[str, str], what: str
) -> None:
    stale = pages("Sol")
    pages("Dana").send(action, **fields)
    before = line.report()
    for do, given in STALE:
        answer = stale.send(do, **given)
        assert answer.status_code == 409
        said = words(answer.text)
        assert f"Changed by Dana Example since you opened this page: {what}" in said
        assert "Back to the report" in said and f'href="/reports/{stale.tip}"' in answer.text
        for typed in (given.get("reason", ""), given.get("text", "")):
            assert typed in answer.text, "what was typed is kept"
    assert line.report() == before


def test_having_read_it_one_can_send_it_all_the_same(
    line: Line, pages: Callable[[str], Page]
) -> None:
    stale = pages("Sol")
    pages("Dana").send("override", **URGENT)
    asked = stale.send("override", name="urgency", value="P3", reason="calm now")
    fields = dict(FIELD.findall(asked.text.split("<main")[1]))
    again = stale.http.post(f"/reports/{stale.tip}/override", data=fields | {"reason": "calm now"})
    assert again.status_code == 200 and line.report()["urgency"] == "P3"


def test_a_third_change_meanwhile_is_said_again(line: Line, pages: Callable[[str], Page]) -> None:
    stale = pages("Sol")
    pages("Dana").send("override", **URGENT)
    asked = stale.send("override", name="urgency", value="P3", reason="calm now")
    fields = dict(FIELD.findall(asked.text.split("<main")[1]))
    pages("Kim").send("override", name="minor", value="yes", reason="she is 15")
    again = stale.http.post(f"/reports/{stale.tip}/override", data=fields | {"reason": "calm now"})
    assert again.status_code == 409 and "Changed by Kim Example" in words(again.text)


@pytest.mark.parametrize("quiet", ["note", "task", "leave"])
def test_what_only_adds_holds_nobody_up(
    line: Line, pages: Callable[[str], Page], quiet: str
) -> None:
    """Over-correction: a colleague's note, look or own earlier change is no conflict."""
    mine = pages("Sol")
    more = {"note": {"text": "seen"}, "task": {"words": "call", "for": "1 hour"}}
    pages("Dana").send(quiet, **more.get(quiet, {"words": "we read it"}))
    pages("Dana")
    assert mine.send("override", **URGENT).status_code == 200
    assert line.report()["urgency"] == "P1"
    assert mine.send("override", name="minor", value="yes", reason="she is 15").status_code == 200
    assert line.report()["minor"] == "yes", "one's own change is no conflict"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "1.5", "<b>"])
def test_a_form_without_a_number_is_taken_or_refused_never_broken(
    line: Line, pages: Callable[[str], Page], seen: str
) -> None:
    assert pages("Sol").send("override", **URGENT, seen=seen).status_code in {200, 409}
    assert line.report()["urgency"] in {"P1", "P2"}


@pytest.mark.browser
def test_an_open_report_says_that_a_colleague_changed_it(line: Line, window: Window) -> None:
    line.text("+19565550101", LAREDO)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    (tip,) = line.tips()
    dana, sol = window("Dana"), window("Sol")
    for page in (dana, sol):
        page.goto(f"/reports/{tip}")
        page.wait_for_selector("body.scripted")
    sol.wait_for_timeout(500)
    dana.get_by_role("button", name="Claim", exact=True).first.click()
    expect(sol.locator("#changed")).to_contain_text("Changed by Dana Example.")
    sol.locator("#changed").get_by_role("link", name="Show").click()
    expect(sol.locator("#owner")).to_contain_text(re.compile("Dana Example"))
