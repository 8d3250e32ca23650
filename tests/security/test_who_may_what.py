"""One table says who may use which route; it is held against every route, method and role.

Rows of the review: I1 and I2 (routes by roles), and what it missed: roles that are apart, a reason
before an admin reads, an auditor who sees the trail alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import httpx
import pytest
from sqlalchemy import select

from hotline.accounts import staff
from hotline.accounts.staff import ROLES
from hotline.app import create_app
from hotline.db.audit import AuditEvent
from hotline.db.tasks import Task
from hotline.followups import tasks
from hotline.web import access
from hotline.web.access import TABLE, Guard
from tests.line import Line, open_line
from tests.security.routes import routes
from tests.web.desk import Desk, csrf_in, words

STORY = "they keep a girl locked in a nail salon in Laredo and took her passport"
AGENCY, OTHER_AGENCY = "demo_webb_task_force", "demo_florida_farm_workers"
SELF_SERVICE = {("POST", "/logout"), ("POST", "/me/log-out"), ("POST", "/me/password")}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line with a report that was offered to an agency, and a login of every role."""
    with open_line(tmp_path_factory.mktemp("roles")) as line:
        line.text("+19565550101", STORY)
        line.clock.now = line.clock.now.replace(hour=19)
        line.work()
        for role in ROLES:
            line.as_staff(role, AGENCY if role == "agency" else None)
        yield line


def served(line: Line) -> set[tuple[str, str]]:
    return set(routes(create_app(line.dep)))  # the test's own also has a phone company


def address(path: str, line: Line) -> str:
    """The route with an object of another's in it, or one that is not there."""
    values = {
        "tip_id": line.tips()[0], "number": "1", "which": "agency", "action": "claim",
        "task_id": "1", "job_id": "1", "agency_id": OTHER_AGENCY, "digest": "0" * 64,
        "flow": "report", "person_id": "1", "doing": "nothing", "factor_id": "1",
        "session_id": "1", "token_id": "1", "view_id": "1", "note_id": "1", "token": "x" * 43,
    }  # fmt: skip
    filled = re.sub(r"\{(\w+):path\}", "ivr_flows/en/report.yaml", path)
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], filled)


def ask(browser: httpx.Client, method: str, path: str, csrf: str = "") -> httpx.Response:
    data = {"csrf": csrf} if method == "POST" else None
    return browser.request(method, path, data=data, follow_redirects=False)


def csrf_of(line: Line, role: str) -> str:
    return csrf_in(line.as_staff(role).get("/me").text)


def test_every_route_has_its_row_and_every_row_its_route(reported: Line) -> None:
    assert len(served(reported)) > 80
    assert served(reported) - set(TABLE) == set(), "a route that the table does not know"
    assert set(TABLE) - served(reported) == set(), "a row without a route"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_rows_say_and_nothing_else(reported: Line, role: str) -> None:
    browser, csrf = reported.as_staff(role), csrf_of(reported, role)
    seen: dict[tuple[str, str], int] = {}
    for (method, path), allowed in TABLE.items():
        if isinstance(allowed, Guard) or path == "/queue/events" or (method, path) in SELF_SERVICE:
            continue
        wrong = ask(browser, method, address(path, reported), "0" * 64)
        if role in allowed:
            if method == "GET":
                seen[method, path] = wrong.status_code
                assert wrong.status_code in {200, 303, 404, 409, 410}, (path, wrong.status_code)
        else:
            right = ask(browser, method, address(path, reported), csrf)
            assert (wrong.status_code, right.status_code) == (403, 403), (method, path)
            assert STORY not in right.text and "passport" not in right.text
    assert seen, "some page opens to each role"


def test_without_a_login_nothing_opens_that_has_a_role(reported: Line) -> None:
    with httpx.Client(base_url=reported.base_url, timeout=60, verify=False) as nobody:
        for (method, path), allowed in TABLE.items():
            if isinstance(allowed, frozenset):
                answer = ask(nobody, method, address(path, reported))
                assert answer.status_code in {303, 401}, (method, path, answer.status_code)
                if answer.status_code == 303:
                    assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_does_anything(reported: Line, method: str) -> None:
    browser = reported.as_staff("coordinator")
    known = {path for _, path in TABLE}
    for path in sorted(known - {"/queue/events"}):
        if (method, path) in TABLE or (method == "GET" and ("GET", path) in TABLE):
            continue
        answer = browser.request(method, address(path, reported))
        assert answer.status_code in {403, 404, 405}, (path, answer.status_code)


def test_signed_and_bearer_routes_need_what_guards_them(reported: Line) -> None:
    with httpx.Client(base_url=reported.base_url, timeout=60, verify=False) as nobody:
        for (method, path), guard in TABLE.items():
            match guard:
                case Guard.SIGNED:
                    assert ask(nobody, method, path).status_code == 403, path
                case Guard.BEARER:
                    assert ask(nobody, method, address(path, reported)).status_code == 401, path
                case Guard.LINK:
                    answer = ask(nobody, method, address(path, reported))
                    assert answer.status_code in {303, 404, 410}, (path, answer.status_code)


def test_a_route_without_a_row_opens_to_nobody() -> None:
    everyone = frozenset(ROLES)
    assert not access.may_open("GET", "/not/listed", everyone)
    assert not access.may_open("POST", "/queue", everyone)
    assert not access.may_open("GET", "/twilio/sms", everyone), "a guard is no role"
    assert access.may_open("HEAD", "/queue", frozenset({"dispatcher"}))


