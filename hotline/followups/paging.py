"""Paging: who is on shift, where they can be reached, and the jobs that reach them.

A page tells urgency and tip ID and where to look, nothing of the report. Where staff are reached
stands sealed in their own row (docs/decisions/0006-staff-are-paged-from-their-own-row.md). Too
many pages are better than none: with nobody on shift, everybody of the role is paged.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import Counter
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import outbox
from hotline.db.people import Staff
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.privacy.keys import KeyRing, SealError

log = logging.getLogger(__name__)
PAGE = "page"
ROLES = {"dispatchers": ("dispatcher", "supervisor"), "supervisors": ("supervisor", "admin")}
CHANNELS = {"sms": "phone", "phone": "phone", "email": "email"}
"""How a page goes out, and which part of a person's reach it needs."""
NOBODY = Counter("hotline_pages_without_anybody", "Pages for which nobody could be reached", ["to"])


@dataclass(frozen=True)
class Reach:
    """Where a person is paged: a number in E.164, a mailbox, either may be empty."""

    phone: str = ""
    email: str = ""

    def at(self, channel: str) -> str:
        """The address for ``sms``, ``phone`` (a call) or ``email``."""
        return self.phone if CHANNELS[channel] == "phone" else self.email


def set_reach(keys: KeyRing, person: Staff, reach: Reach) -> None:
    """Where to page ``person`` from now on; needs their row's id."""
    value = json.dumps({"phone": reach.phone, "email": reach.email})
    person.reach = keys.seal(value.encode(), f"reach:{person.id}")


def reach_of(keys: KeyRing, person: Staff) -> Reach:
    """Where ``person`` is paged; nowhere when they never said or it cannot be opened."""
    if person.reach is None:
        return Reach()
    try:
        return Reach(**json.loads(keys.open(person.reach, f"reach:{person.id}")))
    except SealError:
        return Reach()


def on_shift(db: DbSession, who: str, now: datetime) -> Sequence[Staff]:
    """The people of ``who`` (dispatchers, supervisors) on shift; all of them when nobody is."""
    wanted = select(Staff).where(Staff.role.in_(ROLES[who]), Staff.active).order_by(Staff.id)
    people = db.scalars(wanted).all()
    present = [p for p in people if p.on_shift_until is not None and p.on_shift_until > now]
    return present or people


def cause_of(key: str) -> str:
    """The cause for which the page with this job key is, in full."""
    return key.removeprefix(f"{PAGE}:").rsplit(":", 2)[0]


def page(
    db: DbSession,
    dep: Deployment,
    *,
    cause: str,
    who: str,
    now: datetime,
    report: Report | None = None,
) -> int:
    """Page ``who`` by text, call and mail, once for each ``cause``; how many people.

    Nobody to page is loud in the log and in the metrics; the task on the queue stands anyway.
    """
    paged = 0
    what = cause.split(":", maxsplit=1)[0]
    for person in on_shift(db, who, now):
        reach = reach_of(dep.keys, person)
        channels = [channel for channel in CHANNELS if reach.at(channel)]
        for channel in channels:
            outbox.schedule(
                db,
                dep.keys,
                kind=PAGE,
                key=f"{PAGE}:{cause}:{person.id}:{channel}",
                payload={"staff": person.id, "channel": channel, "cause": what},
                due_at=now,
                now=now,
                report_id=report.id if report else None,
            )
        paged += bool(channels)
    if not paged:
        NOBODY.labels(who).inc()
        log.error("nobody of the %s can be paged; `hotline staff reach` says where", who)
    return paged
