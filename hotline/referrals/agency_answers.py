"""What an agency answers: acknowledged, declined, closed. Forward only, never an error.

A second or late answer is kept and explained: :class:`Answer` says what it meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.config_versions.store import Version
from hotline.db.referrals import AlertLink, Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState, ReportState
from hotline.deployment import Deployment
from hotline.followups import paging, task_kinds, tasks
from hotline.followups.response_times import response_times
from hotline.messages import Message, MessageCode
from hotline.privacy import codes
from hotline.referrals import chain
from hotline.unit_of_work import Tx

OUTCOME_TASKS = {
    task_kinds.OUTCOME_DAY: timedelta(hours=24),
    task_kinds.OUTCOME_WEEK: timedelta(days=7),
    task_kinds.OUTCOME_MONTH: timedelta(days=30),
}
"""When a dispatcher asks an agency how it went, where no rule says; from its acknowledgement."""
Reason = Literal["not_our_area", "not_our_kind", "no_capacity", "conflict", "other"]
Outcome = Literal[
    "victim_safe", "investigation", "services_given", "unfounded", "no_contact", "other"
]
REASONS: tuple[str, ...] = get_args(Reason)
OUTCOMES: tuple[str, ...] = get_args(Outcome)


@dataclass(frozen=True)
class Answer:
    """The result of an answer: whether it changed anything, and what to say to who gave it."""

    changed: bool
    message: Message


def referral_of_link(db: DbSession, token: str, *, lock: bool) -> tuple[Referral, AlertLink] | None:
    """The referral that a link was made for; ``None`` for a link that was never made.

    Whether it is used up or too old is for the caller to see. ``lock`` it for the transaction when
    it is going to be answered.
    """
    wanted = select(AlertLink).where(AlertLink.digest == codes.token_digest(token))
    link = db.scalars(wanted.with_for_update() if lock else wanted).first()
    if link is None:
        return None
    return db.get_one(Referral, link.referral_id, with_for_update=lock or None), link


def acknowledge(tx: Tx, referral: Referral) -> Answer:
    """The agency has it: its clock stops, and nobody else of the chain is asked.

    An agency whose referral was withdrawn, or that named a conflict of interest, does not get it by
    an old link: whoever is asked stays asked, and a dispatcher decides.
    """
    report = tx.db.get_one(Report, referral.report_id)
    if _is_out(referral):
        return _wanted_again(tx, report, referral)
    if referral.state in chain.TAKEN:
        _note(tx, report, referral, "acknowledged_again")
        tasks.cancel_chasing(tx.db, referral, tx.now)
        return Answer(False, MessageCode.ACKNOWLEDGED_BEFORE.message(tip=report.tip_id))
    late = referral.state in {
        ReferralState.UNANSWERED,
        ReferralState.WITHDRAWN,
        ReferralState.DECLINED,
    }
    referral.state = ReferralState.ACKNOWLEDGED
    referral.answered_at, referral.answered_by = tx.now, tx.by
    tasks.cancel_chasing(tx.db, referral, tx.now)
    _ask_for_outcome(tx, report, referral)
    if not referral.also:
        chain.stand_down(tx.db, report, referral, tx.now)
    _note(tx, report, referral, "acknowledged")
    code = MessageCode.ACKNOWLEDGED_LATE if late else MessageCode.ACKNOWLEDGED
    return Answer(True, code.message(tip=report.tip_id))


def taken_live(tx: Tx, report: Report, agency_id: str, version: Version) -> Referral:
    """An agency took the live caller: the report is with it, whatever else was planned."""
    referral = chain.of_agency(tx.db, report, agency_id, version, tx.now)
    acknowledge(tx.acting("live call"), referral)
    return referral


def _is_out(referral: Referral) -> bool:
    withdrawn = (
        referral.state == ReferralState.WITHDRAWN and referral.reason == chain.WITHDRAWN_BY_HAND
    )
    return withdrawn or (referral.state == ReferralState.DECLINED and referral.reason == "conflict")


def _wanted_again(tx: Tx, report: Report, referral: Referral) -> Answer:
    tasks.make(
        tx,
        kind=task_kinds.WANTED_AGAIN,
        key=f"{task_kinds.WANTED_AGAIN}:{referral.id}",
        due_at=tx.now,
        report=report,
        referral=referral,
    )
    _note(tx, report, referral, "wanted_again")
    return Answer(False, MessageCode.NO_LONGER_YOURS.message(tip=report.tip_id))


def _ask_for_outcome(tx: Tx, report: Report, referral: Referral) -> None:
    """The policy's times to ask how it went start again for the agency that has the report."""
    for kind, usual in OUTCOME_TASKS.items():
        planned = tasks.planned_by_policy(tx.db, report, kind)
        after = planned.due_at - planned.created_at if planned else usual
        if planned is not None:
            tasks.cancel(tx.db, planned, tx.now)
        tasks.make(
            tx,
            kind=kind,
            key=f"{kind}:{referral.id}",
            due_at=tx.now + after,
            report=report,
            referral=referral,
        )


