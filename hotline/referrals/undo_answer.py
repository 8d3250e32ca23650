"""An agency undoes what it has just answered: the wrong button, the wrong report.

For some minutes, and only while nobody has acted on it. The dispatchers get a task.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline import routing
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState, ReportState
from hotline.domain import OfferBy
from hotline.followups import task_kinds, tasks
from hotline.messages import MessageCode
from hotline.referrals import chain
from hotline.referrals.agency_answers import OUTCOME_TASKS, Answer
from hotline.unit_of_work import Tx

WITHIN = timedelta(minutes=10)
"""How long after a decline or an outcome it can be taken back."""


def until(referral: Referral) -> datetime | None:
    """Until when the agency can take its answer back; ``None`` when there is none to take back."""
    if referral.state == ReferralState.CLOSED and referral.ended_at is not None:
        return referral.ended_at + WITHIN
    if referral.state != ReferralState.DECLINED or referral.reason == "conflict":
        return None  # who named a conflict of interest does not read the report after all
    if referral.how == OfferBy.ALERT and referral.answered_at:
        return referral.answered_at + WITHIN
    return None


def take_back(tx: Tx, referral: Referral) -> Answer:
    """The outcome was not it: the agency has the report on. The decline was not it: it is asked.

    Whoever was asked after a decline stays asked: the first to acknowledge has the report.
    """
    report = tx.db.get_one(Report, referral.report_id)
    tip, end = report.tip_id, until(referral)
    if end is None or tx.now > end or report.state == ReportState.CLOSED:
        return Answer(False, MessageCode.TOO_LATE_TO_UNDO.message(tip=tip))
    if referral.state == ReferralState.CLOSED:
        tasks.take_up(tx, referral, tuple(OUTCOME_TASKS), since=end - WITHIN)
        referral.state, referral.outcome, referral.ended_at = ReferralState.ACKNOWLEDGED, None, None
        code = MessageCode.OUTCOME_UNDONE
    else:
        others = (r for r in chain.referrals_of(tx.db, report) if not r.also and r is not referral)
        if not referral.also and any(r.state in chain.TAKEN for r in others):
            return Answer(False, MessageCode.ANOTHER_AGENCY_HAS_IT.message(tip=tip))
        _ask_again(tx, referral)
        code = MessageCode.DECLINE_UNDONE
    tasks.make(
        tx,
        kind=task_kinds.ANSWER_UNDONE,
        key=f"{task_kinds.ANSWER_UNDONE}:{referral.id}:{int(tx.now.timestamp())}",
        due_at=tx.now,
        report=report,
        referral=referral,
    )
    tx.audit(report, "answer_taken_back", tx.by, actor=f"agency:{referral.agency_id}")
    return Answer(True, code.message(tip=tip))


def _ask_again(tx: Tx, referral: Referral) -> None:
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    tasks.cancel_kinds(tx.db, referral, (task_kinds.ALSO_DECLINED,), tx.now)
    referral.state, referral.reason = ReferralState.OFFERED, None
    referral.answered_at, referral.answered_by = None, None
    referral.step += 1
    referral.due_at = routing.due(agency, tx.now, referral.ack_minutes, referral.clock)
    chain.schedule_step(tx, referral, at=referral.due_at)
