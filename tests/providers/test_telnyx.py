"""Known answers of Telnyx's signature, our MAC in addresses that it does not sign, its events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.providers import callback_urls, provider_for
from hotline.providers.callback_urls import CallbackUrls
from hotline.providers.errors import (
    BadNumberError,
    NotTheProviderError,
    RefusedError,
    TryAgainError,
)
from hotline.providers.events import IncomingText, TextStatus
from hotline.providers.telnyx import read
from hotline.providers.telnyx.client import Account, Telnyx
from hotline.providers.telnyx.errors import CODES
from hotline.providers.telnyx.signature import is_signed, public_key
from hotline.providers.verbs import Gather, Listening, Record, Say
from hotline.settings import SettingsError, load_settings
from hotline.simulator import telnyx as company
from tests.line import KEY, LINE_NUMBER, TOKEN, Line
from tests.providers.dialects import Provider, open_line_at

VECTORS = json.loads((Path(__file__).parent / "telnyx_signatures.json").read_text("utf-8"))
TEXTER = "+19565550121"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "payload", "event_type", "from", "to", "media", "errors", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    with open_line_at(Provider("telnyx"), tmp_path, monkeypatch) as opened:
        yield opened


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
@pytest.mark.parametrize(
    ("late", "passes"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)]
)
def test_known_answers_for_five_minutes(vector: dict[str, Any], late: int, passes: bool) -> None:
    key, body = public_key(vector["public_key"]), vector["body"].encode()
    now = datetime.fromtimestamp(vector["now"] + late, UTC)
    assert is_signed(key, body, vector["headers"], now) is passes
    assert not is_signed(key, body + b" ", vector["headers"], now)
    assert not is_signed(public_key(company.public_key("another")), body, vector["headers"], now)


@pytest.mark.parametrize(
    "changed",
    [
        {"telnyx-timestamp": ""},
        {"telnyx-timestamp": "9" * 400},
        {"telnyx-timestamp": "-1796000000"},
        {"telnyx-timestamp": "１７９６００００００"},
        {"telnyx-signature-ed25519": ""},
        {"telnyx-signature-ed25519": "not base64!"},
        {"telnyx-signature-ed25519": "AAAA"},
    ],
)
def test_headers_of_any_shape_are_refused_and_raise_nothing(changed: dict[str, str]) -> None:
    vector = VECTORS[0]
    now = datetime.fromtimestamp(vector["now"], UTC)
    headers = vector["headers"] | changed
    assert not is_signed(public_key(vector["public_key"]), vector["body"].encode(), headers, now)


@given(JSON)
def test_an_event_of_any_shape_is_read_or_none(data: Any) -> None:
    event = read.Event.of(json.dumps(data).encode())
    if event is not None:
        assert isinstance(read.text(event), IncomingText | TextStatus)
        assert isinstance(read.text_status(event), TextStatus)


@pytest.mark.parametrize(
    ("status", "errors", "state", "opted_out"),
    [
        ("queued", [], "accepted", False),
        ("sent", [], "sent", False),
        ("delivered", [], "delivered", False),
        ("delivery_unconfirmed", [], "sent", False),
        ("sending_failed", [{"code": "40300"}], "failed", True),
        ("delivery_failed", [{"code": "40008"}], "failed", False),
        ("webhook_delivered", [], "", False),
    ],
)
def test_what_became_of_a_text(
    status: str, errors: list[dict[str, str]], state: str, opted_out: bool
) -> None:
    payload = {"id": "t1", "to": [{"status": status}], "errors": errors}
    found = read.text_status(read.Event("message.finalized", payload))
    assert (found.state, found.opted_out) == (state, opted_out)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "40310", BadNumberError),
        (400, "40001", BadNumberError),
        (400, "40018", TryAgainError),
        (429, "10011", TryAgainError),
        (502, "", TryAgainError),
        (400, "10015", RefusedError),
    ],
)
def test_codes_mean_what_they_mean_there(status: int, code: str, error: type[Exception]) -> None:
    assert type(CODES.error(status, code)) is error


# Addresses ----------------------------------------------------------------------------------------


def test_an_address_that_we_did_not_give_out_is_refused_whoever_signed_the_body(
    line: Line,
) -> None:
    call = line.call(TEXTER)
    assert call.gather is not None
    ours = call.gather.options["action"]
    assert "&mac=" in ours
    fields = {"CallSid": call.sid, "From": TEXTER, "To": LINE_NUMBER, "Digits": "1"}
    plain = ours.partition("&mac=")[0]
    forged = [
        plain,
        plain + "&mac=",
        plain + "&mac=" + "0" * 32,
        ours.replace("turn=1", "turn=2"),
        ours + "&turn=7",
        ours.replace("/step", "/dialed"),
    ]
    for address in forged:
        body, headers = line.carrier.dialect.webhook(TOKEN, address, fields, line.clock())
        assert line.http.post(address, content=body, headers=headers).status_code == 403, address
    body, headers = line.carrier.dialect.webhook(TOKEN, ours, fields, line.clock())
    assert line.http.post(ours, content=body, headers=headers).status_code == 200


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.text("0123456789abcdef", max_size=32))
def test_only_the_right_checksum_makes_an_address_ours(job: int, turn: int, guess: str) -> None:
    def macs(address: str) -> list[str]:
        return [f"{hash((key, address)) & (2**128 - 1):032x}" for key in ("new", "old")]

    urls = CallbackUrls("https://tips.example.org", macs)
    path, _, query = (
        urls.alert_key(job, turn).removeprefix("https://tips.example.org").partition("?")
    )
    assert urls.is_ours(path, query)
    assert urls.is_ours(
        path, f"job={job}&turn={turn}&mac={macs(f'{path}?job={job}&turn={turn}')[1]}"
    )
    assert not urls.is_ours(path, f"job={job}&turn={turn}&mac={guess}x")
    assert not urls.is_ours(path, f"job={job + 1}&turn={turn}&mac={query[-32:]}")
    assert urls.is_ours(path, ""), "an address from the console has no query"


def test_a_text_that_cannot_be_taken_now_is_sent_again_by_the_provider(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An emergency answer in the response would be thrown away, so it says 503."""
    fields = {"MessageSid": "m1", "From": TEXTER, "To": LINE_NUMBER, "Body": "help"}
    body, headers = line.carrier.dialect.webhook(TOKEN, callback_urls.TEXT, fields, line.clock())
    with monkeypatch.context() as broken:
        broken.setattr(type(line.dep.provider), "read_text", None)
        assert line.http.post(callback_urls.TEXT, content=body, headers=headers).status_code == 503
    assert line.http.post(callback_urls.TEXT, content=body, headers=headers).status_code == 200
    line.work()
    assert any("911" in text for text in line.texts_to(TEXTER))


