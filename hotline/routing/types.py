"""The words of routing: what a case is, what an agency is, and what a decision says.

All values are immutable; ``decide()`` turns a :class:`Case`, a directory, rules and a time into a
:class:`Decision` without looking at anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from hotline import channel_kinds
from hotline.channel_kinds import ChannelKind
from hotline.domain import (
    AnswerClock,
    Known,
    Lookalike,
    Medium,
    OfferBy,
    Place,
    Role,
    Type,
    Urgency,
)
from hotline.routing.areas import Area
from hotline.routing.hours import UNKNOWN, Hours, OnCall


class Purpose(StrEnum):
    """What a contact point may be used for."""

    ALERT = "alert"
    """We may send alerts here: an agreement covers it."""
    LIVE_TRANSFER = "live_transfer"
    """A live caller may be connected here, announced: an agreement covers it."""
    PUBLIC_LINE = "public_line"
    """A public number: to give out, to transfer a caller to, or for a dispatcher to phone."""


class Channel(str):
    """How a contact point is reached: the name of one of :data:`hotline.channel_kinds.KINDS`.

    ``Channel("fax")`` raises :class:`ValueError` unless there is such a channel. One name is one
    object, so that ``is`` compares; the constants are those that this code itself speaks of.
    """

    __slots__ = ()
    EMAIL: ClassVar[Channel]
    SMS: ClassVar[Channel]
    PHONE: ClassVar[Channel]
    WEBHOOK: ClassVar[Channel]
    PORTAL: ClassVar[Channel]
    WEB: ClassVar[Channel]
    """A public web form or page: to give out, never posted to."""

    def __new__(cls, name: str) -> Channel:
        """The channel of this name. Raises :class:`ValueError`."""
        if name not in channel_kinds.KINDS:
            raise ValueError(f"{name!r} is no channel")
        return _CHANNELS.setdefault(name, super().__new__(cls, name))

    @property
    def value(self) -> str:
        """Its name, as files and rows have it."""
        return str(self)

    @property
    def kind(self) -> ChannelKind:
        """What the channel is."""
        return channel_kinds.KINDS[self]


_CHANNELS: dict[str, Channel] = {}
Channel.EMAIL, Channel.SMS, Channel.PHONE = Channel("email"), Channel("sms"), Channel("phone")
Channel.WEBHOOK, Channel.PORTAL, Channel.WEB = Channel("webhook"), Channel("portal"), Channel("web")


class Kind(StrEnum):
    """What sort of organization an agency is."""

    EMERGENCY = "emergency"
    NATIONAL_HOTLINE = "national_hotline"
    LAW_ENFORCEMENT = "law_enforcement"
    CHILD_PROTECTION = "child_protection"
    VICTIM_SERVICES = "victim_services"
    LEGAL_AID = "legal_aid"
    LABOR_RIGHTS = "labor_rights"
    CRISIS_LINE = "crisis_line"
    YOUTH_SERVICES = "youth_services"
    COORDINATION = "coordination"


class Status(StrEnum):
    """How far an entry of the directory can be trusted."""

    VERIFIED = "verified"
    """A person read it at its source, or called."""
    UNVERIFIED = "unverified"
    """Nobody has checked it: it is kept to be checked, and never routed to."""
    RETIRED = "retired"
    """The line is gone: it is kept so that nobody enters it again, and never routed to."""


class Intake(StrEnum):
    """Whether an agency takes anyone in now, by its own word."""

    OPEN = "open"
    WAITING_LIST = "waiting_list"
    """It takes names: it is asked after those that take people."""
    PAUSED = "paused"
    """For a time, such as until new funding: it is not asked."""
    CLOSED = "closed"
    """It has stopped: it is not asked."""


@dataclass(frozen=True, slots=True)
class Beds:
    """How many beds were free on a day; ``of`` is how many there are, 0 where nobody said."""

    free: int
    on: date
    of: int = 0


class Ages(StrEnum):
    """Whose reports an agency takes, by the age of the person harmed."""

    ANY = "any"
    MINORS = "minors"
    ADULTS = "adults"


@dataclass(frozen=True, slots=True)
class Duration:
    """A time to act in: ``minutes``, or ``days`` on which the agency is open."""

    minutes: int = 0
    days: int = 0

    def of(self, hours: Hours) -> tuple[int, AnswerClock]:
        """Minutes and the clock that they are counted on, for an agency with these hours."""
        if self.days:
            return self.days * hours.day_minutes(), AnswerClock.OPEN_HOURS
        return self.minutes, AnswerClock.ALWAYS

    def __str__(self) -> str:
        return f"{self.days} business days" if self.days else f"{self.minutes} min"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way to reach an agency.

    ``address`` is an E.164 number, an e-mail address or a URL; or a number that only a caller's
    own telephone can dial (911, #77), or a short code for texts. ``agreement`` names the agreement
    that covers alerts and live transfers. ``doubt`` says why a number may be wrong.
    """

    channel: Channel
    purpose: Purpose
    address: str
    extension: str = ""
    """Digits pressed after the telephone has answered."""
    agreement: str | None = None
    keyword: str | None = None
    """The word with which a text to a short code must begin."""
    spelled: str | None = None
    hours: Hours = UNKNOWN
    on_call: OnCall | None = None
    detect_machine: bool = False
    """A machine may answer this public line: it is hung up on, and the next line rings."""
    women: bool = False
    """Only women answer here: it rings first for a caller who asks for a woman."""
    caller_dials: bool = False
    """Only callers may dial it, because it looks at who calls: it is given out, never dialed."""
    doubt: str = ""
    note: str = ""
    certificate: str = ""
    """The X.509 certificate (base64 of DER) to which mail to this mailbox is sealed: S/MIME."""

    @property
    def dialed(self) -> bool:
        """Whether we, or a dispatcher, can ring it: 911, short codes and #77 never."""
        is_number = self.channel is Channel.PHONE and self.address.startswith("+")
        return is_number and not self.caller_dials

    @property
    def timed(self) -> bool:
        """Whether it depends on the time if it can be used."""
        return self.on_call is not None or self.hours.known == "listed"

    def on_duty(self, at: datetime) -> bool:
        """Whether someone is behind it at the instant ``at``, as far as the directory knows."""
        turn = self.on_call is None or self.on_call.has_turn(at)
        return turn and self.hours.is_open(at) is not False


