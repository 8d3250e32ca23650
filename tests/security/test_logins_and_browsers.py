"""Where someone is logged in, and a login from a new browser. Rows F-D, F-E, S1 to S25."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from hotline.db.accounts import LoginSession, Staff
from hotline.db.audit import AuditEvent
from tests.line import PASSWORD, Line
from tests.web.desk import Desk, csrf_in, words

PHONE = "+19565550161"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


@contextmanager
def browser(line: Line, agent: str = FIREFOX) -> Iterator[httpx.Client]:
    headers = {"user-agent": agent}
    with httpx.Client(
        base_url=line.base_url, follow_redirects=True, headers=headers, timeout=60, verify=False
    ) as opened:
        yield opened


def log_in(window: httpx.Client, password: str = PASSWORD) -> None:
    window.post("/login", data={"username": "dispatcher", "password": password})


def inside(window: httpx.Client) -> bool:
    return window.get("/me", follow_redirects=False).status_code == 200


def reported(line: Line) -> list[str]:
    line.work()
    return [text for text in line.texts_to(PHONE) if "new browser" in text]


@pytest.fixture
def desk(line: Line) -> Desk:
    desk = Desk(line.as_staff())
    desk.send("/me", "/me", phone="956-555-0161", email="")
    return desk


def test_a_login_in_a_new_browser_is_reported_to_its_owner_once(line: Line, desk: Desk) -> None:
    desk.log_in()
    assert reported(line) == [], "the browser they use anyway"
    with browser(line) as window:
        log_in(window, "not the right password")
        assert reported(line) == [], "a wrong password is no login"
        log_in(window)
        line.clock.now = line.clock.now.replace(minute=7)
        assert len(reported(line)) == 1 and "/me" in reported(line)[0]
        page = words(desk.look("/me/factors"))
        assert "Firefox, Linux" in page and "first time" in page
        log_in(window)
        assert len(reported(line)) == 1, "it is known now"
    with line.dep.database.read() as db:
        rows = db.scalars(select(AuditEvent).where(AuditEvent.action == "new_browser")).all()
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (FIREFOX, "Firefox, Linux"),
        (SAFARI, "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537.36 Edg/150", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/150 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/150 Safari/537.36", "Chrome, Chromebook"),
        ("curl/8", "Another program"),
        ("", "Another program"),
        ("<script>alert(1)</script>" * 100, "Another program"),
    ],
)
def test_browsers_are_named_so_that_their_owner_knows_them(
    line: Line, desk: Desk, agent: str, named: str
) -> None:
    with browser(line, agent) as window:
        log_in(window)
    page = desk.look("/me/factors")
    assert named in words(page) and "alert(1)" not in page


def test_one_browser_is_logged_out_and_no_one_elses(line: Line, desk: Desk) -> None:
    with browser(line) as lost, browser(line, SAFARI) as kept:
        log_in(lost)
        log_in(kept)
        page = desk.look("/me/factors")
        (row,) = re.findall(r"<li>Firefox.*?/me/sessions/(\d+)/end", page, re.DOTALL)
        desk.send("/me/factors", f"/me/sessions/{row}/end")
        assert not inside(lost) and inside(kept) and inside(desk.http)
        stranger = Desk(line.as_staff("supervisor"), "supervisor")
        csrf = csrf_in(stranger.look("/me"))
        with line.dep.database.read() as db:
            numbers = list(db.scalars(select(LoginSession.id)))
        own = re.findall(r"/me/sessions/(\d+)/end", stranger.look("/me/factors"))
        for number in numbers:
            if str(number) not in own:
                sent = stranger.http.post(f"/me/sessions/{number}/end", data={"csrf": csrf})
                assert sent.status_code in {200, 403}
        assert inside(kept) and inside(desk.http)


def test_an_admin_lists_and_ends_a_browser_and_lets_someone_try_again(
    line: Line, desk: Desk
) -> None:
    line.app.state.passwords.hold_seconds = 0.0
    admin = Desk(line.as_staff("admin"), "admin")
    with line.dep.database.read() as db:
        person = db.scalars(select(Staff.id).where(Staff.username == "dispatcher")).one()
    with browser(line) as window:
        log_in(window)
        page = admin.look("/staff")
        assert "Firefox, Linux" in words(page)
        (number,) = re.findall(r'name="session" value="(\d+)">Firefox', page)
        csrf = csrf_in(page)
        admin.http.post(f"/staff/{person}/end", data={"csrf": csrf, "session": number})
        assert not inside(window)
        for bad in ("x", "", "-1", "9" * 30, number):
            sent = {"csrf": csrf, "session": bad}
            assert admin.http.post(f"/staff/{person}/end", data=sent).status_code == 403
    with browser(line) as guesser:
        for number in range(12):
            log_in(guesser, f"a wrong password {number}")
        log_in(guesser)
        assert not inside(guesser), "too many wrong ones came from there"
        admin.send("/staff", f"/staff/{person}/unlock")
        line.clock.now = line.clock.now.replace(minute=9)
        log_in(guesser)
        assert inside(guesser)


@pytest.mark.parametrize(
    ("page", "action"), [("/me", "/me/password"), ("/me/factors", "/me/factors/app")]
)
def test_guessing_the_own_password_at_an_open_page_waits(
    line: Line, page: str, action: str
) -> None:
    line.app.state.passwords.hold_seconds = 0.0
    desk, other = Desk(line.as_staff()), Desk(line.as_staff("supervisor"), "supervisor")
    for one in (desk, other):
        one.look("/me")
    for _ in range(2):  # each in turn is used, so that neither login runs out
        line.clock.now += timedelta(minutes=10)
        for one in (desk, other):
            one.look(page)
    new = {"password": "four unrelated words here", "again": "four unrelated words here"}
    said = [words(desk.send(page, action, now=f"guess {n}", **new).text) for n in range(13)]
    assert "password is not correct" in said[0] and "password is not correct" in said[9]
    assert "Wait" in said[12] and "seconds" in said[12]
    right = words(desk.send(page, action, now=PASSWORD, **new).text)
    assert "Too many wrong passwords" in right, "not even looked at"
    theirs = words(other.send(page, action, now="a slip", **new).text)
    assert "password is not correct" in theirs, "nobody else waits"
    line.clock.now += timedelta(minutes=15)
    desk.look(page)
    again = words(desk.send(page, action, now=PASSWORD, **new).text)
    assert "Too many wrong passwords" not in again and "not correct" not in again
