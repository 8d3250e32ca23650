"""Telnyx's text events (JSON), read into our own. Its calls send Twilio's form fields.

Source: Telnyx's guide to receiving webhooks for messaging, 2026-04.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from hotline.domain import DeliveryState
from hotline.providers.events import IncomingText, SentFile, TextStatus, short_id
from hotline.providers.telnyx.errors import CODES

RECEIVED = "message.received"
STATES: Mapping[str, DeliveryState] = {
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.SENT,
    "delivery_unconfirmed": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "sending_failed": DeliveryState.FAILED,
    "delivery_failed": DeliveryState.FAILED,
}
MOST_FILES = 10


class Event:
    """A text event. Whatever is missing or of another shape is empty."""

    def __init__(self, kind: str, payload: Mapping[str, Any]) -> None:
        self.kind = kind
        self._payload = payload

    @classmethod
    def of(cls, body: bytes) -> Event | None:
        """The event in a body; ``None`` when it is none."""
        try:
            data = json.loads(body)["data"]
            kind, payload = data["event_type"], data["payload"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return cls(str(kind), payload) if isinstance(payload, dict) else None

    def word(self, *path: str) -> str:
        """The text or number at a path, a list's first item where one is in the way."""
        found: Any = self._payload
        for name in path:
            found = _first(found)
            found = found.get(name) if isinstance(found, dict) else None
        found = _first(found)
        return str(found) if isinstance(found, str | int) else ""

    def items(self, name: str) -> list[Mapping[str, Any]]:
        """The objects in a list."""
        found = self._payload.get(name)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return value[0] if value else None
    return value


def text(event: Event) -> IncomingText | TextStatus:
    """A text that came in; or what became of one of ours, which has the same address there."""
    if event.kind != RECEIVED:
        return text_status(event)
    return IncomingText(
        id=short_id(event.word("id")),
        sender=event.word("from", "phone_number"),
        body=event.word("text"),
        files=_files(event),
        answered_as=_answered_as(event.word("autoresponse_type").upper()),
        group=bool(event.items("cc")),
    )


def _files(event: Event) -> tuple[SentFile, ...]:
    sent = [(one.get("url"), one.get("content_type")) for one in event.items("media")]
    return tuple(
        SentFile(url if isinstance(url, str) else "", kind if isinstance(kind, str) else "")
        for url, kind in sent[: MOST_FILES + 1]
    )


def _answered_as(value: str) -> Literal["", "STOP", "START", "HELP"]:
    match value:
        case "STOP" | "START" | "HELP":
            return value
        case _:
            return ""


def text_status(event: Event) -> TextStatus:
    """What became of a text of ours."""
    code = event.word("errors", "code")
    return TextStatus(
        id=short_id(event.word("id")),
        state=STATES.get(event.word("to", "status"), DeliveryState.UNKNOWN),
        code=code,
        opted_out=code in CODES.opted_out,
    )
