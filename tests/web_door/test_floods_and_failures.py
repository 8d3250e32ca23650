"""Many at once, a database that does not answer, forms that are broken: nothing is lost."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import sqlite3
from datetime import timedelta

import pytest

from hotline.intake import web_visits
from hotline.public import web_report
from tests.line import SQLITE, Line
from tests.web_door.visitor import Visitor

DANGER = "he is beating her right now at the motel in Laredo Texas, he has a knife"


def prove(token: str) -> str:
    """The work that a browser does."""
    n = 0
    while int.from_bytes(hashlib.sha256(f"{token}:{n}".encode()).digest()[:4], "big") >> 17:
        n += 1
    return str(n)


@pytest.fixture(scope="module")
def flooded(shared: Line) -> Line:
    """A line on which very many visits began within minutes."""
    shared.clock.now += web_visits.WITHIN + timedelta(minutes=1)
    for number in range(web_visits.MANY):
        Visitor(shared.http).send(f"number {number}: someone works without pay in Laredo, Texas")
    return shared


@pytest.fixture
def calm() -> None:
    """These tests want the flood."""


def test_in_a_flood_a_new_visit_waits_and_loses_no_word(flooded: Line) -> None:
    before = len(flooded.tips())
    visitor = Visitor(flooded.http)
    visitor.send("my cousin is not paid at the dairy in Dalhart, Texas")
    assert "Many people are writing" in visitor.seen.notice
    assert "911" in visitor.seen.notice
    assert visitor.seen.kept == "my cousin is not paid at the dairy in Dalhart, Texas"
    assert len(flooded.tips()) == before
    flooded.clock.now += timedelta(seconds=21)
    assert "safe for you to write" in visitor.send(visitor.seen.kept)
    assert len(flooded.tips()) == before + 1


def test_in_a_flood_danger_passes_at_once(flooded: Line) -> None:
    before = set(flooded.tips())
    assert "911" in Visitor(flooded.http).send(DANGER)
    (tip,) = set(flooded.tips()) - before
    assert flooded.report(tip)["urgency"] == "P0"


def test_in_a_flood_a_browser_works_instead_of_waiting(flooded: Line) -> None:
    visitor = Visitor(flooded.http)
    visitor.seen.fields["proof"] = prove(visitor.seen.fields["visit"])
    assert "safe for you to write" in visitor.send("a man at the car wash is not paid")


def test_whoever_has_begun_goes_on_in_a_flood(flooded: Line) -> None:
    visitor = Visitor(flooded.http)
    visitor.send(DANGER)
    visitor.send("yes it is safe")
    assert visitor.seen.notice == ""


@pytest.mark.parametrize("proof", ["", "x", "-1", "1" * 13, "\u0661", " 1"])
def test_what_is_no_proof(proof: str) -> None:
    assert not web_visits.proves("a token", proof)


@pytest.mark.parametrize(
    "token",
    ["", "1.2.3", "17000000000.AAAAAAAAAAAAAAAAAAAAAA." + "0" * 32, "../../etc", "a" * 500, "\x00"],
)
def test_a_made_up_visit_gets_a_new_page_with_its_words(shared: Line, token: str) -> None:
    visitor = Visitor(shared.http)
    visitor.seen.fields["visit"] = token
    visitor.send("they lock us in at the farm")
    assert "out of date" in visitor.seen.notice
    assert visitor.seen.kept == "they lock us in at the farm"


def test_a_page_of_last_week_gives_its_words_back(shared: Line) -> None:
    visitor = Visitor(shared.http)
    shared.clock.now += timedelta(days=8)
    visitor.send("they lock us in at the farm")
    assert visitor.seen.kept == "they lock us in at the farm"
    assert "safe for you to write" in visitor.send(visitor.seen.kept)


def test_a_locked_database_gives_the_words_back(line: Line) -> None:
    visitor = Visitor(line.http)
    line.app.state.web_door.lane.seconds = 0.3
    other = sqlite3.connect(line.folder / SQLITE, isolation_level=None)
    with contextlib.closing(other):
        other.execute("BEGIN IMMEDIATE")
        visitor.send("they lock us in at the farm")
        other.execute("ROLLBACK")
    assert visitor.answer.status_code == 503
    assert visitor.seen.kept == "they lock us in at the farm"
    assert "911" in visitor.answer.text
    line.app.state.web_door.lane.seconds = 30.0
    assert "safe for you to write" in visitor.send(visitor.seen.kept)
    assert len(line.tips()) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"not a form", "multipart/form-data"),
        (b"--x\r\nnot a part", "multipart/form-data; boundary=x"),
        (b"words=%FF%FE", "application/x-www-form-urlencoded"),
        (b"\x00" * 50, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "application/x-www-form-urlencoded"),
        (
            b"visit=1&visit=2&at=3&key=99999&language=xx&speak=zz",
            "application/x-www-form-urlencoded",
        ),
    ],
)
def test_a_broken_form_is_no_error_of_ours(shared: Line, body: bytes, kind: str) -> None:
    for path in ("/report", "/report/piece"):
        answer = shared.http.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code in {200, 400, 422}, path
    assert shared.http.post("/report", content=b"x" * 21_500_000).status_code == 413


def test_slow_senders_keep_nobody_out(line: Line) -> None:
    """Connections that begin a large form and send no more of it."""
    host, port = line.base_url.removeprefix("http://").split(":")
    head = (
        f"POST /report HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-length: 5000000\r\n"
        "content-type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    ).encode()
    with contextlib.ExitStack() as open_ones:
        for _ in range(web_report.LARGE_AT_ONCE * 2):
            slow = open_ones.enter_context(socket.create_connection((host, int(port))))
            slow.sendall(head)
        visitor = Visitor(line.http)
        visitor.send("they lock us in at the farm")
        assert "happening" in visitor.send(
            "yes", files={"small.png": b"\x89PNG\r\n\x1a\n" + b"x" * 99}
        )
