"""Answers by text: ``ACK K7Q4`` from an agency's own telephone acknowledges, ``DECLINE`` declines.

Only a number that stands in the directory as a contact point for alerts is read this way, and only
a text that is an answer and nothing else: whatever else that telephone texts is a report, like
anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.deployment import Deployment
from hotline.privacy.reporters import read_address
from hotline.referrals import answers
from hotline.routing.types import Agency, Channel, Purpose

ANSWER = re.compile(
    r"\s*(?P<word>ack|acknowledged?|accept(?:ed)?|aceptar|acepto|decline|declinar|rechazar)\b"
    r"[\s:#-]*(?P<code>[A-Za-z0-9]{4})?[\s.!]*",
    re.IGNORECASE,
)
NO = ("decline", "declinar", "rechazar")
BY_PHONE = frozenset({Channel.SMS, Channel.PHONE})


def take(db: DbSession, dep: Deployment, *, sender: str, body: str, now: datetime) -> str | None:
    """What to answer when the text is an agency's answer; ``None`` when it is anybody's text."""
    said = ANSWER.fullmatch(body)
    number = read_address(sender).number
    if said is None or number is None:
        return None
    agencies = _agencies_at(dep.library.current(db).rules.agencies.values(), number)
    if not agencies:
        return None
    code = (said["code"] or "").upper()
    offered = _referrals(db, agencies, code)
    if len(offered) != 1:
        return _which(offered, code)
    referral = db.get_one(Referral, offered[0].id, with_for_update=True)
    if said["word"].lower() in NO:
        return answers.decline(db, dep, referral, by="sms", reason="other", now=now).said
    return answers.acknowledge(db, dep, referral, by="sms", now=now).said


def _agencies_at(agencies: Iterable[Agency], number: str) -> list[str]:
    """The ids of the agencies that get alerts at this number."""
    return [
        agency.id
        for agency in agencies
        if any(
            point.purpose is Purpose.ALERT
            and point.agreement
            and point.channel in BY_PHONE
            and point.address == number
            for point in agency.contacts
        )
    ]


def _referrals(db: DbSession, agencies: Sequence[str], code: str) -> Sequence[Referral]:
    """The referrals that are meant: by code whatever their state, without one what is open."""
    wanted = select(Referral).where(Referral.agency_id.in_(agencies))
    if code:
        recent = wanted.where(Referral.ack_code == code).order_by(Referral.id.desc())
        return db.scalars(recent.limit(1)).all()
    return db.scalars(wanted.where(Referral.state == "offered").order_by(Referral.id)).all()


def _which(offered: Sequence[Referral], code: str) -> str:
    if code:
        return f"No alert to this number has the code {code}. Please check it, or open the link."
    if not offered:
        return "No alert to this number is open. To report something, text what is happening."
    codes = ", ".join(referral.ack_code for referral in offered)
    return f"Several alerts are open. Reply ACK and one of these codes: {codes}"
