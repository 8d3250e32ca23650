"""An agency on a telephone in a car, and at its desk: its own referrals, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.line import LINE_NUMBER, Line, open_line
from tests.web.conftest import Window
from tests.web.desk import Desk, words

STORY = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night and he took "
    "her passport"
)
AGENCY = "demo_webb_task_force"


@pytest.fixture
def tip(line: Line) -> str:
    line.text("+19565550101", STORY)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    (tip,) = line.tips()
    return tip


def link(line: Line) -> str:
    (mail,) = line.mails()[:1]
    return mail.link


@pytest.mark.browser
def test_the_code_and_one_tap_on_a_telephone_acknowledge_and_open(
    line: Line, window: Window, tip: str
) -> None:
    page = window(viewport={"width": 375, "height": 667}, has_touch=True)
    page.goto(link(line))
    assert "passport" not in page.content(), "a link scanner must see no word of it"
    assert line.report()["referrals"][0]["state"] == "offered"
    button = page.get_by_role("button", name="Accept and open the report")
    box = button.bounding_box()
    assert box and box["y"] + box["height"] <= 667, "the button is on the first screen"
    button.tap()
    assert line.report()["referrals"][0]["state"] == "offered", "not without the alert's code"
    page.get_by_label("Code from the alert").fill(line.mails()[0].code)
    button.tap()
    expect(page.locator(".account")).to_have_text(STORY)
    assert line.report()["referrals"][0]["state"] == "acknowledged"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 375, "nothing hangs over the edge"


def test_an_agency_sees_its_own_referrals_only(line: Line, tip: str) -> None:
    other = "he makes her sell herself at a motel in Columbus Ohio, she is 15 and he takes it all"
    line.text("+19565550102", other)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    foreign = line.tips()[1]
    agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
    inbox = words(agency.look("/portal"))
    assert tip in inbox and foreign not in inbox
    assert agency.http.get(f"/portal/{foreign}").status_code == 404
    assert agency.http.get(f"/reports/{tip}").status_code == 403
    assert agency.http.get("/queue").status_code == 403


def test_a_story_opens_with_the_answer_and_every_opening_is_audited(line: Line, tip: str) -> None:
    agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
    assert "passport" not in agency.look(f"/portal/{tip}")
    agency.send(f"/portal/{tip}", f"/portal/{tip}", do="acknowledge")
    assert STORY in words(agency.look(f"/portal/{tip}"))
    agency.send(f"/portal/{tip}", f"/portal/{tip}", do="ask", words="which street is it?")
    desk = Desk(line.as_staff("dispatcher"))
    page = words(desk.look(f"/reports/{tip}"))
    assert "which street is it?" in page and "The agency has a question" in page
    agency.send(
        f"/portal/{tip}", f"/portal/{tip}", do="close", outcome="victim_safe", reference="24-117"
    )
    page = words(desk.look(f"/reports/{tip}"))
    assert "the person is safe" in page and "24-117" in page


def test_what_cannot_be_taken_goes_on_and_says_so(line: Line, tip: str) -> None:
    agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
    answer = agency.send(f"/portal/{tip}", f"/portal/{tip}", do="decline", reason="no_capacity")
    assert "goes to the next agency" in answer.text
    states = [referral["state"] for referral in line.report()["referrals"]]
    assert states[:2] == ["declined", "offered"]


def test_a_link_that_is_too_old_offers_a_fresh_one_and_other_ways_in(line: Line, tip: str) -> None:
    address, code = link(line), line.mails()[0].code
    line.clock.now += timedelta(days=8)
    answer = line.http.get(address)
    assert "This link has expired" in answer.text and "Send a new link" in answer.text
    assert "Log in to the portal" in answer.text and "press 0 for a person" in answer.text
    assert not re.search(r"passport|Laredo", answer.text)
    line.http.post(address, data={"do": "acknowledge", "code": code})
    assert line.report()["referrals"][0]["state"] == "offered", "the old code answers no more"


@pytest.mark.parametrize(
    ("number", "shown"), [("+19565550190", "956-555-0190"), ("", "press 0 for a person")]
)
def test_there_is_somebody_to_ring(tmp_path: Path, number: str, shown: str) -> None:
    with open_line(tmp_path, desk_phone=number) as line:
        line.text("+19565550101", STORY)
        line.skip_to(line.clock.now + timedelta(minutes=31))
        line.work()
        rings = number or LINE_NUMBER
        mail = next(mail for mail in line.mails() if mail.link)
        assert f"call {rings}" in mail.body
        agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
        for page in (line.http.get(mail.link).text, agency.look("/portal")):
            assert f'href="tel:{rings}"' in page and shown in words(page)


def test_the_place_is_there_to_copy_and_leads_nowhere(line: Line, tip: str) -> None:
    agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
    agency.send(f"/portal/{tip}", f"/portal/{tip}", do="acknowledge")
    page = agency.look(f"/portal/{tip}")
    assert "Laredo" in page.split('class="whole"')[1].split("</span>")[0]
    assert not re.search(r'(href|src|action)="(https?:|//|geo:)', page)
