"""What an agency sees of a referral, and what it can answer: the same by link and by login.

Until it is acknowledged, only what the alert said and where; then the story. Every opened story
is a disclosure and is audited. The reporter stays unknown on every one of these pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.intake.reports import Assessment, open_report
from hotline.privacy import audit
from hotline.privacy.keys import SealError
from hotline.referrals import answers, chain
from hotline.referrals.answers import Answer
from hotline.routing.types import Agency

NOTHING_CHOSEN = "Nothing was chosen, so nothing was changed."
WAITING = ("offered", "planned", "unanswered")


@dataclass(frozen=True)
class Offer:
    """A referral as its agency may see it; ``story`` is empty until it is acknowledged."""

    referral: Referral
    report: Report
    agency: Agency
    known: Assessment
    story: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether the story is shown."""
        return bool(self.story)

    @property
    def waits(self) -> bool:
        """Whether an answer is still wanted."""
        return self.referral.state in WAITING


def offer(db: DbSession, dep: Deployment, referral: Referral, *, opened: bool) -> Offer:
    """The referral for its agency; ``opened`` with its story."""
    report = db.get_one(Report, referral.report_id)
    try:
        known = open_report(db, dep, report).assessment()
    except SealError:  # it was erased: its agency still sees that it had it
        known = Assessment()
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    return Offer(referral, report, agency, known, known.story if opened else ())


def may_open(referral: Referral) -> bool:
    """Whether the agency has said that it takes the report."""
    return referral.state in chain.TAKEN


def answer(
    db: DbSession, dep: Deployment, referral: Referral, given: Mapping[str, str], *, by: str
) -> Answer:
    """What a form of the agency says: ``do`` is acknowledge, decline, close or ask."""
    now = dep.clock()
    reason, outcome = given.get("reason") or "other", given.get("outcome", "")
    match given.get("do"):
        case "decline" if reason in answers.REASONS:
            return answers.decline(db, dep, referral, by=by, reason=reason, now=now)
        case "close" if outcome in answers.OUTCOMES:
            reference = given.get("reference", "")[:80]
            return answers.close(
                db, dep, referral, by=by, outcome=outcome, now=now, reference=reference
            )
        case "ask":
            words = given.get("words", "")
            return answers.ask(db, dep, referral, by=by, words=words, now=now)
        case "acknowledge":
            return answers.acknowledge(db, dep, referral, by=by, now=now)
    return Answer(False, NOTHING_CHOSEN)


def note_view(db: DbSession, dep: Deployment, referral: Referral, actor: str) -> None:
    """The story was shown to the agency."""
    report = db.get_one(Report, referral.report_id)
    audit.record(
        db,
        dep.keys,
        at=dep.clock(),
        actor=actor,
        action="viewed",
        subject=f"report:{report.tip_id}",
        detail=referral.agency_id,
    )
