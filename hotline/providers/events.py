"""What a provider reports, in our own words: read from its webhooks by its own module."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from hotline.domain import DeliveryState


@dataclass(frozen=True)
class WebhookRequest:
    """A request as it came in, before anything in it is trusted.

    ``url`` is the full public address that the provider called, query included. The names in
    ``headers`` are in lower case.
    """

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    at: datetime
    """When it came in."""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Webhook:
    """A request that the provider signed. ``content`` is for that provider's own reader."""

    content: Any
    query: Mapping[str, str] = field(default_factory=dict)
    """What we put into the address ourselves."""
    retry_token: str = ""
    """The same on every retry of one request; empty where the provider sends none."""

    def number(self, name: str, default: int = 0) -> int:
        """A whole number in the query, else ``default``."""
        return whole(self.query.get(name, ""), default)


MOST_DIGITS = 18
"""More than any number of ours or a provider's has, and never too many to count with."""


def whole(value: str, default: int = 0) -> int:
    """``value`` as a whole number; ``default`` for anything else, such as endless digits."""
    plain = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return int(value) if plain else default


def share(value: str) -> float | None:
    """``value`` as a number above 0 and up to 1; ``None`` for anything else.

    A 0 is what some recognizers send that give no confidence.
    """
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 < number <= 1 else None


MOST_ID = 120
"""The most characters of a provider's id that are kept: Telnyx's have 57, Twilio's 34."""


def short_id(value: str) -> str:
    """A provider's id as it is kept: itself, or its SHA-256 where it has endless characters."""
    return value if len(value) <= MOST_ID else hashlib.sha256(value.encode()).hexdigest()


@dataclass(frozen=True)
class SentFile:
    """Something attached to a text. ``url`` is empty when only its existence was announced."""

    url: str
    content_type: str


@dataclass(frozen=True)
class IncomingText:
    """A text message to the line."""

    id: str
    sender: str
    """As the provider has it: a number, or a word for a hidden one."""
    body: str
    """Unstripped."""
    files: tuple[SentFile, ...] = ()
    answered_as: Literal["", "STOP", "START", "HELP"] = ""
    """Set when the provider took the text for one of these and answered it itself."""
    group: bool = False
    """Whether others read this conversation too."""


@dataclass(frozen=True)
class TextStatus:
    """What became of a text that the line sent."""

    id: str
    state: DeliveryState
    code: str = ""
    opted_out: bool = False
    """Whether it failed because its receiver texted STOP."""


@dataclass(frozen=True)
class DialOutcome:
    """What became of the lines that rang for a caller."""

    answered: bool
    """Whether someone, or a machine, was connected with the caller."""
    rang_out: bool = False
    """Whether every line was rung and nobody took the call."""
    busy: bool = False
    failed: bool = False
    """Whether the call could not be placed at all."""
    seconds: int = 0
    """How long they were connected."""


@dataclass(frozen=True)
class CallTurn:
    """A call begins or goes on. What was said or pressed is empty when the caller was silent."""

    call_id: str
    caller: str
    """As the provider has it: a number, or a word for a hidden one."""
    keys: str = ""
    words: str = ""
    """What a machine heard; used only when no key was pressed."""
    confidence: float | None = None
    """How sure it is of them, above 0 and up to 1; ``None`` where it does not say."""
    recorded_seconds: int = 0
    dial: DialOutcome = DialOutcome(answered=False)
    misplaced: bool = False
    """Whether it is a text, or a report on one, that came to the address for calls."""
    caller_gone: bool = False
    """Whether the caller has hung up, so that nobody hears the answer."""
    city: str = ""
    state: str = ""
    zip: str = ""
    """Where the caller's number is registered, as the provider has it."""


@dataclass(frozen=True)
class CallStatus:
    """What became of a call of ours or of a caller's."""

    call_id: str
    over: bool
    connected: bool = False
    """Whether it was answered before it ended."""


@dataclass(frozen=True)
class AnsweredBy:
    """Who answered a line that rings for a caller; ``call_id`` is that line's own call."""

    call_id: str
    machine: bool


@dataclass(frozen=True)
class Recording:
    """A voice message that can be fetched from ``url``; empty when there is none."""

    call_id: str
    url: str


@dataclass(frozen=True)
class Transcript:
    """A voice message as the provider wrote it down.

    ``words`` are empty when it could not; ``url`` is where the provider keeps its copy.
    """

    call_id: str
    id: str
    words: str
    url: str
