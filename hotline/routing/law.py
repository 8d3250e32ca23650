"""Who must report harm to a child, to whom and how soon, state by state: data with its dates.

    states:
      CT:
        who: listed professions; anyone may
        to: DCF Careline or police
        within: 12 hours
        sources: [https://…]
    at_once: 1 hour
    file_within: {P0: 15 minutes, P1: 1 hour, P2: 4 hours, P3: 24 hours}

A pointer for dispatchers and counsel, not legal advice. ``within`` sets the clock of the task, or
the urgency does where that is shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hotline.config_files import Document
from hotline.domain import Urgency
from hotline.geo import Gazetteer
from hotline.routing.read_places import Known, read_duration, read_past

NOT_READ = "not read"
"""How a part of a state's law begins that no page gave."""
MANDATED = "mandated_report"
"""The task that the law's clock holds for."""
AT_ONCE_MINUTES = 60
"""What "at once" allows a dispatcher, who has a report to read first; of a file without one."""
FILE_WITHIN: Mapping[Urgency, int] = {
    Urgency.P0: 15,
    Urgency.P1: 60,
    Urgency.P2: 4 * 60,
    Urgency.P3: 24 * 60,
}
"""Minutes in which a mandated report is filed wherever the law allows more, or is not known; those
of a file without ``file_within``."""


@dataclass(frozen=True)
class StateLaw:
    """The duty to report in one state. ``within`` is in minutes; ``None`` where it was not read."""

    state: str
    who: str
    to: str
    how_soon: str
    within: int | None
    everyone: bool
    whoever_did_it: bool
    written_within: str
    privilege: str
    basis: str
    page_date: str
    sources: tuple[str, ...]
    sure: bool
    note: str
    read_on: date | None

    def read(self, part: str) -> bool:
        """Whether ``part`` (``who``, ``to``, ``how_soon``) was read at all."""
        return not str(getattr(self, part)).lower().startswith(NOT_READ)

    @property
    def asks_police(self) -> bool:
        """Whether the law names the police beside, or instead of, child protection."""
        return any(word in self.to.lower() for word in ("police", "sheriff", "officer", "safety"))


def read_law(document: Document, known: Known) -> dict[str, StateLaw]:
    """The states of one file."""
    read_on = read_past(document, ("read",), document.data.get("read"), known)
    found = {}
    at_once = read_duration(document.data["at_once"]).minutes if "at_once" in document.data else 0
    for state, given in (document.data.get("states") or {}).items():
        if state not in Gazetteer.load().states:
            what = f"{state} is no state or territory."
            known.wrong(document, ("states", state), what, "write its two letters.")
        found[state] = _law(state, given, read_on, at_once or AT_ONCE_MINUTES)
    return found


def read_filing(document: Document) -> dict[Urgency, int]:
    """The minutes in which a mandated report is filed, by urgency, as far as a file says."""
    given = document.data.get("file_within") or {}
    return {Urgency(name): read_duration(text).minutes for name, text in given.items()}


def _law(state: str, given: Mapping[str, Any], read_on: date | None, at_once: int) -> StateLaw:
    return StateLaw(
        state=state,
        who=given["who"],
        to=given["to"],
        how_soon=given["how_soon"],
        within=_minutes(given.get("within"), at_once),
        everyone=given.get("everyone", False),
        whoever_did_it=given.get("trafficking_whoever_did_it", False),
        written_within=given.get("written_within", ""),
        privilege=given.get("privilege", ""),
        basis=given["basis"],
        page_date=given["page_date"],
        sources=tuple(given.get("sources", ())),
        sure=given.get("sure", True),
        note=given.get("note", ""),
        read_on=read_on,
    )


def _minutes(within: str | None, at_once: int) -> int | None:
    if within is None:
        return None
    return at_once if within == "at once" else read_duration(within).minutes


def minutes_to_file(
    law: StateLaw | None, urgency: Urgency, planned: int, filing: Mapping[Urgency, int]
) -> int:
    """How soon a dispatcher files it: the shortest of the rule, the law and the urgency."""
    limits = [planned, filing.get(urgency, FILE_WITHIN[urgency])]
    if law is not None and law.within is not None:
        limits.append(law.within)
    return min(limits)
