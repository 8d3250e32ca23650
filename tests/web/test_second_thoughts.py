"""An agency pressed the wrong button: for some minutes it takes its answer back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.db.tasks import Task
from hotline.referrals import agency_answers, undo_answer
from tests.line import Line
from tests.web.conftest import Window
from tests.web.desk import Desk, csrf_in, words
from tests.web.night import TEXTS

AGENCY = "demo_webb_task_force"

OUTCOME_TASKS = set(map(str, agency_answers.OUTCOME_TASKS))


@pytest.fixture
def tip(line: Line) -> str:
    line.text("+19565550101", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    return line.tips()[0]


@pytest.fixture
def agency(line: Line) -> Desk:
    return Desk(line.as_staff("agency", agency=AGENCY), "agency")


def says(agency: Desk, tip: str, do: str, **fields: str) -> str:
    return words(agency.send(f"/portal/{tip}", f"/portal/{tip}", do=do, **fields).text)


def states(line: Line) -> list[str]:
    return [referral["state"] for referral in line.report()["referrals"]]


def open_tasks(line: Line) -> set[str]:
    with line.dep.database.read() as db:
        return set(db.scalars(select(Task.kind).where(Task.state == "open")))


def test_an_outcome_that_was_a_slip_is_taken_back(line: Line, agency: Desk, tip: str) -> None:
    says(agency, tip, "acknowledge")
    before = open_tasks(line) & OUTCOME_TASKS
    assert before
    page = says(agency, tip, "close", outcome="unfounded")
    assert "You can undo it until" in page and not open_tasks(line) & OUTCOME_TASKS
    line.clock.now += timedelta(minutes=9)
    page = says(agency, tip, "take_back")
    assert "is with you as before" in page and "You can undo it until" not in page
    assert (states(line)[0], line.report()["referrals"][0]["outcome"]) == ("acknowledged", None)
    assert open_tasks(line) & OUTCOME_TASKS == before, "it is asked again how it goes"
    queue = words(Desk(line.as_staff("dispatcher")).look(f"/reports/{tip}"))
    assert "The agency undid its answer" in queue
    with line.dep.database.read() as db:
        done = list(db.scalars(select(AuditEvent.action)))
    assert done.count("answer_taken_back") == 1


def test_a_decline_that_was_a_slip_is_taken_back_and_the_first_to_answer_has_it(
    line: Line, agency: Desk, tip: str
) -> None:
    says(agency, tip, "decline", reason="no_capacity")
    assert states(line)[:2] == ["declined", "offered"]
    assert "waits for your answer again" in says(agency, tip, "take_back")
    assert states(line)[:2] == ["offered", "offered"]
    says(agency, tip, "acknowledge")
    assert states(line)[:2] == ["acknowledged", "recalled"]


def test_one_that_was_taken_back_and_not_answered_goes_on_in_time(
    line: Line, agency: Desk, tip: str
) -> None:
    says(agency, tip, "decline", reason="no_capacity")
    says(agency, tip, "take_back")
    line.pass_time(hours=8)
    assert states(line)[0] == "unanswered"


def test_after_some_minutes_one_calls_the_dispatcher(line: Line, agency: Desk, tip: str) -> None:
    says(agency, tip, "acknowledge")
    says(agency, tip, "close", outcome="unfounded")
    line.clock.now += undo_answer.WITHIN + timedelta(seconds=1)
    page = agency.look(f"/portal/{tip}")
    assert ">Undo<" not in page
    fields = {"do": "take_back", "csrf": csrf_in(page)}
    said = words(agency.http.post(f"/portal/{tip}", data=fields).text)
    assert "can no longer be undone" in said and states(line)[0] == "closed"


def test_what_another_agency_has_meanwhile_stays_with_it(
    line: Line, agency: Desk, tip: str
) -> None:
    says(agency, tip, "decline", reason="no_capacity")
    line.work()
    (mail,) = line.mails("border-region")
    line.answer(mail)
    assert states(line)[1] == "acknowledged"
    assert "Another agency has" in says(agency, tip, "take_back")
    assert states(line)[:2] == ["declined", "acknowledged"]


@pytest.mark.browser
def test_the_button_is_there_on_a_telephone_after_a_slip(
    line: Line, window: Window, tip: str
) -> None:
    page = window(viewport={"width": 390, "height": 844}, has_touch=True)
    (mail,) = line.mails()
    page.goto(mail.link)
    page.get_by_label("Code from the alert").fill(mail.code.lower())
    page.get_by_text("We cannot take it").tap()
    page.get_by_role("button", name="Decline: it goes to the next agency").tap()
    page.get_by_role("button", name="Undo", exact=True).tap()
    expect(page.locator(".said").first).to_contain_text("waits for your answer again")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert line.report()["referrals"][0]["state"] == "offered"


def test_a_view_is_forgotten_only_when_one_is_sure(line: Line) -> None:
    dana = Desk(line.as_staff("dispatcher"))
    page = "/queue?type=labor"
    dana.send(page, "/queue/views", name="Labor", address=page)
    asked = dana.send("/queue", "/queue/views/1/forget")
    assert "Delete the view Labor?" in words(asked.text) and "Labor</a>" in dana.look("/queue")
    dana.send("/queue", "/queue/views/1/forget", sure="1")
    assert "Labor</a>" not in dana.look("/queue")
