"""The webhooks of calls, for every provider that posts Twilio's fields."""

from __future__ import annotations

from hotline.providers.events import (
    AnsweredBy,
    CallStatus,
    CallTurn,
    Recording,
    Transcript,
    Webhook,
)
from hotline.providers.twilio import read


class CallForms:
    """The part of :class:`hotline.providers.port.Provider` that reads what became of calls."""

    def read_call(self, webhook: Webhook) -> CallTurn:
        """See :meth:`Provider.read_call`."""
        return read.call(webhook.content)

    def read_call_status(self, webhook: Webhook) -> CallStatus:
        """See :meth:`Provider.read_call_status`."""
        return read.call_status(webhook.content)

    def read_answered_by(self, webhook: Webhook) -> AnsweredBy:
        """See :meth:`Provider.read_answered_by`."""
        return read.answered_by(webhook.content)

    def read_recording(self, webhook: Webhook) -> Recording:
        """See :meth:`Provider.read_recording`."""
        return read.recording(webhook.content)

    def read_transcript(self, webhook: Webhook) -> Transcript:
        """See :meth:`Provider.read_transcript`."""
        return read.transcript(webhook.content)
