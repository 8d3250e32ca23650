"""The telephone company's REST API is busy, broken, silent, or did it and could not say so."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from hotline.providers.errors import (
    BadNumberError,
    OptedOutError,
    ProviderError,
    RefusedError,
    TryAgainError,
    UncertainError,
    UndeliverableError,
)
from hotline.providers.twilio.client import Twilio
from hotline.providers.twilio.http import HttpxClient
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN
from tests.referrals.conftest import ALPHA_DESK, ALPHA_PHONE, Desk

TO = "+19565550141"


class Company:
    """A REST API that does as it is told: ``answers`` one by one, then everything is taken."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.silent = threading.Event()
        self.got: list[dict[str, str]] = []
        self.texts: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        company = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                fields = {k: v[0] for k, v in parse_qs(self.rfile.read(size).decode()).items()}
                company.got.append(fields)
                if company.answers:
                    self._say(*company.answers.pop(0))
                    return
                sid = f"SM{next(company._numbers):032x}"
                sent = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
                text = {
                    "sid": sid,
                    "to": fields["To"],
                    "from": fields["From"],
                    "body": fields.get("Body", ""),
                    "date_created": sent,
                    "date_sent": sent,
                    "status": "queued",
                }
                company.texts.append(text)
                if company.silent.is_set():  # it was taken, and the answer gets lost
                    company.silent.clear()
                    self.connection.close()
                    return
                self._say(201, {}, _json(text))

            def do_GET(self) -> None:
                self._say(200, {}, _json({"messages": company.texts, "next_page_uri": None}))

            def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _json(value: object) -> bytes:
    import json

    return json.dumps(value).encode()


def error(status: int, code: int) -> tuple[int, dict[str, str], bytes]:
    return status, {}, _json({"code": code, "message": "no", "status": status})


@pytest.fixture
def company() -> Iterator[Company]:
    running = Company()
    yield running
    running.close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def twilio(company: Company, slept: list[float]) -> Iterator[Twilio]:
    with httpx.Client(timeout=2.0) as client:
        http = HttpxClient(company.url, lambda _url: None, client=client, sleep=slept.append)
        yield Twilio(
            ACCOUNT,
            TOKEN,
            LINE_NUMBER,
            base_url=company.url,
            guard=lambda _url: None,
            http=http,
        )


def test_busy_is_waited_for_as_long_as_it_says(
    twilio: Twilio, company: Company, slept: list[float]
) -> None:
    company.answers = [(429, {"retry-after": "2"}, b"{}"), (503, {}, b"{}")]
    assert twilio.send_text(TO, "hello", callback="https://x.example").startswith("SM")
    assert slept == [2.0, 1.0]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_busy_for_good_is_tried_again_later(twilio: Twilio, company: Company, status: int) -> None:
    company.answers = [(status, {}, b"{}")] * 3
    with pytest.raises(TryAgainError):
        twilio.send_text(TO, "hello", callback="https://x.example")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (21610, OptedOutError),
        (21211, BadNumberError),
        (21614, BadNumberError),
        (21408, BadNumberError),
        (30003, UndeliverableError),
        (30034, UndeliverableError),
        (20003, RefusedError),
    ],
)
def test_what_cannot_be_fixed_by_waiting_is_set_apart(
    twilio: Twilio, company: Company, code: int, kind: type[ProviderError]
) -> None:
    company.answers = [error(400, code)]
    with pytest.raises(kind) as raised:
        twilio.send_text(TO, "hello", callback="https://x.example")
    assert not raised.value.again
    assert raised.value.code == str(code)
    assert TO not in str(raised.value)


def test_an_answer_that_is_no_json_is_no_success(twilio: Twilio, company: Company) -> None:
    company.answers = [(201, {}, b"<html>")]
    with pytest.raises(ProviderError):
        twilio.send_text(TO, "hello", callback="https://x.example")


def test_a_lost_answer_is_uncertain_and_the_text_is_found_again(
    twilio: Twilio, company: Company
) -> None:
    company.silent.set()
    before = datetime.now(UTC)
    with pytest.raises(UncertainError):
        twilio.send_text(TO, "hello", callback="https://x.example")
    assert twilio.find_text(TO, "hello", since=before) == company.texts[0]["sid"]
    assert twilio.find_text(TO, "other words", since=before) is None


def test_the_same_words_of_an_earlier_day_are_not_taken_for_this_text(
    twilio: Twilio, company: Company
) -> None:
    twilio.send_text(TO, "Are you all right?", callback="https://x.example")
    later = datetime.now(UTC) + timedelta(hours=3)
    assert twilio.find_text(TO, "Are you all right?", since=later) is None


def test_nobody_there_is_certain_to_have_done_nothing(twilio: Twilio, company: Company) -> None:
    company.close()
    with pytest.raises(TryAgainError) as raised:
        twilio.send_text(TO, "hello", callback="https://x.example")
    assert not isinstance(raised.value, UncertainError)
    company._thread.join(0)


# The whole way ------------------------------------------------------------------------------------


@pytest.fixture
def broken_desk(open_desk: Callable[..., Desk], company: Company, tmp_path: Path) -> Desk:
    """A desk whose telephone company is the one above."""
    opened = open_desk(twilio_api_url=company.url)
    opened.postman.refuse[ALPHA_DESK] = "550 no"
    opened.line.clock.now = datetime.now(UTC)
    return opened


def test_a_text_that_was_taken_though_the_answer_got_lost_is_sent_once(
    broken_desk: Desk, company: Company
) -> None:
    company.silent.set()
    broken_desk.report("alpha")
    broken_desk.line.pass_time(minutes=2)
    assert len(company.texts) == 1
    texts = [d for d in broken_desk.deliveries() if d.channel == "sms"]
    assert [d.provider_id for d in texts] == [company.texts[0]["sid"]]


def test_an_agencys_phone_that_opted_out_goes_on_to_the_next_agency(
    broken_desk: Desk, company: Company
) -> None:
    company.answers = [error(400, 21610)]
    tip = broken_desk.report("alpha", "delta")
    broken_desk.line.work()
    assert broken_desk.states(tip)["alpha"] == "unanswered"
    assert broken_desk.states(tip)["delta"] == "offered"
    assert not any(ALPHA_PHONE in str(job.error) for job in broken_desk.jobs("alert"))
