"""The directory, the rules, and ``decide()``: who gets a report, and why. Pure.

``load_files`` turns files into a :class:`RuleBook`; ``decide`` answers for a case and a time;
``prove`` shows that every place and hour has someone; ``diff`` what another version would change.
"""

from __future__ import annotations

from datetime import datetime

from hotline.domain import AnswerClock
from hotline.routing import hours
from hotline.routing.coverage import Coverage, prove
from hotline.routing.decide import decide
from hotline.routing.explain import case_from_json, case_json, decision_json, explain_lines
from hotline.routing.help_near import HelpLine, help_near
from hotline.routing.load import load_files, schema
from hotline.routing.replay_diff import differences, fact_differences, same_outcome
from hotline.routing.rule_diff import Change, diff, summary
from hotline.routing.rulebook import NATIONAL_HOTLINE, RuleBook
from hotline.routing.types import Agency

__all__ = [
    "NATIONAL_HOTLINE",
    "Change",
    "Coverage",
    "HelpLine",
    "RuleBook",
    "case_from_json",
    "case_json",
    "decide",
    "decision_json",
    "diff",
    "differences",
    "due",
    "explain_lines",
    "fact_differences",
    "help_near",
    "load_files",
    "opens",
    "prove",
    "same_outcome",
    "schema",
    "summary",
]


def due(agency: Agency, start: datetime, minutes: int, clock: AnswerClock) -> datetime:
    """When ``minutes`` from ``start`` are over on ``clock``."""
    return hours.due(agency.hours, start, minutes, clock)


def opens(agency: Agency, since: datetime) -> datetime:
    """When the agency's open hours next run: ``since`` itself when they do."""
    return hours.opens(agency.hours, since)
