"""Mail that came back: a report that a mail could not be delivered (DSN, RFC 3464).

The mail server hands such a message to ``hotline bounce``. It carries our envelope id, which we
gave with the alert (RFC 3461); a server that knows no DSN quotes the headers of our mail instead.
Nothing else of the message is looked at, and nothing of it is stored.
"""

from __future__ import annotations

import base64
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import default

from hotline.domain import DeliveryState

STATES = {
    "failed": DeliveryState.FAILED,
    "delivered": DeliveryState.DELIVERED,
    "relayed": DeliveryState.SENT,
    "expanded": DeliveryState.SENT,
}
"""Our word for an Action (RFC 3464, section 2.3.3). "delayed" changes nothing: it may arrive."""
WORST_FIRST = (DeliveryState.FAILED, DeliveryState.SENT, DeliveryState.DELIVERED)
"""Of several addresses behind one (an alias) the worst counts: the next one is asked too early
rather than too late."""
STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
QUOTES = frozenset(
    {"text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers"}
)
"""Parts that quote our mail or its headers (RFC 3462, RFC 6533)."""
QSBMF = re.compile(r"^Hi\. This is the |^I'm afraid I wasn't able to deliver", re.MULTILINE)
"""How returned mail of qmail begins, which is plain text (cr.yp.to/proto/qsbmf.txt)."""
EXCUSES = re.compile(
    r"^.{0,200}\b(?:undeliver\w+|could not be delivered|(?:was|were|not) (?:able to be )?delivered"
    r"|delivery (?:has )?failed|permanent(?:ly)? (?:fatal )?(?:error|failure)s?|unknown user|user"
    r" unknown|no such (?:user|recipient|mailbox)|mailbox (?:unavailable|full|not found)"
    r"|does not exist|relay access denied|returned mail|message rejected)\b",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
"""How mail servers say in plain words that a mail came back, with 5xx or without."""
DAEMONS = re.compile(r"\b(?:mailer-daemon|postmaster|mail delivery|mailerdaemon)\b", re.IGNORECASE)
_DELAYED = re.compile(
    r"\b(?:delayed|still trying|will (?:be retried|keep trying|continue)|warning)\b", re.I
)
_GIVEN_UP = re.compile(
    r"\b(?:envelope|message|mail|queue|delivery|retry|lifetime)\b(?: (?:time|period|limit|lifetime"
    r"|has|was))* expired\b",
    re.IGNORECASE,
)
"""The last words of a server about a mail that it could not deliver in time."""
_TIMED_OUT = re.compile(r"[45]\.4\.7\b")
"""Delivery time expired (RFC 3463, section 3.5)."""
_ID = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_ACTION = re.compile(r"\s*([a-z]+)", re.IGNORECASE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_QUOTED_ID = re.compile(r"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Report:
    """What a server reports of one mail of ours: its envelope id, our state, a status code."""

    envelope: str
    state: DeliveryState
    status: str


def read(data: bytes) -> Report | None:
    """The report in a message; ``None`` for any other message, or one about no mail of ours.

    A report is known by its parts, wherever they hang: OpenSMTPD sends multipart/mixed, and a
    mailing list puts a footer around. Answers of people and programs (out of office, "deleted"
    notices, complaints) are none. The id is a keyed code of ours, so that nobody can guess one.
    """
    message = email.message_from_bytes(data[:MOST_BYTES], policy=default)
    if not message.is_multipart():
        return _plain_bounce(message)
    envelope, excuse, timed_out = "", "", ""
    found: dict[DeliveryState, str] = {}
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in STATUS_PARTS:
            for block in _blocks(part):
                envelope = _id(block.get("Original-Envelope-Id")) or envelope
                state = _state(block.get("Action"))
                if state:
                    found.setdefault(state, str(block.get("Status", "")).strip())
                timed_out = timed_out or _timed_out(block)
        elif kind in QUOTES:
            envelope = envelope or _quoted(part)
        elif kind == "text/plain":
            excuse += _text(part) + "\n"
            quoted = _QUOTED_ID.search(excuse)
            envelope = envelope or (_id(quoted.group(1)) if quoted else "")
    if timed_out and _GIVEN_UP.search(excuse):
        found.setdefault(DeliveryState.FAILED, timed_out)
    if not found and envelope and _returned(message, excuse):
        code = _STATUS.search(excuse)
        return Report(envelope, DeliveryState.FAILED, code.group(1) if code else "")
    state = next((state for state in WORST_FIRST if state in found), None)
    return Report(envelope, state, found[state][:20]) if envelope and state else None


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a message, but not those of a message that it quotes."""
    yield message
    if message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)


def _state(action: object) -> DeliveryState | None:
    """Our word for an Action, also with words behind it: "failed (unknown user)"."""
    found = _ACTION.match(str(action or ""))
    return STATES.get(found.group(1).lower()) if found else None


def _timed_out(block: Message) -> str:
    """The status of a mail that was "delayed" too long and is not tried again, or nothing.

    OpenSMTPD (6.8.0p2) says "delayed" also when it gives up: only the code and its words tell.
    """
    status = str(block.get("Status", "")).strip()
    delayed = str(block.get("Action", "")).strip().lower().startswith("delayed")
    given_up = delayed and _TIMED_OUT.match(status) and block.get("Will-Retry-Until") is None
    return status if given_up else ""


def _plain_bounce(message: Message) -> Report | None:
    """Returned mail in plain text, as qmail sends it: an excuse, then the mail with its headers."""
    if message.get_content_type() != "text/plain" or _sender(message):
        return None
    text = _text(message)
    quoted = _QUOTED_ID.search(text)
    envelope = _id(quoted.group(1)) if quoted else ""
    excuse = text[: quoted.start()] if quoted else ""
    if not envelope or not (QSBMF.search(excuse) or _returned(message, excuse)):
        return None
    status = _STATUS.search(excuse)
    return Report(envelope, DeliveryState.FAILED, status.group(1) if status else "")


def _returned(message: Message, excuse: str) -> bool:
    """Whether a mail without a report says in words, from a mail server, that it came back."""
    if _sender(message) or not DAEMONS.search(str(message.get("From", ""))):
        return False
    return EXCUSES.search(excuse) is not None and not _DELAYED.search(excuse)


def _text(part: Message) -> str:
    """The words of a part of plain text."""
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _sender(message: Message) -> bool:
    """Whether it has a sender: a bounce has no return path (RFC 5321, section 4.5.5)."""
    return str(message.get("Return-Path") or "<>").strip() not in {"<>", ""}


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery status; the parser makes each a message.

    Of the form for addresses in other scripts (RFC 6533) it parses the first group only, or none
    where the part is encoded: the rest is text.
    """
    payload = part.get_payload()
    blocks = [block for block in payload if isinstance(block, Message)] if payload else []
    yield from blocks
    rest = [block.get_payload() for block in blocks]
    if isinstance(payload, str):
        decoded = part.get_payload(decode=True)
        rest = [decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else payload]
    if _is_base64(part):
        rest = [_from_base64("".join(map(str, rest)))]
    for text in rest:
        for group in re.split(r"\r?\n[ \t]*\r?\n", str(text).strip()):
            yield email.message_from_string(group, policy=default)


def _quoted(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = next((one for one in payload if isinstance(one, Message)), None)
        found = _id(inner.get("Message-ID")) if inner is not None else ""
        if found or inner is None:
            return found
        payload = inner.get_payload()  # encoded, as no standard allows: the parser sees no headers
        part = inner
    text = _text(part) or str(payload)
    if _is_base64(part) or ":" not in text:
        text = _from_base64(text)
    return _id(email.message_from_string(text, policy=default).get("Message-ID"))


def _is_base64(part: Message) -> bool:
    return "base64" in str(part.get("Content-Transfer-Encoding", "")).lower()


def _from_base64(text: str) -> str:
    """The words in base64; ``text`` itself when it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except ValueError:
        return text


def _id(value: object) -> str:
    found = _ID.search(str(value or ""))
    return found.group().lower() if found else ""
