"""How soon a person must do what, by urgency: the numbers of the policy that are not about routing.

``response_times:`` in ``national.yaml`` sets them. What a file leaves out, and a file from before
they could be set, has the values here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from hotline.config_files import Document
from hotline.domain import Urgency
from hotline.routing.read_places import Known, read_duration

KEY = "response_times"
AT_ONCE = "at once"
Times = Mapping[Urgency, timedelta]


@dataclass(frozen=True)
class ResponseTimes:
    """Each field gives a time for P0, P1, P2 and P3; the names are those of the file."""

    look_at_report: Times
    """A person has looked at what is new in a report."""
    read_answer: Times
    """Someone has read what a reporter answered to a question."""
    answer_agency: Times
    """An agency's question is answered."""
    check_new_link: Times
    """Someone checked that an agency got in with the new link that it was sent."""
    find_another: Times
    """Another agency is found when the one that has the report cannot keep it."""
    page_again: Times
    """Supervisors are paged again while no agency could take a report."""
    overdue_after: Times
    """After its due time a task that nobody did goes to the supervisors; by its own priority."""


def _minutes(*by_urgency: int) -> Times:
    """So many minutes for P0, P1, P2 and P3."""
    return {u: timedelta(minutes=n) for u, n in zip(Urgency, by_urgency, strict=True)}


HOUR, DAY = 60, 24 * 60
DEFAULT = ResponseTimes(
    look_at_report=_minutes(1, 15, 4 * HOUR, DAY),
    read_answer=_minutes(1, 15, 4 * HOUR, DAY),
    answer_agency=_minutes(5, HOUR, 4 * HOUR, DAY),
    check_new_link=_minutes(5, 15, HOUR, 4 * HOUR),
    find_another=_minutes(0, 15, 4 * HOUR, DAY),
    page_again=_minutes(15, 15, DAY, DAY),
    overdue_after=_minutes(5, HOUR, DAY, 3 * DAY),
)


def read_response_times(document: Document, known: Known) -> ResponseTimes:
    """The times of the national file. A time that is shorter for what is less urgent is wrong."""
    given: Mapping[str, Mapping[str, str]] = document.data.get(KEY, {})
    found: dict[str, Any] = {}
    for name in (one.name for one in fields(ResponseTimes) if one.name in given):
        times = {**getattr(DEFAULT, name), **_read(given[name])}
        found[name] = times
        for sooner, later in zip(list(Urgency), list(Urgency)[1:], strict=False):
            if times[sooner] > times[later]:
                what = f"{name} gives {sooner} more time than {later}."
                fix = "what is more urgent gets the same time or less; set both."
                known.wrong(document, (KEY, name), what, fix)
    return replace(DEFAULT, **found)


def _read(given: Mapping[str, str]) -> dict[Urgency, timedelta]:
    return {
        Urgency(urgency): timedelta(minutes=0 if text == AT_ONCE else read_duration(text).minutes)
        for urgency, text in given.items()
    }
