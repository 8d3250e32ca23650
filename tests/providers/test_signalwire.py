"""Known answers of SignalWire's signature, and where it differs from Twilio."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.providers.errors import BadNumberError, NotYetError, RefusedError, TryAgainError
from hotline.providers.signalwire.client import SignalWire
from hotline.providers.signalwire.errors import CODES
from hotline.providers.signalwire.signature import HEADER, signature, signed_fields
from hotline.providers.twilio.http import HttpxClient
from hotline.providers.verbs import Dial, DialLine, Say
from hotline.settings import SettingsError, load_settings
from tests.line import KEY, LINE_NUMBER

VECTORS = json.loads((Path(__file__).parent / "signalwire_signatures.json").read_text("utf-8"))
URL, PSK = "https://tips.example.org/twilio/sms", "PSK_synthetic"
FIELDS = st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=20)), max_size=6)
PICTURE = "https://files.signalwire.com/space/a-picture.jpeg"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_known_answers(vector: dict[str, Any]) -> None:
    body, key = vector["body"].encode(), vector["key"]
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    assert signed_fields(vector["url"], body, headers, ["older", key])
    assert signed_fields(vector["url"], body, headers, ["another"]) is None
    assert signed_fields(vector["url"], body + b"&a=b", headers, [key]) is None
    assert signed_fields(vector["url"] + "x", body, headers, [key]) is None
    assert signed_fields(vector["url"], body, {}, [key]) is None


@given(FIELDS)
def test_any_form_passes_with_its_own_signature_and_with_no_other(
    pairs: list[tuple[str, str]],
) -> None:
    body = urlencode(pairs).encode()
    headers = {HEADER: signature(PSK, URL, pairs)}
    assert signed_fields(URL, body, headers, [PSK]) == dict(pairs)
    assert signed_fields(URL, body, headers, [PSK + "x"]) is None


@pytest.mark.parametrize("signed_for", [URL, URL.replace("org/", "org:443/")])
def test_the_port_that_https_implies_may_be_signed_or_not(signed_for: str) -> None:
    headers = {HEADER: signature(PSK, signed_for, [("Body", "help")])}
    assert signed_fields(URL, b"Body=help", headers, [PSK]) == {"Body": "help"}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"Body=%ff"])
def test_what_is_no_utf8_is_refused_not_an_error(body: bytes) -> None:
    assert signed_fields(URL, body, {HEADER: "x"}, [PSK]) is None


def test_voices_are_named_as_there_and_no_machine_is_listened_for() -> None:
    company = signalwire()
    line = DialLine("+19565550199", machine="https://tips.example.org/machine")
    answer = company.render(
        [
            Say("Xin chào", "vi-VN", "Google.vi-VN-Standard-A"),
            Dial((line,), LINE_NUMBER, 20),
        ]
    )
    assert 'voice="gcloud.vi-VN-Standard-A"' in answer
    assert "machine" not in answer.casefold()


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "21408", RefusedError),  # at Twilio a region that is not allowed
        (400, "21603", BadNumberError),
        (422, "20009", NotYetError),
        (400, "31003", TryAgainError),
        (503, "", TryAgainError),
        (400, "no number at all", RefusedError),
    ],
)
def test_codes_mean_what_they_mean_there(status: int, code: str, error: type[Exception]) -> None:
    assert type(CODES.error(status, code)) is error


def test_what_lies_elsewhere_is_fetched_without_our_password_and_goes_with_its_text() -> None:
    there, asked = True, []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200 if there else 404, content=b"bytes")

    company = signalwire(answer)
    assert company.fetch(PICTURE)[0] == b"bytes"
    with pytest.raises(NotYetError):
        company.erase(PICTURE)
    there = False
    company.erase(PICTURE)
    assert {str(request.url) for request in asked} == {PICTURE}
    assert not any("authorization" in request.headers for request in asked)


@pytest.mark.parametrize(
    "url",
    [
        "https://files.signalwire.com.example.org/x",
        "http://files.signalwire.com/x",
        "https://example.org/api/laml/x",
        "https://notsignalwire.com/x",
    ],
)
def test_no_other_host_is_asked_for_anything(url: str) -> None:
    company = signalwire(lambda request: pytest.fail(f"asked {request.url.host}"))
    with pytest.raises(RefusedError):
        company.fetch(url)


def test_a_missing_or_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from hotline.providers import provider_for

    settings = load_settings(demo=True, provider="signalwire", number=LINE_NUMBER, secret_keys=KEY)
    monkeypatch.setenv("HOTLINE_SIGNALWIRE_SPACE", "https://example/space")
    with pytest.raises(SettingsError) as raised:
        provider_for(settings, lambda _: None)
    lines = str(raised.value).splitlines()
    assert "HOTLINE_SIGNALWIRE_PROJECT_ID: must be set (docs/providers.md)" in lines
    assert any(
        "HOTLINE_SIGNALWIRE_SPACE" in line and "example.signalwire.com" in line for line in lines
    )


def signalwire(answer: Any = lambda _: httpx.Response(404)) -> SignalWire:
    def guard(_: str) -> None:
        """Nothing leaves: every request is answered here."""

    api = "https://example.signalwire.com/api/laml"
    client = httpx.Client(transport=httpx.MockTransport(answer))
    return SignalWire(
        "project",
        "token",
        LINE_NUMBER,
        space="example.signalwire.com",
        signing_keys=(PSK,),
        guard=guard,
        http=HttpxClient(api, guard, client=client),
    )
