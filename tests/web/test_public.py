"""Pages for everyone: in each language, without script, identifying no one, and left at once."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from hotline.console import new_report
from hotline.db.reports import Report
from tests.line import Line
from tests.web.conftest import Window
from tests.web.desk import words

TEMPLATES = Path(__file__).parents[2] / "hotline" / "web" / "templates"
PUBLIC = ("public", "home", "directory", "about", "local_data")
SHARED = Path(os.environ.get("HOTLINE_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.mark.parametrize("path", ["/", "/about", "/texting", "/directory", "/local-data"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_page_begins_with_911_and_can_be_left(line: Line, path: str, lang: str) -> None:
    page = line.http.get(path, params={"lang": lang})
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in page.text
    assert "911" in words(page.text) and 'id="exit"' in page.text
    assert "1-888-373-7888" in page.text


@pytest.mark.parametrize("path", ["/", "/about"])
def test_the_line_and_the_hotline_are_one_tap_away_above_the_text(line: Line, path: str) -> None:
    page = line.http.get(path).text
    text = page.index("<h2>") if path == "/about" else page.index('class="plain doors"')
    number = line.dep.settings.number
    for link in (f"tel:{number}", f"sms:{number}", "tel:+18883737888", "sms:233733"):
        assert page.index(f'href="{link}"') < text, link


def test_the_browser_s_language_is_heeded(line: Line) -> None:
    page = line.http.get("/", headers={"accept-language": "es-US,es;q=0.9,en;q=0.5"})
    assert "Llame o mande un texto" in page.text


def test_a_place_finds_its_own_lines_before_those_of_the_nation(line: Line) -> None:
    page = words(line.http.get("/directory?place=Columbus,+Ohio&need=tips").text)
    assert "For Columbus, Ohio" in page
    assert page.index("Ohio Human Trafficking Hotline") < page.index("For the whole country")
    assert "844-END-OHHT" in page


def test_a_place_of_many_is_asked_and_an_unknown_one_is_reported(line: Line) -> None:
    page = line.http.get("/directory?place=Springfield").text
    assert "more than one" in words(page) and "Springfield, Illinois" in page
    page = line.http.get("/directory?place=Xyzzyville").text
    assert "know a place called" in words(page)
    assert "National Human Trafficking Hotline" in words(page), "nobody is left with nothing"


def test_markup_in_the_address_stays_text(line: Line) -> None:
    page = line.http.get("/directory", params={"place": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_what_is_not_verified_is_not_given_out(line: Line) -> None:
    with line.dep.database.read() as db:
        rules = line.dep.library.current(db).rules
    unverified = [a for a in rules.agencies.values() if a.status.value != "verified"]
    shown = json.dumps(line.http.get("/directory.json").json())
    assert unverified
    for agency in unverified:
        assert f'"{agency.name}"' not in shown


def test_the_directory_is_valid_hsds(line: Line) -> None:
    schema = SHARED / "standards" / "hsds" / "organization.json"
    if not schema.exists():
        pytest.skip(f"the standard's schema is not at {schema}")
    validator = jsonschema.Draft202012Validator(
        json.loads(schema.read_text("utf-8")),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    organizations = line.http.get("/directory.json").json()
    assert len(organizations) > 50
    for organization in organizations:
        validator.validate(organization)
    assert len({organization["id"] for organization in organizations}) == len(organizations)


def report(line: Line, at: datetime, story: str, place: str) -> None:
    """A report of a past day, entered through the desk's own code."""
    from hotline.accounts.staff import Visitor

    line.clock.now = at
    visitor = Visitor(1, "Dana", "dana", "dispatcher", None, "", at)
    new_report._take(line.dep, visitor, {"story": story, "place": place, "once": f"{at}{story}"})


