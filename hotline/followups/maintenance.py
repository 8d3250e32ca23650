"""The line's own upkeep: each day the tasks and digests that nobody's report causes.

Each agency with an agreement gets a test call a month, and each entry of the directory is called
before it is too old to be used (``followups.verification_round``). One job a day does it, whichever
worker is alive then; what it makes has a key for each agency and month, so that a day done twice
changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as DbSession

from hotline.config_versions.store import UnpublishedError
from hotline.deployment import Deployment
from hotline.followups import digest, tasks, verification_round
from hotline.followups.task_kinds import TEST_CALL
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Payload
from hotline.jobs.registry import job as job_kind
from hotline.privacy import audit
from hotline.routing.types import Agency, Purpose, Status
from hotline.unit_of_work import Tx

log = logging.getLogger(__name__)
UPKEEP = "upkeep"
AT = time(6, 30)
"""When the day's upkeep is done, in the line's zone."""
CALLED_AT = time(10)


@dataclass(frozen=True)
class UpkeepJob(Payload):
    """The line's upkeep on ``day`` (ISO date)."""

    kind = UPKEEP
    day: str


def plan(tx: Tx) -> None:
    """Make sure that today's and tomorrow's upkeep are scheduled; done again and again."""
    zone = ZoneInfo(tx.dep.settings.time_zone)
    today = tx.now.astimezone(zone).date()
    for day in (today, today + timedelta(days=1)):
        scheduling.schedule(
            tx,
            UpkeepJob(day.isoformat()),
            key=f"{UPKEEP}:{day}",
            due_at=datetime.combine(day, AT, zone),
        )


@job_kind(UpkeepJob)
def run(dep: Deployment, _: outbox.Claimed, payload: UpkeepJob) -> Callable[[DbSession], None]:
    """One day's upkeep."""
    return lambda db: _run(Tx(db, dep, dep.clock()), date.fromisoformat(payload.day))


def _run(tx: Tx, day: date) -> None:
    plan(tx)
    digest.schedule(tx, day)
    note_end_of_trail(tx)
    try:
        version = tx.dep.library.current(tx.db)
    except UnpublishedError:
        return
    for agency in version.rules.agencies.values():
        if agency.status is not Status.RETIRED:
            _test_call(tx, agency, day)
    verification_round.make_round(tx, version.rules, day)
    verification_round.ask_to_confirm(tx, version.rules, day)


def note_end_of_trail(tx: Tx) -> None:
    """Add the audit trail's end to the operator's file, if there is one; a failure is logged."""
    file = tx.dep.settings.audit_head_file
    if not file:
        return
    try:
        with Path(file).open("a", encoding="ascii") as noted:
            noted.write(f"{tx.now.isoformat(timespec='seconds')} {audit.end(tx.db)}\n")
    except OSError as error:
        log.error("HOTLINE_AUDIT_HEAD_FILE could not be written: %s", error.strerror)


def _test_call(tx: Tx, agency: Agency, day: date) -> None:
    """A dispatcher tries each agreed contact point once a month: a wrong number is found so."""
    if not any(p.agreement and p.purpose is not Purpose.PUBLIC_LINE for p in agency.contacts):
        return
    month = day.replace(day=1)
    tasks.make(
        tx,
        kind=TEST_CALL,
        key=f"{TEST_CALL}:{agency.id}:{month:%Y-%m}",
        due_at=_office_time(tx.dep, max(day, _first_working_day(month))),
        agency_id=agency.id,
    )


def _office_time(dep: Deployment, day: date) -> datetime:
    return datetime.combine(day, CALLED_AT, ZoneInfo(dep.settings.time_zone))


def _first_working_day(month: date) -> date:
    return month + timedelta(days={5: 2, 6: 1}.get(month.weekday(), 0))
