"""With the option, what one coordinator makes another one publishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from hotline.accounts import staff
from hotline.db import line_options as options
from hotline.db.audit import AuditEvent
from hotline.web import access
from tests.line import PASSWORD, Line
from tests.web.conftest import own_line
from tests.web.desk import Desk, fields_of, words

__all__ = ["own_line"]
AGENCY = "demo_webb_task_force"
FILE = "routing_rules/demo/agencies/TX.yaml"


@pytest.fixture
def line(own_line: Line) -> Line:
    admin = Desk(own_line.as_staff("admin"), "admin")
    admin.send("/staff", "/staff/rules", grace="14", second_person="yes")
    return own_line


@pytest.fixture
def maker(line: Line) -> Desk:
    return Desk(line.as_staff("coordinator"), "coordinator")


@pytest.fixture
def other(line: Line) -> Iterator[Desk]:
    with line.dep.database.write() as db:
        staff.add(db, username="olga", name="Olga Example", role="coordinator",
                  password=PASSWORD, now=line.clock.now)  # fmt: skip
    with httpx.Client(base_url=line.base_url, follow_redirects=True, timeout=120) as browser:
        desk = Desk(browser, "olga")
        desk.log_in()
        yield desk


def on_disk(line: Line) -> str:
    return (line.folder.parent / FILE).read_text("utf-8")


def served(line: Line) -> str:
    with line.dep.database.read() as db:
        return line.dep.library.current(db).digest


def changed(desk: Desk, notes: str) -> httpx.Response:
    fields = fields_of(desk, f"/desk/agencies/{AGENCY}") | {"notes": notes, "why": notes}
    return desk.http.post(f"/desk/agencies/{AGENCY}", data=fields | {"do": "publish"})


def actions(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(AuditEvent.action)))


def test_nothing_is_in_use_until_someone_else_approves(
    line: Line, maker: Desk, other: Desk
) -> None:
    before, version = on_disk(line), served(line)
    said = changed(maker, "Ask for the desk.")
    assert "It waits for a second person" in words(said.text)
    assert (on_disk(line), served(line)) == (before, version)
    own = maker.send("/desk/waiting/1", "/desk/waiting/1", do="approve")
    assert own.status_code == 409 and "someone else has to approve" in words(own.text)
    assert (on_disk(line), served(line)) == (before, version)
    page = words(other.look("/desk/waiting/1"))
    assert "Ask for the desk." in page and "Coordinator Example" in page
    done = other.send("/desk/waiting/1", "/desk/waiting/1", do="approve")
    assert "It is published" in words(done.text)
    assert "Ask for the desk." in on_disk(line) and served(line) != version
    assert other.http.get("/desk/waiting/1").status_code == 409, "decided"
    assert {"publishing_asked", "publishing_approved", "published"} <= set(actions(line))


def test_a_file_that_changed_meanwhile_is_not_overwritten_and_a_change_can_be_withdrawn(
    line: Line, maker: Desk, other: Desk
) -> None:
    changed(maker, "Ask for the desk.")
    changed(maker, "Ask for the night desk.")
    other.send("/desk/waiting/1", "/desk/waiting/1", do="approve")
    late = other.send("/desk/waiting/2", "/desk/waiting/2", do="approve")
    assert late.status_code == 409 and "Someone else changed" in words(late.text)
    assert "night desk" not in on_disk(line)
    maker.send("/desk/waiting/2", "/desk/waiting/2", do="drop")
    assert "publishing_dropped" in actions(line)
    assert "/desk/waiting/" not in maker.look("/desk")


@pytest.mark.parametrize("role", sorted(access.ANYONE - {"coordinator"}))
def test_nobody_else_approves(line: Line, maker: Desk, role: str) -> None:
    changed(maker, "Ask for the desk.")
    agency = AGENCY if role == "agency" else None
    someone = Desk(line.as_staff(role, agency), role)
    assert someone.http.post("/desk/waiting/1", data={"do": "approve"}).status_code == 403


def test_without_the_option_a_change_is_in_use_at_once(own_line: Line) -> None:
    with own_line.dep.database.read() as db:
        assert not options.needs_second_person(db)
    desk = Desk(own_line.as_staff("coordinator"), "coordinator")
    assert "It is published" in words(changed(desk, "Ask for the desk.").text)
    assert isinstance(own_line.folder, Path)
