"""One choice for many reports: each with its own checks, and undone together."""

from __future__ import annotations

import re

import pytest

from tests.line import Line
from tests.web.desk import Desk, csrf_in, words

STORIES = (
    "my boss in Laredo took my passport and locks us in at night",
    "a man sells his girlfriend at a motel in Laredo Texas",
    "women sleep in a spa in Houston Texas and never go out",
    "kids sell candy door to door in Dallas Texas and are beaten",
)


@pytest.fixture
def tips(line: Line) -> list[str]:
    for number, told in enumerate(STORIES, 1):
        line.text(f"+1956555010{number}", told)
    return line.tips()


@pytest.fixture
def desk(line: Line) -> Desk:
    return Desk(line.as_staff("dispatcher"))


def do(desk: Desk, tips: list[str], what: str, **more: str) -> str:
    page = desk.look("/queue")
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    fields = {"csrf": csrf_in(page), "seen": seen, "do": what, "address": "/queue", **more}
    answer = desk.http.post("/queue/bulk", data=fields | {f"tip-{tip}": "1" for tip in tips})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def undo(desk: Desk, page: str) -> str:
    form = re.search(r'<form method="post" action="/queue/bulk">(.*?)</form>', page, re.DOTALL)
    assert form, "there is no Undo"
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[1]))
    return desk.http.post("/queue/bulk", data=fields).text


def states(line: Line, tips: list[str]) -> set[str]:
    return {line.report(tip)["state_of_report"] for tip in tips}


def test_many_are_closed_and_opened_again(line: Line, desk: Desk, tips: list[str]) -> None:
    page = do(desk, tips, "close:no_action_possible", text="checked with the sheriff")
    assert "Done for 4 reports." in words(page) and states(line, tips) == {"closed"}
    assert "checked with the sheriff" in words(desk.look(f"/reports/{tips[0]}"))
    assert "Done for 4 reports." in words(undo(desk, page))
    assert "closed" not in states(line, tips)
    assert "Done for" not in words(desk.look("/queue")), "it is said once"


def test_many_are_claimed_assigned_and_linked(line: Line, desk: Desk, tips: list[str]) -> None:
    line.as_staff("supervisor")
    do(desk, tips[:3], "claim")
    assert words(desk.look("/queue?mine=1")).count("Dispatcher Example") >= 3
    page = do(desk, tips[:2], "assign", to="2")
    assert "Done for 2 reports." in words(page)
    assert "Assigned to Supervisor Example" in words(desk.look(f"/reports/{tips[0]}"))
    do(desk, tips[1:], "link")
    report = words(desk.look(f"/reports/{tips[1]}"))
    assert report.count("linked") >= 2


def test_what_cannot_be_done_is_said_and_the_rest_is_done(
    line: Line, desk: Desk, tips: list[str]
) -> None:
    other = Desk(line.as_staff("supervisor"), "supervisor")
    other.do(tips[0], "claim")
    page = words(do(desk, [*tips, "0000-0000"], "claim"))
    assert "Done for 3 reports." in page
    assert f"{tips[0]}: Supervisor Example has this report" in page


def test_a_stale_list_changes_nothing_that_a_colleague_changed(
    line: Line, desk: Desk, tips: list[str]
) -> None:
    page = desk.look("/queue")
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    other = Desk(line.as_staff("supervisor"), "supervisor")
    other.do(tips[0], "override", name="urgency", value="P0", reason="a second call")
    answer = words(do(desk, tips[:2], "close:test", seen=seen))
    assert "Done for 1 report." in answer
    assert f"{tips[0]}: Changed by Supervisor Example since you opened this page" in answer
    assert line.report(tips[0])["state_of_report"] != "closed"


@pytest.mark.parametrize(
    ("what", "which"),
    [("close:helicopter", 2), ("close", 2), ("assign", 2), ("", 2), ("erase", 2), ("claim", 0),
     ("close:handed_to_national_hotline", 2)],
)  # fmt: skip
def test_a_choice_that_is_none_changes_nothing(
    line: Line, desk: Desk, tips: list[str], what: str, which: int
) -> None:
    before = [line.report(tip) for tip in tips]
    page = words(do(desk, tips[:which], what))
    assert "Select reports first." in page or "Done for 0 reports." in page
    assert [line.report(tip) for tip in tips] == before


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "/staff", "x"])
def test_one_comes_back_to_a_list_of_ours(desk: Desk, tips: list[str], address: str) -> None:
    csrf = csrf_in(desk.look("/queue"))
    fields = {"csrf": csrf, "do": "claim", "address": address, f"tip-{tips[0]}": "1"}
    answer = desk.http.post("/queue/bulk", data=fields, follow_redirects=False)
    assert answer.headers["location"] == "/queue"
