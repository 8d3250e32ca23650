"""The provider's copies, in both directions, are deleted: texts, media, recordings, call records.

What comes in is noted when it comes. What we answer is noted when the provider reports on it: an
answer in the response to a webhook has no id that we know, so each asks for a report. A daily look
at the provider's own list finds whatever was missed. Providers refuse to delete what is not
complete (Twilio: up to 14 days in rare cases), so each is tried for 15 days, less and less often.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Counter, Gauge
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.jobs import outbox, scheduling
from hotline.jobs.errors import PostponeError
from hotline.jobs.payload import Payload
from hotline.jobs.registry import job as job_kind
from hotline.privacy.egress import EgressRefusedError
from hotline.providers.errors import NotTheProviderError, ProviderError
from hotline.referrals.channels import DeliveryError
from hotline.referrals.channels.by_provider import as_delivery_errors
from hotline.unit_of_work import Tx

log = logging.getLogger(__name__)
ERASE = "provider.erase"
SWEEP = "provider.sweep"
ERASE_AFTER = timedelta(minutes=15)
"""Nothing can be erased while it is still on its way; and this is tried first after so long."""
FOR_DAYS = timedelta(days=15)
SWEPT_AFTER = timedelta(days=2)
"""Older copies are looked for in the provider's list: nothing of ours is under way any more."""
ERASED = Counter("hotline_provider_copies_erased", "Copies that the provider deleted", ["kind"])
NOT_YET = Counter(
    "hotline_provider_copies_postponed", "Tries at which a copy could not be deleted yet", ["kind"]
)
WAITING = Gauge("hotline_provider_copies_waiting", "Copies at the provider that wait for deletion")
KEPT = Gauge("hotline_provider_copies_kept", "Copies that the provider did not delete in 15 days")
LAPSES = Counter(
    "hotline_provider_copies_lapse", "Copies that the provider keeps until they lapse", ["kind"]
)
KINDS = ("media", "text", "recording", "transcription", "call", "other")
for _kind in KINDS:
    ERASED.labels(_kind)
    NOT_YET.labels(_kind)
    LAPSES.labels(_kind)


@dataclass(frozen=True)
class EraseJob(Payload):
    """A copy at the provider, by its ``url`` there, must be deleted."""

    kind = ERASE
    url: str


@dataclass(frozen=True)
class SweepJob(Payload):
    """A look for copies at the provider that were missed."""

    kind = SWEEP


def schedule(tx: Tx, url: str) -> None:
    """Have the provider delete what it keeps at ``url`` of its API, once it can; noted once.

    What it never deletes on request is only counted: it lapses there.
    """
    kind = tx.dep.provider.kind_of_copy(url)
    if kind in tx.dep.provider.lapses:
        LAPSES.labels(kind).inc()
        return
    scheduling.schedule(tx, EraseJob(url), key=erasing_key(url), due_at=tx.now + ERASE_AFTER)


def erasing_key(url: str) -> str:
    """The key of the job that has the provider delete ``url``; it outlives the report."""
    return f"{ERASE}:{hashlib.sha256(url.encode()).hexdigest()[:32]}"


def schedule_text(tx: Tx, sid: str) -> None:
    """As :func:`schedule`, for a text with this id, whoever sent it."""
    url = tx.dep.provider.text_url(sid)
    if url:
        schedule(tx, url)


def schedule_call(tx: Tx, sid: str) -> None:
    """As :func:`schedule`, for a call that is over, and the calls that were made within it."""
    url = tx.dep.provider.call_url(sid)
    if url:
        schedule(tx, url)


@job_kind(EraseJob)
def erase(dep: Deployment, job: outbox.Claimed, payload: EraseJob) -> None:
    """Delete one copy; gone already is well. Raises :class:`DeliveryError`, or postpones."""
    url = payload.url
    kind = dep.provider.kind_of_copy(url)
    try:
        if kind == "call":
            for within in dep.provider.calls_within(url):
                dep.provider.erase(within)
        dep.provider.erase(url)
    except (NotTheProviderError, EgressRefusedError) as error:
        raise DeliveryError(str(error), again=False) from None
    except ProviderError as error:
        NOT_YET.labels(kind).inc()
        raise _later(job, dep.clock(), error) from None
    ERASED.labels(kind).inc()


def _later(job: outbox.Claimed, now: datetime, error: ProviderError) -> Exception:
    """When to try again: after half the time that it took so far, a day at most."""
    age = now - job.created_at
    if job.attempt > 1:  # a person had it tried again after it was given up
        return DeliveryError(str(error), again=True)
    if age >= FOR_DAYS:
        return DeliveryError(f"not deleted in {FOR_DAYS.days} days: {error}", again=False)
    return PostponeError(now + min(max(age / 2, ERASE_AFTER), timedelta(days=1)))


# The daily look -----------------------------------------------------------------------------------


def plan_sweep(tx: Tx) -> None:
    """Have the provider's list looked at, once a day."""
    scheduling.schedule(tx, SweepJob(), key=f"{SWEEP}:{tx.now:%Y-%m-%d}")


@job_kind(SweepJob)
def sweep(dep: Deployment, _: outbox.Claimed, __: SweepJob) -> None:
    """Note every copy of this line's number that is older than two days.

    Raises :class:`DeliveryError`.
    """
    now = dep.clock()
    with as_delivery_errors():
        found = dep.provider.copies(before=now - SWEPT_AFTER)
    if found:
        log.warning("%s copies at the provider were missed and will be deleted", len(found))
    with dep.database.write() as db:
        for url in found:
            schedule(Tx(db, dep, now), url)


# What is left -------------------------------------------------------------------------------------


def left(db: DbSession) -> tuple[int, int]:
    """How many copies wait for deletion, and how many were given up; also for ``/metrics``."""
    due, leased, kept = outbox.unfinished(db, ERASE)
    waiting = due + leased
    WAITING.set(waiting)
    KEPT.set(kept)
    return waiting, kept
