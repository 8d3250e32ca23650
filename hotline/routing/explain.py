"""A decision as JSON, and in lines for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from hotline.domain import AnswerClock, OfferBy
from hotline.routing.conditions import facts, joined
from hotline.routing.explain_extras import beside
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import (
    Case,
    Decision,
    LiveLine,
    Offer,
    Reason,
    Review,
    TaskPlan,
)


def decision_json(decision: Decision) -> dict[str, Any]:
    """Plain values for JSON."""
    return {
        "at": decision.at.isoformat(),
        "version": decision.version,
        "offers": [_plain(offer) for offer in decision.offers],
        "lines": [_plain(line) for line in decision.lines],
        "tasks": [_plain(task) for task in decision.tasks],
        "review": _plain(decision.review) if decision.review else None,
        "reasons": [_plain(reason) for reason in decision.reasons],
    }


def _plain(one: Offer | LiveLine | TaskPlan | Review | Reason) -> dict[str, Any]:
    """The fields, all of which are plain values."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def case_json(case: Case) -> dict[str, Any]:
    """What was decided on, as plain values: kept with a decision so that it can be replayed."""
    written: dict[str, Any] = {}
    for fact in facts():
        written |= fact.to_json(case)
    return written | {"confidence": dict(sorted(case.confidence.items()))}


def case_from_json(value: Mapping[str, Any]) -> Case:
    """The case that ``case_json`` wrote; a fact that did not exist then is as if unsaid."""
    settings = joined(fact.from_json(value) for fact in facts())
    return Case(**settings, confidence=dict(value["confidence"]))


def explain_lines(
    decision: Decision,
    rules: RuleBook,
    written: Callable[[datetime], str] = datetime.isoformat,
    decision_case: Case | None = None,
    words: str = "",
) -> list[str]:
    """The decision in lines for a terminal: where, when, and each thing that was looked at.

    ``written`` says how a moment is written. With the case, also what goes beside the referrals;
    ``words`` are the reporter's.
    """
    lines = ["", f"Decided at {written(decision.at)} by version {rules.version[:12]}", ""]
    if decision.review:
        lines += [f"First: {decision.review.why}", ""]
    lines.append("Referrals, in order:")
    number = 0
    for offer in decision.offers:
        number += not offer.also
        lines.append(f"  {'+' if offer.also else number} {_offer(offer, rules)}")
    lines += ["", "A live caller is connected to, in order:"]
    for line in decision.lines:
        how = "announced, press 1" if line.announced else "public line"
        lines.append(f"  {line.number}  {line.name} ({how}; rule {line.rule})")
    if decision.tasks:
        lines += ["", "Tasks:"]
        for task in decision.tasks:
            lines.append(f"  {task.kind} within {time_words(task.due_minutes)} (rule {task.rule})")
    lines += ["", *beside(decision_case, decision, rules, words)] if decision_case else []
    lines += ["", "Why:"]
    for reason in decision.reasons:
        mark = "+" if reason.taken else "-"
        lines.append(f"  {mark} {reason.step:<7} {reason.subject}: {reason.why}")
    return lines


def _offer(offer: Offer, rules: RuleBook) -> str:
    agency = rules.agencies[offer.agency_id]
    points = agency.dialed
    phone = f" at {points[0].address}" if points else ""
    how = "alert" if offer.how == OfferBy.ALERT else f"a dispatcher phones{phone}"
    hours = "" if offer.clock == AnswerClock.ALWAYS else " of its open hours"
    also = "also notified, " if offer.also else ""
    due = f"to acknowledge within {time_words(offer.ack_minutes)}{hours}"
    return f"{agency.name}: {also}{how}, {due} (rule {offer.rule})"


def time_words(minutes: int) -> str:
    """``2 d``, ``4 h`` or ``30 min``."""
    if minutes and minutes % 1440 == 0:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"
