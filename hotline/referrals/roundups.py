"""Roundups: one message in place of many, while a surge lasts (``hotline.referrals.held``).

An email lists every report with its link and code, as far as a person can read them; a text counts
them by urgency; a call reads out the most urgent one. What a roundup carried is noted for each of
its messages, so that every referral knows that its agency was reached, and goes on by its own clock
when nobody answers. A roundup that fails lets each of its messages go by itself.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.floods import HeldMessage, Roundup, Surge
from hotline.db.jobs import Job, Page
from hotline.db.reports import Report
from hotline.db.states import JobState
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import paging
from hotline.i18n import clock
from hotline.jobs import outbox, registry, waiting
from hotline.jobs.registry import UnreadableError, Work, when_dead
from hotline.jobs.registry import job as job_kind
from hotline.referrals import alerts, deliver, held, staff_notices
from hotline.referrals.channels import CHANNELS, Message
from hotline.unit_of_work import Tx

LISTED = 40
"""Reports that an email names; more are counted."""


@dataclass(frozen=True)
class Carried:
    """One of the messages that a roundup stands for."""

    job: outbox.Claimed
    channel: str
    address: str
    message: Message
    tip_id: str
    urgency: Urgency
    code: str = ""
    """What acknowledges the referral, in an alert."""
    point: int | None = None


@dataclass(frozen=True)
class Whole:
    """What a roundup says: of which messages, about copies of which report, since when."""

    carried: Sequence[Carried]
    lead: str
    since: datetime

    @property
    def for_staff(self) -> bool:
        """Whether it goes to our own staff, and not to an agency."""
        return self.carried[0].job.kind == paging.PAGE


@job_kind(held.RoundupJob)
def send(
    dep: Deployment, job: outbox.Claimed, payload: held.RoundupJob
) -> Callable[[DbSession], None] | None:
    """Send what waits, as one message; one alone is sent as it is."""
    with dep.database.write() as db:
        roundup = db.get_one(Roundup, payload.roundup, with_for_update=True)
        roundup.closed_at = roundup.closed_at or dep.clock()  # what comes now waits for the next
        surge_id = roundup.surge_id
    with dep.database.read() as db:
        carried, over = _waiting(db, dep, payload.roundup)
        surge = db.get_one(Surge, surge_id)
        lead = db.get(Report, surge.lead_id) if surge.lead_id is not None else None
    if not carried:
        return lambda db: waiting.settle(db, over, dep.clock())
    carried.sort(key=lambda one: (one.urgency, one.job.id))
    whole = Whole(carried, lead.tip_id if lead else "", surge.began_at)
    first, together = carried[0], len(carried) > 1 and carried[0].channel != "phone"
    message = compose(dep, job, whole) if together else first.message
    receipt = CHANNELS[first.channel](dep, first.address, message)
    accepted = [deliver.Accepted(o.job, o.channel, receipt, o.point) for o in carried]
    if together:
        accepted.append(deliver.Accepted(job, first.channel, receipt))

    def note(db: DbSession) -> None:
        deliver.note_accepted(db, accepted, dep.clock())
        waiting.settle(db, [*over, *(one.job.id for one in carried)], dep.clock())

    return note


def _waiting(db: DbSession, dep: Deployment, roundup: int) -> tuple[list[Carried], list[int]]:
    """The messages that wait, and the jobs of those that nobody needs any more."""
    held_here = select(HeldMessage.job_id).where(HeldMessage.roundup_id == roundup)
    rows = db.scalars(
        select(Job).where(Job.id.in_(held_here), Job.state == JobState.DUE).order_by(Job.id)
    ).all()
    jobs = [outbox.opened(dep.keys, row) for row in rows]
    found = [*_alerts(db, dep, jobs), *_pages(db, dep, jobs)]
    sent = {one.job.id for one in found}
    unread = {job.id for job in jobs if not job.readable}  # each fails by itself, and is reported
    return found, [job.id for job in jobs if job.id not in sent | unread]


def _alerts(db: DbSession, dep: Deployment, jobs: Sequence[outbox.Claimed]) -> list[Carried]:
    works = []
    for job in jobs:
        if job.kind != alerts.ALERT or not job.readable:
            continue
        with contextlib.suppress(UnreadableError):
            payload = registry.KINDS[job.kind].read(job)
            if isinstance(payload, alerts.AlertJob):
                works.append(Work(job, payload))
    planned, _ = deliver.DELIVERY.look(db, dep, works) if works else ([], [])
    return [
        Carried(
            job=one.job,
            channel=one.point.channel.value,
            address=one.point.address,
            message=one.message,
            tip_id=one.message.data["tip_id"],
            urgency=one.outgoing.urgency,
            code=one.message.data["code"],
            point=one.alert.point,
        )
        for one in planned
    ]


def _pages(db: DbSession, dep: Deployment, jobs: Sequence[outbox.Claimed]) -> list[Carried]:
    found = []
    for job in jobs:
        page = db.get(Page, job.id) if job.kind == paging.PAGE else None
        report = db.get(Report, job.report_id) if job.report_id else None
        person = db.get(Staff, page.staff_id) if page else None
        if page is None or report is None or person is None or not person.active:
            continue
        address = paging.reach_of(dep.keys, person).at(page.channel)
        if not address or staff_notices.is_settled(db, report, page):
            continue
        message = staff_notices.page_message(dep, report, page.what, job)
        found.append(Carried(job, page.channel, address, message, report.tip_id, report.urgency))
    return found


def compose(dep: Deployment, job: outbox.Claimed, whole: Whole) -> Message:
    """What a roundup says on every channel: how many, how urgent, and where they are."""
    base, line = dep.settings.base_url, dep.settings.line_name
    count = len({one.tip_id for one in whole.carried})
    top = whole.carried[0].urgency
    alike = f" in nearly the same words as tip {whole.lead}" if whole.lead else ""
    since = clock.clock_time(whole.since, ZoneInfo(dep.settings.time_zone))
    link = f"{base}/queue" if whole.for_staff else f"{base}/portal"
    levels = _by_urgency(whole.carried)
    ask = "" if whole.for_staff else f" or call {alerts.desk_number(dep)}"
    reports = f"{count} more report{'s' * (count != 1)}"
    return replace(
        whole.carried[0].message,
        key=job.key,
        subject=f"[{top}] {reports} since {since}",
        body=(
            f"{reports} came in{alike}, with others since {since}: {levels}.\n"
            f"While so many come in, you get one message for several of them.\n\n"
            f"{_list(whole)}\n{_rest(whole, link)}\n{line}\n"
        ),
        short=f"{line}: {reports} since {since} ({levels}){alike}. See {link}{ask}",
        mark=f"({levels})",
        data={},
        since=job.created_at,
        callback=dep.callbacks.text_status(job.id),
        attempt=job.attempt,
    )


def _by_urgency(carried: Sequence[Carried]) -> str:
    """How many there are of each urgency: "3 P0, 12 P1"."""
    reports = {one.tip_id: one.urgency for one in carried}
    counted = Counter(reports.values())
    return ", ".join(f"{counted[level]} {level}" for level in Urgency if counted[level])


def _list(whole: Whole) -> str:
    lines = []
    for one in whole.carried[:LISTED]:
        link = one.message.data.get("link", "") or one.message.short.rsplit(" ", 1)[-1]
        code = f"  code {one.code}" if one.code else ""
        lines.append(f"{one.urgency}  tip {one.tip_id}  {link}{code}\n")
    return "".join(lines)


def _rest(whole: Whole, link: str) -> str:
    left = len(whole.carried) - LISTED
    more = f"{left} more are not listed here. " if left > 0 else ""
    if whole.for_staff:
        return f"{more}All of them are on the queue: {link}\n"
    return f"{more}All of them wait in your portal: {link}\nEach one needs its own answer.\n"


@when_dead
def failed(db: DbSession, dep: Deployment, job: outbox.Claimed, at: datetime) -> None:
    """The roundup cannot be sent: each of its messages leaves by itself."""
    if job.kind == held.RoundupJob.kind:
        tx = Tx(db, dep, at)
        held.let_go(tx, held.carried(tx, job.id))
