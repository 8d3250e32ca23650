"""The job that carries an alert to one contact point, and what is known of it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import load_only

from hotline import outbox
from hotline.db.jobs import Delivery, Job
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.referrals import alerts, answers, dead_letters
from hotline.referrals.channels import CHANNELS, Message, Receipt
from hotline.routing.types import ContactPoint

log = logging.getLogger(__name__)
FORWARD = {"accepted": 0, "sent": 1, "delivered": 2, "failed": 2}


@dataclass(frozen=True)
class Planned:
    """An alert that is to go out: to which contact point, and what it says."""

    job: outbox.Claimed
    point: ContactPoint
    message: Message


def deliver(dep: Deployment, job: outbox.Claimed) -> Callable[[DbSession], None] | None:
    """Send one alert, unless the referral was answered meanwhile.

    Raises :class:`DeliveryError`. The message goes out between two transactions; a crash in
    between sends it again with the same key, never loses it.
    """
    with dep.database.read() as db:
        planned = _Look(db, dep, [job]).plan(job)
    if planned is None:
        return None
    point = planned.point
    receipt = CHANNELS[point.channel](dep, point.address, planned.message)
    return lambda db: _note(db, dep, planned, receipt)


def plan_all(
    db: DbSession, dep: Deployment, jobs: Sequence[outbox.Claimed]
) -> tuple[list[Planned], list[outbox.Claimed]]:
    """The alerts of ``jobs`` that are to go out, and those that are settled meanwhile.

    Three questions to the database, however many jobs there are. What cannot be planned is left
    out: done by itself it fails again, and that is told with its reason.
    """
    look = _Look(db, dep, jobs)
    planned, settled = [], []
    for job in jobs:
        try:
            found = look.plan(job)
        except Exception as error:
            log.info("alert %s cannot be planned: %s", job.id, type(error).__name__)
            continue
        if found is None:
            settled.append(job)
        else:
            planned.append(found)
    return planned, settled


class _Look:
    """What the database knows now of some alerts."""

    def __init__(self, db: DbSession, dep: Deployment, jobs: Sequence[outbox.Claimed]) -> None:
        self._db, self._dep = db, dep
        wanted = select(Referral).where(Referral.id.in_([job.referral_id for job in jobs]))
        told_to = load_only(
            Referral.report_id,
            Referral.agency_id,
            Referral.version,
            Referral.state,
            Referral.ack_code,
            Referral.also,
        )
        self._referrals = {row.id: row for row in db.scalars(wanted.options(told_to))}
        told = select(Report).where(Report.id.in_([r.report_id for r in self._referrals.values()]))
        needed = load_only(Report.tip_id, Report.type, Report.urgency, Report.state)
        self._reports = {report.id: report for report in db.scalars(told.options(needed))}
        sent = select(Delivery.job_id).where(Delivery.job_id.in_([job.id for job in jobs]))
        self._sent = frozenset(db.scalars(sent))

    def plan(self, job: outbox.Claimed) -> Planned | None:
        """What is to be sent for ``job``; ``None`` when it was answered or sent already."""
        referral = self._referrals[job.referral_id or 0]
        report = self._reports[referral.report_id]
        round_ = str(job.payload["round"])
        over = report.state == "closed" and round_ == alerts.FIRST
        if over or referral.state not in _wanted(round_) or job.id in self._sent:
            return None
        rules = self._dep.library.get(self._db, referral.version).rules
        point = alerts.alert_points(rules.agencies[referral.agency_id])[int(job.payload["point"])]
        message = alerts.compose(self._dep, report, referral, job)
        return Planned(job, point, replace(message, certificate=point.certificate))


def _wanted(round_: str) -> frozenset[str]:
    """The states of a referral in which an alert of this round is sent.

    A first alert is sent late rather than never: when the service or the mail server was away for
    longer than the agency's time, the report has gone on, but an agency that never heard of it may
    still take it.
    """
    if round_.startswith(alerts.MESSAGE):
        return frozenset(alerts.TALKING)
    if round_.startswith(alerts.FRESH):
        return frozenset({*alerts.TALKING, "declined", "recalled"})
    if round_.startswith(alerts.UPDATE):
        return frozenset({"offered", "acknowledged"})
    return frozenset({"offered", "unanswered"} if round_ == alerts.FIRST else {"offered"})


def _deliveries(db: DbSession, job_ids: Sequence[int]) -> dict[int, Delivery]:
    """What was handed over already, by job."""
    found = db.scalars(select(Delivery).where(Delivery.job_id.in_(job_ids)))
    return {delivery.job_id: delivery for delivery in found}


def _note(db: DbSession, dep: Deployment, planned: Planned, receipt: Receipt) -> None:
    now, job = dep.clock(), planned.job
    point = int(job.payload["point"])
    note_accepted(db, job, planned.point.channel.value, receipt, now, contact_point=point)
    told_only = str(job.payload["round"]).startswith((alerts.MESSAGE, alerts.FRESH))
    if receipt.answer is not None and not told_only:
        referral = db.get_one(Referral, job.referral_id, with_for_update=True)
        answers.take_webhook_answer(db, dep, referral, receipt.answer, now)


def note_all(db: DbSession, handed_over: Sequence[tuple[Planned, Receipt]], now: datetime) -> None:
    """The receivers' systems took these messages. Their jobs must be locked already."""
    known = _deliveries(db, [planned.job.id for planned, _ in handed_over])
    new = []
    for planned, receipt in handed_over:
        values = _values(planned.job, planned.point.channel.value, receipt)
        values["contact_point"] = int(planned.job.payload["point"])
        delivery = known.get(planned.job.id)
        if delivery is None:
            new.append(values | {"at": now, "state": receipt.state})
        else:
            _update(delivery, values)
    if new:
        db.execute(insert(Delivery), new)


