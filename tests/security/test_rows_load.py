"""Strangers who hold connections, send halves, or ask all the time: texts go on."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import func, select

from hotline.app import create_app
from hotline.db.reports import Entry, Report
from hotline.deployment import Deployment
from hotline.simulator.carrier import Carrier
from hotline.web import middleware
from tests.line import ACCOUNT, LINE_NUMBER, PATIENCE, TOKEN, Line, open_line
from tests.security.conftest import Seen
from tests.server import Server
from tests.test_provider_edge import call_fields, post, text_fields

HELP = "could not take"
STORY = "they keep a girl locked in a nail salon in Laredo and took her passport"
KNOCKS = 40


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("load")) as line:
        line.as_staff("dispatcher")
        yield line


def count(line: Line, model: type) -> int:
    with line.dep.database.read() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def connected(line: Line, sent: bytes) -> socket.socket:
    port = int(line.base_url.rpartition(":")[2])
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    made.sendall(sent)
    return made


def answered(line: Line, sent: bytes) -> bytes:
    with connected(line, sent) as made, contextlib.suppress(OSError):
        return made.recv(200)
    return b""


def test_slow_and_half_sent_requests_hold_up_no_text(served: Line, seen: Seen) -> None:
    halves = (
        b"GET /queue HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nBody=",
    )
    with contextlib.ExitStack() as held:
        for number in range(120):
            held.enter_context(connected(served, halves[number % 2]))
        said = served.text("+19565550131", STORY)
        assert served.http.get("/healthz").status_code == 200
    assert seen(HELP in said) is False and "911" in said


def half_form(path: str) -> bytes:
    """A form of 900 bytes of which five come."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{kind}\r\nContent-Length: 900\r\n\r\nBody=".encode()


SLOW = ("/login", "/twilio/sms", "/twilio/voice", "/a/" + "x" * 43, "/api/v1/reports", "/nothing")


@pytest.mark.parametrize("path", SLOW)
def test_a_body_that_does_not_come_is_given_up(
    served: Line, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(middleware, "BODY_SECONDS", 0.2)
    assert answered(served, half_form(path)).startswith(b"HTTP/1.1 "), "and not held open"


def test_files_on_a_bad_connection_have_time(served: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form with a photo may take minutes; everything else is given up long before."""
    monkeypatch.setattr(middleware, "BODY_SECONDS", 0.2)
    with connected(served, half_form("/report")) as photo:
        assert answered(served, half_form("/login")).startswith(b"HTTP/1.1 408")
        photo.sendall(b"x" * 895)
        assert photo.recv(200).startswith(b"HTTP/1.1 200")


def test_strangers_who_knock_hold_up_no_text(served: Line, seen: Seen) -> None:
    tip = served.tips()[0] if served.tips() else "0000-0000"
    desk = served.as_staff("dispatcher")

    def knock(number: int) -> int:
        with httpx.Client(base_url=served.base_url, timeout=60, verify=False) as one:
            match number % 3:
                case 0:
                    bad = {"authorization": "Bearer hl_" + "x" * 43}
                    return one.get("/api/v1/referrals", headers=bad).status_code
                case 1:
                    return one.post("/a/" + "x" * 43, data={"do": "acknowledge"}).status_code
                case _:
                    return desk.get(f"/reports/{tip}").status_code

    with ThreadPoolExecutor(12) as strangers:
        knocks = strangers.map(knock, range(KNOCKS))
        said = [served.text(f"+195655501{32 + n}", STORY) for n in range(3)]
        assert max(knocks) < 500
    assert seen([one for one in said if HELP in one]) == []


def test_fifty_texts_of_one_number_are_one_report(served: Line, seen: Seen) -> None:
    before, words = count(served, Report), count(served, Entry)
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(lambda n: served.text("+19565550140", f"and then {n}"), range(50)))
    assert seen(count(served, Report) - before) == 1
    assert count(served, Entry) - words >= 50, "and none was lost"


def test_long_words_are_answered_soon(served: Line, seen: Seen) -> None:
    slowest = 0.0
    for number, words in enumerate(("he took ", "Laredo, ", "中文", "a", "Capital Words ")):
        said = (words * 64_000)[:64_000]
        begun = time.monotonic()
        post(served, "/twilio/voice", call_fields(sid=f"CAlong{number}"))
        spoken = call_fields(sid=f"CAlong{number}", SpeechResult=said)
        assert post(served, "/twilio/voice/step?turn=1", spoken).status_code == 200
        assert served.http.get("/directory", params={"place": said[:6000]}).status_code < 500
        slowest = max(slowest, time.monotonic() - begun)
    assert seen(slowest) < PATIENCE


def test_what_is_no_http_is_refused(served: Line, seen: Seen) -> None:
    odd = (
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/x\r\nHost: x\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    )
    found = [answered(served, one)[9:12] for one in odd]
    assert seen([status for status in found if status not in {b"400", b"501", b"505", b""}]) == []
    smuggled = (
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 44\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert b"hotline_" not in answered(served, smuggled)
    assert served.http.get("/healthz").status_code == 200


def test_two_services_on_one_database_take_a_message_once(served: Line, seen: Seen) -> None:
    second = Server()
    other = Deployment.of(served.dep.settings, clock=served.clock)
    app = create_app(other)
    app.state.webhooks.seconds = PATIENCE
    second.start(app)
    before = count(served, Report)
    fields = text_fields(STORY, sid="SMboth", sender="+19565550141")
    with httpx.Client(timeout=2 * PATIENCE, verify=False) as client:
        carrier = Carrier(
            base_url=served.base_url,
            auth_token=TOKEN,
            account_sid=ACCOUNT,
            number=LINE_NUMBER,
            post=lambda url, body, headers: client.post(
                url.replace(served.base_url, second.base_url), content=body, headers=headers
            ),
        )
        with ThreadPoolExecutor(6) as senders:
            ours = [senders.submit(post, served, "/twilio/sms", fields) for _ in range(3)]
            theirs = [senders.submit(carrier.webhook, "/twilio/sms", fields) for _ in range(3)]
            said = {one.result().text for one in ours} | {one.result() for one in theirs}
    second.stop()
    other.close()
    assert seen((count(served, Report) - before, len(said))) == (1, 1)
