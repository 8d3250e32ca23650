"""Nobody outside stops the line: locks, floods and endless bodies hold up no reporter."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, func, select

from hotline.accounts import staff
from hotline.db import health
from hotline.db.reports import Entry
from hotline.db.tasks import Task
from hotline.providers.events import whole
from hotline.telephony import fallback
from hotline.web import middleware, thread_lanes
from hotline.web.thread_lanes import Lane
from tests.line import PASSWORD, PATIENCE, SQLITE, Line
from tests.web.desk import csrf_in

HELP = "1-888-373-7888"
STORY = "my neighbor keeps a girl locked in his nail salon in Laredo"


def sms(line: Line, number: int, body: str = STORY, **more: str) -> dict[str, str]:
    return {
        "MessageSid": f"SM{number:032d}",
        "From": f"+1956555{101 + number:04d}",  # 0100 is the line itself
        "To": line.carrier.number,
        "Body": body,
        "NumMedia": "0",
        **more,
    }


def reported(line: Line) -> int:
    with line.dep.database.read() as db:
        return db.scalar(select(func.count(Entry.id)).where(Entry.kind == "told")) or 0


LANE_SECONDS = 0.3


@contextmanager
def foreign_lock(line: Line) -> Iterator[None]:
    """Another program holds SQLite's write lock.

    Meanwhile the line waits tenths of a second where the real one waits seconds, and only
    meanwhile: on a busy machine the rest of the story takes its time.
    """
    lanes = (line.app.state.webhooks, line.app.state.callbacks)
    other = sqlite3.connect(line.folder / SQLITE, isolation_level=None)
    with pytest.MonkeyPatch.context() as hurried:
        for lane in lanes:
            hurried.setattr(lane, "seconds", LANE_SECONDS)
        hurried.setattr(thread_lanes, "GRACE_SECONDS", 0.1)
        hurried.setattr(health, "WRITE_WITHIN_SECONDS", 0.1)
        hurried.setattr(middleware, "PAGE_SECONDS", LANE_SECONDS)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()


def test_the_bounds_leave_the_provider_and_the_proxy_time() -> None:
    assert fallback.WEBHOOK_SECONDS + thread_lanes.GRACE_SECONDS <= 6
    assert fallback.CALLBACK_SECONDS + thread_lanes.GRACE_SECONDS < 9


# A write lock that another program holds ----------------------------------------------------------


def test_a_held_lock_is_answered_with_help_and_the_retry_stores_it_once(line: Line) -> None:
    line.app.state.webhooks = Lane("webhook", 2, PATIENCE, first=True)
    line.text("+19565550199", "hello")
    before, texts = reported(line), [sms(line, number) for number in range(9)]
    health_took = []
    with foreign_lock(line), ThreadPoolExecutor(len(texts) + 1) as senders:
        begun = time.monotonic()
        assert HELP in line.carrier.webhook("/twilio/sms", sms(line, 99))
        alone = time.monotonic() - begun
        begun = time.monotonic()
        answers = [senders.submit(line.carrier.webhook, "/twilio/sms", text) for text in texts]
        call = senders.submit(line.carrier.call, "+19565550188")
        while not all(answer.done() for answer in answers):
            asked = time.monotonic()
            assert line.http.get("/healthz").json()["status"] == "alive"
            health_took.append(time.monotonic() - asked)
        took = time.monotonic() - begun
        assert all(HELP in answer.result() and "911" in answer.result() for answer in answers)
        ringing = call.result().ringing
        assert ringing is not None and ringing.number == "+18883737888"
        assert reported(line) == before, "nothing was half accepted"
    assert took < max(3, 8 * alone), f"the waits are one after the other: {took:.1f} s"
    assert min(health_took) < LANE_SECONDS
    for text in texts + texts:
        assert "could not take" not in line.carrier.webhook("/twilio/sms", text)
    assert reported(line) == before + len(texts), "each is stored exactly once"


def test_a_held_lock_is_said_by_readyz_and_by_pages_that_lose_nothing(line: Line) -> None:
    line.text("+19565550123", STORY)
    (tip,) = line.tips()
    desk = line.as_staff("dispatcher")
    page = desk.get(f"/reports/{tip}").text
    csrf = csrf_in(page)
    line.clock.now += timedelta(minutes=2)
    note = {"csrf": csrf, "text": "The caller sounded very young."}
    with foreign_lock(line):
        ready = line.http.get("/readyz")
        assert ready.status_code == 503 and "locked" in ready.json()["status"]
        assert desk.get("/queue").status_code == 200, "the queue can be looked at"
        sent = desk.post(f"/reports/{tip}/note", data=note, headers={"origin": line.base_url})
        assert sent.status_code == 503
        assert note["text"] in sent.text, "what was typed comes back"
        assert HELP in sent.text
    assert line.http.get("/readyz").json()["status"] == "ready"


@pytest.mark.parametrize(
    ("pragma", "said"),
    [("max_page_count", "disk is full"), ("query_only", "read-only")],
)
def test_readyz_finds_by_writing_what_reading_does_not_show(
    line: Line, pragma: str, said: str
) -> None:
    assert line.http.get("/readyz").json()["status"] == "ready"
    engine = line.dep.database.engine

    def break_it(connection: Any, _record: Any, _proxy: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA {pragma} = {pages if pragma == 'max_page_count' else 1}")

    def mend_it(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")
        connection.execute("PRAGMA query_only = 0")

    event.listen(engine, "checkout", break_it)
    broken = line.http.get("/readyz")
    event.remove(engine, "checkout", break_it)
    event.listen(engine, "checkout", mend_it)
    assert broken.status_code == 503 and said in broken.json()["status"]
    assert line.http.get("/readyz").json()["status"] == "ready"


def test_looking_whether_it_can_write_leaves_the_database_as_large_as_it_was(line: Line) -> None:
    def pages() -> int:
        with line.dep.database.engine.connect() as db:
            return int(db.exec_driver_sql("PRAGMA page_count").scalar_one())

    line.http.get("/readyz")
    before = pages()
    for _ in range(20):
        assert line.http.get("/readyz").status_code == 200
    assert pages() == before


# Pages, streams and logins in the way -------------------------------------------------------------


def test_pages_that_all_wait_hold_up_no_text_and_no_health_check(line: Line) -> None:
    """Sixty requests stand in the threads of the pages; a text has threads of its own."""
    gate = threading.Event()

    @line.app.get("/stands-still")
    def stands_still() -> str:
        gate.wait(3 * PATIENCE)
        return ""

    with ThreadPoolExecutor(60) as browsers:
        waiting = [
            browsers.submit(httpx.get, f"{line.base_url}/stands-still", timeout=3 * PATIENCE)
            for _ in range(60)
        ]
        try:
            assert HELP not in line.text("+19565550131", STORY)
            assert line.http.get("/healthz").status_code == 200
            assert line.http.get("/readyz").status_code == 200
            assert not any(one.done() for one in waiting)
        finally:
            gate.set()


# Wrong passwords ----------------------------------------------------------------------------------


@pytest.fixture
def guarded(line: Line) -> Line:
    """A line that holds no guess back in real time."""
    line.app.state.passwords.hold_seconds = 0.0
    return line


def log_in(line: Line, name: str, password: str, source: str = "203.0.113.9") -> httpx.Response:
    """From a browser that was never here, at an address of its own (the proxy names it)."""
    with httpx.Client(base_url=line.base_url, timeout=2 * PATIENCE, verify=False) as browser:
        return browser.post(
            "/login",
            data={"username": name, "password": password},
            headers={"x-forwarded-for": source},
        )


def test_no_password_is_checked_while_a_transaction_is_open(
    guarded: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And at most two are checked at a time, however many come."""
    line, at_once, most = guarded, [0], [0]
    check = staff.is_right

    def counted(*given: Any) -> bool:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        try:
            with line.dep.database.write():  # would wait in vain inside another transaction
                pass
            return check(*given)
        finally:
            at_once[0] -= 1

    monkeypatch.setattr(staff, "is_right", counted)
    line.as_staff("dispatcher")
    with ThreadPoolExecutor(12) as guessers:
        for _ in guessers.map(lambda n: log_in(line, f"nobody{n}", "wrong"), range(12)):
            pass
    assert 1 <= most[0] <= 2
    monkeypatch.undo()
    with foreign_lock(line):
        assert log_in(line, "no such name", "wrong").status_code == 401, "it writes nothing"


