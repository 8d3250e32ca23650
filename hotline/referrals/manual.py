"""What a dispatcher does to the referral chain by hand: refer, notify, withdraw, undo.

The rules propose; a person may know better. What they choose is a referral like every other, with
the same clock and the same escalation, and the audit trail says who chose it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.config_versions.store import Version
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState, ReportState
from hotline.domain import OfferBy
from hotline.followups import tasks
from hotline.messages import MessageCode, MessageError
from hotline.privacy import codes
from hotline.referrals import agency_answers, chain
from hotline.routing.types import Agency, Status
from hotline.unit_of_work import Tx


class ReferError(MessageError):
    """The referral cannot be made or withdrawn."""


UNUSABLE = {
    Status.UNVERIFIED: MessageCode.AGENCY_UNVERIFIED,
    Status.RETIRED: MessageCode.AGENCY_RETIRED,
}
"""Why an agency with this status gets no report."""


@dataclass(frozen=True)
class Chosen:
    """The agency that a person chose; ``also`` notifies it without asking it next."""

    agency: Agency
    also: bool


def refer(tx: Tx, report: Report, version: Version, chosen: Chosen) -> Referral:
    """Offer the report to an agency now. Raises :class:`ReferError`.

    Asked next, it stands before all that still wait in the chain; who is being asked already is
    left in peace, and whoever answers first has the report.
    """
    agency = chosen.agency
    if agency.status in UNUSABLE:
        raise ReferError(UNUSABLE[agency.status].message(agency=agency.name))
    known = chain.referrals_of(tx.db, report)
    referral = next((r for r in known if r.agency_id == agency.id), None)
    if referral is not None and referral.state != ReferralState.PLANNED:
        raise ReferError(MessageCode.AGENCY_ASKED_BEFORE.message(agency=agency.name))
    if referral is None:
        referral = _new(report, version, agency, tx.now)
        tx.db.add(referral)
    referral.also = chosen.also
    referral.position = min(
        (r.position for r in known if r.state == ReferralState.PLANNED), default=0
    )
    tx.db.flush()
    report.routed_at = report.routed_at or tx.now
    if report.state == ReportState.RECEIVING:
        report.state = ReportState.OPEN
    chain.offer(tx, report, referral)
    tx.audit(report, "also_told" if chosen.also else "referred", referral.agency_id)
    return referral


def _new(report: Report, version: Version, agency: Agency, now: datetime) -> Referral:
    minutes, clock = chain.time_to_answer(version.rules, agency, report.urgency)
    return Referral(
        report_id=report.id,
        agency_id=agency.id,
        version=version.digest,
        position=0,
        how=OfferBy.ALERT if agency.agreed else OfferBy.PHONE,
        urgency=report.urgency,
        ack_minutes=minutes,
        clock=clock,
        created_at=now,
        ack_code=codes.new_ack_code(),
    )


def withdraw(tx: Tx, referral: Referral) -> None:
    """Withdraw a referral; the next agency of the chain is asked. Raises :class:`ReferError`.

    What the agency has read already cannot be taken back: phone them.
    """
    if referral.state not in {ReferralState.PLANNED, ReferralState.OFFERED}:
        raise ReferError(MessageCode.AGENCY_ANSWERED.message())
    report = tx.db.get_one(Report, referral.report_id)
    referral.state, referral.reason = ReferralState.WITHDRAWN, chain.WITHDRAWN_BY_HAND
    referral.answered_at = None
    tasks.cancel_chasing(tx.db, referral, tx.now)
    tx.audit(report, "withdrawn", referral.agency_id)
    tx.db.flush()
    if not referral.also:
        chain.go_on(tx, report)


def follows(db: DbSession, report: Report, referral: Referral) -> Referral | None:
    """Whom the report goes to next when ``referral`` is withdrawn; ``None`` when to nobody new."""
    if referral.also or referral.state != ReferralState.OFFERED:
        return None
    known = [one for one in chain.referrals_of(db, report) if not one.also and one is not referral]
    if any(one.state in (*chain.TAKEN, ReferralState.OFFERED) for one in known):
        return None
    return next((one for one in known if one.state == ReferralState.PLANNED), None)


def may_restore(db: DbSession, report: Report, referral: Referral) -> bool:
    """Whether a withdrawn referral can be put back: nobody has the report, and it is open."""
    withdrawn = (
        referral.state == ReferralState.WITHDRAWN and referral.reason == chain.WITHDRAWN_BY_HAND
    )
    if not withdrawn or report.state == ReportState.CLOSED:
        return False
    known = chain.referrals_of(db, report)
    return referral.also or not any(one.state in chain.TAKEN and not one.also for one in known)


def restore(tx: Tx, referral: Referral) -> None:
    """Undo a withdrawal: the agency is asked again, or has its place in the chain back.

    Whoever was asked meanwhile stays asked; the first to acknowledge has the report. Raises
    :class:`ReferError`.
    """
    report = tx.db.get_one(Report, referral.report_id)
    if not may_restore(tx.db, report, referral):
        raise ReferError(MessageCode.WITHDRAWAL_STANDS.message())
    referral.reason = None
    tx.audit(report, "withdrawal_undone", referral.agency_id)
    if referral.offered_at is not None:
        chain.resume(tx, report, referral)
        return
    referral.state = ReferralState.PLANNED
    tx.db.flush()
    chain.go_on(tx, report)


def go_on_without(tx: Tx, referral: Referral) -> None:
    """The agency that has the report cannot keep it: whoever was asked when it took it is asked
    again, or the next one of the chain. Raises :class:`ReferError`.
    """
    if referral.state not in chain.TAKEN:
        raise ReferError(MessageCode.AGENCY_LET_GO.message())
    report = tx.db.get_one(Report, referral.report_id)
    referral.state, referral.outcome = ReferralState.DECLINED, None
    tasks.cancel_chasing(tx.db, referral, tx.now)
    tasks.cancel_kinds(tx.db, referral, tuple(agency_answers.OUTCOME_TASKS), tx.now)
    tx.audit(report, "went_on", referral.agency_id)
    tx.db.flush()
    if not referral.also:
        chain.ask_again(tx, report)
