"""How two decisions on one report differ, in words: who is asked, when, and why no longer.

Works on decisions as JSON (``decision_json``), because one of them may have been stored by an
earlier version of the directory, or of this program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hotline.routing.conditions import facts
from hotline.routing.explain import time_words

Stored = Mapping[str, Any]
Names = Mapping[str, str]
"""Names of agencies by id."""


def same_outcome(old: Stored, new: Stored) -> bool:
    """Whether both say the same in everything but the time at which they were made."""
    parts = ("version", "offers", "lines", "tasks", "review", "reasons")
    return all(old.get(part) == new.get(part) for part in parts)


def differences(old: Stored, new: Stored, names: Names) -> list[str]:
    """What ``new`` decides otherwise than ``old``, a sentence each; none when nothing changes."""
    return [
        *_offers(old, new, names),
        *_lines(old, new),
        *_review(old.get("review"), new.get("review")),
        *_tasks(old["tasks"], new["tasks"]),
    ]


def fact_differences(old: Stored, new: Stored) -> list[str]:
    """Which facts of the report changed between two cases (``case_json``)."""
    found = [sentence for fact in facts() for sentence in fact.differences(old, new)]
    if not found and old["confidence"] != new["confidence"]:
        found.append("how sure the answers are changed")
    return found


# Who is asked ------------------------------------------------------------------------------------


def _offers(old: Stored, new: Stored, names: Names) -> Iterator[str]:
    before = {offer["agency_id"]: offer for offer in old["offers"]}
    after = {offer["agency_id"]: offer for offer in new["offers"]}
    for agency_id in (gone for gone in before if gone not in after):
        why = _why(new, agency_id) or "it is no longer in the directory"
        yield f"{_name(agency_id, names)} is no longer asked: {why}"
    for agency_id in (new_one for new_one in after if new_one not in before):
        why = _why(new, agency_id) or f"rule {after[agency_id]['rule']}"
        yield f"{_name(agency_id, names)} is asked as well: {why}"
    both = [agency_id for agency_id in before if agency_id in after]
    order = [agency_id for agency_id in after if agency_id in before]
    if both != order:
        yield f"the order is now {', '.join(_name(agency_id, names) for agency_id in order)}"
    for agency_id in both:
        yield from _offer(before[agency_id], after[agency_id], _name(agency_id, names))


def _offer(old: Stored, new: Stored, name: str) -> Iterator[str]:
    if old["how"] != new["how"]:
        how = {"alert": "gets an alert", "hand_off": "is phoned by a dispatcher"}
        yield f"{name} {how[new['how']]}, no longer {how[old['how']]}"
    if old["also"] != new["also"]:
        yield f"{name} is {'also notified' if new['also'] else 'asked in turn'}"
    if (old["ack_minutes"], old["clock"]) != (new["ack_minutes"], new["clock"]):
        was, becomes = _target(old), _target(new)
        yield f"{name} has {becomes} to acknowledge, not {was}"


def _target(offer: Stored) -> str:
    hours = "" if offer["clock"] == "always" else " of its open hours"
    return f"{time_words(offer['ack_minutes'])}{hours}"


def _why(decision: Stored, agency_id: str) -> str:
    """What a decision says of an agency among its reasons."""
    reasons: Sequence[Stored] = decision["reasons"]
    said = [r["why"] for r in reasons if r["step"] == "agency" and r["subject"] == agency_id]
    return str(said[0]) if said else ""


def _name(agency_id: str, names: Names) -> str:
    return names.get(agency_id, agency_id)


# Lines, review, tasks ----------------------------------------------------------------------------


def _lines(old: Stored, new: Stored) -> Iterator[str]:
    before = [f"{line['name']} {line['number']}" for line in old["lines"]]
    after = [f"{line['name']} {line['number']}" for line in new["lines"]]
    if before != after:
        yield f"a live caller is connected to {', '.join(after)}, not to {', '.join(before)}"


def _review(old: Stored | None, new: Stored | None) -> Iterator[str]:
    if old == new:
        return
    if new is None:
        yield "no person looks first"
    elif old is None:
        yield f"a person looks first, for at most {time_words(new['minutes'])}"
    elif old["minutes"] != new["minutes"]:
        was, becomes = time_words(old["minutes"]), time_words(new["minutes"])
        yield f"a person looks first for at most {becomes}, not {was}"


def _tasks(old: Sequence[Stored], new: Sequence[Stored]) -> Iterator[str]:
    before = {task["kind"]: task["due_minutes"] for task in old}
    after = {task["kind"]: task["due_minutes"] for task in new}
    for kind in sorted(before.keys() | after.keys()):
        was, becomes = before.get(kind), after.get(kind)
        if was is None and becomes is not None:
            yield f"the task {kind} is added, within {time_words(becomes)}"
        elif becomes is None:
            yield f"the task {kind} falls away"
        elif was is not None and was != becomes:
            yield f"the task {kind} is due within {time_words(becomes)}, not {time_words(was)}"
