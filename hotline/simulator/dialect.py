"""What the phone company and the service exchange, by provider: addresses, ids, signatures."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from twilio.request_validator import RequestValidator


class Answer(Protocol):
    """An HTTP answer, as httpx and its test client give it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def text(self) -> str:
        """The body."""


Post = Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]
"""Posts a form (address, fields, headers) to the service."""


class CarrierError(Exception):
    """The service answered what the provider would refuse."""


@dataclass(frozen=True)
class TextMessage:
    """A text that the service sent through the REST API or as an answer."""

    sid: str
    sender: str
    to: str
    body: str
    at: datetime
    answer: bool = False
    """Whether it came as the answer to a text."""


@dataclass(frozen=True)
class Dialect:
    """How one provider speaks; all of them send forms and read TwiML."""

    api: str
    """What the addresses of its API begin with."""
    sign: Callable[[str, str, Mapping[str, str]], dict[str, str]]
    """The headers that prove a form (secret, address, fields) to be the provider's."""
    new_id: Callable[[str, int], str]
    """A fresh id, of a kind (``SM``, ``CA``, …) and a running number."""
    never_sends: frozenset[str] = frozenset()
    """Fields that this provider does not send, by ``webhook.field`` or for all by ``field``."""
    detects_machines: bool = True

    def sent(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields as this provider sends them."""
        transcript = "TranscriptionText" in fields
        return {
            name: value
            for name, value in fields.items()
            if name not in self.never_sends
            and not (transcript and f"transcript.{name}" in self.never_sends)
        }


def _twilio(secret: str, url: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": _validator(secret).compute_signature(url, dict(fields))}


def _signalwire(secret: str, url: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Twilio's construction with another key and header; a test's vectors are SignalWire's own."""
    return {"X-SignalWire-Signature": _validator(secret).compute_signature(url, dict(fields))}


TWILIO = Dialect(
    api="https://api.twilio.com",
    sign=_twilio,
    new_id=lambda kind, number: f"{kind}{number:08x}{secrets.token_hex(12)}",
)
SIGNALWIRE = Dialect(
    api="https://example.signalwire.com/api/laml",
    sign=_signalwire,
    new_id=lambda _, __: str(uuid.uuid4()),
    never_sends=frozenset(
        {
            "FromCity",
            "FromState",
            "FromZip",
            "DialBridged",
            "transcript.CallSid",
            "OptOutType",
        }
    ),
    detects_machines=False,
)


@cache
def _validator(auth_token: str) -> RequestValidator:
    return RequestValidator(auth_token)
