"""What must be true of the database and of what arrived, after any number of kills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import routing
from hotline.db.audit import AuditEvent
from hotline.db.floods import HeldMessage, Roundup
from hotline.db.jobs import Alert, Delivery, Job
from hotline.db.referrals import DecisionRow, Referral
from hotline.db.reports import Contact, Entry, Exchange, Report
from hotline.db.states import AlertRound
from hotline.deployment import Deployment
from hotline.followups import digest, paging
from hotline.intake.reports import open_report
from hotline.privacy import audit
from hotline.referrals import alerts
from hotline.referrals.channels.email import envelope_id
from hotline.referrals.held import RoundupJob
from tests.faults.stream import Accepted

MAY_BE_EMPTY = {digest.DIGEST, RoundupJob.kind}
SENDS = (alerts.ALERT, paging.PAGE, digest.DIGEST, RoundupJob.kind)
"""The jobs that leave a delivery; any of them may fall into a run, the daily digest too, which
leaves none on a day with nothing to say."""


@dataclass(frozen=True)
class Arrived:
    """What the receivers got: mails by idempotency key, texts by the provider's id."""

    mails: Counter[str]
    message_ids: dict[str, set[str]]
    texts: frozenset[str]
    calls: frozenset[str]


def faults(
    dep: Deployment,
    accepted: Sequence[Accepted],
    calls: Sequence[str],
    arrived: Arrived,
    settled: datetime,
) -> Iterator[str]:
    """Every promise that was broken, one sentence each.

    What became due after ``settled`` may wait: no worker was left to do it.
    """
    with dep.database.read() as db:
        yield from _accepted_texts(db, dep, accepted)
        yield from _calls(db, calls)
        yield from _chains(db)
        yield from _alerts(db, dep, arrived, settled)
        yield from _left(db)
        yield from audit.verify(db, dep.keys)


def _accepted_texts(db: Session, dep: Deployment, accepted: Sequence[Accepted]) -> Iterator[str]:
    """Each acknowledged text is in one report, once, and each sender has one report."""
    reported: dict[str, list[Entry]] = {}
    for entry in db.scalars(select(Entry).where(Entry.kind == "told")):
        if entry.provider_sid:
            reported.setdefault(entry.provider_sid, []).append(entry)
    reports_of: dict[str, set[int]] = {}
    for text in accepted:
        exchange = db.scalars(select(Exchange.id).where(Exchange.key == f"sms:{text.sid}")).all()
        if len(exchange) != 1:
            yield f"the acknowledged text {text.sid} has {len(exchange)} stored answers"
        entries = reported.get(text.sid, [])
        if "marker" in text.words and len(entries) != 1:
            yield f"the acknowledged text {text.sid} is {len(entries)} times in the database"
        for entry in entries:
            report = db.get_one(Report, entry.report_id)
            opened = open_report(db, dep, report)
            if opened.read(entry) != text.words:
                yield f"the text {text.sid} does not say what was texted"
            reports_of.setdefault(text.sender, set()).add(report.id)
    yield from (
        f"{len(ids)} reports for one sender" for ids in reports_of.values() if len(ids) != 1
    )


def _calls(db: Session, calls: Sequence[str]) -> Iterator[str]:
    for sid in calls:
        found = db.scalars(select(Contact).where(Contact.provider_sid == sid)).all()
        if len(found) != 1:
            yield f"the call {sid} has {len(found)} contacts"
        elif found[0].ended_at is None:
            yield f"the call {sid} was over and is still open"


