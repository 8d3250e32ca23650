"""The words of routing: what a case is, what an agency is, and what a decision says.

All values are immutable; ``decide()`` turns a :class:`Case`, a directory, rules and a time into a
:class:`Decision` without looking at anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hotline.words import Known, Lookalike, Medium, Place, Role, Type, Urgency


class Purpose(StrEnum):
    """What a contact point may be used for."""

    ALERT = "alert"
    """We may send alerts here: an agreement covers it."""
    LIVE_TRANSFER = "live_transfer"
    """A live caller may be connected here, announced: an agreement covers it."""
    PUBLIC_LINE = "public_line"
    """A public number: to give out, to transfer a caller to, or for a dispatcher to phone."""


class Channel(StrEnum):
    """How a contact point is reached."""

    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    WEBHOOK = "webhook"
    PORTAL = "portal"
    WEB = "web"
    """A public web form or page: to give out, never posted to."""


@dataclass(frozen=True, slots=True)
class Case:
    """What routing may know of a report: never who the reporter is.

    ``confidence`` holds how sure the type and the place are, by name, from 0 to 1; ``consents``
    what the reporter agreed to ("law_enforcement", "share_identity", "recontact").
    """

    type: Type
    urgency: Urgency
    role: Role = Role.UNKNOWN
    minor: Known = Known.UNKNOWN
    language: str = "en"
    medium: Medium = Medium.VOICE
    place: Place | None = None
    lookalike: Lookalike | None = None
    signals: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    confidence: dict[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was looked at: a rule, an agency or a contact point, taken or not, and why."""

    step: str
    subject: str
    taken: bool
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A referral to make: the report offered to one agency.

    ``how`` is "alert" (messages to agreed contact points) or "hand_off" (a dispatcher phones the
    public line with a read-out sheet). ``also`` marks an agency that is told besides, not instead.
    ``ack_minutes`` is how long it has to acknowledge, counted in ``clock`` ("always" or "open"
    hours of the agency).
    """

    agency_id: str
    how: str
    rule: str
    ack_minutes: int
    clock: str = "always"
    also: bool = False


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A number that a live caller can be connected to now, in the order to try.

    ``announced`` lines take a call with a whisper and "press 1"; others are public lines that are
    simply dialled.
    """

    agency_id: str
    name: str
    number: str
    announced: bool
    rule: str


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """A follow-up task to schedule: what kind, due how many minutes after the decision."""

    kind: str
    due_minutes: int
    rule: str
    agency_id: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A person looks first; after ``minutes`` without one the offers go out all the same."""

    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a report goes, in order, and why.

    ``offers`` always ends with the National Hotline, as does ``lines``. ``version`` is the content
    hash of the directory and rules that were used.
    """

    at: datetime
    version: str
    offers: tuple[Offer, ...]
    lines: tuple[LiveLine, ...]
    tasks: tuple[TaskPlan, ...]
    review: Review | None
    reasons: tuple[Reason, ...]
