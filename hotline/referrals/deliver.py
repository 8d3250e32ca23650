"""The job that carries an alert to one contact point, and what is known of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.referrals import Delivery, Job, Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.referrals import alerts, answers, dead
from hotline.referrals.channels import CHANNELS, Message, Receipt
from hotline.routing.types import ContactPoint

FORWARD = {"accepted": 0, "sent": 1, "delivered": 2, "failed": 2}


def deliver(dep: Deployment, job: outbox.Claimed) -> Callable[[DbSession], None] | None:
    """Send one alert, unless the referral was answered meanwhile.

    Raises :class:`DeliveryError`. The message goes out between two transactions; a crash in
    between sends it again with the same key, never loses it.
    """
    planned = _plan(dep, job)
    if planned is None:
        return None
    point, message = planned
    receipt = CHANNELS[point.channel](dep, point.address, message)
    return lambda db: _note(db, dep, job, point, receipt)


def _plan(dep: Deployment, job: outbox.Claimed) -> tuple[ContactPoint, Message] | None:
    with dep.database.read() as db:
        referral = db.get_one(Referral, job.referral_id)
        report = db.get_one(Report, referral.report_id)
        updating = str(job.payload["round"]).startswith(alerts.UPDATE)
        wanted = {"offered", "acknowledged"} if updating else {"offered"}
        if referral.state not in wanted or _of_job(db, job.id) is not None:
            return None
        agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
        point = alerts.alert_points(agency)[int(job.payload["point"])]
        message = alerts.compose(dep, report, referral, job)
        return point, replace(message, certificate=point.certificate)


def _of_job(db: DbSession, job_id: int) -> Delivery | None:
    return db.scalars(select(Delivery).where(Delivery.job_id == job_id)).first()


def _note(
    db: DbSession, dep: Deployment, job: outbox.Claimed, point: ContactPoint, receipt: Receipt
) -> None:
    now = dep.clock()
    note_accepted(
        db, job, point.channel.value, receipt, now, contact_point=int(job.payload["point"])
    )
    if receipt.answer is not None:
        referral = db.get_one(Referral, job.referral_id, with_for_update=True)
        answers.take_webhook_answer(db, dep, referral, receipt.answer, now)


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
    if delivery is None:
        delivery = Delivery(
            job_id=job.id,
            channel=channel,
            at=now,
            state=receipt.state,
            referral_id=job.referral_id,
        )
        db.add(delivery)
    delivery.channel, delivery.contact_point = channel, contact_point
    delivery.provider_id = receipt.id[:80] if receipt.id else None


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
    An alert that failed after all does not wait for its time: the next contact point is tried.
    """
    delivery = _found(db, provider_id, job_id, now)
    if delivery is None or FORWARD.get(state, -1) <= FORWARD.get(delivery.state, -1):
        return delivery
    delivery.state, delivery.detail = state, detail[:80] or None
    db.flush()
    if state == "failed" and delivery.referral_id is not None:
        dead.alert_failed(db, delivery.referral_id, now)
    return delivery


def _found(
    db: DbSession, provider_id: str | None, job_id: int | None, now: datetime
) -> Delivery | None:
    if job_id is not None:
        job = db.get(Job, job_id, with_for_update=True)
        if job is None:
            return None
        known = _of_job(db, job_id)
        if known is None and job.state == "leased":
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
