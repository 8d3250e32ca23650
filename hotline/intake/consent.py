"""What a reporter agreed to: for what, until when, and taken back at any time.

Consent is for one thing (the police may know; we may write back) and for as long as the policy's
``consent_lasts``. Taken back, nobody new hears of it on that ground: who was only planned is
dropped, an alert that nobody answered is withdrawn, and a dispatcher asks whoever has read it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hotline import routing
from hotline.db.referrals import Referral
from hotline.db.states import ReferralState
from hotline.domain import Medium
from hotline.flows.session import Begin, Event, Spoke
from hotline.flows.text.revoking import denies_the_answer, takes_police_back
from hotline.followups import task_kinds, tasks
from hotline.intake import route_report
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import CONSENTS, Assessment
from hotline.intake.whose_report import POLICE
from hotline.referrals import chain, manual
from hotline.unit_of_work import Tx

SLIP_WITHIN = timedelta(seconds=20)
"""So soon after a yes, a no is about the yes."""


def dated(known: Assessment, answers: dict[str, str], now: datetime, days: int) -> Assessment:
    """``known`` with ``answers``; a consent that is new in them counts from now, for ``days``."""
    until = dict(known.consent_until)
    for fact in CONSENTS:
        if answers.get(fact) != "yes":
            until.pop(fact, None)
        elif known.answers.get(fact) != "yes" or fact not in until:
            until[fact] = (now + timedelta(days=days)).isoformat()
    return replace(known, answers=answers, consent_until=until)


def is_taken_back(contact: OpenContact, event: Event, now: datetime) -> bool:
    """Whether the reporter has just taken back that the police may know.

    In so many words at any time; and in writing, within seconds of the yes, with any denial:
    whoever sends "yes" and then "no", or "of course" and then "not", has not agreed.
    """
    known = contact.report.assessment()
    agreed = known.answers.get(POLICE) == "yes" or contact.session.facts.get(POLICE) == "yes"
    if not agreed or not isinstance(event, Begin | Spoke):
        return False
    slip = _just_given(contact, known, now) and denies_the_answer(event.text)
    return slip or takes_police_back(event.text)


def _just_given(contact: OpenContact, known: Assessment, now: datetime) -> bool:
    until = known.consent_until.get(POLICE)
    if until is None or contact.medium is Medium.VOICE:
        return False
    days = contact.version.rules.policy.consent_lasts_days
    given = datetime.fromisoformat(until) - timedelta(days=days)
    return now - given <= SLIP_WITHIN


def take_back(tx: Tx, contact: OpenContact) -> None:
    """Act on it; the answer itself is "no" already."""
    row = contact.report.row
    tx.audit(row, "consent withdrawn", POLICE, actor="reporter")
    if row.routed_at is None:
        return  # nobody was asked yet
    case = route_report.case_of(contact.report, now=tx.now)
    decision = routing.decide(case, contact.version.rules, tx.now)
    still = {offer.agency_id for offer in decision.offers}
    for referral in chain.referrals_of(tx.db, row):
        if referral.agency_id in still:
            continue
        if referral.state in {ReferralState.PLANNED, ReferralState.OFFERED}:
            manual.withdraw(tx, referral)
        elif referral.state == ReferralState.ACKNOWLEDGED:
            _have_asked(tx, contact, referral)
    route_report.route(tx, contact.report, contact.version, cause="consent withdrawn")


def _have_asked(tx: Tx, contact: OpenContact, referral: Referral) -> None:
    """A dispatcher asks whoever has read it already."""
    tasks.make(
        tx,
        kind=task_kinds.CONSENT_WITHDRAWN,
        key=f"{task_kinds.CONSENT_WITHDRAWN}:{referral.id}:{int(tx.now.timestamp())}",
        due_at=tx.now + route_report.look_within(tx.db, tx.dep, contact.report),
        report=contact.report.row,
        referral=referral,
    )
