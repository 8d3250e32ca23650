"""What any phone provider must do for the line. A new one is a folder with a ``provider`` function.

The rest of the service knows no provider: it reads ``events``, answers with ``verbs``, and asks for
what is listed here. Methods that reach out raise :class:`~hotline.providers.errors.ProviderError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hotline.providers.events import (
    AnsweredBy,
    CallStatus,
    CallTurn,
    IncomingText,
    Recording,
    TextStatus,
    Transcript,
    Webhook,
    WebhookRequest,
)
from hotline.providers.verbs import Verb

Guard = Callable[[str], object]
"""Called with the address before every request; raises when the request must not be made."""


class Provider(Protocol):
    """A phone provider, with the account of one line."""

    media_type: str
    """The content type of :meth:`render`."""
    signs_addresses: bool
    """Whether its signature covers the address that it calls; where not, ours carry a MAC."""

    answers_texts: bool
    """Whether the response to a text's webhook can hold the answer; where not, it is a text."""
    joins_calls: bool
    """Whether calls can be redirected into a :class:`~hotline.providers.verbs.Join`, for three."""
    lapses: Mapping[str, int]
    """What it does not delete on request, by kind of copy, and after how many days it is gone."""

    # Webhooks ------------------------------------------------------------------------------------

    def verify(self, request: WebhookRequest) -> Webhook | None:
        """What the provider sent, when its signature is right and not too old; else ``None``.

        Compares in constant time.
        """

    def read_text(self, webhook: Webhook) -> IncomingText | TextStatus:
        """A text; or a status, where the provider reports one to the address for texts."""

    def read_text_status(self, webhook: Webhook) -> TextStatus:
        """What became of a text that we sent."""

    def read_call(self, webhook: Webhook) -> CallTurn:
        """A call begins, or the caller answered, or the lines that rang for them are done."""

    def read_call_status(self, webhook: Webhook) -> CallStatus:
        """A call changed its state."""

    def read_answered_by(self, webhook: Webhook) -> AnsweredBy:
        """Who answered a line without a whisper."""

    def read_recording(self, webhook: Webhook) -> Recording:
        """A voice message is complete."""

    def read_transcript(self, webhook: Webhook) -> Transcript:
        """A voice message was written down."""

    def render(self, verbs: Sequence[Verb]) -> str:
        """The answer to a webhook. No verbs: nothing is to be done, or nothing more."""

    # Texts and calls -----------------------------------------------------------------------------

    def send_text(self, to: str, body: str, *, callback: str, key: str = "") -> str:
        """Send a text from the line's number; the provider's id of it.

        ``key`` is the same for every try of one text, for providers that send a key only once.
        """

    def find_text(self, to: str, words: str, *, since: datetime) -> str | None:
        """The id of a text with these words in it that was taken since then and has not failed."""

    def place_call(self, to: str, url: str, *, callback: str, ring_seconds: int = 25) -> str:
        """Call ``to`` from the line's number; ``url`` answers with what they hear. Its id."""

    def redirect_call(self, call_id: str, url: str) -> None:
        """Have a connected call go on with what ``url`` answers, whatever it was doing.

        Redirecting the line that took a caller lets that caller go: their ``Dial`` is over, and its
        ``action`` is called. Raises :class:`RefusedError` for a call that is over.
        """

    def end_call(self, call_id: str) -> None:
        """Hang up a call that is ringing or connected; one that is over is no error."""

    # Copies --------------------------------------------------------------------------------------

    def fetch(self, url: str) -> tuple[bytes, str]:
        """A recording or an attachment, and its content type."""

    def recordings(self, call_id: str) -> list[str]:
        """Where it keeps the complete voice messages of a call, whose own record may be gone."""

    def erase(self, url: str) -> None:
        """Delete what the provider keeps at ``url`` of its API; gone already is no error.

        Raises :class:`NotTheProviderError` for any other address, :class:`NotYetError` when it is
        not complete.
        """

    def kind_of_copy(self, url: str) -> str:
        """What is at ``url``: text, media, call, recording, transcription or other."""

    def text_url(self, message_id: str) -> str:
        """Where the provider keeps a text, for :meth:`erase`; empty for what is no id of its."""

    def call_url(self, call_id: str) -> str:
        """Where the provider keeps the record of a call; empty for what is no id of its."""

    def calls_within(self, url: str) -> list[str]:
        """Where it keeps the records of the lines that were rung within the call at ``url``."""

    def copies(self, *, before: datetime) -> list[str]:
        """Where it keeps texts and calls of the line's number from before that; some at a time."""

    def close(self) -> None:
        """Close the connections that are kept open."""