def test_five_wrong_passwords_lock_nobody_out(guarded: Line) -> None:
    line = guarded
    own = line.as_staff("dispatcher")
    for _ in range(5):
        assert log_in(line, "dispatcher", "wrong password").status_code == 401
    right = log_in(line, "dispatcher", PASSWORD)
    assert right.status_code == 303, "the right password gets in after five wrong ones"
    for _ in range(60):
        log_in(line, "dispatcher", "wrong password", source="198.51.100.7")
    refused = log_in(line, "dispatcher", "wrong password", source="198.51.100.7")
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 1
    assert "Nobody is locked out" in refused.text
    again = own.post("/login", data={"username": "dispatcher", "password": PASSWORD})
    assert again.status_code == 200 and again.url.path != "/login", "her own browser gets in"
    elsewhere = log_in(line, "dispatcher", PASSWORD, source="203.0.113.9")
    assert elsewhere.status_code == 303, "and so does a place from which she logged in"


def test_a_flood_of_wrong_passwords_is_said_to_the_supervisors_once(guarded: Line) -> None:
    line = guarded
    line.as_staff("supervisor")
    names = ("nobody", "admin", "root", "dispatcher", "ana", "Ana ", "", "'; --", "x" * 500)
    answers = [
        log_in(line, names[number % len(names)], "wrong", source="198.51.100.3")
        for number in range(42)
    ]
    assert {answer.status_code for answer in answers} == {401, 429}
    assert all(answer.headers["x-frame-options"] == "DENY" for answer in answers)
    with line.dep.database.read() as db:
        flood = db.scalars(select(Task).where(Task.kind == "login_flood")).all()
    assert len(flood) == 1 and flood[0].owner == "supervisors"
    page = line.as_staff("supervisor").get("/tasks").text
    assert "Look into the many wrong passwords" in page
    assert HELP not in line.text("+19565550133", STORY), "a text is taken all the while"