def decline(tx: Tx, referral: Referral, reason: str) -> Answer:
    """The agency cannot take it: the next one is asked at once.

    One that has it already returns it: it stays with them until a dispatcher has found another one
    (:func:`hotline.referrals.manual.go_on_without`).
    """
    report = tx.db.get_one(Report, referral.report_id)
    if referral.state in chain.TAKEN and report.state != ReportState.CLOSED:
        return _return_report(tx, report, referral, reason)
    if referral.state in chain.TAKEN:
        _note(tx, report, referral, "declined_late")
        return Answer(False, MessageCode.TOO_LATE_TO_DECLINE.message(tip=report.tip_id))
    if referral.state in {
        ReferralState.DECLINED,
        ReferralState.UNANSWERED,
        ReferralState.WITHDRAWN,
    }:
        _note(tx, report, referral, "declined_late")
        return Answer(False, MessageCode.PASSED_ON_ALREADY.message(tip=report.tip_id))
    referral.state = ReferralState.DECLINED
    referral.reason = reason if reason in REASONS else "other"
    referral.answered_at, referral.answered_by = tx.now, tx.by
    tasks.cancel_chasing(tx.db, referral, tx.now)
    _note(tx, report, referral, "declined")
    if referral.also:
        if report.state != ReportState.CLOSED:
            chain.phone_beside(tx, report, referral, task_kinds.ALSO_DECLINED)
        return Answer(True, MessageCode.DECLINED.message(tip=report.tip_id))
    chain.go_on(tx, report)
    return Answer(True, MessageCode.DECLINED_GOES_ON.message(tip=report.tip_id))


def _return_report(tx: Tx, report: Report, referral: Referral, reason: str) -> Answer:
    """The agency returns the report; twice before a dispatcher acts is one task and one page."""
    said = MessageCode.CANNOT_KEEP.message(tip=report.tip_id)
    _note(tx, report, referral, "gave_back")
    referral.reason = reason if reason in REASONS else "other"
    if tasks.open_of(tx.db, referral, task_kinds.RETURNED):
        return Answer(False, said)
    task = tasks.make(
        tx,
        kind=task_kinds.RETURNED,
        key=f"{task_kinds.RETURNED}:{referral.id}:{int(tx.now.timestamp())}",
        due_at=tx.now + response_times(tx.db, tx.dep).find_another[report.urgency],
        report=report,
        referral=referral,
    )
    if report.urgency in tasks.PAGED:
        cause = paging.Cause(task_kinds.RETURNED, task.id)
        paging.page(tx, cause, who=task_kinds.DISPATCHERS, report=report)
    return Answer(True, said)


def close(tx: Tx, referral: Referral, outcome: str, reference: str = "") -> Answer:
    """The agency reports how it ended, which also acknowledges what it never acknowledged."""
    report = tx.db.get_one(Report, referral.report_id)
    if referral.state not in chain.TAKEN:
        taken = acknowledge(tx, referral)
        if not taken.changed:
            return taken
    referral.state, referral.outcome, referral.ended_at = ReferralState.CLOSED, outcome[:40], tx.now
    keep_reference(tx.dep, referral, reference)
    tasks.cancel_kinds(tx.db, referral, tuple(OUTCOME_TASKS), tx.now)
    _note(tx, report, referral, "closed")
    return Answer(True, MessageCode.OUTCOME_RECORDED.message(tip=report.tip_id))


def take_webhook_answer(
    db: DbSession, dep: Deployment, referral: Referral, given: Mapping[str, str], now: datetime
) -> Answer | None:
    """What an agency's system answered to the alert itself; ``None`` when it said nothing of use.

    ``given``: ``answer`` (acknowledged, declined), and perhaps ``reason`` and ``reference``.
    """
    tx = Tx(db, dep, now, "webhook")
    match given["answer"]:
        case "acknowledged":
            answer = acknowledge(tx, referral)
            keep_reference(dep, referral, given.get("reference", ""))
            return answer
        case "declined":
            reason = given.get("reason", "other")
            return decline(tx, referral, reason)
    return None


def keep_reference(dep: Deployment, referral: Referral, reference: str) -> None:
    """The agency's own case number, sealed; an empty one changes nothing."""
    if reference.strip():
        sealed = dep.keys.seal(reference.strip()[:80].encode(), f"reference:{referral.id}")
        referral.reference = sealed


def _note(tx: Tx, report: Report, referral: Referral, action: str) -> None:
    tx.audit(report, action, tx.by, actor=f"agency:{referral.agency_id}")
