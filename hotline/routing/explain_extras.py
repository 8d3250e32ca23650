"""What goes beside the referrals: 988 and 911 in words, the law of the state, who is never asked.

Lines for ``hotline explain``; the flows, tasks and sheets act on the same data.
"""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain import Known, Lookalike, Urgency
from hotline.routing.fitness import NEVER_A_VICTIM
from hotline.routing.law import MANDATED
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Case, Decision, Status

OTIP = "hhs_otip_child_protection"
NO_STATEWIDE = "no statewide number"


def beside(case: Case, decision: Decision, rules: RuleBook) -> list[str]:
    """The lines, a word of ten columns first; none where nothing is to be added."""
    found = [*_in_words(case, rules), *_never(case), *_law(case, decision, rules)]
    return [f"{name:<9} {words}" for name, words in found]


def _in_words(case: Case, rules: RuleBook) -> Iterator[tuple[str, str]]:
    if case.lookalike is Lookalike.CRISIS or "suicidal" in case.signals:
        yield "988", "given in words, to call or text; never dialed for anyone"
    if case.urgency is Urgency.P0:
        center = rules.center_at(case.place)
        known = f"{center.name}, {center.phone}" if center else "no number on file"
        texts = f"; text-to-911 {center.text_to_911.value}" if center else ""
        yield "911", f"in words; a dispatcher calls the place's center: {known}{texts}"


def _never(case: Case) -> Iterator[tuple[str, str]]:
    if case.lookalike is Lookalike.SMUGGLING and case.role in NEVER_A_VICTIM:
        yield "Never", "an immigration agency: it may be a victim's own report"


def _law(case: Case, decision: Decision, rules: RuleBook) -> Iterator[tuple[str, str]]:
    if not any(task.kind == MANDATED for task in decision.tasks) or case.minor is not Known.YES:
        return
    law = rules.law_at(case.place)
    if law is None:
        yield "Law", "the state is not known; the law of the state where it happens counts"
    else:
        who = "anyone" if law.everyone else law.who
        yield "Law", f"{law.state}: {who} must report to {law.to}; {law.how_soon} ({law.basis})"
    due = min(task.due_minutes for task in decision.tasks if task.kind == MANDATED)
    yield "File", f"the mandated report within {due} minutes"
    for agency, _ in rules.nearby(case.place).serving:
        if NO_STATEWIDE in agency.found and agency.status is Status.VERIFIED:
            pages = [point.address for point in agency.contacts]
            yield "County", " ".join([f"{agency.name}: {NO_STATEWIDE};", *pages]).rstrip(";")
    otip = rules.agencies.get(OTIP)
    if otip is not None:
        yield "If foreign", f"officials report the child to {otip.name} within 24 hours"
