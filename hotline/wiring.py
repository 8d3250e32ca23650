"""What the workers do: the modules that register kinds of jobs, and upkeep of several packages.

A module that registers a kind of job is imported here, which makes its kinds known. Make
workers with :func:`new_worker`.
"""

from __future__ import annotations

from hotline.db import health
from hotline.deployment import Deployment
from hotline.followups import (
    backups,
    maintenance,
    report_floods,
    retention,
    sending_health,
    tasks,
    unclaimed,
)
from hotline.intake import (
    call_back,
    clean_pdf,
    fetch_attachments,
    find_recordings,
    not_kept,
    provider_copies,
    reporter_questions,
    search_text,
    text_answers,
    third_person,
    transfers,
)
from hotline.intake.expire import expire_contacts
from hotline.intake.idempotency import forget_old
from hotline.intake.reporters import forget_handles
from hotline.jobs.registry import periodic
from hotline.jobs.worker import Worker
from hotline.privacy.erase import forget_strangers
from hotline.referrals import (
    chain,
    confirm_entry,
    dead_letters,
    deliver,
    escalation,
    roundups,
    staff_notices,
)
from hotline.unit_of_work import Tx

__all__ = [
    "backups",
    "call_back",
    "chain",
    "clean_pdf",
    "confirm_entry",
    "dead_letters",
    "deliver",
    "escalation",
    "fetch_attachments",
    "find_recordings",
    "maintenance",
    "new_worker",
    "not_kept",
    "provider_copies",
    "reporter_questions",
    "roundups",
    "staff_notices",
    "tasks",
    "text_answers",
    "third_person",
    "transfers",
]
"""The modules that register kinds of jobs, by being imported here."""


def new_worker(dep: Deployment, name: str | None = None) -> Worker:
    """A worker that knows every kind of job; ``name`` defaults to this process's own."""
    return Worker(dep, name)


periodic(5.0)(expire_contacts)
periodic(30.0)(report_floods.look_for_one)


@periodic(60.0, at_start=True)
def plan_maintenance(dep: Deployment) -> None:
    """Make sure that today's and tomorrow's upkeep and backup are scheduled."""
    with dep.database.write() as db:
        tx = Tx(db, dep, dep.clock())
        maintenance.plan(tx)
        backups.plan(tx)
        backups.backups(db, dep.settings, tx.now)


periodic(60.0)(search_text.keep_up)


@periodic(15.0, at_start=True)
def measure(dep: Deployment) -> None:
    """Set the gauges of this process, and try to write, for the pages that warn when none can."""
    health.probe(dep.database)
    with dep.database.read() as db:
        sending_health.pulse(db, dep.clock())
        unclaimed.unclaimed(db)


@periodic(3600.0)
def delete_old_data(dep: Deployment) -> None:
    """Delete what is past its time: numbers, closed reports, and copies at the provider."""
    now = dep.clock()
    forget_old(dep, now)
    forget_handles(dep, now)
    with dep.database.write() as db:
        retention.run(db, dep, now, by="service")
        forget_strangers(db)
        provider_copies.plan_sweep(Tx(db, dep, now))
