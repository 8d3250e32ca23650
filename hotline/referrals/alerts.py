"""Alerts: what is sent to an agency's contact points, and the jobs that send it.

An alert carries only tip ID, urgency, kind and a link. A text or mail can be read by others, and
link scanners open links: what the report says stands behind the link and its button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.db import rows
from hotline.db.jobs import Alert, Delivery, Job
from hotline.db.referrals import AlertLink, Referral
from hotline.db.reports import Report
from hotline.db.states import AlertRound, JobState, ReferralState
from hotline.deployment import Deployment
from hotline.domain import AnswerClock, DeliveryState, Type, Urgency
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Order, Payload
from hotline.privacy import codes
from hotline.referrals.channels import CHANNELS, Message
from hotline.routing.types import Agency, Channel, ContactPoint, Purpose
from hotline.unit_of_work import Tx

ALERT = "alert"
LINK_LIVES = timedelta(days=7)
CALLED_AGAIN, CALL_AGAIN_AFTER = 2, 30
"""How often a phone that nobody answered is rung again for a report that can wait, and after how
many minutes of the referral's clock."""


TALKING = (
    ReferralState.OFFERED,
    ReferralState.UNANSWERED,
    ReferralState.ACKNOWLEDGED,
    ReferralState.CLOSED,
)
"""The states of a referral in which agency and dispatchers write to each other."""
KINDS = {
    Type.SEX: "sex trafficking",
    Type.LABOR: "labor trafficking",
    Type.BOTH: "sex and labor trafficking",
    Type.HIGH_RISK: "signs of exploitation",
    Type.NOT_SPECIFIED: "kind not known",
}
URGENCIES = {
    Urgency.P0: "P0 - danger now",
    Urgency.P1: "P1 - urgent",
    Urgency.P2: "P2 - standard",
    Urgency.P3: "P3 - information",
}
OPENINGS = {
    AlertRound.FIRST: (
        "",
        "A report for you is waiting.",
        "please acknowledge",
        "referral.offered",
    ),
    AlertRound.REMINDER: (
        "Reminder: ",
        "A report for you is still waiting.",
        "please acknowledge",
        "referral.reminder",
    ),
    AlertRound.UPDATE: (
        "More urgent now: ",
        "A report that you have is more urgent than it was.",
        "more urgent now",
        "referral.updated",
    ),
    AlertRound.MESSAGE: (
        "",
        "A dispatcher has written to you about a report.",
        "a message waits",
        "referral.message",
    ),
    AlertRound.FRESH: (
        "",
        "Here is a fresh link to a report, because the last one was opened on another device.",
        "a fresh link",
        "referral.link",
    ),
}
"""By round: what a message begins with, its first sentence, its subject, its name in a webhook."""


@dataclass(frozen=True)
class AlertJob(Payload):
    """An alert to one contact point of an agency."""

    kind = ALERT
    order = Order.MESSAGE
    token: str
    """Of the link in the alert; only its digest is stored elsewhere. The rest is in ``Alert``."""


def alert_points(agency: Agency) -> tuple[ContactPoint, ...]:
    """The contact points that an agreement covers and that we can send to, in order."""
    return tuple(
        point
        for point in agency.contacts
        if point.purpose is Purpose.ALERT and point.agreement and point.channel in CHANNELS
    )


