"""How an alert is delivered to one contact point, and what is known of it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import load_only

from hotline.db.jobs import Alert, Delivery, Job
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import AlertRound, JobState, ReferralState, ReportState
from hotline.deployment import Deployment
from hotline.domain import DeliveryState
from hotline.jobs import outbox
from hotline.jobs.registry import Plan, Work, delivery
from hotline.referrals import agency_answers, alerts, dead_letters, held
from hotline.referrals.alerts import AlertJob
from hotline.referrals.channels import CHANNELS, Message, Receipt
from hotline.routing.types import Channel, ContactPoint
from hotline.unit_of_work import Tx

log = logging.getLogger(__name__)
FORWARD = {
    DeliveryState.UNKNOWN: -1,
    DeliveryState.ACCEPTED: 0,
    DeliveryState.SENT: 1,
    DeliveryState.DELIVERED: 2,
    DeliveryState.FAILED: 2,
}


@dataclass(frozen=True)
class PlannedAlert:
    """An alert that should be sent: to which contact point, and what it says."""

    job: outbox.Claimed
    alert: Alert
    point: ContactPoint
    message: Message
    outgoing: held.Outgoing


class AlertDelivery:
    """How alerts are delivered, one or many: see :class:`hotline.jobs.registry.Delivery`.

    The message goes out between two transactions; a crash in between sends it again with the same
    key, never loses it. Emails share a connection; every other channel sends for itself.
    """

    def plan(
        self, db: DbSession, dep: Deployment, works: Sequence[Work[AlertJob]]
    ) -> Plan[PlannedAlert]:
        """The alerts that should be sent, those that wait for others (``referrals.held``), and the
        jobs that were answered or sent meanwhile.

        Some questions to the database, however many jobs there are. Raises what is wrong with a
        job that is planned alone.
        """
        planned, settled = self.look(db, dep, works)
        until = held.hold(dep, [one.outgoing for one in planned], dep.clock())
        later: dict[datetime, list[outbox.Claimed]] = {}
        for one in planned:
            if one.job.id in until:
                later.setdefault(until[one.job.id], []).append(one.job)
        ready = [one for one in planned if one.job.id not in until]
        return Plan(ready, settled, later)

    def look(
        self, db: DbSession, dep: Deployment, works: Sequence[Work[AlertJob]]
    ) -> tuple[list[PlannedAlert], list[outbox.Claimed]]:
        """The alerts that should be sent, whether or not they wait for others, and the others."""
        look = _Look(db, dep, [work.job for work in works])
        planned, settled = [], []
        for job, payload in works:
            try:
                found = look.plan(job, payload.token)
            except Exception as error:
                if len(works) == 1:
                    raise
                log.info("alert %s cannot be planned: %s", job.id, type(error).__name__)
                continue
            if found is None:
                settled.append(job)
            else:
                planned.append(found)
        return planned, settled

    def in_bulk(self, planned: PlannedAlert) -> bool:
        """Whether it goes by email."""
        return planned.point.channel is Channel.EMAIL

    def send(self, dep: Deployment, planned: PlannedAlert) -> Receipt:
        """Hand the alert to its channel. Raises :class:`DeliveryError`."""
        return CHANNELS[planned.point.channel](dep, planned.point.address, planned.message)

    def note(
        self, db: DbSession, dep: Deployment, sent: Sequence[tuple[PlannedAlert, Receipt]]
    ) -> None:
        """The receivers' systems took these alerts, and some have answered at once."""
        now = dep.clock()
        accepted = [
            Accepted(planned.job, planned.point.channel.value, receipt, planned.alert.point)
            for planned, receipt in sent
        ]
        note_accepted(db, accepted, now)
        for planned, receipt in sent:
            asks = planned.alert.round not in {AlertRound.MESSAGE, AlertRound.FRESH}
            if receipt.answer is not None and asks:
                referral = db.get_one(Referral, planned.job.referral_id, with_for_update=True)
                agency_answers.take_webhook_answer(db, dep, referral, receipt.answer, now)


DELIVERY = AlertDelivery()
delivery(AlertJob, DELIVERY)


