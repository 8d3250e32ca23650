"""The messages between an agency and the dispatchers about a report.

Each referral has one thread. Its words are sealed with the report's own key and erased with it. An
agency's message is a dispatcher's task until someone has answered. The agency is notified of a
dispatcher's message by its own alert channels, which say that something waits and never what.
Neither side has the reporter's number, so neither can write it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral, ReferralMessage
from hotline.db.reports import Report
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import paging, tasks
from hotline.followups.response_times import response_times
from hotline.followups.task_kinds import AGENCY_QUESTION, DISPATCHERS
from hotline.messages import MessageCode, MessageError
from hotline.privacy.erase import is_erased
from hotline.privacy.keys import ReportKey
from hotline.referrals import alerts
from hotline.referrals.agency_answers import Answer
from hotline.unit_of_work import Tx

AGENCY, DISPATCHER = "agency", "dispatcher"
MOST = 1000
"""Characters of one message that are kept."""


class ThreadError(MessageError):
    """The agency cannot be written to."""


@dataclass(frozen=True)
class Said:
    """One message; ``author`` is ``staff:ID``, or how it came from the agency."""

    at: datetime
    side: str
    author: str
    words: str
    read_at: datetime | None
    """When the agency first opened a dispatcher's message."""


def ask(tx: Tx, referral: Referral, words: str) -> Answer:
    """The agency writes: a dispatcher answers, who may ask the reporter first.

    The same words twice, before anyone has answered, are one message.
    """
    report = tx.db.get_one(Report, referral.report_id)
    asked = words.strip()[:MOST]
    if not asked:
        return Answer(False, MessageCode.EMPTY_QUESTION.message())
    if is_erased(report) or referral.state not in alerts.TALKING:
        return Answer(False, MessageCode.THREAD_IS_CLOSED.message(tip=report.tip_id))
    said = MessageCode.QUESTION_SENT.message(tip=report.tip_id)
    known = of_report(tx.db, tx.dep, report).get(referral.id, ())
    if known and (known[-1].side, known[-1].words) == (AGENCY, asked):
        return Answer(False, said)
    message = _add(tx, report, referral, AGENCY, asked)
    tasks.make(
        tx,
        kind=AGENCY_QUESTION,
        key=f"{AGENCY_QUESTION}:{message.id}",
        due_at=tx.now + response_times(tx.db, tx.dep).answer_agency[report.urgency],
        report=report,
        referral=referral,
        words=asked,
    )
    if report.urgency == Urgency.P0:
        cause = paging.Cause(AGENCY_QUESTION, message.id)
        paging.page(tx, cause, who=DISPATCHERS, report=report)
    tx.audit(report, "asked", tx.by, actor=f"agency:{referral.agency_id}")
    return Answer(True, said)


def write(tx: Tx, referral: Referral, words: str) -> None:
    """A dispatcher answers an agency, or writes first. Raises :class:`ThreadError`.

    What the agency had asked is answered by it.
    """
    report = tx.db.get_one(Report, referral.report_id)
    given = words.strip()[:MOST]
    agency = tx.dep.library.get(tx.db, referral.version).rules.agencies[referral.agency_id]
    if not given:
        raise ThreadError(MessageCode.EMPTY_MESSAGE.message())
    if not may_write(tx.db, tx.dep, referral):
        raise ThreadError(MessageCode.AGENCY_NOT_REACHABLE.message(agency=agency.name))
    message = _add(tx, report, referral, DISPATCHER, given)
    alerts.tell_of_message(tx, report, referral, agency, message.id)
    for task in tasks.open_of(tx.db, referral, AGENCY_QUESTION):
        tasks.finish(tx, task)
    tx.audit(report, "wrote_to_agency", referral.agency_id)


def may_write(db: DbSession, dep: Deployment, referral: Referral) -> bool:
    """Whether the agency would hear of a message: it has the report, and a channel or a login."""
    if referral.state not in alerts.TALKING:
        return False
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    written = select(ReferralMessage.id).where(ReferralMessage.referral_id == referral.id)
    return bool(alerts.alert_points(agency)) or db.scalars(written.limit(1)).first() is not None


def of_report(db: DbSession, dep: Deployment, report: Report) -> Mapping[int, tuple[Said, ...]]:
    """All that was written about a report, by referral, in order; nothing once it was erased."""
    if is_erased(report):
        return {}
    wanted = select(ReferralMessage).where(ReferralMessage.report_id == report.id)
    rows = db.scalars(wanted.order_by(ReferralMessage.id)).all()
    key = ReportKey.unwrap(dep.keys, report.sealed_key, report.tip_id) if rows else None
    found: dict[int, tuple[Said, ...]] = {}
    for row in rows:
        words = key.open(row.body, _context(row.referral_id)) if key else ""
        said = Said(row.at, row.side, row.author, words, row.read_at)
        found[row.referral_id] = (*found.get(row.referral_id, ()), said)
    return found


def shown_to_agency(tx: Tx, referral: Referral) -> tuple[Said, ...]:
    """The thread as its agency reads it; what the dispatchers wrote is read from now on."""
    if referral.state not in alerts.TALKING:
        return ()
    found = of_report(tx.db, tx.dep, tx.db.get_one(Report, referral.report_id)).get(referral.id, ())
    if any(said.side == DISPATCHER and said.read_at is None for said in found):
        tx.db.execute(update(ReferralMessage).where(*_unread([referral.id])).values(read_at=tx.now))
    return found


def unread(db: DbSession, referral_ids: Collection[int]) -> set[int]:
    """The referrals in which something waits for the agency to read it."""
    return set(db.scalars(select(ReferralMessage.referral_id).where(*_unread(referral_ids))))


def asking(db: DbSession, report_ids: Collection[int]) -> set[int]:
    """The reports about which an agency waits for an answer."""
    wanted = select(Task.report_id).where(
        Task.report_id.in_(report_ids),
        Task.state == TaskState.OPEN,
        Task.kind == AGENCY_QUESTION.name,
    )
    return {found for found in db.scalars(wanted) if found is not None}


def _unread(referral_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        ReferralMessage.referral_id.in_(referral_ids),
        ReferralMessage.side == DISPATCHER,
        ReferralMessage.read_at.is_(None),
    )


def _add(tx: Tx, report: Report, referral: Referral, side: str, words: str) -> ReferralMessage:
    key = ReportKey.unwrap(tx.dep.keys, report.sealed_key, report.tip_id)
    message = ReferralMessage(
        report_id=report.id,
        referral_id=referral.id,
        at=tx.now,
        side=side,
        author=tx.by,
        body=key.seal(words, _context(referral.id)),
    )
    tx.db.add(message)
    tx.db.flush()
    return message


def _context(referral_id: int) -> str:
    return f"message:{referral_id}"
