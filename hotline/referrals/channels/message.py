"""What every channel is given and gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.domain import DeliveryState


@dataclass(frozen=True, slots=True)
class Message:
    """An alert: only tip ID, urgency, kind and a link, never a word of the report.

    ``key`` is the same for every try, so that a receiver can tell a repeat. ``short`` is for a
    text, ``body`` for an email, ``data`` for a webhook. ``callback`` is where the provider reports
    what became of a text, ``call_callback`` of a call, and ``spoken`` is the address that answers
    with what a called person hears. ``mark`` is what ``short`` is known by where the words around
    it may change between two tries. ``since`` is when the message was first to go out. An email is
    sealed to ``certificate`` (base64 of an X.509 certificate), where the receiver gave one.
    """

    key: str
    subject: str
    body: str
    short: str
    data: Mapping[str, str]
    since: datetime
    callback: str = ""
    call_callback: str = ""
    spoken: str = ""
    attempt: int = 1
    certificate: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver's system took the message.

    ``id`` is what it calls it; ``answer`` what it said to it at once (a webhook's answer).
    """

    id: str | None = None
    state: DeliveryState = DeliveryState.ACCEPTED
    answer: Mapping[str, str] | None = None
