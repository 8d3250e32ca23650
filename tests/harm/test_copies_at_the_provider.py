"""The provider keeps no copy: not of what was told, not of what we answered, not of who called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.db.jobs import Job
from hotline.intake import provider_copies
from hotline.providers.errors import NotTheProviderError, NotYetError, ProviderError
from hotline.providers.twilio.client import Twilio
from hotline.providers.twilio.errors import CODES
from hotline.providers.twilio.http import HttpxClient
from hotline.wiring import delete_old_data
from tests.calling import at_the_tone
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN, Line, open_line

CALLER = "+19565550123"
STORY = "my neighbor in Laredo takes the pay of the women in his salon and keeps their passports"


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Line]:
    """A line whose provider says what became of each answer, as the real one does."""
    with open_line(tmp_path, reports_answers=True) as opened:
        yield opened


def kept(line: Line) -> set[str]:
    """Everything of which the provider still has a record."""
    carrier = line.carrier
    texts = {message.sid for message in carrier.sent} | carrier.inbound.keys()
    legs = {call.leg.sid for call in carrier.calls.values() if call.leg}
    return ((texts | carrier.calls.keys() | legs) - carrier.erased) | carrier.files.keys()


def waiting(line: Line) -> tuple[int, int]:
    with line.dep.database.read() as db:
        return provider_copies.left(db)


def test_both_halves_of_a_conversation_are_erased_tip_id_and_code_too(whole: Line) -> None:
    answer = whole.text(CALLER, STORY, "yes", "not sure", "2", "no")
    tip = whole.tips()[0]
    assert tip in answer, "the last answer holds the tip ID and the code"
    assert len(kept(whole)) == 10
    whole.pass_time(minutes=10)
    assert len(kept(whole)) >= 10, "nothing is erased while it is on its way"
    whole.pass_time(minutes=10)
    assert kept(whole) == set()
    assert waiting(whole) == (0, 0)


def test_pictures_and_what_is_answered_to_stop_and_help_are_erased(whole: Line) -> None:
    whole.carrier.picture(CALLER, b"\x89PNG\r\n\x1a\n" + bytes(200), "look")
    for number, words in enumerate(("HELP", "AYUDA", "STOP", "hola", "help me now", "NEW", "?")):
        whole.text(f"+1956555013{number}", words)
    whole.pass_time(minutes=25)
    assert kept(whole) == set()


def test_a_call_s_record_goes_with_those_of_the_calls_within_it(whole: Line) -> None:
    call = whole.call(CALLER)
    call.press("1")
    call.press("1")
    call.answered()
    assert call.leg is not None
    call.conversation_ends()
    call.hang_up()
    whole.pass_time(minutes=25)
    assert {call.sid, call.leg.sid} <= whole.carrier.erased
    assert call.sid not in kept(whole)


def test_a_voice_message_leaves_no_recording_and_no_record(whole: Line) -> None:
    call = at_the_tone(whole, CALLER)
    call.speak_message(4)
    call.hang_up()
    whole.pass_time(minutes=25)
    assert kept(whole) & {call.sid} == set()
    assert whole.carrier.files == {}


def test_what_is_not_complete_is_tried_for_days_and_then_reported(whole: Line) -> None:
    whole.text(CALLER, "help")
    (stuck,) = [message.sid for message in whole.carrier.sent]
    whole.carrier.unfinished.add(stuck)
    before = whole.clock.now
    for hours in (1, 6, 24, 72, 240):
        whole.skip_to(before + timedelta(hours=hours))
        assert stuck not in whole.carrier.erased
        assert waiting(whole) == (1, 0), "it is not given up"
    whole.carrier.unfinished.clear()
    whole.skip_to(whole.clock.now + timedelta(days=1))
    assert stuck in whole.carrier.erased
    assert waiting(whole) == (0, 0)


def test_what_cannot_be_deleted_in_fifteen_days_is_shown_and_can_be_tried_again(
    whole: Line,
) -> None:
    whole.text(CALLER, "help")
    (stuck,) = [message.sid for message in whole.carrier.sent]
    whole.carrier.unfinished.add(stuck)
    for _ in range(18):
        whole.skip_to(whole.clock.now + timedelta(days=1))
    assert waiting(whole) == (0, 1)
    metrics = whole.http.get("/metrics").text
    assert "hotline_provider_copies_kept 1.0" in metrics
    assert 'hotline_provider_copies_erased_total{kind="text"}' in metrics
    assert 'hotline_provider_copies_postponed_total{kind="call"} 0.0' in metrics
    page = whole.as_staff("supervisor").get("/supervise").text
    assert "1 could not be deleted" in page
    assert "Deleting the provider" in page


def test_copies_that_nobody_said_anything_of_are_found_in_the_provider_s_list(line: Line) -> None:
    line.text(CALLER, STORY, "yes")
    call = line.call(CALLER)
    call.press("1")  # the line is cut, and no status ever comes
    line.pass_time(minutes=20)
    left = kept(line)
    assert left >= {message.sid for message in line.carrier.sent}, "no report came of our answers"
    line.clock.now += provider_copies.SWEPT_AFTER + timedelta(hours=1)
    delete_old_data(line.dep)
    line.pass_time(minutes=20)
    assert kept(line) == set()


def test_a_day_is_swept_once(line: Line) -> None:
    for _ in range(3):
        delete_old_data(line.dep)
        line.work()
    line.clock.now += timedelta(days=1)
    delete_old_data(line.dep)
    with line.dep.database.read() as db:
        sweeps = db.scalars(select(Job.key).where(Job.kind == provider_copies.SWEEP)).all()
    assert len(sweeps) == 2


# Where a request to delete may go -----------------------------------------------------------------

BASE = "http://127.0.0.1:8736/api"
ELSEWHERE = [
    "https://api.twilio.com@127.0.0.1:8736/x/ME1",
    "https://api.twilio.com.evil.example/2010-04-01/x",
    "@127.0.0.1:8736/y",
    "http://127.0.0.1:8736/api@evil.example/x",
    "http://127.0.0.1:8736/apix/y",
    "https://evil.example/https://api.twilio.com/x",
    "http://api.twilio.com/2010-04-01/x",
    "https://API.twilio.com/x",
    "https://api.twilio.com:8443/x",
    "",
    "ftp://api.twilio.com/x",
]


def provider(asked: list[httpx.Request], status: int = 204, body: object = None) -> Twilio:
    """The real client, whose requests end in ``asked``."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, json=body) if body is not None else httpx.Response(status)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    client = HttpxClient(BASE, lambda _: None, client=http)
    return Twilio(ACCOUNT, TOKEN, LINE_NUMBER, base_url=BASE, guard=lambda _: None, http=client)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_our_password_goes_to_no_other_address(url: str) -> None:
    asked: list[httpx.Request] = []
    for ask in (provider(asked).erase, provider(asked).fetch, provider(asked).calls_within):
        with pytest.raises(NotTheProviderError):
            ask(url)
    assert asked == []


