"""Known answers of Twilio's signature, and every way in which one must not pass.

``twilio_signatures.json`` was computed with Twilio's libraries for Python and Node; its keys are
invented.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.providers.twilio.signature import HEADER, SETTINGS_HEADER, Keys

VECTORS = json.loads((Path(__file__).parent / "twilio_signatures.json").read_text("utf-8"))
URL, BODY = "https://tips.example.org/twilio/sms", b"Body=help&From=%2B19565550121"
TOKEN, OLD, SHARED = "primary token", "old token", "shared key"
KEYS = Keys((TOKEN, OLD), (SHARED,))


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def keys_of(vector: dict[str, Any]) -> Keys:
    shared = SETTINGS_HEADER in lower(vector["headers"])
    return Keys(("another",), (vector["key"],)) if shared else Keys((vector["key"],), ("another",))


def sign(key: str, algorithm: str = "", *, url: str = URL) -> dict[str, str]:
    """The headers for :data:`BODY`; ``algorithm`` as the settings header names it."""
    hash_ = hashlib.sha256 if algorithm.upper() == "HMAC_SHA256" else hashlib.sha1
    signed = f"{url}BodyhelpFrom+19565550121".encode()
    mac = base64.b64encode(hmac.new(key.encode(), signed, hash_).digest()).decode()
    settings = {SETTINGS_HEADER: f"key=webhooks_sharedkey_1,algorithm={algorithm}"}
    return {HEADER: mac} | (settings if algorithm else {})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_known_answers(vector: dict[str, Any]) -> None:
    found = keys_of(vector).signed_fields(
        vector["url"], vector["body"].encode(), lower(vector["headers"])
    )
    assert found
    tampered = vector["body"].encode() + b"&Extra=1"
    headers = lower(vector["headers"])
    assert keys_of(vector).signed_fields(vector["url"], tampered, headers) is None
    assert Keys(("wrong",), ("wrong",)).signed_fields(vector["url"], b"", headers) is None


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        (sign(TOKEN), True),
        (sign(OLD), True),
        (sign(SHARED, "HMAC_SHA256"), True),
        (sign(SHARED, "HMAC_SHA1"), True),
        (sign(SHARED, "hmac_sha256"), True),
        (sign(SHARED), False),
        (sign(TOKEN, "HMAC_SHA256"), False),
        (sign(TOKEN, "HMAC_SHA1"), False),
        (sign(SHARED, "HMAC_MD5"), False),
        (sign(SHARED, "none"), False),
        (sign("", "HMAC_SHA256"), False),
        (sign("third token"), False),
        ({**sign(SHARED, "HMAC_SHA256"), SETTINGS_HEADER: "algorithm=HMAC_SHA1"}, False),
        ({**sign(TOKEN), HEADER: ""}, False),
        ({}, False),
        (sign(TOKEN, url="https://tips.example.org/twilio/voice"), False),
    ],
)
def test_each_kind_of_signature_passes_with_its_own_secret_only(
    headers: dict[str, str], passes: bool
) -> None:
    assert (KEYS.signed_fields(URL, BODY, headers) is not None) is passes


def test_without_shared_keys_a_rules_signature_is_refused() -> None:
    headers = sign("", "HMAC_SHA256")
    assert Keys((TOKEN,)).signed_fields(URL, BODY, headers) is None


@given(st.binary(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_nothing_passes_by_chance_and_nothing_raises(
    body: bytes, signature: str, settings: str
) -> None:
    headers = {HEADER: signature, SETTINGS_HEADER: settings}
    assert KEYS.signed_fields(URL, body, headers) is None
