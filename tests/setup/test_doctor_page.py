"""``/doctor`` shows an administrator what ``hotline doctor`` finds, and sends nothing."""

from __future__ import annotations

import pytest

from hotline.doctor.findings import Finding, look, ok, run, wrong
from hotline.doctor.inside import judge_disk
from tests.line import Line
from tests.web.desk import words


def test_an_administrator_sees_it_worst_first(line: Line) -> None:
    line.as_staff("supervisor")
    page = words(line.as_staff("admin").get("/doctor").text)
    assert "Something is wrong." in page
    assert page.index("nobody can be paged") < page.index("it has the tables of this version")
    assert "hotline staff reach" in page
    assert not line.carrier.sent and not line.inbox.mails()


def test_asked_outside_it_says_what_the_provider_has(line: Line) -> None:
    line.carrier.account["campaign"] = "FAILED"
    page = words(line.as_staff("admin").get("/doctor?outside=1").text)
    assert "“a call comes in” is empty" in page and "hotline connect twilio --set" in page
    assert "the campaign is failed" in page
    assert not line.inbox.mails(), "a page that is opened sends nothing"


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "coordinator", "auditor"])
def test_nobody_else_opens_it(line: Line, role: str) -> None:
    assert line.as_staff(role).get("/doctor").status_code == 403


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (0, "wrong"),
        (1_000, "wrong"),
        (299_999_999, "wrong"),
        (300_000_000, "look"),
        (1_999_999_999, "look"),
        (2_000_000_000, "ok"),
        (10**13, "ok"),
    ],
)
def test_what_room_on_the_disk_means(line: Line, free: int, state: str) -> None:
    found = judge_disk(free, line.folder)
    assert found.state == state and bool(found.fix) == (state != "ok")


def test_a_check_that_breaks_hides_no_other(line: Line) -> None:
    def broken(_: object) -> list[Finding]:
        raise ZeroDivisionError

    checks = (("files", broken), ("disk", lambda _: [ok("disk", "fine")]))
    found = list(run(line.dep, checks))
    assert [one.state for one in found] == ["wrong", "ok"] and "ZeroDivisionError" in found[0].what


def test_what_hangs_on_a_broken_basis_is_not_said_again(line: Line) -> None:
    checks = (
        ("database", lambda _: [wrong("database", "gone", "restart")]),
        ("paging", lambda _: [wrong("paging", "unreadable", "x")]),
        ("mail", lambda _: [look("mail", "slow", "y")]),
    )
    assert [one.check for one in run(line.dep, checks)] == ["database", "mail"]


@pytest.mark.parametrize(
    ("what", "line_of_it"),
    [
        ("it is full", "WRONG  disk: it is full. Fix: make room"),
        ("it is full.", "WRONG  disk: it is full. Fix: make room"),
        ("two\nlines", "WRONG  disk: two lines. Fix: make room"),
    ],
)
def test_a_finding_is_one_line(what: str, line_of_it: str) -> None:
    assert str(wrong("disk", what, "make room")) == line_of_it


def test_the_queue_says_that_nothing_can_be_stored(line: Line) -> None:
    line.dep.database.trouble = "nothing can be stored: the disk is full"
    page = words(line.as_staff("dispatcher").get("/queue").text)
    assert "Nothing can be stored right now." in page and "hotline doctor" in page
    line.dep.database.trouble = ""
    assert "Nothing can be stored" not in words(line.as_staff("dispatcher").get("/queue").text)
