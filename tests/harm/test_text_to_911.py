"""Whether 911 can be texted is said by the county's center: in texts and on the web page.

The synthetic centers of Webb County (yes), Franklin County (no) and Collier County (nobody knows).
"""

from __future__ import annotations

import pytest

from tests.line import Line
from tests.web_door.visitor import Visitor

YES, NO = "You can text 911 in", "does not get texts: call."
BOUNCES = "bounces, call"
DANGER = "he has a gun and she is locked in right now in"
CASES = [
    ("Laredo, Texas", True), ("Webb County, Texas", True), ("Laredo TX 78040", True),
    ("Columbus, Ohio", False), ("Dublin, Ohio", False), ("Hilliard, Ohio", False),
    ("Grove City, Ohio", False), ("Immokalee, Florida", None), ("Naples, Florida", None),
    ("Tulsa, Oklahoma", None),
]  # fmt: skip


def check(said: str, takes: bool | None, place: str) -> None:
    assert (YES in said) is (takes is True), (place, said)
    assert (NO in said) is (takes is False), (place, said)


def test_a_texter_in_danger_learns_it_for_their_place(line: Line) -> None:
    for number, (place, takes) in enumerate(CASES):
        sender = f"+1415555019{number}"
        first = line.text(sender, f"{DANGER} {place}")
        check(first, takes, place)
        more = line.text(sender, "yes")
        assert YES not in more and NO not in more, "said once"
        assert takes is not False or "or text 911" not in first + more


def test_where_the_place_is_asked_for_it_is_said_with_the_answer(line: Line) -> None:
    for number, (place, takes) in enumerate(CASES[:4] + CASES[7:8]):
        sender = f"+1415555017{number}"
        first = line.text(sender, "he has a gun and she is locked in right now")
        assert BOUNCES in first and YES not in first and NO not in first
        line.text(sender, "yes")
        check(line.text(sender, place), takes, place)


def test_calm_reports_read_nothing_of_it(line: Line) -> None:
    said = line.text("+14155550188", "a nail salon in Columbus, Ohio pays its workers nothing")
    said += line.text("+14155550188", "yes")
    assert YES not in said and NO not in said


@pytest.mark.parametrize(("place", "takes"), [("Laredo, Texas", True), ("Columbus, Ohio", False)])
def test_the_web_page_says_it_too(line: Line, place: str, takes: bool) -> None:
    visitor = Visitor(line.http)
    assert BOUNCES in visitor.answer.text
    check(visitor.send(f"{DANGER} {place}"), takes, place)


def test_in_spanish(line: Line) -> None:
    said = line.text(
        "+14155550186", "tiene una pistola y ella está encerrada ahora en Columbus, Ohio"
    )
    assert "el 911 no recibe textos: llame" in said
    said = line.text(
        "+14155550187", "tiene una pistola y ella está encerrada ahora en Laredo, Texas"
    )
    assert "puede mandar un texto al 911" in said
