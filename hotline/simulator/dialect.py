"""What the phone company and the service exchange, by provider: addresses, ids, signatures."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator


def path_of(url: str) -> str:
    """Path and query of an address that the service gave out."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Answer(Protocol):
    """An HTTP answer, as httpx and its test client give it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def text(self) -> str:
        """The body."""


Post = Callable[[str, bytes, Mapping[str, str]], Answer]
"""Posts a body (address, body, headers) to the service."""


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


class Dialect(Protocol):
    """How one provider speaks; the verbs of its answers are TwiML's."""

    @property
    def api(self) -> str:
        """What the addresses of its API begin with."""

    @property
    def detects_machines(self) -> bool:
        """Whether it can say that a machine answered a line that rings for a caller."""

    @property
    def transcribes(self) -> bool:
        """Whether it can write down a voice message."""

    @property
    def answers_later(self) -> bool:
        """Whether a text is answered by a text of its own, not in the webhook's answer."""

    def new_id(self, kind: str, number: int) -> str:
        """A fresh id, of a kind (``SM``, ``CA``, …) and a running number."""

    def webhook(
        self, secret: str, url: str, fields: Mapping[str, str], now: datetime
    ) -> tuple[bytes, dict[str, str]]:
        """The body with these fields (Twilio's names), posted to ``url``, and its headers."""


@dataclass(frozen=True)
class Form:
    """A provider that posts forms and signs the address with them, as Twilio does."""

    api: str
    header: str
    """Where the signature is; SignalWire's is made as Twilio's, with another key."""
    ids: Callable[[str, int], str]
    never_sends: frozenset[str] = frozenset()
    """Fields that it does not send."""
    names_the_call: bool = True
    """Whether a transcript's webhook names the call."""
    detects_machines: bool = True
    transcribes: bool = True
    answers_later: bool = False

    def new_id(self, kind: str, number: int) -> str:
        """See :meth:`Dialect.new_id`."""
        return self.ids(kind, number)

    def webhook(
        self, secret: str, url: str, fields: Mapping[str, str], now: datetime
    ) -> tuple[bytes, dict[str, str]]:
        """See :meth:`Dialect.webhook`."""
        hidden = self.never_sends
        if "TranscriptionText" in fields and not self.names_the_call:
            hidden = hidden | {"CallSid"}
        sent = {name: value for name, value in fields.items() if name not in hidden}
        signature = _validator(secret).compute_signature(url, sent)
        return urlencode(sent).encode(), {self.header: signature, "content-type": FORM}


FORM = "application/x-www-form-urlencoded"
TWILIO = Form(
    api="https://api.twilio.com",
    header="X-Twilio-Signature",
    ids=lambda kind, number: f"{kind}{number:08x}{secrets.token_hex(12)}",
)
SIGNALWIRE = Form(
    api="https://example.signalwire.com/api/laml",
    header="X-SignalWire-Signature",
    ids=lambda _, __: str(uuid.uuid4()),
    never_sends=frozenset({"FromCity", "FromState", "FromZip", "DialBridged", "OptOutType"}),
    names_the_call=False,
    detects_machines=False,
)


@cache
def _validator(auth_token: str) -> RequestValidator:
    return RequestValidator(auth_token)