@pytest.fixture
def quarter(line: Line) -> Line:
    """A finished quarter: fourteen in Laredo, two in Columbus."""
    line.as_staff("dispatcher")
    start = datetime(2026, 7, 2, 15, tzinfo=UTC)
    for day in range(14):
        report(line, start + timedelta(days=day), f"no pay, papers taken {day}", "Laredo, Texas")
    for day in range(2):
        report(line, start + timedelta(days=40 + day), f"a pimp sells her {day}", "Columbus, Ohio")
    line.clock.now = datetime(2026, 11, 24, 18, tzinfo=UTC)
    return line


def test_small_counts_are_hidden_with_what_would_reveal_them(quarter: Line) -> None:
    page = words(quarter.http.get("/local-data").text)
    assert "2026-Q3: 16 reports" in page
    assert "Franklin County" not in page, "two reports: the name alone would tell"
    rows = list(csv.DictReader(io.StringIO(quarter.http.get("/local-data.csv").text)))
    shown = [int(row["reports"]) for row in rows if row["reports"]]
    assert all(count == 0 or count >= 5 for count in shown)
    for heading in ("By type", "By month", "By county", "By channel"):
        table = [row for row in rows if row["table"] == heading]
        assert table[-1]["name"] == "total" and table[-1]["reports"] == "16"
        hidden = [row for row in table[:-1] if not row["reports"]]
        assert len(hidden) != 1 or heading == "By county"


def test_a_running_quarter_is_not_shown(quarter: Line) -> None:
    before = quarter.http.get("/local-data.csv").text
    assert before.count("\n") > 10
    report(quarter, datetime(2026, 11, 20, tzinfo=UTC), "no pay, locked in", "Laredo, Texas")
    quarter.clock.now = datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert quarter.http.get("/local-data.csv").text == before


def test_a_finished_quarter_is_never_corrected(quarter: Line) -> None:
    """Two downloads, before and after one report was closed as a duplicate, would tell of it."""
    before = quarter.http.get("/local-data.csv").text
    assert before.count("\n") > 10
    with quarter.dep.database.write() as db:
        first = db.scalars(select(Report).order_by(Report.id)).first()
        assert first is not None
        first.type, first.disposition = "sex", "duplicate"
    assert quarter.http.get("/local-data.csv").text == before


@pytest.mark.browser
@pytest.mark.parametrize("how", ["click", "key"])
def test_the_page_is_left_at_once_and_back_does_not_lead_to_it(
    line: Line, window: Window, how: str
) -> None:
    page = window()
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="weather"))
    page.goto("/login")
    page.goto("/directory")
    if how == "click":
        page.click("#exit")
    else:
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.weather.gov/**")
    page.go_back()
    expect(page).to_have_url(re.compile("/login$"))


@pytest.mark.browser
def test_help_is_found_without_script_on_a_small_telephone(line: Line, window: Window) -> None:
    page = window(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page.goto("/directory")
    page.fill("#place", "78040")
    page.select_option("#need", "tips")
    page.click("text=Search")
    assert "For Laredo, Texas" in page.locator("main").inner_text()
    assert page.locator("a[href='tel:+18446432251']").count() == 1


def test_nothing_comes_from_another_host_and_the_first_view_is_light(line: Line) -> None:
    line.as_staff("dispatcher")
    for number in range(70):
        story = f"no pay, papers taken, locked in the kitchen, number {number}"
        report(line, line.clock.now, story, "Laredo, Texas")
    staff = line.as_staff("dispatcher")
    for browser, path in ((line.http, "/"), (line.http, "/directory"), (staff, "/queue")):
        page = browser.get(path).text
        assert not re.findall(r'(?:src|action)="https?://', page)
        size = len(page.encode()) + weight(
            line, re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        )
        assert size < 100_000, f"{path}: {size} bytes"


def weight(line: Line, addresses: list[str]) -> int:
    """Bytes of static files and of the modules that they import, each once."""
    size, known = 0, set()
    while addresses:
        address = addresses.pop().split("?")[0]
        if address not in known:
            known.add(address)
            text = line.http.get(address).text
            size += len(text.encode())
            addresses += [f"/static/{name}" for name in re.findall(r'from "./([\w.]+)"', text)]
    return size
