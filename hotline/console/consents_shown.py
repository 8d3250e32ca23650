"""The consents of a report on its page: for what, shared with whom, until when, and taken back.

A dispatcher who hears that one is taken back ends it here; then nobody new hears of it on that
ground, as when the reporter writes "no police".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.console.action import Doing
from hotline.console.report_view import ReportView
from hotline.db.states import ReferralState
from hotline.i18n import say
from hotline.intake import consent
from hotline.intake.reports import CONSENTS
from hotline.routing.rulebook import RuleBook

NOT_SHARED = frozenset({ReferralState.PLANNED, ReferralState.WITHDRAWN})


@dataclass(frozen=True)
class Consented:
    """One consent: ``state`` is given, over, withdrawn or refused; ``at`` is its end."""

    fact: str
    state: str
    at: datetime | None
    shared_with: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether it counts now."""
        return self.state == "given"


def shown(view: ReportView, rules: RuleBook, now: datetime) -> list[Consented]:
    """The consents that the reporter was asked for, in the order of the flow."""
    known, found = view.known, []
    for fact, name in CONSENTS.items():
        if fact not in known.answers and fact not in known.consent_ended:
            continue
        ended, until = known.consent_ended.get(fact), known.consent_until.get(fact)
        if ended is not None:
            state, at = "withdrawn", ended
        elif known.answers.get(fact) != "yes":
            state, at = "refused", None
        else:
            state, at = ("over" if known.is_over(fact, now) else "given"), until
        moment = datetime.fromisoformat(at) if at else None
        found.append(Consented(fact, state, moment, _with(view, rules, name)))
    return found


def _with(view: ReportView, rules: RuleBook, name: str) -> tuple[str, ...]:
    """The agencies that have the report and take such reports with this consent only."""
    asked = {key for key, agency in rules.agencies.items() if name in agency.consent}
    return tuple(
        called
        for referral, called, _ in view.referrals
        if referral.agency_id in asked and referral.state not in NOT_SHARED
    )


def end(doing: Doing) -> str | None:
    """Note that the reporter has taken a consent back."""
    fact, known = doing.field("fact", 40), doing.opened.assessment()
    if fact not in CONSENTS:
        return say("Choose a consent.")
    if CONSENTS[fact] not in known.consents(doing.now):
        return say("This consent no longer counts.")
    doing.note("consent withdrawn", fact)
    consent.end(doing.tx, doing.opened, doing.dep.library.current(doing.db), fact)
    return None
