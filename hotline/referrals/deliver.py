"""The job that carries an alert to one contact point, and what is known of it afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.referrals import Delivery, Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.referrals import alerts
from hotline.referrals.channels import CHANNELS, Message, Receipt
from hotline.routing.types import ContactPoint

FORWARD = {"accepted": 0, "sent": 1, "delivered": 2, "failed": 2}


def deliver(dep: Deployment, job: outbox.Claimed) -> None:
    """Send one alert, unless the referral was answered meanwhile.

    Raises :class:`DeliveryError`. The message goes out between two transactions; a crash in
    between sends it again with the same key, never loses it.
    """
    planned = _plan(dep, job)
    if planned is None:
        return
    point, message = planned
    receipt = CHANNELS[point.channel](dep, point, message)
    with dep.database.write() as db:
        _note(db, job, point, receipt, dep.clock())


def _plan(dep: Deployment, job: outbox.Claimed) -> tuple[ContactPoint, Message] | None:
    with dep.database.read() as db:
        referral = db.get_one(Referral, job.referral_id)
        report = db.get_one(Report, referral.report_id)
        if referral.state != "offered" or _sent(db, job) is not None:
            return None
        agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
        point = alerts.alert_points(agency)[int(job.payload["point"])]
        message = alerts.compose(
            dep,
            report,
            referral,
            token=job.payload["token"],
            round_=job.payload["round"],
            job_id=job.id,
            key=job.key,
            attempt=job.attempt,
        )
        return point, message


def _sent(db: DbSession, job: outbox.Claimed) -> Delivery | None:
    return db.scalars(select(Delivery).where(Delivery.job_id == job.id)).first()


def _note(
    db: DbSession, job: outbox.Claimed, point: ContactPoint, receipt: Receipt, now: datetime
) -> None:
    if _sent(db, job) is None:
        db.add(
            Delivery(
                job_id=job.id,
                channel=point.channel.value,
                at=now,
                state=receipt.state,
                referral_id=job.referral_id,
                contact_point=int(job.payload["point"]),
                provider_id=receipt.id,
            )
        )


def note_status(db: DbSession, delivery: Delivery, state: str, detail: str = "") -> None:
    """A delivery receipt; receipts come late, twice and in any order, so only forward counts."""
    if FORWARD.get(state, -1) > FORWARD.get(delivery.state, -1):
        delivery.state = state
        delivery.detail = detail[:80] or None
