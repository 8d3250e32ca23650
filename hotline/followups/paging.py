"""Paging: who is on shift, where they can be reached, and the jobs that reach them.

A page tells urgency and tip ID and where to look, nothing of the report. Where staff are reached
stands sealed in their own row (docs/decisions/0006-staff-are-paged-from-their-own-row.md). Too
many pages are better than none: with nobody on shift who can be reached, everybody of the role is
paged, and without them the other role. A page that reached nobody goes to the next person.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prometheus_client import Counter, Gauge
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.jobs import Delivery, Job
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.jobs import outbox
from hotline.jobs.payload import Order, Payload
from hotline.privacy.keys import KeyRing, SealError

log = logging.getLogger(__name__)
PAGE = "page"
ROLES = {"dispatchers": ("dispatcher", "supervisor"), "supervisors": ("supervisor", "admin")}
CHANNELS = {"sms": "phone", "phone": "phone", "email": "email"}
"""How a page goes out, and which part of a person's reach it needs."""
BY_TELEPHONE = frozenset({"sms", "phone"})
"""The ways that wake somebody; a mail at night is read in the morning."""
NOBODY = Counter("hotline_pages_without_anybody", "Pages for which nobody could be reached", ["to"])
for _who in ROLES:
    NOBODY.labels(_who)  # a series that is born at 1 never rises, so no alarm would go off
PAGEABLE = Gauge("hotline_people_who_can_be_paged", "Active staff with a phone number for pages")
HOW = (
    "run `hotline staff reach LOGIN --phone NUMBER` for each person on call, or have them open /me"
)


@dataclass(frozen=True)
class PageJob(Payload):
    """A page to one person (``staff``, an id) on one channel of :data:`CHANNELS`."""

    kind = PAGE
    order = Order.AT_ONCE
    staff: int
    channel: str
    cause: str
    """What happened, a word of ``staff_notices.WHAT``."""


class Reachable(StrEnum):
    """Whether a page would reach anyone."""

    YES = "yes"
    EMAIL = "email"
    """Only by email: nobody would be woken."""
    NOBODY = "nobody"


@dataclass(frozen=True)
class Reach:
    """Where a person is paged: a number in E.164, a mailbox, either may be empty."""

    phone: str = ""
    email: str = ""

    def at(self, channel: str) -> str:
        """The address for ``sms``, ``phone`` (a call) or ``email``."""
        return self.phone if CHANNELS[channel] == "phone" else self.email

    @property
    def channels(self) -> tuple[str, ...]:
        """The ways in which a page goes out."""
        return tuple(channel for channel in CHANNELS if self.at(channel))


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


def _people(db: DbSession, roles: Sequence[str]) -> Sequence[Staff]:
    wanted = select(Staff).where(Staff.role.in_(roles), Staff.active).order_by(Staff.id)
    return db.scalars(wanted).all()


def _is_present(person: Staff, now: datetime) -> bool:
    return person.on_shift_until is not None and person.on_shift_until > now


def whom(
    db: DbSession, dep: Deployment, who: str, now: datetime
) -> Sequence[tuple[Staff, tuple[str, ...]]]:
    """Whom a page of ``who`` (dispatchers, supervisors) reaches, and how; nobody who said no way.

    Those on shift; else all of them; else the other role, those on shift first.
    """
    for name in (who, *(name for name in ROLES if name != who)):
        people = _people(db, ROLES[name])
        ways = [(person, reach_of(dep.keys, person).channels) for person in people]
        reached = [(person, channels) for person, channels in ways if channels]
        present = [pair for pair in reached if _is_present(pair[0], now)]
        if reached:
            return present or reached
    return ()


def reachable(db: DbSession, dep: Deployment) -> Reachable:
    """Whether anyone who may be paged has said where, on shift or not; sets the gauge."""
    everyone = _people(db, sorted({role for roles in ROLES.values() for role in roles}))
    reaches = [reach_of(dep.keys, person) for person in everyone]
    by_phone = sum(bool(reach.phone) for reach in reaches)
    PAGEABLE.set(by_phone)
    if by_phone:
        return Reachable.YES
    return Reachable.EMAIL if any(reach.email for reach in reaches) else Reachable.NOBODY


def problem(db: DbSession, dep: Deployment) -> str:
    """Why nobody would come at night, and what to do; empty when a phone would ring."""
    match reachable(db, dep):
        case Reachable.NOBODY:
            return f"nobody can be paged when someone is in danger; {HOW}"
        case Reachable.EMAIL:
            return f"nobody can be paged by phone, only by email; {HOW}"
    return ""


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
    people = whom(db, dep, who, now)
    for person, channels in people:
        _page(db, dep, person, channels, cause, report.id if report else None, now)
    if not people:
        NOBODY.labels(who).inc()
        log.error("nobody can be paged for the %s; `hotline staff reach` says where", who)
    return len(people)


def _page(  # noqa: PLR0917
    db: DbSession,
    dep: Deployment,
    person: Staff,
    channels: Sequence[str],
    cause: str,
    report_id: int | None,
    now: datetime,
) -> None:
    what = cause.split(":", maxsplit=1)[0]
    for channel in channels:
        outbox.schedule(
            db,
            dep.keys,
            PageJob(person.id, channel, what),
            key=_key(cause, person, channel),
            due_at=now,
            now=now,
            report_id=report_id,
        )


def _key(cause: str, person: Staff, channel: str) -> str:
    return f"{PAGE}:{cause}:{person.id}:{channel}"


def pass_on(db: DbSession, dep: Deployment, failed: Job, now: datetime) -> None:
    """A page failed for good: unless somebody has it, or still may, the next person gets it.

    Whoever can be telephoned has it by telephone or not at all. The next person is one on shift,
    else one of the same role, else anybody who can be reached.
    """
    cause, role = cause_of(failed.key), _role_of(db, failed)
    everybody = _people(db, sorted({role for roles in ROLES.values() for role in roles}))
    paged = _paged(db, cause, everybody)
    if any(_has_it(tried) for tried in paged.values()):
        return
    left = [person for person in everybody if person.id not in paged]
    left.sort(key=lambda person: (not _is_present(person, now), person.role != role, person.id))
    for person in left:
        if channels := reach_of(dep.keys, person).channels:
            _page(db, dep, person, channels, cause, failed.report_id, now)
            return
    NOBODY.labels("anybody").inc()
    log.error("a page reached nobody, and nobody else can be paged")


def _role_of(db: DbSession, job: Job) -> str:
    person = db.get(Staff, int(job.key.rsplit(":", 2)[1]))
    return person.role if person is not None else ""


def _paged(db: DbSession, cause: str, people: Sequence[Staff]) -> dict[int, dict[str, bool]]:
    """By person who was paged for ``cause``, by way: whether the page went well, or still may."""
    keys = {
        _key(cause, person, channel): (person.id, channel)
        for person in people
        for channel in CHANNELS
    }
    jobs = db.scalars(select(Job).where(Job.key.in_(keys))).all()
    lost = select(Delivery.job_id).where(
        Delivery.job_id.in_([job.id for job in jobs]), Delivery.state == "failed"
    )
    failed = frozenset(db.scalars(lost))
    found: dict[int, dict[str, bool]] = {}
    for job in jobs:
        person, channel = keys[job.key]
        found.setdefault(person, {})[channel] = job.state != "dead" and job.id not in failed
    return found


def _has_it(tried: Mapping[str, bool]) -> bool:
    wakes = [good for channel, good in tried.items() if channel in BY_TELEPHONE]
    return any(wakes or tried.values())