def test_another_agencys_referral_is_not_there(reported: Line) -> None:
    with reported.dep.database.write() as db:
        staff.add(
            db, username="other", name="Other Example", role="agency", now=reported.clock.now,
            password="synthetic people only", agency_id=OTHER_AGENCY,
        )  # fmt: skip
    with httpx.Client(base_url=reported.base_url, timeout=60, verify=False) as other:
        desk = Desk(other, "other")
        desk.log_in()
        for tip in reported.tips():
            page = other.get(f"/portal/{tip}")
            assert page.status_code == 404 and "passport" not in page.text


# Break glass ------------------------------------------------------------------------------------


def trail(line: Line, action: str) -> list[AuditEvent]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def task_words(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        found = db.scalars(select(Task).where(Task.kind == "glass_broken"))
        return [str(tasks.words_of(line.dep, task)) for task in found]


def broken(line: Line, reason: str) -> httpx.Response:
    admin = Desk(line.as_staff("admin"), "admin")
    return admin.http.post(
        "/staff/break-glass",
        data={"csrf": csrf_of(line, "admin"), "reason": reason, "back": "/queue"},
    )


@pytest.fixture
def with_report(line: Line) -> Line:
    line.text("+19565550101", STORY)
    return line


def test_an_admin_reads_a_report_only_for_a_reason_and_supervisors_hear_of_it(
    with_report: Line,
) -> None:
    line = with_report
    (tip,) = line.tips()
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    supervisor.send("/me", "/me", phone="956-555-0161", email="sol@line.example")
    admin = line.as_staff("admin")
    shut = admin.get(f"/reports/{tip}")
    assert shut.status_code == 403
    assert "passport" not in shut.text and "/staff/break-glass" in shut.text
    for poor in ("", "   ", "because", "x" * 9):
        assert broken(line, poor).status_code == 409
        assert admin.get(f"/reports/{tip}").status_code == 403
    assert not trail(line, "glass_broken")
    opened = broken(line, "The only dispatcher fell ill and a caller waits")
    assert opened.url.path == "/queue"
    page = admin.get(f"/reports/{tip}")
    assert page.status_code == 200 and "passport" in page.text
    assert "Reports are open to you until" in words(page.text)
    (row,) = trail(line, "glass_broken")
    assert row.actor.startswith("staff:") and "ill" not in row.detail, "the reason is sealed"
    assert trail(line, "viewed"), "what is looked at is audited like everyone's"
    (said,) = task_words(line)
    assert "The only dispatcher fell ill" in said
    line.work()
    assert any("administrator opened reports" in text for text in line.texts_to("+19565550161"))
    assert "The only dispatcher fell ill" in words(supervisor.look("/tasks?whose=all"))


def test_the_glass_closes_after_an_hour_and_opens_nothing_else(with_report: Line) -> None:
    line = with_report
    (tip,) = line.tips()
    broken(line, "A caller waits and nobody else is here")
    admin = line.as_staff("admin")
    assert admin.get("/supervise/on-call").status_code == 200
    for still_shut in ("/desk", "/desk/files/ivr_flows/en/report.yaml", "/portal"):
        assert admin.get(still_shut).status_code == 403, still_shut
    with httpx.Client(base_url=line.base_url, timeout=60, verify=False) as elsewhere:
        Desk(elsewhere, "admin").log_in()
        assert elsewhere.get(f"/reports/{tip}").status_code == 403, "in that browser alone"
    for _ in range(3):
        line.clock.now += staff.GLASS_LASTS / 4
        assert admin.get(f"/reports/{tip}").status_code == 200
    line.clock.now += staff.GLASS_LASTS / 4
    assert admin.get(f"/reports/{tip}").status_code == 403


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "coordinator", "auditor", "agency"])
def test_nobody_else_breaks_the_glass(reported: Line, role: str) -> None:
    before = len(trail(reported, "glass_broken"))
    sent = {
        "csrf": csrf_of(reported, role),
        "reason": "because I would like to see",
        "back": "/queue",
    }
    assert reported.as_staff(role).post("/staff/break-glass", data=sent).status_code == 403
    assert len(trail(reported, "glass_broken")) == before


def test_an_auditor_reads_and_checks_the_trail_and_nothing_else(with_report: Line) -> None:
    line = with_report
    (tip,) = line.tips()
    Desk(line.as_staff("dispatcher")).look(f"/reports/{tip}")
    auditor = Desk(line.as_staff("auditor"), "auditor")
    assert auditor.http.get("/").url.path == "/audit", "it is their home"
    page = words(auditor.look("/audit"))
    assert "Dispatcher Example" in page and f"report:{tip}" in page and "passport" not in page
    only = words(auditor.look(f"/audit?about={tip.replace('-', '')}"))
    assert "viewed" in only and "logged in" not in only
    assert "No row fits" in auditor.look("/audit?about=report:0000-0000")
    assert "every row was checked" in words(auditor.look("/audit?check=1"))
    for odd in ("before=-1", "before=x", "before=" + "9" * 30, "about=" + "x" * 81, "check=maybe"):
        assert auditor.http.get(f"/audit?{odd}").status_code == 422
    with line.dep.database.read() as db:
        first = db.scalars(select(AuditEvent.id).order_by(AuditEvent.id)).first()
    assert f">{first}</th>" not in auditor.look(f"/audit?before={first}")


def test_pages_offer_each_role_only_what_opens(reported: Line) -> None:
    links: Mapping[str, set[str]] = {
        role: set(re.findall(r'<a href="(/[^"?#]*)"', reported.as_staff(role).get("/me").text))
        for role in ROLES
    }
    for role, found in links.items():
        for link in found - {"/simulator"}:  # only `hotline demo` serves it
            answer = reported.as_staff(role).get(link)
            assert answer.status_code == 200, (role, link, answer.status_code)
    assert "/queue" not in links["auditor"] | links["admin"]
