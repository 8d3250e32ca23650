"""The sheet that a dispatcher reads out on the telephone: whom to call, and what to say.

It is made from the report when it is looked at, and stored nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.deployment import Deployment
from hotline.intake.reports import OpenReport
from hotline.privacy import codes
from hotline.referrals import chain
from hotline.referrals.alerts import KINDS, URGENCIES
from hotline.routing.types import Agency, Channel, Purpose
from hotline.words import Known, Type, Urgency


@dataclass(frozen=True)
class Call:
    """An agency to phone, its number, and what to know before dialling."""

    referral: Referral
    agency: Agency
    number: str


@dataclass(frozen=True)
class Sheet:
    """Calls that wait to be made, and the sentences to read."""

    calls: tuple[Call, ...]
    introduction: str
    facts: tuple[tuple[str, str], ...]
    told: tuple[str, ...]


def read_out(db: DbSession, dep: Deployment, opened: OpenReport) -> Sheet:
    """The sheet for a report as it stands."""
    row, known = opened.row, opened.assessment()
    place = known.place_label or "a place not known yet"
    introduction = (
        f"This is {dep.settings.line_name}, a community tip line. I have tip "
        f"{codes.spoken(row.tip_id)}: {KINDS[Type(row.type)]}, {place}, "
        f"{URGENCIES[Urgency(row.urgency)]}. The reporter is anonymous. May I read it to you?"
    )
    facts = [
        ("Told", f"{row.created_at:%Y-%m-%d %H:%M} UTC, by {row.medium}"),
        ("Who reports", row.role.replace("_", " ")),
        ("Minor involved", row.minor),
        ("Where", _where(known.place_label, known.place.street if known.place else None)),
        ("Happening now", known.answers.get("happening_now", _signal(known.signals))),
        ("Language", row.language),
    ]
    return Sheet(
        calls=_calls(db, dep, opened),
        introduction=introduction,
        facts=tuple((name, value) for name, value in facts if value),
        told=known.story,
    )


def _where(label: str, street: str | None) -> str:
    return ", ".join(part for part in (street or "", label) if part)


def _signal(signals: object) -> str:
    found = signals.get("happening_now") if isinstance(signals, dict) else None
    return str(found["value"]) if found and found["value"] != Known.UNKNOWN else ""


def _calls(db: DbSession, dep: Deployment, opened: OpenReport) -> tuple[Call, ...]:
    """The hand-offs that wait to be phoned, in order."""
    calls = []
    for referral in chain.referrals_of(db, opened.row):
        if referral.how != "hand_off" or referral.state != "offered":
            continue
        agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
        points = agency.points(Purpose.PUBLIC_LINE, Channel.PHONE)
        calls.append(Call(referral, agency, points[0].address if points else ""))
    return tuple(calls)
