"""After an action the page says what was done and what followed, once, and offers to undo it."""

from __future__ import annotations

import html
import re

import pytest

from tests.line import Line
from tests.web.desk import FIELD, Desk, csrf_in, words

DONE = re.compile(r'id="done" role="status">(.*?)</div>', re.DOTALL)


def said(page: str) -> str:
    found = DONE.search(page)
    return words(found[1]) if found else ""


def undo(desk: Desk, page: str) -> str:
    box = DONE.search(page)
    assert box and "Undo" in box[1], page[:200]
    action = re.search(r'action="([^"]+)"', box[1])
    assert action
    fields = {name: html.unescape(value) for name, value in FIELD.findall(box[1])}
    answer = desk.http.post(action[1], data=fields)
    assert answer.status_code == 200, words(answer.text)
    return answer.text


def best(desk: Desk, tip: str) -> str:
    found = re.search(r'name="agency" value="([^"]+)"', desk.look(f"/reports/{tip}"))
    assert found, "no best match"
    return found[1]


CASES = (
    ("claim", {}, "You claimed this report.", "", "The report is unassigned."),
    ("override", {"name": "urgency", "value": "P3", "reason": "all are safe"},
     "Urgency corrected: ", "urgency", "The correction is undone."),
    ("override", {"name": "minor", "value": "no", "reason": "she is 25"},
     "Minor corrected: ", "minor", "The correction is undone."),
    ("override", {"name": "place", "place": "Eagle Pass, TX", "reason": "as she said"},
     "Place corrected: Eagle Pass, Texas.", "place", "The correction is undone."),
    ("close", {"disposition": "help_given", "text": ""},
     "Closed: help was given.", "state_of_report", "The report is open again."),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[3]}")
def test_it_is_said_and_can_be_undone(
    line: Line, desk: Desk, tip: str, case: tuple[str, dict[str, str], str, str, str]
) -> None:
    action, fields, what, field, undone = case
    before = line.report().get(field)
    page = desk.do(tip, action, **fields).text
    assert what in said(page)
    assert said(desk.look(f"/reports/{tip}")) == "", "it is said once"
    if field:
        assert line.report()[field] != before
    assert undone in said(undo(desk, page))
    assert line.report().get(field) == before


def test_a_corrected_place_says_who_is_asked_now(line: Line, desk: Desk, tip: str) -> None:
    page = said(
        desk.do(tip, "override", name="place", place="Eagle Pass, TX", reason="as she said").text
    )
    asked = [r["agency"] for r in line.report()["referrals"] if r["state"] == "offered"]
    assert "Eagle Pass" in page and all(f"{agency}: " in page for agency in asked[1:]), (
        page,
        asked,
    )


def test_a_best_match_is_referred_to_without_a_reason_and_withdrawn_again(
    line: Line, desk: Desk, tip: str
) -> None:
    agency = best(desk, tip)
    page = desk.do(tip, "refer", agency=agency).text
    assert "Referred to " in said(page) and "awaiting" in said(page).lower()
    state = {r["agency_id"]: r["state"] for r in line.report()["referrals"]}
    assert state[agency] == "offered"
    assert "Referral withdrawn." in said(undo(desk, page))
    state = {r["agency_id"]: r["state"] for r in line.report()["referrals"]}
    assert state[agency] == "recalled"


def test_an_agency_is_found_by_a_part_of_its_name(line: Line, desk: Desk, tip: str) -> None:
    some = re.findall(r'<datalist id="agencies">(.*?)</datalist>', desk.look(f"/reports/{tip}"))
    names = [html.unescape(name) for name in re.findall(r'value="([^"]+)"', some[0])]
    asked = {r["agency"] for r in line.report()["referrals"] if r["state"] != "planned"}
    name = next(name for name in names if name not in asked and len(name) > 12)
    refused = desk.do(tip, "refer", agency_name="e", reason="they know the place")
    assert refused.status_code == 409 and "Choose one of these" in refused.text
    refused = desk.do(tip, "refer", agency_name="Nowhere Bureau", reason="they know the place")
    assert refused.status_code == 409 and "No agency of the directory" in refused.text
    page = desk.do(tip, "refer", agency_name=name.upper(), reason="they know the place").text
    assert f"Referred to {name}." in said(page)


def test_the_national_hotline_needs_a_name_or_reference(line: Line, desk: Desk, tip: str) -> None:
    refused = desk.do(tip, "close", disposition="handed_to_national_hotline", text="")
    assert refused.status_code == 409 and "reference number" in words(refused.text)
    assert 'href="/reports/' + tip in refused.text and "Back to the report" in refused.text
    desk.do(tip, "close", disposition="handed_to_national_hotline", text="Kim, NHTH 4711")
    assert line.report()["state_of_report"] == "closed"


@pytest.mark.parametrize("was", ["", "x", "AAAA", "<b>"])
def test_an_undo_of_ones_own_making_is_refused(line: Line, desk: Desk, tip: str, was: str) -> None:
    before = line.report()
    fields = {"csrf": csrf_in(desk.look(f"/reports/{tip}")), "was": was}
    answer = desk.http.post(f"/reports/{tip}/uncorrect", data=fields)
    assert answer.status_code == 409 and "can no longer be undone" in answer.text
    assert line.report() == before


def test_it_is_said_on_no_other_page(line: Line, desk: Desk, tip: str) -> None:
    line.text("+19565550102", "women sleep in a spa in Houston Texas and never go out")
    other = line.tips()[1]
    csrf = csrf_in(desk.look(f"/reports/{tip}"))
    answer = desk.http.post(f"/reports/{tip}/claim", data={"csrf": csrf}, follow_redirects=False)
    assert answer.headers["set-cookie"].count("HttpOnly") == 1
    assert said(desk.look(f"/reports/{other}")) == ""
    assert "You claimed" in said(desk.look(f"/reports/{tip}"))
