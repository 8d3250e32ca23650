"""The jobs that reach our own staff: pages and morning digests, over the agencies' channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.jobs import Page
from hotline.db.reports import Report
from hotline.db.states import ReferralState, ReportState
from hotline.deployment import Deployment
from hotline.followups import digest as digests
from hotline.followups import paging, tasks
from hotline.followups.task_kinds import HAND_OFF, NOBODY_LEFT, OVERDUE_HAND_OFF, kind_of
from hotline.jobs import outbox
from hotline.jobs.errors import PostponeError
from hotline.jobs.registry import job as job_kind
from hotline.referrals import chain, deliver, held
from hotline.referrals.channels import CHANNELS, Message
from hotline.routing.types import Channel
from hotline.unit_of_work import Tx

OTHER_CAUSES = {
    "danger": "danger now: look at it at once",
    "last_resort": "no agency answered; phone the National Hotline",
    tasks.OVERDUE: "a task was not done in time",
}
"""What to do, by causes of a page that are no kind of task."""
OF_A_LOGIN = {
    paging.NEW_BROWSER: "your login was used in a new browser. If that was not you, log out "
    "everywhere and change your password",
    paging.FACTOR_CHANGED: "the second factor of your login was changed. If that was not you, tell "
    "the administrator",
    paging.LOGIN_LINKED: "your login was linked to an account of single sign-on. If that was not "
    "you, tell the administrator",
}
"""What concerns the person's own login."""
OF_A_REFERRAL = frozenset({"last_resort", HAND_OFF.name, OVERDUE_HAND_OFF.name})
"""Causes that name their referral."""
SETTLED_BY_AN_AGENCY = OF_A_REFERRAL | {NOBODY_LEFT.name}
"""Causes for which nobody need be paged any more once an agency of the chain has the report; for an
agency that was notified outside the chain only its own answer counts."""


def sentence(dep: Deployment, report: Report | None, cause: str) -> str:
    """What a page says: urgency, tip ID and what to do, never a word of the report."""
    if cause in OF_A_LOGIN:
        return f"{dep.settings.line_name}: {OF_A_LOGIN[cause]}."
    which = f"{report.urgency} tip {report.tip_id}" if report else "The queue"
    what = OTHER_CAUSES.get(cause) or kind_of(cause).page or "look at the queue"
    return f"{dep.settings.line_name}: {which}: {what}."


@job_kind(paging.PageJob)
def page(
    dep: Deployment, job: outbox.Claimed, payload: paging.PageJob
) -> Callable[[DbSession], None] | None:
    """Reach one person on one channel, unless it is settled meanwhile."""
    channel = Channel(payload.channel)
    with dep.database.read() as db:
        person = db.get(Staff, payload.staff)
        report = db.get(Report, job.report_id) if job.report_id else None
        about = db.get_one(Page, job.id)
        if person is None or not person.active or is_settled(db, report, about):
            return None
        what = about.what
        address = paging.reach_of(dep.keys, person).at(channel.value)
    if not address:
        return None
    if report is not None:
        until = held.hold(dep, [_outgoing(job, payload, report)], dep.clock())
        if job.id in until:
            raise PostponeError(until[job.id])
    receipt = CHANNELS[channel](dep, address, page_message(dep, report, what, job))
    accepted = [deliver.Accepted(job, channel.value, receipt)]
    return lambda db: deliver.note_accepted(db, accepted, dep.clock())


def _outgoing(job: outbox.Claimed, payload: paging.PageJob, report: Report) -> held.Outgoing:
    receiver = held.staff_receiver(payload.staff, payload.channel)
    return held.Outgoing(job.id, receiver, payload.channel, report.surge_id, report.urgency)


def is_settled(db: DbSession, report: Report | None, page: Page) -> bool:
    """Whether nobody need be paged for this any more."""
    if report is None:
        return False
    if report.state == ReportState.CLOSED:
        return True
    if page.what not in SETTLED_BY_AN_AGENCY:
        return False
    known = chain.referrals_of(db, report)
    own = next((r for r in known if r.id == page.referral_id), None)
    if own is not None and own.also:
        return own.state != ReferralState.OFFERED
    return any(r.state in chain.TAKEN and not r.also for r in known)


def page_message(
    dep: Deployment, report: Report | None, cause: str, job: outbox.Claimed
) -> Message:
    """What a page for ``cause`` says on every channel."""
    base = dep.settings.base_url
    page = "me" if cause in OF_A_LOGIN else "queue"
    link = f"{base}/reports/{report.tip_id}" if report else f"{base}/{page}"
    said = sentence(dep, report, cause)
    return Message(
        key=job.key,
        subject=said,
        body=f"{said}\n\n{link}\n",
        short=f"{said} {link}",
        data={},
        since=job.created_at,
        callback=dep.callbacks.text_status(job.id),
        call_callback=dep.callbacks.call_status(job.id),
        spoken=dep.callbacks.alert(job.id),
        attempt=job.attempt,
    )


@job_kind(digests.DigestJob)
def digest(
    dep: Deployment, job: outbox.Claimed, payload: digests.DigestJob
) -> Callable[[DbSession], None] | None:
    """Send one person their morning digest; one that comes hours late is not sent any more."""
    now = dep.clock()
    due = digests.due_at(dep, date.fromisoformat(payload.day))
    if now - due > digests.STALE:
        return None
    with dep.database.read() as db:
        person = db.get(Staff, payload.staff)
        if person is None or not person.active:
            return None
        address = paging.reach_of(dep.keys, person).at(payload.by)
        by_text = payload.by == Channel.SMS
        body = "" if by_text else digests.text_for(Tx(db, dep, now), person)
        short = digests.line_for(Tx(db, dep, now)) if by_text else ""
    if not address:
        return None
    message = Message(
        key=job.key,
        subject=f"{dep.settings.line_name}: {payload.day}",
        body=body,
        short=short,
        data={},
        since=job.created_at,
        callback=dep.callbacks.text_status(job.id),
        attempt=job.attempt,
    )
    receipt = CHANNELS[Channel(payload.by)](dep, address, message)
    accepted = [deliver.Accepted(job, payload.by, receipt)]
    return lambda db: deliver.note_accepted(db, accepted, dep.clock())
