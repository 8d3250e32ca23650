"""The right people are in, and nobody else: logins, their roles, passwords and sessions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.accounts import logins, staff
from hotline.accounts.logins import By
from hotline.accounts.staff import StaffError
from hotline.db.accounts import LoginSession, Staff
from hotline.db.audit import AuditEvent
from tests.command import hotline
from tests.line import PASSWORD, TUESDAY_NOON, Line
from tests.web.desk import Desk, csrf_in, words

BY = By("command line", TUESDAY_NOON)
OTHER = "purple lamp under seven bridges"
AGENCY = "an_agency"


def browser(line: Line) -> httpx.Client:
    return httpx.Client(base_url=line.base_url, follow_redirects=False, verify=False, timeout=60)


@contextmanager
def logged_in(line: Line, name: str, password: str = PASSWORD) -> Iterator[httpx.Client]:
    """A browser of its own, after the form was sent."""
    with browser(line) as window:
        window.post("/login", data={"username": name, "password": password})
        yield window


def add(line: Line, name: str, role: str = "dispatcher", agency: str | None = None) -> None:
    with line.dep.database.write() as db:
        staff.add(
            db,
            username=name,
            name=f"{name.title()} Example",
            role=role,
            password=PASSWORD,
            now=line.clock.now,
            agency_id=agency,
        )


def person(db: Session, name: str) -> Staff:
    return logins.find(db, name)


def inside(window: httpx.Client) -> bool:
    """Whether the browser may see a page that needs a login."""
    return window.get("/me").status_code == 200


def actions(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


# Roles and agencies -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "agency", "said"),
    [
        ("agency", None, "needs the id of an agency"),
        ("agency", "", "needs the id of an agency"),
        ("agency", "no_such", "no_such"),
        ("agency", "Webb County Sheriff", "is none of the directory"),
        ("dispatcher", AGENCY, "Only the role agency"),
        ("admin", AGENCY, "Only the role agency"),
        ("chief", None, "There is no role"),
        ("", None, "There is no role"),
        ("Dispatcher", None, "There is no role"),
    ],
)
def test_a_role_that_cannot_be_is_refused(
    line: Line, role: str, agency: str | None, said: str
) -> None:
    with pytest.raises(StaffError, match=said), line.dep.database.write() as db:
        logins.add(
            db, line.dep, BY, username="pat", name="Pat Example", role=role, agency_id=agency
        )
    with line.dep.database.read() as db:
        assert db.scalar(select(func.count(Staff.id))) == 0


def known_agency(line: Line) -> str:
    with line.dep.database.read() as db:
        return min(logins.agencies_of(db, line.dep))


@pytest.mark.parametrize("name", ["", "p", "pat example", "pat\n", "x" * 41, "pat/../x", " "])
def test_a_login_that_nobody_could_type_is_refused(line: Line, name: str) -> None:
    with pytest.raises(StaffError), line.dep.database.write() as db:
        logins.add(db, line.dep, BY, username=name, name="Pat", role="dispatcher")


def test_the_last_coordinator_stays(line: Line) -> None:
    add(line, "ada", "admin")
    for change in (
        lambda db: logins.disable(db, line.dep, person(db, "ada"), BY),
        lambda db: logins.set_role(db, line.dep, person(db, "ada"), "auditor", None, BY),
    ):
        with pytest.raises(StaffError, match="last administrator"), line.dep.database.write() as db:
            change(db)
    add(line, "ben", "admin")
    with line.dep.database.write() as db:
        logins.disable(db, line.dep, person(db, "ada"), BY)
    assert actions(line)[-1] == "login_disabled"


# Sessions -----------------------------------------------------------------------------------------


def test_a_login_ends_the_one_it_replaces(line: Line) -> None:
    add(line, "dora")
    with logged_in(line, "dora") as window:
        before = dict(window.cookies)
        window.post("/login", data={"username": "dora", "password": PASSWORD})
        assert inside(window)
        with browser(line) as thief:
            thief.cookies.update(before)
            assert not inside(thief)
        window.post("/login", data={"username": "dora", "password": "not the right one"})
        assert inside(window), "a wrong password ends nothing"


@pytest.mark.parametrize(
    ("change", "action", "may_return"),
    [
        (logins.disable, "login_disabled", False),
        (logins.log_out_everywhere, "sessions_ended", True),
        (
            lambda db, dep, who, by: logins.set_role(db, dep, who, "auditor", None, by),
            "role_changed",
            True,
        ),
        (
            lambda db, dep, who, by: logins.set_password(db, dep, who, staff.hash_of(OTHER), by),
            "password_changed",
            False,
        ),
    ],
    ids=["disabled", "logged out", "role", "password"],
)
def test_what_is_taken_away_ends_every_session_at_once(
    line: Line, change: object, action: str, *, may_return: bool
) -> None:
    add(line, "dora")
    with logged_in(line, "dora") as desk, logged_in(line, "dora") as phone:
        assert inside(desk) and inside(phone)
        with line.dep.database.write() as db:
            change(db, line.dep, person(db, "dora"), By("staff:9", line.clock.now))  # type: ignore[operator]
        assert not inside(desk) and not inside(phone)
    with logged_in(line, "dora") as again:
        assert inside(again) is may_return
    assert action in actions(line)


def test_a_login_that_was_turned_off_can_be_turned_on_again(line: Line) -> None:
    add(line, "dora")
    with line.dep.database.write() as db:
        logins.disable(db, line.dep, person(db, "dora"), BY)
        logins.enable(db, line.dep, person(db, "dora"), BY)
    with logged_in(line, "dora") as window:
        assert inside(window)


# A person's own page ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "password", "again", "said"),
    [
        ("wrong one here", OTHER, OTHER, "not correct"),
        (PASSWORD, OTHER, OTHER + "x", "not the same"),
        (PASSWORD, "short", "short", "at least 12"),
        (PASSWORD, "dispatcher2026!", "dispatcher2026!", "too easy"),
        ("", OTHER, OTHER, "not correct"),
    ],
)
def test_a_password_that_cannot_be_changed_is_said(
    line: Line, now: str, password: str, again: str, said: str
) -> None:
    desk = Desk(line.as_staff("dispatcher"))
    answer = desk.send("/me", "/me/password", now=now, password=password, again=again)
    assert answer.status_code == 409
    assert said in words(answer.text)
    assert "password_changed" not in actions(line)


@pytest.mark.parametrize("role", ["dispatcher", "auditor", "agency", "admin"])
def test_everyone_changes_their_own_password_and_ends_their_other_browsers(
    line: Line, role: str
) -> None:
    desk = Desk(line.as_staff(role, known_agency(line) if role == "agency" else None), role)
    with logged_in(line, role) as other:
        answer = desk.send("/me", "/me/password", now=PASSWORD, password=OTHER, again=OTHER)
        assert "Your password is changed" in answer.text
        assert inside(desk.http) and not inside(other)
    with logged_in(line, role) as old, logged_in(line, role, OTHER) as new:
        assert not inside(old) and inside(new)
        desk.send("/me", "/me/log-out")
        assert not inside(new)
        desk.http.follow_redirects = False
        assert not inside(desk.http)


# The coordinator's page ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "auditor", "agency"])
def test_only_a_coordinator_sees_the_logins(line: Line, role: str) -> None:
    desk = Desk(line.as_staff(role, known_agency(line) if role == "agency" else None), role)
    assert desk.http.get("/staff").status_code == 403
    csrf = csrf_in(desk.look("/me"))
    for path in ("/staff", "/staff/1/role", "/staff/1/password", "/staff/1/enable"):
        sent = {"csrf": csrf, "role": "admin", "username": "eve", "name": "Eve"}
        assert desk.http.post(path, data=sent).status_code == 403
    assert not {"login_added", "role_changed", "password_link_made"} & set(actions(line))


def test_a_coordinator_adds_someone_who_sets_their_own_password(line: Line) -> None:
    desk = Desk(line.as_staff("admin"), "admin")
    page = desk.send("/staff", "/staff", username="pat", name="Pat Example", role="supervisor")
    (link,) = re.findall(r'<code class="token">([^<]+)</code>', page.text)
    with browser(line) as window:
        assert "pat" in window.get(link).text
        assert window.get(link).status_code == 200, "looking does not use it up"
        bad = window.post(link, data={"password": "patexample12345", "again": "patexample12345"})
        assert (bad.status_code, "too easy" in bad.text) == (409, True)
        done = window.post(link, data={"password": OTHER, "again": OTHER})
        assert done.headers["location"] == "/login"
        used = window.post(link, data={"password": OTHER * 2, "again": OTHER * 2})
        assert (used.status_code, "was already used" in used.text) == (410, True)
    with logged_in(line, "pat", OTHER) as window:
        assert inside(window)
    assert {"login_added", "password_link_made", "password_changed"} <= set(actions(line))


@pytest.mark.parametrize("why", ["old", "newer", "disabled", "unknown"])
def test_a_link_that_does_not_work_any_more_says_so(line: Line, why: str) -> None:
    add(line, "pat")
    with line.dep.database.write() as db:
        link = logins.new_link(db, line.dep, person(db, "pat"), By("x", line.clock.now))
        if why == "newer":
            logins.new_link(db, line.dep, person(db, "pat"), By("x", line.clock.now))
        if why == "disabled":
            logins.disable(db, line.dep, person(db, "pat"), By("x", line.clock.now))
    if why == "old":
        line.clock.now += logins.LINK_LASTS
    if why == "unknown":
        link = f"{line.base_url}/password/nothing"
    with browser(line) as window:
        assert window.get(link).status_code == 410
        assert window.post(link, data={"password": OTHER, "again": OTHER}).status_code == 410
    with logged_in(line, "pat", OTHER) as window:
        assert not inside(window)


def test_the_page_does_all_that_a_coordinator_needs(line: Line) -> None:
    add(line, "dora")
    desk = Desk(line.as_staff("admin"), "admin")
    with line.dep.database.read() as db:
        number = person(db, "dora").id
    here = f"/staff/{number}"
    agency = known_agency(line)
    with logged_in(line, "dora") as dora:
        assert "Log them out everywhere" in desk.look("/staff")
        desk.send("/staff", f"{here}/log-out")
        assert not inside(dora)
    assert "is none of the directory" in desk.send("/staff", f"{here}/role", role="agency").text
    page = desk.send("/staff", f"{here}/role", role="agency", agency_id=agency).text
    assert agency in page
    assert "turned off" in desk.send("/staff", f"{here}/disable").text
    assert "turned off" not in desk.send("/staff", f"{here}/enable").text
    with line.dep.database.write() as db:
        person(db, "dora").locked_until = line.clock.now + timedelta(minutes=15)
    desk.send("/staff", f"{here}/unlock")
    with line.dep.database.read() as db:
        assert person(db, "dora").locked_until is None
    assert desk.http.post(f"{here}/nothing").status_code == 403
    spanish = words(desk.look("/staff?lang=es"))
    assert "Agregar un usuario" in spanish
    by_admin = {"sessions_ended", "role_changed", "login_disabled", "login_enabled"}
    assert by_admin <= set(actions(line))


# The command line ---------------------------------------------------------------------------------


def test_logins_by_command_each_audited(line: Line) -> None:
    agency = known_agency(line)
    printed = hotline(
        line.folder, "staff", "add", "pat", "--name", "Pat Example", said=f"{PASSWORD}\n"
    )
    assert printed.returncode == 0, printed.stderr
    with logged_in(line, "pat") as window:
        assert inside(window)
        assert "last_seen" in hotline(line.folder, "staff", "sessions", "pat").stdout
        rows = json.loads(hotline(line.folder, "staff", "sessions", "pat", "--json").stdout)
        one = str(rows[0]["id"])
        assert hotline(line.folder, "staff", "log-out", "pat", "--session", "9999").returncode == 2
        assert hotline(line.folder, "staff", "log-out", "pat", "--session", one).returncode == 0
        assert actions(line)[-1] == "session_ended" and not inside(window)
        assert hotline(line.folder, "staff", "log-out", "pat").returncode == 0
        assert not inside(window)
    steps = (
        (["role", "pat", "supervisor"], "role_changed"),
        (["role", "pat", "agency", "--agency", agency], "role_changed"),
        (["agency", "pat", agency], "role_changed"),
        (["unlock", "pat"], "login_unlocked"),
        (["disable", "pat"], "login_disabled"),
        (["enable", "pat"], "login_enabled"),
        (["password", "pat"], "password_changed"),
        (["password", "pat", "--link"], "password_link_made"),
    )
    for command, action in steps:
        ended = hotline(line.folder, "staff", *command, said=f"{OTHER}\n")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert actions(line)[-1] == action
        assert OTHER not in ended.stdout
    with line.dep.database.read() as db:
        assert set(db.scalars(select(AuditEvent.actor))) >= {"command line"}
        assert db.scalar(select(func.count(LoginSession.id))) == 0


@pytest.mark.parametrize(
    "command",
    [
        ["add", "ag", "--name", "Ag", "--role", "agency"],
        ["add", "ag", "--name", "Ag", "--role", "agency", "--agency", "no_such"],
        ["add", "ag", "--name", "Ag", "--agency", "no_such"],
        ["disable", "nobody"],
        ["password", "nobody"],
        ["role", "nobody", "auditor"],
    ],
)
def test_what_cannot_be_done_by_command_is_one_line(line: Line, command: list[str]) -> None:
    ended = hotline(line.folder, "staff", *command, said=f"{OTHER}\n")
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    with line.dep.database.read() as db:
        assert db.scalars(select(Staff.username)).all() == []
