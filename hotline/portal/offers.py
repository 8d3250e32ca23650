"""What an agency sees of a referral, and what it can answer: the same by link and by login.

Until it is acknowledged, only what the alert said and where; then the story. Every opened story
is a disclosure and is audited. The reporter stays unknown on every one of these pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReportState
from hotline.deployment import Deployment
from hotline.intake.reports import Assessment, open_report
from hotline.messages import MessageCode
from hotline.privacy.erase import is_erased
from hotline.privacy.keys import SealError
from hotline.referrals import agency_answers, agency_thread, chain, undo_answer
from hotline.referrals.agency_answers import Answer
from hotline.referrals.agency_thread import Said
from hotline.referrals.alerts import TALKING
from hotline.routing.types import Agency
from hotline.unit_of_work import Tx

WAITING = ("offered", "planned", "unanswered")


@dataclass(frozen=True)
class Offer:
    """A referral as its agency may see it; ``story`` is empty until it is acknowledged."""

    referral: Referral
    report: Report
    agency: Agency
    known: Assessment
    story: tuple[str, ...]
    thread: tuple[Said, ...] = ()
    """What agency and dispatchers wrote; empty where only the link shows who is looking."""
    unread: bool = False
    """Whether the dispatchers wrote something that the agency has not opened yet."""

    @property
    def open(self) -> bool:
        """Whether the story is shown."""
        return bool(self.story)

    @property
    def waits(self) -> bool:
        """Whether an answer is still wanted."""
        return self.referral.state in WAITING

    @property
    def talks(self) -> bool:
        """Whether agency and dispatchers may write to each other."""
        return self.referral.state in TALKING and not is_erased(self.report)

    @property
    def back_until(self) -> datetime | None:
        """Until when the last answer can be taken back, if there is one to take back."""
        return undo_answer.until(self.referral) if self.report.state != ReportState.CLOSED else None


def offer(
    db: DbSession, dep: Deployment, referral: Referral, *, opened: bool, known_reader: bool = False
) -> Offer:
    """The referral for its agency; ``opened`` with its story.

    With a ``known_reader`` (a login, a token, the browser that used the link) also what was
    written; that is read from now on.
    """
    report = db.get_one(Report, referral.report_id)
    try:
        known = open_report(db, dep, report).assessment()
    except SealError:  # it was erased: its agency still sees that it had it
        known = Assessment()
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    waits = bool(agency_thread.unread(db, [referral.id]))
    said = agency_thread.shown_to_agency(Tx(db, dep, dep.clock()), referral) if known_reader else ()
    return Offer(referral, report, agency, known, known.story if opened else (), said, waits)


def may_open(referral: Referral) -> bool:
    """Whether the agency has said that it takes the report."""
    return referral.state in chain.TAKEN


def answer(
    db: DbSession, dep: Deployment, referral: Referral, given: Mapping[str, str], *, by: str
) -> Answer:
    """What a form of the agency says: ``do`` is acknowledge, decline, close, ask or take_back."""
    tx = Tx(db, dep, dep.clock(), by)
    reason, outcome = given.get("reason") or "other", given.get("outcome", "")
    match given.get("do"):
        case "decline" if reason in agency_answers.REASONS:
            return agency_answers.decline(tx, referral, reason)
        case "close" if outcome in agency_answers.OUTCOMES:
            reference = given.get("reference", "")[:80]
            return agency_answers.close(tx, referral, outcome, reference)
        case "ask":
            words = given.get("words", "")
            return agency_thread.ask(tx, referral, words)
        case "acknowledge":
            return agency_answers.acknowledge(tx, referral)
        case "take_back":
            return undo_answer.take_back(tx, referral)
    return Answer(False, MessageCode.NOTHING_CHOSEN.message())


def note_view(db: DbSession, dep: Deployment, referral: Referral, actor: str) -> None:
    """The story was shown to the agency."""
    report = db.get_one(Report, referral.report_id)
    Tx(db, dep, dep.clock(), actor).record("viewed", f"report:{report.tip_id}", referral.agency_id)