def _chains(db: Session) -> Iterator[str]:
    """Each routed report has one chain: one decision, one agency being asked, the Hotline last."""
    for report in db.scalars(select(Report).where(Report.routed_at.is_not(None))):
        chain = db.scalars(
            select(Referral).where(Referral.report_id == report.id).order_by(Referral.position)
        ).all()
        asked = [r for r in chain if not r.also and r.state in {"offered", "acknowledged"}]
        if not asked and _waits_for_review(db, report):
            continue
        if len(asked) != 1:
            yield f"report {report.id} is with {len(asked)} agencies of its chain"
        if not chain or max(chain, key=lambda r: r.position).agency_id != routing.NATIONAL_HOTLINE:
            yield f"the chain of report {report.id} does not end at the National Hotline"
        decisions = db.scalar(
            select(func.count()).select_from(DecisionRow).where(DecisionRow.report_id == report.id)
        )
        routed = db.scalar(
            select(func.count())
            .select_from(AuditEvent)
            .where(AuditEvent.subject == f"report:{report.tip_id}", AuditEvent.action == "routed")
        )
        if not decisions or decisions != routed:
            yield f"report {report.id} has {decisions} decisions and was routed {routed} times"
        for referral in asked:
            clock = db.scalars(
                select(Job).where(
                    Job.referral_id == referral.id,
                    Job.kind == "referral.step",
                    Job.state.in_(("due", "leased")),
                )
            ).all()
            if referral.state == "offered" and len(clock) != 1:
                yield f"{len(clock)} clocks run for referral {referral.id}"


def _waits_for_review(db: Session, report: Report) -> bool:
    """A person looks first, and the clock that goes on without one runs."""
    starts = select(Job).where(
        Job.report_id == report.id, Job.kind == "referral.start", Job.state.in_(("due", "leased"))
    )
    return len(db.scalars(starts).all()) == 1


def _alerts(db: Session, dep: Deployment, arrived: Arrived, settled: datetime) -> Iterator[str]:
    """Everything sent arrived, under one key; nothing is shown as sent that was not."""
    jobs = {job.id: job for job in db.scalars(select(Job).where(Job.kind.in_(SENDS)))}
    held = _held(db)
    deliveries = {d.job_id: d for d in db.scalars(select(Delivery))}
    for job in jobs.values():
        delivery = deliveries.get(job.id)
        if job.state == "due" and job.error is None and job.created_at > settled:
            continue
        waits = job.kind == RoundupJob.kind or job.id in held
        if job.state == "due" and waits and job.due_at > settled:
            continue  # a roundup, or what waits for one and would leave by itself if that failed
        if job.state != "done":
            yield f"the {job.kind} {job.key} is {job.state}: {job.error}"
        elif delivery is None and job.kind not in MAY_BE_EMPTY and not _passed(db, job):
            yield f"the {job.kind} {job.key} is done and was never sent"
    for job_id, delivery in deliveries.items():
        keys = {jobs[job_id].key, held.get(job_id)}
        if delivery.channel == "email" and not any(arrived.mails[key] for key in keys if key):
            yield f"{jobs[job_id].key} is shown as sent and never arrived"
        if delivery.channel == "sms" and delivery.provider_id not in arrived.texts:
            yield f"{jobs[job_id].key} is shown as texted and was not"
        if delivery.channel == "phone" and delivery.provider_id not in arrived.calls:
            yield f"{jobs[job_id].key} is shown as called and was not"
    known = {job.key for job in jobs.values()}
    for key, ids in arrived.message_ids.items():
        if key not in known:
            yield f"an email with the key {key} arrived, and no such job is in the database"
        elif len(ids) != 1 or envelope_id(dep.keys, key) not in next(iter(ids)):
            yield f"the mails of {key} carry {len(ids)} message ids"


def _held(db: Session) -> dict[int, str | None]:
    """The key of the roundup that carried a message or will, by the message's job."""
    roundups = (
        select(HeldMessage.job_id, Job.key)
        .outerjoin(Roundup, Roundup.id == HeldMessage.roundup_id)
        .outerjoin(Job, Job.id == Roundup.job_id)
    )
    return dict(db.execute(roundups).all())


def _passed(db: Session, job: Job) -> bool:
    """A reminder of an agency that was passed by before it could be reminded; not a first alert."""
    alert = db.get(Alert, job.id)
    if alert is None or alert.round != AlertRound.REMINDER:
        return False
    return db.get_one(Referral, alert.referral_id).state == "unanswered"


def _left(db: Session) -> Iterator[str]:
    """Nothing hangs: no job is dead, none is held by a worker that is gone."""
    for job in db.scalars(select(Job).where(Job.state.in_(("dead", "leased")))):
        yield f"the job {job.key} is {job.state}: {job.error}"