@given(st.text(max_size=60))
def test_whatever_address_is_given_only_the_provider_is_asked(tail: str) -> None:
    asked: list[httpx.Request] = []
    for url in (tail, f"https://api.twilio.com{tail}", f"{BASE}{tail}", f"/{tail}"):
        try:
            provider(asked).erase(url)
        except (ProviderError, httpx.InvalidURL):
            continue
    assert {(one.url.host, one.url.port) for one in asked} <= {("127.0.0.1", 8736)}


@pytest.mark.parametrize(
    ("status", "body", "again"),
    [
        (409, {"code": 20009, "message": "not complete"}, True),
        (422, {"code": "20009"}, True),
        (400, {"code": 20009}, True),
        (429, {"code": 20429}, True),
        (503, None, True),
        (401, {"code": 20003}, False),
        (409, {"code": "S1001"}, False),
        (409, ["what"], False),
        (409, {"code": None}, False),
    ],
)
def test_not_complete_yet_is_distinguished_from_never(
    status: int, body: object, *, again: bool
) -> None:
    with pytest.raises(ProviderError) as refused:
        provider([], status, body).erase("/2010-04-01/Accounts/AC1/Messages/SM1")
    assert refused.value.again is again
    assert isinstance(refused.value, NotYetError) is ("20009" in str(body))


@pytest.mark.parametrize("status", [200, 202, 204, 404])
def test_deleted_and_gone_already_are_the_same(status: int) -> None:
    provider([], status).erase("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/SM1")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/SM1", "text"),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "media"),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1", "recording"),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Transcriptions/TR1.json", "transcription"),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Calls/CA1", "call"),
        ("https://api.twilio.com/else", "other"),
    ],
)
def test_copies_are_counted_by_what_they_are(url: str, kind: str) -> None:
    twilio = Twilio(ACCOUNT, TOKEN, LINE_NUMBER, guard=lambda _: None)
    assert twilio.kind_of_copy(url) == kind


def test_a_code_of_the_provider_is_never_lost() -> None:
    assert CODES.error(422, "20009").code == "20009"
