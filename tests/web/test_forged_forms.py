"""Forms that another page sent in someone's name: without a token, with a wrong one, another's."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select

from hotline.db.reports import Entry, Report
from hotline.web.middleware import MOST_BYTES_ELSEWHERE
from tests.line import Line
from tests.web.desk import Desk, csrf_in

CALLER = "+19565550101"


def entries(line: Line) -> int:
    with line.dep.database.read() as db:
        return len(db.scalars(select(Entry.id)).all())


@pytest.fixture
def tip(line: Line) -> str:
    line.text(CALLER, "they keep a girl locked in a nail salon in Laredo and took her passport")
    (tip,) = line.tips()
    return tip


def test_a_form_is_taken_only_with_the_visitors_own_token(line: Line, tip: str) -> None:
    desk = Desk(line.as_staff("dispatcher"))
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    mine, others = (csrf_in(person.look("/queue")) for person in (desk, supervisor))
    assert mine != others
    desk.log_in()
    after = csrf_in(desk.look("/queue"))
    assert after != mine, "a new login has a token of its own"
    forged = {
        "absent": {},
        "empty": {"csrf": ""},
        "blank": {"csrf": " "},
        "wrong": {"csrf": "0" * len(mine)},
        "one sign wrong": {"csrf": after[:-1] + ("0" if after[-1] != "0" else "1")},
        "cut": {"csrf": after[:-1]},
        "longer": {"csrf": after + "0"},
        "in capitals": {"csrf": after.upper()},
        "not ASCII": {"csrf": "é" * len(mine)},
        "a lone surrogate": {"csrf": "\udcff"},
        "another person's": {"csrf": others},
        "of a login that is over": {"csrf": mine},
    }
    before = entries(line)
    for why, fields in forged.items():
        for action, more in (("note", {"text": "planted"}), ("claim", {}), ("close", {})):
            body = urlencode(fields | more, errors="surrogateescape")
            answer = desk.http.post(
                f"/reports/{tip}/{action}",
                content=body,
                headers={
                    "content-type": "application/x-www-form-urlencoded",
                    "origin": "https://elsewhere.example",
                },
                follow_redirects=False,
            )
            assert answer.status_code == 403, (why, action, answer.status_code)
    assert entries(line) == before
    with line.dep.database.read() as db:
        assert db.scalars(select(Report.claimed_by)).all() == [None]
    taken = desk.http.post(f"/reports/{tip}/note", data={"csrf": after, "text": "the van is green"})
    assert taken.status_code == 200 and "the van is green" in taken.text


def test_a_form_without_a_login_asks_for_one_whatever_its_token(line: Line, tip: str) -> None:
    mine = csrf_in(Desk(line.as_staff("dispatcher")).look("/queue"))
    with httpx.Client(
        base_url=line.base_url, follow_redirects=False, timeout=60, verify=False
    ) as stranger:
        for fields in ({}, {"csrf": ""}, {"csrf": mine}):
            answer = stranger.post(f"/reports/{tip}/note", data={**fields, "text": "planted"})
            assert answer.headers.get("location", "/login").startswith("/login")
            assert answer.status_code in {303, 401, 403} or "password" in answer.text
    assert "planted" not in Desk(line.as_staff("dispatcher")).look(f"/reports/{tip}")


@pytest.mark.parametrize("announced", [True, False], ids=["with its length", "in chunks"])
def test_a_form_of_just_the_longest_length_is_read_and_one_byte_more_is_not(
    line: Line, tip: str, announced: bool
) -> None:
    desk = Desk(line.as_staff("dispatcher"))
    token = csrf_in(desk.look("/queue"))
    head = f"csrf={token}&nothing=".encode()
    for length, status in (
        (MOST_BYTES_ELSEWHERE, {200, 303}),
        (MOST_BYTES_ELSEWHERE + 1, {413}),
        (MOST_BYTES_ELSEWHERE * 3, {413}),
    ):
        body = head + b"x" * (length - len(head))
        chunks = body if announced else (body[at : at + 50_000] for at in range(0, length, 50_000))
        answer = desk.http.post(
            f"/reports/{tip}/claim",
            content=chunks,
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code in status, (length, answer.status_code)
        if 413 in status:
            assert "more than 200 kB" in answer.text and "nothing was stored" in answer.text