def note_accepted(
    db: DbSession,
    job: outbox.Claimed,
    channel: str,
    receipt: Receipt,
    now: datetime,
    contact_point: int | None = None,
) -> None:
    """The receiver's system took the message of ``job``; its callback may have been faster."""
    db.get(Job, job.id, with_for_update=True)
    delivery = _of_job(db, job.id)
    values = _values(job, channel, receipt) | {"contact_point": contact_point}
    if delivery is None:
        db.add(Delivery(**values, at=now, state=receipt.state))
    else:
        _update(delivery, values)


def _values(job: outbox.Claimed, channel: str, receipt: Receipt) -> dict[str, Any]:
    return {
        "job_id": job.id,
        "referral_id": job.referral_id,
        "channel": channel,
        "provider_id": receipt.id[:80] if receipt.id else None,
    }


def _update(delivery: Delivery, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(delivery, name, value)


def _of_job(db: DbSession, job_id: int) -> Delivery | None:
    return _deliveries(db, [job_id]).get(job_id)


def note_status(
    db: DbSession,
    dep: Deployment,
    *,
    state: str,
    now: datetime,
    provider_id: str | None = None,
    job_id: int | None = None,
    detail: str = "",
) -> Delivery | None:
    """A delivery receipt; receipts come late, twice and in any order, so only forward counts.

    It may come before our own note that the provider took the message: then it makes the note.
    An alert that failed after all does not wait for its time: the next contact point is tried. A
    page goes to the next person.
    """
    delivery = _found(db, provider_id, job_id, now)
    if delivery is None or FORWARD.get(state, -1) <= FORWARD.get(delivery.state, -1):
        return delivery
    delivery.state, delivery.detail = state, detail[:80] or None
    db.flush()
    if state == "failed" and delivery.referral_id is not None:
        dead_letters.failed_after_all(db, dep, delivery.referral_id, delivery.job_id, now)
    elif state == "failed":
        dead_letters.page_failed(db, dep, delivery.job_id, now)
    return delivery


def _found(
    db: DbSession, provider_id: str | None, job_id: int | None, now: datetime
) -> Delivery | None:
    if job_id is not None:
        job = db.get(Job, job_id, with_for_update=True)
        if job is None:
            return None
        known = _of_job(db, job_id)
        if known is None and job.state != "done":
            known = Delivery(
                job_id=job_id,
                channel="",
                at=now,
                state="",
                referral_id=job.referral_id,
                provider_id=provider_id,
            )
            db.add(known)
        return known
    if not provider_id:
        return None
    return db.scalars(select(Delivery).where(Delivery.provider_id == provider_id)).first()
