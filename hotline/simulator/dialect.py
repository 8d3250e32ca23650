"""What the phone company and the service exchange, in Twilio's dialect: signatures and texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from twilio.request_validator import RequestValidator

API = "https://api.twilio.com"


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


def signed(auth_token: str, url: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The headers that prove a form, posted to ``url``, to be the company's."""
    return {"X-Twilio-Signature": _validator(auth_token).compute_signature(url, dict(fields))}


@cache
def _validator(auth_token: str) -> RequestValidator:
    return RequestValidator(auth_token)
