"""What every channel is given and gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """An alert: only tip ID, urgency, kind and a link, never a word of the report.

    ``key`` is the same for every try, so that a receiver can tell a repeat. ``short`` is for a
    text, ``body`` for a mail, ``data`` for a webhook. ``callback`` is where the provider reports
    what became of it.
    """

    key: str
    subject: str
    body: str
    short: str
    data: Mapping[str, str]
    callback: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver's system took the message. ``id`` is what it calls it."""

    id: str | None = None
    state: str = "accepted"


class DeliveryError(Exception):
    """The message was not taken. ``again`` tells whether a later try may help.

    ``what`` must not hold an address: it is stored and shown.
    """

    def __init__(self, what: str, *, again: bool) -> None:
        super().__init__(what)
        self.again = again