def test_the_public_page_says_what_is_not_deleted(line: Line) -> None:
    page = line.http.get("/about").text
    assert "texts for up to 10 days" in page and "list of calls for up to 90 days" in page
    spanish = line.http.get("/about", headers={"accept-language": "es"}).text
    assert "textos hasta 10 días" in spanish


# What it is asked ---------------------------------------------------------------------------------


def test_verbs_that_it_does_not_have_are_not_asked_of_it() -> None:
    answer = telnyx().render(
        [
            Gather(
                (Say("Xin chào", "vi-VN", "Google.vi-VN-Standard-A"),),
                "/x",
                5,
                listening=Listening("vi-VN"),
            ),
            Record(180, "/y", "/z", "/transcript"),
        ]
    )
    assert 'voice="Azure.vi-VN' in answer and 'speechTimeout="3"' in answer
    assert 'profanityFilter="false"' in answer
    assert "transcribe" not in answer


def test_the_same_text_is_ordered_with_the_same_key_and_our_key_goes_to_no_other_host() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path.startswith("/v2/recordings/"):
            link = "https://s3.amazonaws.com/telnyx/r1.wav?signed=1"
            return httpx.Response(200, json={"data": {"download_urls": {"wav": link}}})
        if request.method == "POST":
            return httpx.Response(200, json={"data": {"id": "t1"}})
        return httpx.Response(200, content=b"sound")

    there = telnyx(answer)
    assert there.send_text(TEXTER, "hello", callback="https://x", key="k1") == "t1"
    assert asked[0].headers["idempotency-key"] == "k1"
    assert there.fetch("https://api.telnyx.com/v2/recordings/r1")[0] == b"sound"
    hosts = {request.url.host for request in asked if "authorization" in request.headers}
    assert hosts == {"api.telnyx.com"} and asked[-1].url.host == "s3.amazonaws.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://telnyx.com.example.org/x",
        "http://media.telnyx.com/x",
        "https://mediatelnyx.com/x",
        "https://169.254.169.254/latest",
        "",
    ],
)
def test_no_other_host_is_asked_for_a_file(url: str) -> None:
    with pytest.raises(NotTheProviderError):
        telnyx(lambda request: pytest.fail(f"asked {request.url.host}")).fetch(url)


def test_a_wrong_key_in_the_settings_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(demo=True, provider="telnyx", number=LINE_NUMBER, secret_keys=KEY)
    monkeypatch.setenv("HOTLINE_TELNYX_PUBLIC_KEY", "c2hvcnQ=")
    with pytest.raises(SettingsError) as raised:
        provider_for(settings, lambda _: None)
    said = str(raised.value)
    assert "HOTLINE_TELNYX_API_KEY: must be set (docs/providers.md)" in said
    assert "HOTLINE_TELNYX_PUBLIC_KEY: is no Ed25519 public key" in said


def telnyx(answer: Any = lambda _: httpx.Response(404)) -> Telnyx:
    account = Account("KEY", company.public_key(TOKEN), "account", "application")
    client = httpx.Client(transport=httpx.MockTransport(answer))
    return Telnyx(account, LINE_NUMBER, lambda _: None, client=client)
