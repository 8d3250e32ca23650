"""What a reporter agreed to: for what, until when, and taken back at any time.

Consent is for one thing (the police may know; we may write back) and for as long as the policy's
``consent_lasts``. Taken back, nobody new hears of it on that ground: who was only planned is
dropped, an alert that nobody answered is withdrawn, and a dispatcher asks whoever has read it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hotline import routing
from hotline.config_versions.version import Version
from hotline.db.referrals import Referral
from hotline.db.states import ReferralState
from hotline.domain import Medium
from hotline.flows.session import Begin, Event, Spoke
from hotline.flows.text.revoking import denies_the_answer, takes_contact_back, takes_police_back
from hotline.followups import task_kinds, tasks
from hotline.intake import route_report
from hotline.intake.contacts import OpenContact
from hotline.intake.reports import CONSENTS, Assessment, OpenReport
from hotline.intake.whose_report import POLICE
from hotline.referrals import chain, manual
from hotline.unit_of_work import Tx

CONTACT = "contact"
"""The fact that someone from the line may write or call back."""
SLIP_WITHIN = timedelta(seconds=20)
"""So soon after a yes, a no is about the yes."""


def dated(known: Assessment, answers: dict[str, str], now: datetime, days: int) -> Assessment:
    """``known`` with ``answers``; a consent that is new in them counts from now, for ``days``."""
    until, ended = dict(known.consent_until), dict(known.consent_ended)
    for fact in CONSENTS:
        was = known.answers.get(fact) == "yes"
        if answers.get(fact) != "yes":
            until.pop(fact, None)
            if was:
                ended.setdefault(fact, now.isoformat())
        elif not was or fact not in until:
            until[fact] = (now + timedelta(days=days)).isoformat()
            if not was:
                ended.pop(fact, None)
    return replace(known, answers=answers, consent_until=until, consent_ended=ended)


def taken_back(contact: OpenContact, event: Event, now: datetime) -> tuple[str, ...]:
    """The consents that the reporter has just taken back: the police may know, we may write back.

    In so many words at any time; and for the police in writing, within seconds of the yes, with
    any denial: whoever sends "yes" and then "no", or "of course" and then "not", has not agreed.
    """
    if not isinstance(event, Begin | Spoke):
        return ()
    known, found = contact.report.assessment(), []
    facts = contact.session.facts
    agreed = {f for f in CONSENTS if "yes" in (known.answers.get(f), facts.get(f))}
    if POLICE in agreed:
        slip = _just_given(contact, known, now) and denies_the_answer(event.text)
        if slip or takes_police_back(event.text):
            found.append(POLICE)
    if CONTACT in agreed and takes_contact_back(event.text):
        found.append(CONTACT)
    return tuple(found)


def end(tx: Tx, report: OpenReport, version: Version, fact: str) -> None:
    """A dispatcher heard that a consent is taken back: it counts no more, whatever was answered."""
    known = report.assessment()
    ended = {**known.consent_ended, fact: tx.now.isoformat()}
    report.keep(replace(known, consent_ended=ended), tx.now)
    act_on(tx, report, version, (fact,))


def _just_given(contact: OpenContact, known: Assessment, now: datetime) -> bool:
    until = known.consent_until.get(POLICE)
    if until is None or contact.medium is Medium.VOICE:
        return False
    days = contact.version.rules.policy.consent_lasts_days
    given = datetime.fromisoformat(until) - timedelta(days=days)
    return now - given <= SLIP_WITHIN


def take_back(tx: Tx, contact: OpenContact, facts: tuple[str, ...]) -> None:
    """Act on it; the answers themselves are "no" already."""
    for fact in facts:
        tx.audit(contact.report.row, "consent withdrawn", fact, actor="reporter")
    act_on(tx, contact.report, contact.version, facts)


def act_on(tx: Tx, report: OpenReport, version: Version, facts: tuple[str, ...]) -> None:
    """Nobody new hears of it on a ground that is gone, and nobody is asked to write back."""
    row = report.row
    if CONTACT in facts:
        for task in tasks.open_of(tx.db, row, task_kinds.RECONTACT):
            tasks.cancel(tx.db, task, tx.now)
    if row.routed_at is None:
        return  # nobody was asked yet
    case = route_report.case_of(report, now=tx.now)
    decision = routing.decide(case, version.rules, tx.now)
    still = {offer.agency_id for offer in decision.offers}
    for referral in chain.referrals_of(tx.db, row):
        if referral.agency_id in still:
            continue
        if referral.state in {ReferralState.PLANNED, ReferralState.OFFERED}:
            manual.withdraw(tx, referral)
        elif referral.state == ReferralState.ACKNOWLEDGED:
            _have_asked(tx, report, referral)
    route_report.route(tx, report, version, cause="consent withdrawn")


def _have_asked(tx: Tx, report: OpenReport, referral: Referral) -> None:
    """A dispatcher asks whoever has read it already."""
    tasks.make(
        tx,
        kind=task_kinds.CONSENT_WITHDRAWN,
        key=f"{task_kinds.CONSENT_WITHDRAWN}:{referral.id}:{int(tx.now.timestamp())}",
        due_at=tx.now + route_report.look_within(tx.db, tx.dep, report),
        report=report.row,
        referral=referral,
    )
