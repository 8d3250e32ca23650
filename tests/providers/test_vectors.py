"""Known answers of seven providers' signatures: ours pass at their own door, and nowhere else.

``vectors.json`` was computed with the providers' own libraries; its keys are invented. What a
provider that we do not speak to has signed, or SignalWire's own JSON dialect, opens no door of
ours, even with its key in our settings.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hotline.providers.signalwire.signature import signed_fields
from hotline.providers.telnyx.signature import SIGNATURE, is_signed, public_key
from hotline.providers.twilio.signature import SETTINGS_HEADER, Keys

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
SAME_AS_TWILIO = "somleng"
"""It signs as Twilio does, on purpose; it is not one of our providers."""


def passes(provider: str, vector: dict[str, Any], body: bytes, key: str) -> bool:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    if provider == "twilio":
        shared = SETTINGS_HEADER in headers
        keys = Keys(("another",), (key,)) if shared else Keys((key,), ("another",))
        return keys.signed_fields(vector["url"], body, headers) is not None
    if provider == "signalwire":
        return signed_fields(vector["url"], body, headers, [key]) is not None
    if SIGNATURE not in headers:
        return False
    now = datetime.fromtimestamp(vector["now"], UTC)
    return is_signed(public_key(key), body, headers, now)


def key_of(vector: dict[str, Any]) -> str:
    return str(vector.get("public_key") or vector.get("key") or "another")


def ours(vector: dict[str, Any]) -> str:
    """The provider at whose door it passes; empty for none."""
    if vector["name"].startswith("SWML"):
        return ""
    signs_as = {"twilio": "twilio", SAME_AS_TWILIO: "twilio", "signalwire": "signalwire"}
    return {**signs_as, "telnyx": "telnyx"}.get(vector["provider"], "")


def test_all_of_them_are_here() -> None:
    assert len(VECTORS) == 21 and len({vector["provider"] for vector in VECTORS}) == 7


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['provider']} {v['name']}")
def test_a_signature_passes_at_its_own_door_only(vector: dict[str, Any]) -> None:
    body, key = (vector.get("body") or "").encode(), key_of(vector)
    for door in ("twilio", "signalwire", "telnyx"):
        assert passes(door, vector, body, key) is (door == ours(vector)), door
        changed = body[:-1] + bytes([body[-1] ^ 1]) if body else b"a=b"
        assert not passes(door, vector, changed, key), "a changed body"
        if "public_key" not in vector:
            assert not passes(door, vector, body, f"{key}x"), "another key"