@dataclass(frozen=True)
class Agency:
    """An organization that takes referrals, as the directory has it.

    ``does`` names its services, ``types`` is a subset of sex and labor, no ``languages`` means that
    the source does not say; ``acknowledge`` overrides the policy's targets; ``consent`` names
    what an adult must have agreed to before their own report goes there; ``backup`` is the agency
    to ask next when this one does not answer. ``read_on`` and ``called_on`` are kept apart: a
    number that was read on a page has not been dialed.
    """

    id: str
    name: str
    kind: Kind
    does: frozenset[str]
    area: Area
    status: Status
    contacts: tuple[ContactPoint, ...] = ()
    types: frozenset[Type] = frozenset({Type.SEX, Type.LABOR})
    roles: frozenset[Role] = frozenset(Role)
    ages: Ages = Ages.ANY
    languages: frozenset[str] = frozenset()
    interpreter: bool = False
    hours: Hours = UNKNOWN
    acknowledge: Mapping[Urgency, Duration] = field(default_factory=dict, hash=False)
    consent: frozenset[str] = frozenset()
    backup: str | None = None
    immigration: bool = False
    """An immigration agency: never offered a victim's own report."""
    read_on: date | None = None
    called_on: date | None = None
    confirmed_on: date | None = None
    """When the agency itself last said that the entry is right."""
    intake: Intake = Intake.OPEN
    intake_on: date | None = None
    """Since when its intake is so."""
    beds: Beds | None = None
    sources: tuple[str, ...] = ()
    page_date: str = ""
    """How old the newest source is by its own word: a day, a month, a year, or "undated"."""
    found: str = ""
    owner: str = ""
    notes: str = ""
    synthetic: bool = False
    file: str = field(default="", compare=False)
    line: int = field(default=1, compare=False)

    def points(self, purpose: Purpose, channel: Channel) -> tuple[ContactPoint, ...]:
        """The contact points for a purpose on a channel, in order; telephones only if dialed."""
        return tuple(
            point
            for point in self.contacts
            if point.purpose is purpose
            and point.channel is channel
            and (point.dialed or channel is not Channel.PHONE)
        )

    @cached_property
    def dialed(self) -> tuple[ContactPoint, ...]:
        """Its public lines that can be rung, in order."""
        return self.points(Purpose.PUBLIC_LINE, Channel.PHONE)

    @cached_property
    def verified_on(self) -> date | None:
        """When it was last read at its source, called, or confirmed by itself."""
        known = [day for day in (self.read_on, self.called_on, self.confirmed_on) if day]
        return max(known, default=None)

    @cached_property
    def agreed(self) -> bool:
        """Whether alerts may be sent to it: a contact point for them that an agreement covers."""
        return any(
            point.purpose is Purpose.ALERT and point.agreement and point.channel.kind.alerts
            for point in self.contacts
        )


@dataclass(frozen=True, slots=True)
class Case:
    """What routing may know of a report: never who the reporter is.

    ``confidence`` holds how sure the type and the place are, by name, from 0 to 1; ``consents``
    what the reporter agreed to ("law_enforcement", "share_identity", "recontact"); ``more`` the
    facts that have no field of their own, as pairs of name and word (``routing.conditions``).
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
    more: frozenset[tuple[str, str]] = frozenset()


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

    ``also`` marks an agency that is notified in addition. ``ack_minutes`` is how long it has to
    acknowledge, counted on ``clock``.
    """

    agency_id: str
    how: OfferBy
    rule: str
    ack_minutes: int
    clock: AnswerClock = AnswerClock.ALWAYS
    also: bool = False


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A number that a live caller can be connected to now, in the order to try.

    ``announced`` lines take a call with a whisper and "press 1"; others are public lines that are
    simply dialed, with ``detect_machine`` if a machine is to be hung up on.
    """

    agency_id: str
    name: str
    number: str
    announced: bool
    rule: str
    detect_machine: bool = False
    extension: str = ""
    """Digits that are pressed for the caller after the line has answered."""
    women: bool = False
    """Whether only women answer there."""


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
