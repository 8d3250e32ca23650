"""Twilio's form fields, read into our own events.

Sources: twilio.com/docs/messaging/guides/webhook-request, twilio.com/docs/voice/twiml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from hotline.domain import DeliveryState
from hotline.providers.errors import Codes
from hotline.providers.events import (
    AnsweredBy,
    CallStatus,
    CallTurn,
    DialOutcome,
    IncomingText,
    Recording,
    SentFile,
    TextStatus,
    Transcript,
    share,
    short_id,
    whole,
)

OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
RANG_OUT = frozenset({"no-answer", "busy", "failed"})
STATES: Mapping[str, DeliveryState] = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "partially_delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}
OF_CALLS = ("CallSid", "CallStatus", "RecordingSid", "TranscriptionSid", "ConferenceSid")
OF_TEXTS = ("MessageSid", "SmsSid", "SmsMessageSid", "Body", "NumMedia")
MOST_FILES = 10
"""Twilio sends at most ten with one message."""
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?")


class Fields:
    """The fields of a webhook by name."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        """A field without the blanks around it; empty when there is none."""
        return self._fields.get(name, "").strip()

    def raw(self, name: str) -> str:
        """A field as it came."""
        return self._fields.get(name, "")

    def any_with(self, start: str) -> bool:
        """Whether a field whose name begins so has a value."""
        return any(name.startswith(start) and self.get(name) for name in self._fields)


def text(fields: Fields, codes: Codes) -> IncomingText | TextStatus:
    """A text; or, sent to the address for texts by mistake, what became of one of ours.

    A report on a call or a recording that comes to this address is about no text at all.
    """
    state = (fields.get("MessageStatus") or fields.get("SmsStatus")).casefold()
    if state not in {"", "received", "receiving"}:
        return text_status(fields, codes)
    if any(map(fields.get, OF_CALLS)) and not is_text(fields):
        return TextStatus("", DeliveryState.UNKNOWN)
    return IncomingText(
        id=short_id(fields.get("MessageSid") or fields.get("SmsSid")),
        sender=fields.get("From"),
        body=_with_location(fields),
        files=_files(fields),
        answered_as=_answered_as(fields),
        group=fields.any_with("OtherRecipients"),
    )


def is_text(fields: Fields) -> bool:
    """Whether the fields are those of a text, whichever address they came to."""
    return any(map(fields.get, OF_TEXTS)) and not fields.get("CallSid")


def _with_location(fields: Fields) -> str:
    """The words of a text, and a shared location as coordinates on a line of its own.

    Source: twilio.com/docs/messaging, the parameters of WhatsApp messages.
    """
    body = fields.raw("Body")
    latitude, longitude = fields.get("Latitude"), fields.get("Longitude")
    if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
        return body
    address = fields.get("Address") or fields.get("Label")
    return "\n".join(part for part in (body, address, f"{latitude}, {longitude}") if part)


def _answered_as(fields: Fields) -> Literal["", "STOP", "START", "HELP"]:
    """Source: twilio.com/docs/messaging, Advanced Opt-Out."""
    match fields.get("OptOutType").upper():
        case "STOP":
            return "STOP"
        case "START":
            return "START"
        case "HELP":
            return "HELP"
        case _:
            return ""


def _files(fields: Fields) -> tuple[SentFile, ...]:
    """As many as are named; one more than ten stands for all that were announced beyond it."""
    announced = min(whole(fields.get("NumMedia")), MOST_FILES + 1)
    found = []
    for number in range(MOST_FILES + 1):
        url = fields.get(f"MediaUrl{number}")
        if url or number < announced:
            found.append(SentFile(url, fields.get(f"MediaContentType{number}")))
    return tuple(found)


def text_status(fields: Fields, codes: Codes) -> TextStatus:
    """What became of a text of ours; ``codes`` are this provider's."""
    status = fields.get("MessageStatus") or fields.get("SmsStatus")
    code = fields.get("ErrorCode")
    return TextStatus(
        id=short_id(fields.get("MessageSid") or fields.get("SmsSid")),
        state=STATES.get(status.casefold(), DeliveryState.UNKNOWN),
        code=code,
        opted_out=code in codes.opted_out,
    )


def call(fields: Fields) -> CallTurn:
    """A call begins or goes on. A key counts before words; a lone # comes as ``FinishedOnKey``."""
    words = fields.get("SpeechResult")
    return CallTurn(
        call_id=short_id(fields.get("CallSid")),
        caller=fields.get("From"),
        keys=fields.get("Digits") or ("" if words else fields.get("FinishedOnKey")),
        words=words,
        confidence=share(fields.get("Confidence")),
        recorded_seconds=whole(fields.get("RecordingDuration")),
        dial=_dial(fields),
        misplaced=is_text(fields),
        caller_gone=fields.get("CallStatus") in OVER,
        city=fields.get("FromCity"),
        state=fields.get("FromState"),
        zip=fields.get("FromZip"),
    )


def _dial(fields: Fields) -> DialOutcome:
    """A line that was answered and let go without its whisper's key is not bridged."""
    status = fields.get("DialCallStatus")
    bridged = fields.get("DialBridged").lower() != "false"
    return DialOutcome(
        answered=status in {"completed", "answered"} and bridged,
        rang_out=status in RANG_OUT,
        busy=status == "busy",
        failed=status == "failed",
        seconds=whole(fields.get("DialCallDuration")),
    )


def call_status(fields: Fields) -> CallStatus:
    """A call changed its state."""
    status = fields.get("CallStatus")
    return CallStatus(
        short_id(fields.get("CallSid")), over=status in OVER, connected=status == "completed"
    )


def answered_by(fields: Fields) -> AnsweredBy:
    """Who answered a line for which that was asked."""
    by = fields.get("AnsweredBy")
    return AnsweredBy(
        short_id(fields.get("CallSid")), machine=by.startswith("machine") or by == "fax"
    )


def recording(fields: Fields) -> Recording:
    """A voice message is complete."""
    return Recording(short_id(fields.get("CallSid")), fields.get("RecordingUrl"))


def transcript(fields: Fields) -> Transcript:
    """A voice message was written down, or could not be."""
    done = fields.get("TranscriptionStatus") == "completed"
    return Transcript(
        call_id=short_id(fields.get("CallSid")),
        id=short_id(fields.get("TranscriptionSid")),
        words=fields.get("TranscriptionText") if done else "",
        url=fields.get("TranscriptionUrl"),
    )
