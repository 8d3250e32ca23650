"""Mail that came back: a report that a mail could not be delivered (DSN, RFC 3464).

The mail server hands such a message to ``hotline bounce``. It carries our envelope id, which we
gave with the alert (RFC 3461); a server that knows no DSN quotes the headers of our mail instead.
Nothing else of the message is looked at, and nothing of it is stored.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import default

STATES = {"failed": "failed", "delivered": "delivered", "relayed": "sent", "expanded": "sent"}
"""Our word for an Action (RFC 3464, section 2.3.3). "delayed" changes nothing: it may arrive."""
_ID = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Report:
    """What a server reports of one mail of ours: its envelope id, our state, a status code."""

    envelope: str
    state: str
    status: str


def read(data: bytes) -> Report | None:
    """The report in a message; ``None`` for any other message, or one about no mail of ours."""
    message = email.message_from_bytes(data[:MOST_BYTES], policy=default)
    if message.get_content_type() != "multipart/report":
        return None
    envelope, action, status = "", "", ""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _blocks(part):
                envelope = _id(block.get("Original-Envelope-Id")) or envelope
                action = str(block.get("Action", action)).strip().lower()
                status = str(block.get("Status", status)).strip()
        elif part.get_content_type() in {"text/rfc822-headers", "message/rfc822"}:
            envelope = envelope or _quoted(part)
    if not envelope or action not in STATES:
        return None
    return Report(envelope, STATES[action], status[:20])


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery status; the parser makes each a message."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))


def _quoted(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        return next((_id(inner.get("Message-ID")) for inner in payload), "")  # type: ignore[union-attr]
    headers = email.message_from_string(str(payload), policy=default)
    return _id(headers.get("Message-ID"))


def _id(value: object) -> str:
    found = _ID.search(str(value or ""))
    return found.group().lower() if found else ""
