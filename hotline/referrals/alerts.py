"""Alerts: what is sent to an agency's contact points, and the jobs that send it.

An alert carries only tip ID, urgency, kind and a link. A text or mail can be read by others, and
link scanners open links: what the report says stands behind the link and its button.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.referrals import AlertLink, Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.privacy import codes
from hotline.referrals.channels import CHANNELS, Message
from hotline.routing.types import Agency, ContactPoint, Purpose
from hotline.words import Type, Urgency

ALERT = "alert"
LINK_LIVES = timedelta(days=7)
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


def alert_points(agency: Agency) -> tuple[ContactPoint, ...]:
    """The contact points that an agreement covers and that we can send to, in order."""
    return tuple(
        point
        for point in agency.contacts
        if point.purpose is Purpose.ALERT and point.agreement and point.channel in CHANNELS
    )


def remind_at(referral: Referral, now: datetime) -> datetime:
    """When an unanswered alert is repeated: halfway to its due time."""
    due = referral.due_at or now
    return now + (due - now) / 2


def send(  # noqa: PLR0917
    db: DbSession,
    dep: Deployment,
    report: Report,
    referral: Referral,
    agency: Agency,
    now: datetime,
    point: int,
    round_: str = "first",
) -> bool:
    """Schedule the alert to contact point number ``point``; danger now goes to all at once.

    Returns whether there is such a contact point.
    """
    points = alert_points(agency)
    if point >= len(points):
        return False
    wanted = range(len(points)) if report.urgency == Urgency.P0 and point == 0 else (point,)
    for number in wanted:
        token = codes.new_token()
        expires = now + LINK_LIVES
        db.add(
            AlertLink(referral_id=referral.id, digest=codes.token_digest(token), expires_at=expires)
        )
        outbox.schedule(
            db,
            dep.keys,
            kind=ALERT,
            key=f"{ALERT}:{referral.id}:{number}:{round_}",
            payload={"point": number, "token": token, "round": round_},
            due_at=now,
            now=now,
            report_id=report.id,
            referral_id=referral.id,
        )
    return True


def compose(
    dep: Deployment,
    report: Report,
    referral: Referral,
    *,
    token: str,
    round_: str,
    job_id: int,
    key: str,
    attempt: int,
) -> Message:
    """The alert as every channel needs it."""
    link = f"{dep.settings.base_url}/a/{token}"
    kind = KINDS[Type(report.type)]
    urgency = URGENCIES[Urgency(report.urgency)]
    again = "" if round_ == "first" else "Reminder: "
    body = (
        f"{again}A report for you is waiting.\n\n"
        f"Tip:      {report.tip_id}\nUrgency:  {urgency}\nKind:     {kind}\n\n"
        f"Open and acknowledge it here:\n{link}\n\n"
        f"The link is for you only and works for 7 days. If you cannot take it, decline there,\n"
        f"and it goes to the next agency at once.\n\n{dep.settings.line_name}\n"
    )
    short = f"{again}{dep.settings.line_name}: tip {report.tip_id}, {urgency}, {kind}. {link}"
    return Message(
        key=key,
        subject=f"{again}[{report.urgency}] Tip {report.tip_id}: please acknowledge",
        body=body,
        short=f"{short} or reply ACK {referral.ack_code}",
        data={
            "type": "referral.offered" if round_ == "first" else "referral.reminder",
            "tip_id": report.tip_id,
            "urgency": report.urgency,
            "kind": report.type,
            "link": link,
        },
        callback=f"{dep.settings.base_url}/twilio/status/message?job={job_id}",
        attempt=attempt,
    )
