"""A coordinator changes an agency, looks at the difference, publishes it, and takes it back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from hotline.directory import agency_form, publishing
from hotline.directory.entries import normal, read_entries
from hotline.routing.rule_diff import Change
from hotline.settings import REPOSITORY
from tests.line import Line
from tests.web.conftest import log_in
from tests.web.desk import Desk, fields_of, words

AGENCY = "demo_webb_task_force"
FILE = "routing_rules/demo/agencies/TX.yaml"


def test_every_entry_goes_through_the_form_and_comes_back_the_same() -> None:
    files = {
        str(path.relative_to(REPOSITORY / "routing_rules")): path.read_text("utf-8")
        for path in (REPOSITORY / "routing_rules").rglob("*.yaml")
    }
    entries = {**read_entries(files), **read_entries(files, demo=True)}
    assert len(entries) > 100
    for entry in entries.values():
        fields = agency_form.fields_of(entry.data)
        assert agency_form.entry_of(fields, entry.data) == normal(entry.data), entry.id


@pytest.mark.browser
def test_a_voicemail_that_may_answer_is_ticked_by_the_coordinator_and_kept_by_the_agency() -> None:
    point = {"channel": "phone", "purpose": "public_line", "address": "+19565550142"}
    known = {"name": "Office", "area": {"states": ["TX"]}, "contacts": [point]}
    fields = agency_form.fields_of(known)
    assert fields["c0_detect_machine"] == ""
    ticked = agency_form.entry_of(fields | {"c0_detect_machine": "1"}, known)
    assert ticked["contacts"] == [point | {"detect_machine": True}]
    own = {name: value for name, value in fields.items() if name != "c0_detect_machine"}
    kept = agency_form.own_changes(own | {"hours": "always"}, ticked)
    assert kept["contacts"] == ticked["contacts"]
    without = agency_form.fields_of(ticked) | {"c0_detect_machine": ""}
    assert agency_form.entry_of(without, ticked)["contacts"] == [point]


def test_a_coordinator_changes_an_agency_s_hours(own_line: Line, browser: Browser) -> None:
    own_line.as_staff("coordinator")
    context = browser.new_context(base_url=own_line.base_url)
    page = context.new_page()
    log_in(page, "coordinator")
    page.get_by_role("link", name="Desk").click()
    page.click("summary:has-text('Texas')")
    page.get_by_role("link", name="Webb County Trafficking Task Force (synthetic)").click()
    page.select_option("#hours", "listed")
    page.fill("#hours_zone", "America/Chicago")
    page.fill("#hours_open", "mo-fr 08:30-17:00")
    page.fill("#why", "They told us on the phone")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.locator(".diff")).to_contain_text("mo-fr 08:30-17:00")
    assert "mo-fr 08:30-17:00" not in (own_line.folder.parent / FILE).read_text("utf-8")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".said")).to_contain_text("It is published")
    assert "mo-fr 08:30-17:00" in (own_line.folder.parent / FILE).read_text("utf-8")
    with own_line.dep.database.read() as db:
        agency = own_line.dep.library.current(db).rules.agencies[AGENCY]
    assert agency.hours.known == "listed"
    page.get_by_role("link", name="History and undo").click()
    expect(page.locator("tbody tr").first).to_contain_text("They told us on the phone")
    page.get_by_role("link", name="Restore").first.click()
    page.get_by_role("button", name="Publish it again").click()
    expect(page.locator(".said")).to_contain_text("It is published")
    assert "mo-fr 08:30-17:00" not in (own_line.folder.parent / FILE).read_text("utf-8")
    context.close()


def test_comments_and_all_other_lines_stay_as_they_are(own_line: Line, desk: Desk) -> None:
    before = (own_line.folder.parent / FILE).read_text("utf-8").splitlines()
    fields = fields_of(desk, f"/desk/agencies/{AGENCY}") | {
        "notes": "Ask for the desk.",
        "why": "x",
    }
    answer = desk.http.post(f"/desk/agencies/{AGENCY}", data=fields | {"do": "publish"})
    assert "It is published" in answer.text
    after = (own_line.folder.parent / FILE).read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        "    notes: >-",
        "      Ask for the desk.",
    ]
    assert [line for line in before if line not in after] == []


def test_what_the_checks_refuse_is_not_published_and_is_still_in_the_form(
    own_line: Line, desk: Desk
) -> None:
    fields = fields_of(desk, f"/desk/agencies/{AGENCY}") | {"c3_address": "+1956", "do": "publish"}
    answer = desk.http.post(f"/desk/agencies/{AGENCY}", data=fields)
    assert answer.status_code == 409 and "The checks found an error" in words(answer.text)
    assert 'value="+1956"' in answer.text
    assert "+1956\n" not in (own_line.folder.parent / FILE).read_text("utf-8")


def test_each_look_has_one_empty_contact_point_and_hours_are_read_as_people_write_them(
    desk: Desk,
) -> None:
    page = f"/desk/agencies/{AGENCY}"
    fields = fields_of(desk, page)
    empty = [name for name, value in fields.items() if name.endswith("_address") and not value]
    assert len(empty) == 1
    given = {"hours": "listed", "hours_zone": "America/Chicago", "do": "look"}
    answer = desk.http.post(page, data=fields | given | {"hours_open": "Monday to Friday 9 to 5"})
    assert answer.text.count('_address" name=') == len(
        [name for name in fields if name.endswith("_address")]
    )
    assert "mo-fr 09:00-17:00" in words(answer.text)
    answer = desk.http.post(page, data=fields | given | {"hours_open": "office hours"})
    assert "“office hours” is not understood as hours" in answer.text
    assert "office hours</textarea>" in answer.text


def test_what_would_go_elsewhere_is_said_in_words() -> None:
    change = Change(
        places=("Webb County, TX", "Zapata County, TX", "Starr County, TX", "Duval County, TX"),
        type="sex or both",
        role="self or third_party or professional or unknown",
        minor="yes",
        urgencies=("P0", "P1"),
        hours=("2026-11-26T23:00:00+00:00",),
        old=("webb", "+ncmec"),
        new=("national_hotline",),
    )
    reported = publishing.elsewhere(change, {"webb": "Webb Task Force", "ncmec": "NCMEC"})
    assert reported.places == "Webb County, TX; Zapata County, TX; Starr County, TX; and 1 more"
    kinds = "sex trafficking, or sex and labor trafficking"
    assert reported.who == f"{kinds}; a minor is involved; immediate danger, or urgent"
    assert reported.old == ("Webb Task Force", "NCMEC, also notified")
    assert reported.hours == (datetime(2026, 11, 26, 23, tzinfo=UTC),)


def test_a_change_meanwhile_is_not_overwritten(own_line: Line, desk: Desk) -> None:
    fields = fields_of(desk, f"/desk/agencies/{AGENCY}") | {"notes": "mine", "do": "publish"}
    file = own_line.folder.parent / FILE
    file.write_text(file.read_text("utf-8") + "# theirs\n", "utf-8")
    answer = desk.http.post(f"/desk/agencies/{AGENCY}", data=fields)
    assert answer.status_code == 409 and "Someone changed this file" in words(answer.text)
    assert "# theirs" in file.read_text("utf-8") and "mine" in answer.text


def test_a_file_with_a_slip_is_reported_by_line_and_not_published(
    own_line: Line, desk: Desk
) -> None:
    path = "/desk/files/routing_rules/national.yaml"
    fields = fields_of(desk, path)
    broken = fields["text"].replace("refer:", "reffer:", 1)
    answer = desk.http.post(path, data=fields | {"text": broken, "do": "look"})
    assert re.search(r"national.yaml, line \d+:", words(answer.text))
    assert ">Publish<" not in answer.text


def test_no_file_outside_is_shown_and_nobody_else_comes_to_the_desk(
    own_line: Line, desk: Desk
) -> None:
    assert desk.http.get("/desk/files/..%2f..%2fetc/passwd").status_code == 404
    assert own_line.as_staff("supervisor").get("/desk").status_code == 403


def test_a_flow_is_drawn(own_line: Line, desk: Desk) -> None:
    assert "Diagram; its file says the same" in desk.look("/desk/flows/report")
    drawing = desk.http.get("/desk/flows/report/drawing.svg")
    assert drawing.headers["content-type"] == "image/svg+xml" and "<svg" in drawing.text