def remind_at(agency: Agency, referral: Referral, now: datetime) -> datetime:
    """When an unanswered alert is repeated: halfway to its due time, by the clock that it has."""
    if referral.clock == AnswerClock.OPEN_HOURS:
        return routing.due(agency, now, referral.ack_minutes // 2, referral.clock)
    due = referral.due_at or now
    return now + (due - now) / 2


def send(
    tx: Tx,
    report: Report,
    referral: Referral,
    agency: Agency,
    *,
    point: int,
    round_: AlertRound = AlertRound.FIRST,
    about: str = "",
) -> bool:
    """Schedule the alert to contact point number ``point``; danger now goes to all at once.

    A telephone is not rung in a closed office for what is counted in its open hours. Returns
    whether there is such a contact point.
    """
    points = alert_points(agency)
    if point >= len(points):
        return False
    wanted = range(len(points)) if report.urgency == Urgency.P0 and point == 0 else (point,)
    for number in wanted:
        rings = points[number].channel is Channel.PHONE and referral.clock == AnswerClock.OPEN_HOURS
        due = routing.opens(agency, tx.now) if rings else tx.now
        alert = Alert(referral_id=referral.id, point=number, round=round_, about=about, job_id=0)
        _schedule(tx, referral, alert, due)
    return True


def send_fresh_link(tx: Tx, referral: Referral, point: int, about: str) -> None:
    """Schedule a fresh link to this one contact point, now; once for each ``about``."""
    alert = Alert(
        referral_id=referral.id, point=point, round=AlertRound.FRESH, about=about, job_id=0
    )
    _schedule(tx, referral, alert, tx.now)


def _schedule(tx: Tx, referral: Referral, alert: Alert, due: datetime) -> None:
    token = codes.new_token()
    about = f"-{alert.about}" if alert.about else ""
    repeat = f"-again{alert.repeat}" if alert.repeat else ""
    job_id = scheduling.schedule(
        tx,
        AlertJob(token),
        key=f"{ALERT}:{referral.id}:{alert.point}:{alert.round}{about}{repeat}",
        due_at=due,
        report_id=referral.report_id,
        referral_id=referral.id,
    )
    if job_id is not None:
        alert.job_id = job_id
        rows.add(tx.db, alert)
        digest, expires = codes.token_digest(token), due + LINK_LIVES
        rows.add(tx.db, AlertLink(referral_id=referral.id, digest=digest, expires_at=expires))


def call_again(tx: Tx, referral: Referral, agency: Agency, failed: Job) -> bool:
    """Ring a phone again that nobody answered; whether it will be.

    One call that nobody takes says little: they are at lunch, or speak on that line.
    """
    alert = tx.db.get_one(Alert, failed.id)
    point = alert_points(agency)[alert.point]
    if point.channel is not Channel.PHONE or alert.repeat >= CALLED_AGAIN:
        return False
    due = routing.due(agency, tx.now, CALL_AGAIN_AFTER, referral.clock)
    again = Alert(
        referral_id=referral.id,
        point=alert.point,
        round=alert.round,
        about=alert.about,
        repeat=alert.repeat + 1,
        job_id=0,
    )
    _schedule(tx, referral, again, due)
    return True


def tell_of_message(
    tx: Tx, report: Report, referral: Referral, agency: Agency, message_id: int
) -> None:
    """Tell every contact point that was alerted of this report that a message waits, not which."""
    for point in range(max(1, next_point(tx.db, referral))):
        send(
            tx,
            report,
            referral,
            agency,
            point=point,
            round_=AlertRound.MESSAGE,
            about=f"{message_id}",
        )


def next_point(db: DbSession, referral: Referral) -> int:
    """The number of the first contact point that was not tried yet."""
    tried = select(func.max(Alert.point)).where(
        Alert.referral_id == referral.id, Alert.round.in_((AlertRound.FIRST, AlertRound.UPDATE))
    )
    highest = db.scalar(tried)
    return 0 if highest is None else highest + 1


def reminded(db: DbSession, referral: Referral) -> bool:
    """Whether a reminder was scheduled for this referral."""
    reminder = select(Alert.job_id).where(
        Alert.referral_id == referral.id, Alert.round == AlertRound.REMINDER
    )
    return db.scalars(reminder.limit(1)).first() is not None


def may_arrive(db: DbSession, referral: Referral) -> bool:
    """Whether an alert of this referral reached someone's system, or still may."""
    waiting = select(Job.id).where(
        Job.referral_id == referral.id,
        Job.kind == ALERT,
        Job.state.in_((JobState.DUE, JobState.LEASED)),
    )
    return db.scalars(waiting.limit(1)).first() is not None or reached(db, referral)


def reached(db: DbSession, referral: Referral) -> bool:
    """Whether an alert of this referral reached someone's system, as far as is known."""
    taken = select(Delivery.id).where(
        Delivery.referral_id == referral.id, Delivery.state != DeliveryState.FAILED
    )
    return db.scalars(taken.limit(1)).first() is not None


def compose(
    dep: Deployment,
    report: Report,
    referral: Referral,
    job: outbox.Claimed,
    alert: Alert,
    token: str,
) -> Message:
    """The alert as every channel needs it."""
    round_ = alert.round
    again, sentence, ask, event = OPENINGS[round_]
    base = dep.settings.base_url
    link = f"{base}/a/{token}"
    kind = KINDS[Type(report.type)]
    urgency = URGENCIES[report.urgency]
    body = (
        f"{sentence}\n\n"
        f"Tip:      {report.tip_id}\nUrgency:  {urgency}\nKind:     {kind}\n"
        f"Code:     {referral.ack_code}\n\n"
        f"{_what_to_do(round_, link, also=referral.also)}\n"
        f"{_whom_to_ring(dep)}\n{dep.settings.line_name}\n"
    )
    reply = f" Reply ACK {referral.ack_code} or DECLINE {referral.ack_code}"
    short = f"{again}{dep.settings.line_name}: tip {report.tip_id}, {urgency}, {kind}. {link}"
    return Message(
        key=job.key,
        subject=f"{again}[{report.urgency}] Tip {report.tip_id}: {ask}",
        body=body,
        short=short
        + (reply if referral.state == ReferralState.OFFERED else f" Code {referral.ack_code}"),
        mark=link,
        data={
            "type": event,
            "tip_id": report.tip_id,
            "urgency": report.urgency,
            "kind": report.type,
            "link": link,
            "code": referral.ack_code,
        },
        since=job.created_at,
        callback=dep.callbacks.text_status(job.id),
        call_callback=dep.callbacks.call_status(job.id),
        spoken=dep.callbacks.alert(job.id),
        attempt=job.attempt,
    )


def _what_to_do(round_: AlertRound, link: str, *, also: bool) -> str:
    lives = (
        "The page asks for the code above, so that a mail filter cannot answer for you.\n"
        f"The link is for one answer and works for {LINK_LIVES.days} days."
    )
    if round_ in {AlertRound.MESSAGE, AlertRound.FRESH}:
        return f"Read it here, or in the portal:\n{link}\n\n{lives}\n"
    then = "a dispatcher sees it" if also else "it goes to the next agency at once"
    return (
        f"Open and acknowledge it here:\n{link}\n\n{lives} If you cannot take it,\n"
        f"decline there, and {then}.\n"
    )


def desk_number(dep: Deployment) -> str:
    """Where an agency reaches a dispatcher."""
    return dep.settings.desk_phone or dep.settings.number


def _whom_to_ring(dep: Deployment) -> str:
    press = "" if dep.settings.desk_phone else " and press 0"
    return f"To speak with a dispatcher, call {desk_number(dep)}{press}."
