"""The rule language: what a rule answers when its conditions hold (``routing.conditions``).

Rules are read in order. For each question (refer to whom, transfer to whom, review first, how long
to acknowledge) the first rule that holds and answers it decides; ``also`` and ``follow_up`` add up.
A town's rules come before the national ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.domain import Place, Urgency
from hotline.routing.conditions import Condition
from hotline.routing.response_times import DEFAULT, ResponseTimes
from hotline.routing.retention import Retention
from hotline.routing.types import Duration

CONSENT_DAYS = 365
PAGE_DAYS = 1095
"""How long a page with a date of its own vouches for a number."""
UNDATED_DAYS = 180
"""How long after it was read a page without a date does."""
BEDS_DAYS = 2
"""How long a count of free beds is believed."""


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

    ``acknowledge`` are the targets by urgency. An entry drops out when nobody has called it, and
    it has not confirmed itself, for ``verified_within_days``, and its page is older than
    ``page_within_days`` or, without a date, was read more than ``undated_within_days`` ago
    (``routing.freshness``). A line whose hours are not known is rung for a live caller only at
    ``ring_unknown_hours`` urgencies. ``response_times``, ``keep_closed`` and
    ``consent_lasts_days`` are for people, for what is closed, and for what a reporter agreed to.
    """

    acknowledge: Mapping[Urgency, Duration]
    verified_within_days: int
    ring_unknown_hours: frozenset[Urgency]
    response_times: ResponseTimes = DEFAULT
    keep_closed: Retention = field(default_factory=Retention)
    consent_lasts_days: int = CONSENT_DAYS
    page_within_days: int = PAGE_DAYS
    undated_within_days: int = UNDATED_DAYS
    beds_within_days: int = BEDS_DAYS


def place_key(place: Place | None) -> tuple[str | None, ...]:
    """What of a place matters to routing."""
    return (place.state, place.fips, place.city, place.zip) if place else (None,) * 4
