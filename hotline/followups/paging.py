"""Paging: who is on shift, where they can be reached, and the jobs that reach them.

A page gives urgency, tip ID and where to look, and nothing of the report. How to reach a member of
staff is sealed in their own row (docs/decisions/0006-staff-are-paged-from-their-own-row.md). Too
many pages are better than none: if nobody on shift can be reached, everyone with the role is paged,
and failing that the other role. A page that reached nobody goes to the next person.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prometheus_client import Counter, Gauge
from sqlalchemy import exists, select
from sqlalchemy.orm import Session as DbSession

from hotline.db import rows
from hotline.db.accounts import Staff
from hotline.db.jobs import Delivery, Job, Page
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import JobState
from hotline.deployment import Deployment
from hotline.domain import DeliveryState
from hotline.followups.task_kinds import TaskKind
from hotline.jobs import scheduling
from hotline.jobs.payload import Order, Payload
from hotline.privacy.keys import KeyRing, SealError
from hotline.unit_of_work import Tx

log = logging.getLogger(__name__)
PAGE = "page"
ROLES = {"dispatchers": ("dispatcher", "supervisor"), "supervisors": ("supervisor", "coordinator")}
NEW_BROWSER, FACTOR_CHANGED = "new_browser", "factor_changed"
LOGIN_LINKED = "login_linked"
OF_ONE_PERSON = frozenset({NEW_BROWSER, FACTOR_CHANGED, LOGIN_LINKED})
"""Causes that concern the person's own login: no one else is paged instead."""
CHANNELS = {"sms": "phone", "phone": "phone", "email": "email"}
"""How a page goes out, and which part of a person's reach it needs."""
BY_TELEPHONE = frozenset({"sms", "phone"})
"""The channels that wake someone; an email sent at night is read in the morning."""
NOBODY = Counter("hotline_pages_without_anybody", "Pages for which nobody could be reached", ["to"])
for _who in (*ROLES, "anybody"):
    NOBODY.labels(_who)  # a series that is born at 1 never rises, so no alarm would go off
PAGEABLE = Gauge("hotline_people_who_can_be_paged", "Active staff with a phone number for pages")
HOW = (
    "run `hotline staff reach LOGIN --phone NUMBER` for each person on call, or have them open /me"
)


@dataclass(frozen=True)
class PageJob(Payload):
    """A page to one person (``staff``, an id) on one channel of :data:`CHANNELS`."""

    kind = PAGE
    order = Order.PAGE
    staff: int
    channel: str


class Cause:
    """Why someone is paged: a kind of task or another cause (``staff_notices``), and about what.

    People are paged once for the same cause.
    """

    def __init__(self, what: str | TaskKind, *about: str | int) -> None:
        self.what = str(what)
        self._about = about

    def __str__(self) -> str:
        return ":".join(map(str, (self.what, *self._about)))


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


def people_to_page(tx: Tx, who: str) -> Sequence[tuple[Staff, tuple[str, ...]]]:
    """The people whom a page for ``who`` (dispatchers, supervisors) reaches, and their channels.

    Those on shift; else all of them; else the other role, those on shift first.
    """
    for name in (who, *(name for name in ROLES if name != who)):
        people = _people(tx.db, ROLES[name])
        ways = [(person, reach_of(tx.dep.keys, person).channels) for person in people]
        reached = [(person, channels) for person, channels in ways if channels]
        present = [pair for pair in reached if _is_present(pair[0], tx.now)]
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


def page(
    tx: Tx,
    cause: Cause,
    *,
    who: str,
    report: Report | None = None,
    referral: Referral | None = None,
) -> int:
    """Page ``who`` by text, call and email, once for each ``cause``; how many people.

    With nobody to page there is an error in the log and in the metrics; the task stays anyway.
    """
    people = people_to_page(tx, who)
    reason = _Reason(
        str(cause), cause.what, report.id if report else None, referral.id if referral else None
    )
    for person, channels in people:
        _page(tx, person, channels, reason)
    if not people:
        NOBODY.labels(who).inc()
        log.error("nobody can be paged for the %s; `hotline staff reach` says where", who)
    return len(people)


def page_person(tx: Tx, person: Staff, cause: Cause) -> None:
    """Tell one person something about their own login, by text and email; nobody is called."""
    channels = [name for name in reach_of(tx.dep.keys, person).channels if name != "phone"]
    _page(tx, person, channels, _Reason(str(cause), cause.what, None, None))


@dataclass(frozen=True)
class _Reason:
    """Why someone is paged, as it is stored."""

    cause: str
    what: str
    report_id: int | None
    referral_id: int | None


def _page(tx: Tx, person: Staff, channels: Sequence[str], reason: _Reason) -> None:
    for channel in channels:
        job_id = scheduling.schedule(
            tx,
            PageJob(person.id, channel),
            key=f"{PAGE}:{reason.cause}:{person.id}:{channel}",
            report_id=reason.report_id,
        )
        if job_id is not None:
            page = Page(
                job_id=job_id,
                cause=reason.cause,
                what=reason.what,
                staff_id=person.id,
                channel=channel,
                referral_id=reason.referral_id,
            )
            rows.add(tx.db, page)


def pass_on(tx: Tx, failed: Job) -> None:
    """A page failed for good: unless someone has it, or still may, the next person gets it.

    Whoever can be phoned has it by phone or not at all. The next person is one on shift, else one
    of the same role, else anyone who can be reached.
    """
    page = tx.db.get_one(Page, failed.id)
    if page.what in OF_ONE_PERSON:
        return
    paged = _paged(tx.db, page.cause)
    if any(_has_it(tried) for tried in paged.values()):
        return
    person = tx.db.get(Staff, page.staff_id)
    role = person.role if person is not None else ""
    everyone = _people(tx.db, sorted({role for roles in ROLES.values() for role in roles}))
    left = [person for person in everyone if person.id not in paged]
    left.sort(key=lambda person: (not _is_present(person, tx.now), person.role != role, person.id))
    reason = _Reason(page.cause, page.what, failed.report_id, page.referral_id)
    for following in left:
        if channels := reach_of(tx.dep.keys, following).channels:
            _page(tx, following, channels, reason)
            return
    NOBODY.labels("anybody").inc()
    log.error("a page reached nobody, and nobody else can be paged")


def _paged(db: DbSession, cause: str) -> dict[int, dict[str, bool]]:
    """By person who was paged for ``cause``, by channel: whether it went well, or still may."""
    lost = exists().where(Delivery.job_id == Page.job_id, Delivery.state == DeliveryState.FAILED)
    wanted = (
        select(Page.staff_id, Page.channel, Job.state, lost.label("lost"))
        .join(Job, Job.id == Page.job_id)
        .where(Page.cause == cause)
    )
    found: dict[int, dict[str, bool]] = {}
    for row in db.execute(wanted):
        found.setdefault(row.staff_id, {})[row.channel] = (
            row.state is not JobState.DEAD and not row.lost
        )
    return found


def _has_it(tried: Mapping[str, bool]) -> bool:
    wakes = [good for channel, good in tried.items() if channel in BY_TELEPHONE]
    return any(wakes or tried.values())
