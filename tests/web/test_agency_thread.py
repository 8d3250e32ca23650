"""An agency asks, a dispatcher answers, and both read it: in the portal, by link and by system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from hotline.db.referrals import ReferralMessage
from hotline.db.tasks import Task
from hotline.followups.task_kinds import AGENCY_QUESTION
from hotline.privacy import audit
from hotline.routing.response_times import DEFAULT
from tests.line import Line
from tests.web.conftest import Window
from tests.web.desk import Desk, csrf_in, words
from tests.web.night import TEXTS

AGENCY = "demo_webb_task_force"
ASKED, REPORTED = "Is the back door watched?", "Nobody knows. Come by the front."
NUMBER = "5550101"


@pytest.fixture
def tip(line: Line) -> str:
    """A report that the agency has acknowledged by the link of its alert."""
    line.text("+19565550101", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    assert line.answer(line.mails("webb")[0]).status_code == 200
    return line.tips()[0]


@pytest.fixture
def agency(line: Line) -> Desk:
    return Desk(line.as_staff("agency", agency=AGENCY), "agency")


@pytest.fixture
def dana(line: Line) -> Desk:
    return Desk(line.as_staff("dispatcher"))


def link(line: Line) -> str:
    return line.mails("webb")[0].link


def asks(agency: Desk, tip: str, said: str = ASKED) -> httpx.Response:
    return agency.send(f"/portal/{tip}", f"/portal/{tip}", do="ask", words=said)


def questions(line: Line) -> list[Task]:
    with line.dep.database.read() as db:
        return list(
            db.scalars(select(Task).where(Task.kind == AGENCY_QUESTION.name).order_by(Task.id))
        )


def test_a_question_is_answered_and_each_side_reads_it(
    line: Line, agency: Desk, dana: Desk, tip: str
) -> None:
    asks(agency, tip)
    assert "agency question" in words(dana.look("/queue"))
    page = words(dana.look(f"/reports/{tip}"))
    assert "An agency has a question for you." in page and ASKED in page
    assert "The agency wrote" in page.split("Reporter's account")[1], "it is in the story"
    dana.do(tip, "write", words=REPORTED)
    assert "agency question" not in words(dana.look("/queue"))
    assert [task.state for task in questions(line)] == ["done"]
    line.work()
    (mail,) = (mail for mail in line.mails() if "message" in mail.subject.lower())
    assert tip in mail.subject + mail.body
    assert REPORTED not in mail.body and ASKED not in mail.body, "an alert says nothing of it"
    assert "new message" in words(agency.look("/portal"))
    assert "not read yet" in words(dana.look(f"/reports/{tip}"))
    page = words(agency.look(f"/portal/{tip}"))
    assert page.index(ASKED) < page.index(REPORTED)
    assert "new message" not in words(agency.look("/portal"))
    assert "not read yet" not in words(dana.look(f"/reports/{tip}"))
    assert NUMBER not in page + words(dana.look(f"/reports/{tip}"))


def test_the_link_of_the_mail_shows_it_to_the_person_and_not_to_a_scanner(
    line: Line, agency: Desk, dana: Desk, tip: str
) -> None:
    asks(agency, tip)
    dana.do(tip, "write", words=REPORTED)
    line.work()
    (mail,) = (mail for mail in line.mails() if "message" in mail.subject.lower())
    address = mail.link
    page = words(line.http.get(address).text)
    assert "The dispatchers wrote to you" in page and REPORTED not in page
    page = words(line.answer(mail).text)
    assert REPORTED in page
    line.http.post(address, data={"do": "ask", "words": "Thank you, on our way"})
    assert "Thank you, on our way" in words(dana.look(f"/reports/{tip}"))


def test_a_system_reads_and_writes_the_thread(
    line: Line, agency: Desk, dana: Desk, tip: str
) -> None:
    made = agency.send("/portal", "/portal/tokens", name="case system").text
    token = made.split('class="token"')[1].split(">")[1].split("<")[0]
    headers = {"authorization": f"Bearer {token}"}
    address = f"/api/v1/referrals/{tip}"
    asked = line.http.post(address, json={"do": "ask", "words": ASKED}, headers=headers).json()
    assert asked["changed"] and asked["referral"]["messages"][0]["words"] == ASKED
    dana.do(tip, "write", words=REPORTED)
    (listed,) = line.http.get("/api/v1/referrals", headers=headers).json()
    assert listed["message_waits"] and listed["messages"] == []
    shown = line.http.get(address, headers=headers)
    assert [(m["by"], m["words"]) for m in shown.json()["messages"]] == [
        ("agency", ASKED),
        ("dispatcher", REPORTED),
    ]
    assert NUMBER not in shown.text and "Example" not in shown.text, "no reporter, no dispatcher"
    (listed,) = line.http.get("/api/v1/referrals", headers=headers).json()
    assert not listed["message_waits"]


def test_a_dispatcher_writes_first(line: Line, agency: Desk, dana: Desk, tip: str) -> None:
    assert "Write to the agency" in words(dana.look(f"/reports/{tip}"))
    dana.do(tip, "write", words="How is she?")
    assert "How is she?" in words(agency.look(f"/portal/{tip}"))
    empty = dana.do(tip, "write", words="  ")
    assert empty.status_code == 409 and "message was empty" in empty.text


@pytest.mark.parametrize(("urgency", "within"), list(DEFAULT.answer_agency.items()))
def test_how_soon_it_is_due_follows_the_urgency(
    line: Line, agency: Desk, dana: Desk, tip: str, urgency: str, within: timedelta
) -> None:
    dana.do(tip, "override", name="urgency", value=urgency, reason="by hand")
    asks(agency, tip)
    (task,) = questions(line)
    assert task.due_at - task.created_at == within and task.priority == urgency


def test_the_same_question_twice_is_one_until_it_is_answered(
    line: Line, agency: Desk, dana: Desk, tip: str
) -> None:
    asks(agency, tip)
    asks(agency, tip)
    assert len(questions(line)) == 1
    dana.do(tip, "write", words=REPORTED)
    asks(agency, tip)
    assert [task.state for task in questions(line)] == ["done", "open"]


def test_another_agency_reads_nothing_of_it(
    line: Line, agency: Desk, tip: str, person: Callable[..., str]
) -> None:
    asks(agency, tip)
    with httpx.Client(
        base_url=line.base_url, follow_redirects=True, timeout=60, verify=False
    ) as other:
        person("Other", "agency", "demo_ohio_line")
        Desk(other, "other").log_in()
        assert other.get(f"/portal/{tip}").status_code == 404


def test_it_is_sealed_and_erased_with_the_report(
    line: Line, agency: Desk, dana: Desk, tip: str
) -> None:
    asks(agency, tip)
    with line.dep.database.read() as db:
        (row,) = db.scalars(select(ReferralMessage))
        assert ASKED.encode() not in row.body
    dana.do(tip, "close", disposition="referred")
    from hotline.db.reports import Report
    from hotline.privacy import erase

    with line.dep.database.write() as db:
        report = db.scalars(select(Report)).one()
        erase.erase(db, line.dep.keys, report, by="staff:1", now=line.clock())
    with line.dep.database.read() as db:
        assert not db.scalars(select(ReferralMessage)).all()
        assert not list(audit.verify(db, line.dep.keys))
    assert "You can no longer write" in asks_by_hand(agency, tip)


def asks_by_hand(agency: Desk, tip: str) -> str:
    """A form that was open before the report was erased."""
    csrf = csrf_in(agency.look("/portal"))
    fields = {"do": "ask", "words": "and now?", "csrf": csrf}
    return words(agency.http.post(f"/portal/{tip}", data=fields).text)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_on_a_telephone_and_at_a_desk_nothing_hangs_over_the_edge(
    line: Line, agency: Desk, window: Window, tip: str, width: int, scheme: str
) -> None:
    asks(agency, tip)
    size = {"width": width, "height": 844}
    page = window("Dana", viewport=size, color_scheme=scheme)
    page.goto("/queue")
    expect(page.locator("tr.report .standing")).to_contain_text("agency question")
    page.goto(f"/reports/{tip}")
    page.get_by_role("link", name="Read and answer").click()
    page.get_by_label("Your message").fill(REPORTED)
    page.get_by_role("button", name="Send to the agency").click()
    expect(page.locator("#agencies .dispatcher .words")).to_have_text(REPORTED)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    theirs = window("Ines", "agency", agency=AGENCY, viewport=size, color_scheme=scheme)
    theirs.goto("/portal")
    theirs.get_by_text("new message").click()
    expect(theirs.locator(".thread .dispatcher .words")).to_have_text(REPORTED)
    theirs.get_by_label("Your question or answer").fill("Thank you")
    theirs.get_by_role("button", name="Send to the dispatcher").click()
    expect(theirs.locator(".thread .agency .words").last).to_have_text("Thank you")
    assert theirs.evaluate("document.documentElement.scrollWidth") <= width
