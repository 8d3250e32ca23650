"""A voice message whose callback came only while the database was down is found and heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select

from hotline.db.jobs import Job
from hotline.db.reports import Attachment
from hotline.followups.task_kinds import HEAR_MESSAGE
from hotline.intake import find_recordings
from hotline.providers import callback_urls
from hotline.providers.errors import ProviderError
from hotline.providers.twilio.client import Twilio
from hotline.providers.twilio.http import HttpxClient
from hotline.simulator.phone_call import Call
from hotline.web import thread_lanes
from hotline.web.thread_lanes import Lane
from tests.calling import at_the_tone
from tests.harm.test_nobody_stops_the_line import foreign_lock
from tests.line import ACCOUNT, Line

CALLER = "+19565550123"
DANGER = "11"


@contextmanager
def hurried(line: Line) -> Iterator[None]:
    """The line waits tenths of a second for the database where the real one waits seconds."""
    state = line.app.state
    whole = state.webhooks, state.callbacks, thread_lanes.GRACE_SECONDS
    state.webhooks = Lane("webhook", 2, 0.3, first=True)
    state.callbacks = Lane("callback", 2, 0.3, first=True)
    thread_lanes.GRACE_SECONDS = 0.1
    try:
        yield
    finally:
        state.webhooks, state.callbacks, thread_lanes.GRACE_SECONDS = whole


@contextmanager
def locked(line: Line) -> Iterator[None]:
    """Another program holds the write lock."""
    with foreign_lock(line), hurried(line):
        yield


def waiting(line: Line, caller: str = CALLER, keys: str = "10") -> Call:
    call = at_the_tone(line, caller, keys)
    assert call.recording is not None
    return call


def kept(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(Attachment.state).order_by(Attachment.id)))


def to_hear(line: Line, tip: str | None = None) -> list[str]:
    tasks = line.report(tip)["tasks"]
    return [task["state"] for task in tasks if task["kind"] == HEAR_MESSAGE.name]


@contextmanager
def read_only(line: Line) -> Iterator[None]:
    """The disk was remounted read-only."""

    def break_it(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA query_only = ON")

    def repair_it(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA query_only = OFF")

    engine = line.dep.database.engine
    event.listen(engine, "checkout", break_it)
    event.listen(engine, "checkin", repair_it)
    try:
        yield
    finally:
        event.remove(engine, "checkout", break_it)
        event.remove(engine, "checkin", repair_it)


@contextmanager
def callback_lost(line: Line) -> Iterator[None]:
    """Only the callback of the recording is lost on its way: a proxy that restarts, say."""
    whole = line.carrier.report

    def report(path: str, fields: Any) -> Any:
        return None if path.endswith(callback_urls.RECORDING) else whole(path, fields)

    line.carrier.report = report  # type: ignore[method-assign]
    try:
        yield
    finally:
        line.carrier.report = whole  # type: ignore[method-assign]


@pytest.mark.parametrize("outage", [locked, read_only, callback_lost])
@pytest.mark.parametrize("keys", ["10", DANGER])
def test_a_message_left_during_an_outage_is_found_kept_and_heard(
    line: Line, outage: Callable[[Line], AbstractContextManager[None]], keys: str
) -> None:
    call = waiting(line, keys=keys)
    with outage(line):
        call.speak_message(9)
        if not call.over:
            call.hang_up()
    assert kept(line) == [], "its callback did not arrive, and comes no more"
    assert line.carrier.recordings
    line.pass_time(minutes=12)
    assert kept(line) == ["kept"]
    assert to_hear(line) == ["open"], "a dispatcher is to hear it"
    line.skip_to(line.clock.now + timedelta(minutes=30))
    assert line.carrier.files == {}, "the provider keeps no copy"
    line.skip_to(line.clock.now + timedelta(hours=1))
    assert kept(line) == ["kept"], "and it is there once"


def test_two_messages_one_lost_one_not_are_both_kept_once(line: Line) -> None:
    first, second = waiting(line), waiting(line, "+19565550124", DANGER)
    with callback_lost(line):
        first.speak_message(9)
    second.speak_message(5)
    for _ in range(8):
        line.skip_to(line.clock.now + timedelta(minutes=15))
    assert kept(line) == ["kept", "kept"]
    assert [to_hear(line, tip) for tip in line.tips()] == [["open"], ["open"]]


def test_whoever_said_nothing_is_asked_for_a_few_times_and_no_more(line: Line) -> None:
    waiting(line).speak_message(0)
    line.skip_to(line.clock.now + timedelta(hours=1))
    for _ in range(8):
        line.skip_to(line.clock.now + find_recordings.FOR)
    assert kept(line) == []
    with line.dep.database.read() as db:
        left = select(Job).where(Job.kind == find_recordings.FIND)
        assert [job.state.value for job in db.scalars(left)] == ["done"]


def test_the_look_outlives_a_provider_that_cannot_be_reached(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = waiting(line)
    with callback_lost(line):
        call.speak_message(9)

    def out_of_reach(_call: str) -> list[str]:
        failing = ProviderError("the provider could not be reached")
        failing.again = True
        raise failing

    with monkeypatch.context() as down:
        down.setattr(line.dep.provider, "recordings", out_of_reach)
        line.skip_to(line.clock.now + timedelta(minutes=30))
        assert kept(line) == []
    for _ in range(8):
        line.skip_to(line.clock.now + timedelta(minutes=15))
    assert kept(line) == ["kept"]


@pytest.mark.parametrize(
    "listed",
    [[], ["processing"], ["absent"], ["in-progress"], ["completed", "deleted"], ["completed"] * 2],
)
def test_only_complete_recordings_of_that_call_are_taken(listed: list[str]) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = [{"sid": f"RE{n:032x}", "status": status} for n, status in enumerate(listed)]
        return httpx.Response(200, json={"recordings": found, "next_page_uri": None, "page": 0})

    http = HttpxClient(
        "http://127.0.0.1:1",
        lambda _url: None,
        client=httpx.Client(transport=httpx.MockTransport(answer)),
    )
    twilio = Twilio(ACCOUNT, "1" * 32, "+19565550100", guard=lambda _url: None, http=http)
    urls = twilio.recordings("CA" + "7" * 32)
    assert [twilio.kind_of_copy(url) for url in urls] == ["recording"] * listed.count("completed")
    assert asked[0].url.params["CallSid"] == "CA" + "7" * 32