# Bodies -------------------------------------------------------------------------------------------


def test_a_body_without_end_is_not_read_to_its_end(line: Line) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(600):
            sent += 100_000
            yield b"a=" + b"x" * 99_998

    for path in ("/twilio/sms", "/twilio/voice", "/twilio/status/call", "/login", "/language"):
        for announced in ({}, {"content-length": "60000000"}, {"content-length": "9" * 17}):
            sent = 0
            headers = {"content-type": "application/x-www-form-urlencoded", **announced}
            try:
                answer = httpx.post(
                    f"{line.base_url}{path}",
                    content=body(),
                    headers=headers,
                    timeout=60,
                    verify=False,
                )
            except httpx.HTTPError:  # the service closed the connection while more was being sent
                pass
            else:
                assert answer.status_code == 413 and "too large" in answer.text
                assert answer.headers["x-frame-options"] == "DENY"
            assert sent < 30_000_000, path
    assert line.http.get("/healthz").status_code == 200
    fits = {"username": "x" * 150_000, "password": "not this one"}
    assert line.http.post("/login", data=fits).status_code == 401, "a long form is read"


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("3", 3),
        ("0", 0),
        ("", 0),
        ("-1", 0),
        ("1e9", 0),
        ("²", 0),
        ("٣", 0),
        (" 2", 0),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, 0),
        ("9" * 5000, 0),
    ],
)
def test_a_number_of_the_provider_is_a_number_or_nothing(given: str, number: int) -> None:
    assert whole(given) == number


def test_an_endless_number_of_pictures_is_answered_at_once(line: Line) -> None:
    endless = ["9" * 17, "9" * 5000, "1000000000", "11", "-5", "one", "٣", "1e12"]
    for number, count in enumerate(endless):
        begun = time.monotonic()
        answer = line.carrier.webhook("/twilio/sms", sms(line, number, NumMedia=count))
        assert time.monotonic() - begun < PATIENCE / 2, count[:20]
        assert "<Message" in answer and "911" in answer and reported(line) == number + 1
