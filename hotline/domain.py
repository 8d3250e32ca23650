"""The field's own words, as types that every part of the service shares.

The vocabulary is the one of the National Human Trafficking Hotline and of 22 USC 7102; the
glossary in docs/glossary.md explains each word. Nothing here does more than order, turn itself into
JSON, and say what cannot be seen in a name; nothing here imports another part of the service.
"""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    """What a report is about, by the law's structure (22 USC 7102)."""

    SEX = "sex"
    LABOR = "labor"
    BOTH = "both"
    HIGH_RISK = "high_risk"
    """Signs of exploitation, but no force, fraud, coercion or minor was reported."""
    NOT_SPECIFIED = "not_specified"


class Urgency(StrEnum):
    """How soon a person must act. Smaller is sooner, so ``min(a, b)`` is the more urgent."""

    P0 = "P0"
    """Now: danger in this minute."""
    P1 = "P1"
    """Urgent: a minor, a person who wants to leave, or something we could not read."""
    P2 = "P2"
    """Standard: a specific situation without known danger."""
    P3 = "P3"
    """Information: general, historic, or without a place."""


class Role(StrEnum):
    """Who is reporting."""

    SELF = "self"
    THIRD_PARTY = "third_party"
    PROFESSIONAL = "professional"
    UNKNOWN = "unknown"


class Known(StrEnum):
    """A yes, a no, or that nobody has said; used for ``minor`` among others."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Medium(StrEnum):
    """How a contact reached the line."""

    VOICE = "voice"
    TEXT = "text"
    WEB = "web"
    """Written on the line's own page, ``/report``."""
    DESK = "desk"
    """Entered by a dispatcher: reported at the desk, by post or by another line."""


class OfferBy(StrEnum):
    """How a report is offered to an agency."""

    ALERT = "alert"
    """Messages to the contact points that an agreement covers."""
    PHONE = "hand_off"
    """A dispatcher calls the agency's public line and relays the report."""


class AnswerClock(StrEnum):
    """Which hours an agency's time to answer is counted in."""

    ALWAYS = "always"
    OPEN_HOURS = "open"


class DeliveryState(StrEnum):
    """How far a message got, as the provider or the receiver reports it. Forward only."""

    UNKNOWN = ""
    """It was handed over, and nothing has been heard of it yet."""
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class Lookalike(StrEnum):
    """What a report may be instead of trafficking; each has a line of its own."""

    SMUGGLING = "smuggling"
    WAGE_DISPUTE = "wage_dispute"
    VISA_FRAUD = "visa_fraud"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL_ASSAULT = "sexual_assault"
    CONSENSUAL_SEX_WORK = "consensual_sex_work"
    MISSING_CHILD = "missing_child"
    ONLINE_CHILD_EXPLOITATION = "online_child_exploitation"
    CHILD_ABUSE = "child_abuse"
    CRISIS = "crisis"
    """A person thinks of suicide or is in a mental-health crisis."""
    BASIC_NEEDS = "basic_needs"
    HOAX = "hoax"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a report that led to an answer.

    ``start`` and ``end`` are character offsets in the text as it was reported; ``phrase`` is that
    slice. ``indicator`` names what the phrase is a sign of, ``source`` who says so (ILO, Polaris,
    DHS, a statute, "answer" for a menu key). ``weight`` is how much it counted, from -1 to 1.
    """

    phrase: str
    indicator: str
    source: str
    weight: float
    start: int = -1
    end: int = -1

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "phrase": self.phrase,
            "indicator": self.indicator,
            "source": self.source,
            "weight": self.weight,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happens, never where the reporter's number was issued.

    ``state`` is a USPS abbreviation, ``county`` a name without "County", ``fips`` the five digits
    of the county (state FIPS 2 + county FIPS 3), ``confidence`` from 0 to 1.
    """

    state: str | None = None
    county: str | None = None
    fips: str | None = None
    city: str | None = None
    zip: str | None = None
    street: str | None = None
    confidence: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Place | None:
        """The place that ``as_json`` wrote; unknown keys are ignored, ``None`` stays ``None``."""
        if not value:
            return None
        return cls(**{key: value[key] for key in cls.__dataclass_fields__ if key in value})


UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not drawn: control, direction and format marks, unassigned."""


def hidden_characters(name: str) -> str:
    """What of a name nobody sees, as ``U+202E``: it may make one name read as another.

    Line ends and tabs are spaces. Empty for a name that is what it looks like.
    """
    given = name.translate({ord(sign): " " for sign in "\t\r\n"})
    unseen = {sign for sign in given if unicodedata.category(sign) in UNSEEN}
    return ", ".join(f"U+{ord(sign):04X}" for sign in sorted(unseen))


def is_email_address(given: str) -> bool:
    """Whether it looks like one; only an email that arrives shows that it is."""
    name, at, host = given.partition("@")
    return bool(name and at) and "." in host and not any(sign.isspace() for sign in given)
