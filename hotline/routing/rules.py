"""The rule language: conditions over a case, and what follows when they hold.

Rules are read in order. For each question (refer to whom, transfer to whom, review first, how long
to acknowledge) the first rule that holds and answers it decides; ``also`` and ``follow_up`` add up.
A town's rules come before the national ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from hotline.domain import Place, Urgency
from hotline.routing.areas import Area
from hotline.routing.hours import DAY_MINUTES
from hotline.routing.response_times import DEFAULT, ResponseTimes
from hotline.routing.types import Case, Duration

ENUMERATED = ("type", "urgency", "role", "minor", "language", "medium", "lookalike", "place")
SETS = ("signals", "consents")


@dataclass(frozen=True)
class Facts:
    """A case as conditions ask for it. ``minute`` is that of the local week at the place."""

    case: Case
    at: datetime
    zone: str | None

    def values(self, name: str) -> frozenset[str]:
        """What a fact is, as a set of words."""
        case = self.case
        if name == "signals":
            return case.signals
        if name == "consents":
            return case.consents
        if name == "place":
            return KNOWN if case.place is not None and case.place.state else UNKNOWN
        if name == "lookalike":
            return frozenset({case.lookalike.value}) if case.lookalike else NONE
        return frozenset({str(getattr(case, name))})

    @property
    def minute(self) -> int | None:
        """The minute of the local week, from Monday midnight; ``None`` where no zone is known."""
        if self.zone is None:
            return None
        local = self.at.astimezone(ZoneInfo(self.zone))
        return local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute


KNOWN, UNKNOWN, NONE = frozenset({"known"}), frozenset({"unknown"}), frozenset({"none"})


@dataclass(frozen=True)
class OneOf:
    """A fact is one of some words; of signals and consents, that any of them is there."""

    name: str
    wanted: frozenset[str]

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        given = facts.values(self.name)
        if given & self.wanted:
            return None
        wanted = " or ".join(sorted(self.wanted))
        if self.name in SETS:
            return f"{self.name}: no {wanted}"
        return f"{self.name} is {', '.join(given)}, not {wanted}"


@dataclass(frozen=True)
class Sure:
    """How sure the type or the place is: at least ``least``, and below ``below``.

    A confidence that nobody gave counts as sure: a person entered the fact.
    """

    name: str
    least: float
    below: float

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        given = facts.case.confidence.get(self.name, 1.0)
        if given < self.least:
            return f"{self.name} is less than {self.least:.0%} sure"
        return f"{self.name} is at least {self.below:.0%} sure" if given >= self.below else None


@dataclass(frozen=True)
class Inside:
    """The place lies in an area."""

    area: Area

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        return None if self.area.match(facts.case.place) else f"the place is not in {self.area}"


@dataclass(frozen=True)
class During:
    """It is one of some spans of the local week (minutes from Monday midnight)."""

    spans: tuple[tuple[int, int], ...]
    said: str

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        minute = facts.minute
        if minute is None:
            return "no time zone is known for the place"
        if any(start <= minute < end for start, end in self.spans):
            return None
        return f"it is not {self.said} there"


@dataclass(frozen=True)
class AnyOf:
    """At least one of several conditions holds."""

    parts: tuple[Condition, ...]

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        whys = [part.fails(facts) for part in self.parts]
        return None if None in whys else "; ".join(why for why in whys if why)


@dataclass(frozen=True)
class Not:
    """A condition does not hold."""

    part: Condition

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        return None if self.part.fails(facts) else f"{self.part} is excluded"

    def __str__(self) -> str:
        return f"not ({self.part})"


@dataclass(frozen=True)
class AllOf:
    """Every one of several conditions holds; without any it always does."""

    parts: tuple[Condition, ...]

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        for part in self.parts:
            why = part.fails(facts)
            if why:
                return why
        return None

    def __str__(self) -> str:
        return " and ".join(describe(part) for part in self.parts) or "always"


Condition = OneOf | Sure | Inside | During | AnyOf | Not | AllOf


def describe(condition: Condition) -> str:
    """A condition in words."""
    match condition:
        case OneOf(name, wanted):
            return f"{name} {' or '.join(sorted(wanted))}"
        case Sure(name, least, below):
            return f"{name} {least:.0%} to {below:.0%} sure"
        case Inside(area):
            return f"in {area}"
        case During(_, said):
            return said
        case AnyOf(parts):
            return " or ".join(f"({describe(part)})" for part in parts)
        case _:
            return str(condition)


def atoms(condition: Condition) -> tuple[OneOf | Sure | Inside | During, ...]:
    """The simple conditions inside a condition."""
    match condition:
        case AnyOf(parts) | AllOf(parts):
            return tuple(atom for part in parts for atom in atoms(part))
        case Not(part):
            return atoms(part)
        case _:
            return (condition,)


@dataclass(frozen=True)
class Pick:
    """Which agencies: one by name, or all in the place's area that do something.

    Those come most specific first, ``at_most`` of them, none that serves the whole nation.
    ``consent`` is what the reporter must have agreed to, else the pick is passed over.
    """

    agency: str | None = None
    does: str | None = None
    consent: str | None = None
    at_most: int = 3

    def __str__(self) -> str:
        what = self.agency or f"{self.does} in the area"
        return f"{what}, with consent {self.consent}" if self.consent else what


@dataclass(frozen=True)
class Rule:
    """A rule: when it holds, and its answers; an answer that is ``None`` is left to later rules."""

    id: str
    about: str
    when: Condition
    refer: tuple[Pick, ...] | None = None
    transfer: tuple[Pick, ...] | None = None
    also: tuple[Pick, ...] = ()
    review: Mapping[Urgency, Duration] | None = None
    acknowledge: Mapping[Urgency, Duration] | None = None
    follow_up: Mapping[str, Duration] = field(default_factory=dict)
    file: str = ""
    line: int = 1

    def picks(self) -> tuple[Pick, ...]:
        """Every pick of the rule."""
        return (*(self.refer or ()), *(self.transfer or ()), *self.also)


@dataclass(frozen=True)
class Policy:
    """What holds for every decision, beside the rules.

    ``acknowledge`` are the targets by urgency; an entry that was not verified for
    ``verified_within_days`` drops out; a line whose hours are not known is rung for a live caller
    only at ``ring_unknown_hours`` urgencies. ``response_times`` are for people, not for routing.
    """

    acknowledge: Mapping[Urgency, Duration]
    verified_within_days: int
    ring_unknown_hours: frozenset[Urgency]
    response_times: ResponseTimes = DEFAULT


def place_key(place: Place | None) -> tuple[str | None, ...]:
    """What of a place matters to routing."""
    return (place.state, place.fips, place.city, place.zip) if place else (None,) * 4