class _Look:
    """What the database knows now of some alerts."""

    def __init__(self, db: DbSession, dep: Deployment, jobs: Sequence[outbox.Claimed]) -> None:
        self._db, self._dep = db, dep
        about = select(Alert).where(Alert.job_id.in_([job.id for job in jobs]))
        self._alerts = {alert.job_id: alert for alert in db.scalars(about)}
        wanted = select(Referral).where(Referral.id.in_([job.referral_id for job in jobs]))
        needed = load_only(
            Referral.report_id,
            Referral.agency_id,
            Referral.version,
            Referral.state,
            Referral.ack_code,
            Referral.also,
        )
        self._referrals = {row.id: row for row in db.scalars(wanted.options(needed))}
        reports = select(Report).where(
            Report.id.in_([r.report_id for r in self._referrals.values()])
        )
        needed = load_only(
            Report.tip_id, Report.type, Report.urgency, Report.state, Report.surge_id
        )
        self._reports = {report.id: report for report in db.scalars(reports.options(needed))}
        sent = select(Delivery.job_id).where(Delivery.job_id.in_([job.id for job in jobs]))
        self._sent = frozenset(db.scalars(sent))

    def plan(self, job: outbox.Claimed, token: str) -> PlannedAlert | None:
        """What is to be sent for ``job``; ``None`` when it was answered or sent already."""
        referral = self._referrals[job.referral_id or 0]
        report = self._reports[referral.report_id]
        alert = self._alerts[job.id]
        round_ = alert.round
        over = (
            report.state == ReportState.CLOSED and round_ is AlertRound.FIRST and not alert.repeat
        )
        if over or referral.state not in _wanted(alert) or job.id in self._sent:
            return None
        rules = self._dep.library.get(self._db, referral.version).rules
        point = alerts.alert_points(rules.agencies[referral.agency_id])[alert.point]
        message = alerts.compose(self._dep, report, referral, job, alert, token)
        outgoing = held.Outgoing(
            job_id=job.id,
            receiver=held.alert_receiver(referral.agency_id, alert.point),
            channel=point.channel.value,
            surge_id=report.surge_id,
            urgency=report.urgency,
        )
        sealed_to = replace(message, certificate=point.certificate)
        return PlannedAlert(job, alert, point, sealed_to, outgoing)


def _wanted(alert: Alert) -> frozenset[ReferralState]:
    """The states of a referral in which this alert is sent.

    A first alert is sent late rather than never: when the service or the mail server was away for
    longer than the agency's time, the report was passed on, but an agency that never heard of it
    may still take it.
    """
    match alert.round:
        case AlertRound.MESSAGE:
            return frozenset(alerts.TALKING)
        case AlertRound.FRESH:
            return frozenset({*alerts.TALKING, ReferralState.DECLINED, ReferralState.WITHDRAWN})
        case AlertRound.UPDATE:
            return frozenset({ReferralState.OFFERED, ReferralState.ACKNOWLEDGED})
        case AlertRound.FIRST if not alert.repeat:
            return frozenset({ReferralState.OFFERED, ReferralState.UNANSWERED})
        case _:
            return frozenset({ReferralState.OFFERED})


def _deliveries(db: DbSession, job_ids: Sequence[int]) -> dict[int, Delivery]:
    """What was handed over already, by job."""
    found = db.scalars(select(Delivery).where(Delivery.job_id.in_(job_ids)))
    return {delivery.job_id: delivery for delivery in found}


@dataclass(frozen=True)
class Accepted:
    """A message that its receiver's system took."""

    job: outbox.Claimed
    channel: str
    receipt: Receipt
    contact_point: int | None = None


def note_accepted(db: DbSession, accepted: Sequence[Accepted], now: datetime) -> None:
    """The receivers' systems took these messages; a status callback may have been faster."""
    ids = sorted(one.job.id for one in accepted)
    db.execute(select(Job.id).where(Job.id.in_(ids)).order_by(Job.id).with_for_update())
    known = _deliveries(db, ids)
    new = []
    for one in accepted:
        values = _values(one.job, one.channel, one.receipt) | {"contact_point": one.contact_point}
        delivery = known.get(one.job.id)
        if delivery is None:
            new.append(values | {"at": now, "state": one.receipt.state})
        else:
            _update(delivery, values)
    if new:
        db.execute(insert(Delivery), new)


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
    tx: Tx,
    *,
    state: DeliveryState,
    provider_id: str | None = None,
    job_id: int | None = None,
    detail: str = "",
) -> Delivery | None:
    """A delivery receipt; receipts come late, twice and in any order, so only forward counts.

    It may come before our own note that the provider took the message: then it makes the note.
    An alert that failed after all does not wait for its time: the next contact point is tried. A
    page goes to the next person.
    """
    delivery = _found(tx.db, provider_id, job_id, tx.now)
    if delivery is None or FORWARD[state] <= FORWARD[delivery.state]:
        return delivery
    together = _deliveries(tx.db, held.carried(tx, delivery.job_id))
    for one in {**together, delivery.job_id: delivery}.values():
        _note_one(tx, one, state, detail)
    return delivery


def _note_one(tx: Tx, delivery: Delivery, state: DeliveryState, detail: str) -> None:
    delivery.state, delivery.detail = state, detail[:80] or None
    tx.db.flush()
    if state == DeliveryState.FAILED and delivery.referral_id is not None:
        dead_letters.failed_after_all(tx, delivery.referral_id, delivery.job_id)
    elif state == DeliveryState.FAILED:
        dead_letters.page_failed(tx, delivery.job_id)


def _found(
    db: DbSession, provider_id: str | None, job_id: int | None, now: datetime
) -> Delivery | None:
    if job_id is not None:
        job = db.get(Job, job_id, with_for_update=True)
        if job is None:
            return None
        known = _of_job(db, job_id)
        if known is None and job.state is not JobState.DONE:
            known = Delivery(
                job_id=job_id,
                channel="",
                at=now,
                state=DeliveryState.UNKNOWN,
                referral_id=job.referral_id,
                provider_id=provider_id,
            )
            db.add(known)
        return known
    if not provider_id:
        return None
    return db.scalars(select(Delivery).where(Delivery.provider_id == provider_id)).first()
