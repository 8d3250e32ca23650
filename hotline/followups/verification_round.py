"""The verification round: each month a sixth of the directory is called, what lapses first.

Reading a page again makes a number no younger, so entries are called, or their agency confirms
them. A round is one task for each agency and month; ``directory.checked`` takes the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups import tasks
from hotline.followups.task_kinds import VERIFY_AGENCY
from hotline.geo import Gazetteer
from hotline.jobs import scheduling
from hotline.jobs.payload import Payload
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Agency, Channel, ContactPoint, Kind, Purpose, Status
from hotline.unit_of_work import Tx

MONTHS = 6
"""In so many months every entry has been called."""
BEFORE = timedelta(days=30)
"""So long before an entry lapses it is called, whatever the month's share."""
CALLED_AT = time(10)
WORKING_DAYS = 15
"""Over so many working days a month's calls are spread."""


CONFIRM = "confirm_entry"
CONFIRM_IN = (3, 9)
"""The months in which agencies are asked to confirm their own entries."""


@dataclass(frozen=True)
class ConfirmJob(Payload):
    """Ask an agency by email to confirm its entry in ``month`` (2027-03)."""

    kind = CONFIRM
    agency: str
    month: str


def ask_to_confirm(tx: Tx, book: RuleBook, day: date) -> None:
    """Twice a year, an email to each agency whose alerts go to a mailbox."""
    if day.month not in CONFIRM_IN:
        return
    for agency in oldest_first(book):
        if mailboxes(agency):
            scheduling.schedule(
                tx,
                ConfirmJob(agency.id, f"{day:%Y-%m}"),
                key=f"{CONFIRM}:{agency.id}:{day:%Y-%m}",
                due_at=_office_time(tx.dep, day, 0),
            )


def mailboxes(agency: Agency) -> list[ContactPoint]:
    """Where it agreed to get email."""
    points = agency.points(Purpose.ALERT, Channel.EMAIL)
    return [point for point in points if point.agreement]


def oldest_first(book: RuleBook) -> list[Agency]:
    """The verified entries that matter to this line, what lapses first at the beginning."""
    kept = [agency for agency in book.agencies.values() if _is_called(agency, book)]
    return sorted(kept, key=lambda agency: (book.fresh_until(agency) or date.min, agency.id))


def _is_called(agency: Agency, book: RuleBook) -> bool:
    if agency.status is not Status.VERIFIED or agency.kind is Kind.EMERGENCY:
        return False
    if not book.served or agency.area.nation:
        return True
    counties = Gazetteer.load().counties
    states = {counties[fips].state for fips in book.served if fips in counties}
    return bool(states & set(agency.area.touches()))


def make_round(tx: Tx, book: RuleBook, day: date) -> None:
    """The tasks of the month of ``day``: done again, it changes nothing."""
    entries = oldest_first(book)
    month = f"{day:%Y-%m}"
    asked = _asked(tx.db, month)
    open_now = waiting(tx.db)
    share = ceil(len(entries) / MONTHS)
    for agency in entries:
        last = book.fresh_until(agency)
        must = last is None or last - BEFORE <= day
        if agency.id in asked | open_now or not (must or len(asked) < share):
            continue
        tasks.make(
            tx,
            kind=VERIFY_AGENCY,
            key=f"{VERIFY_AGENCY}:{month}:{agency.id}",
            due_at=_office_time(tx.dep, day, len(asked) % WORKING_DAYS),
            agency_id=agency.id,
        )
        asked.add(agency.id)


def _asked(db: DbSession, month: str) -> set[str]:
    """Who has a task of this month's round already."""
    key = f"{VERIFY_AGENCY}:{month}:"
    wanted = select(Task.agency_id).where(Task.key.startswith(key, autoescape=True))
    return {agency_id for agency_id in db.scalars(wanted) if agency_id}


def waiting(db: DbSession) -> set[str]:
    """The agencies that someone is to call now."""
    wanted = select(Task.agency_id).where(
        Task.kind == VERIFY_AGENCY.name, Task.state == TaskState.OPEN
    )
    return {agency_id for agency_id in db.scalars(wanted) if agency_id}


def _office_time(dep: Deployment, day: date, ahead: int) -> datetime:
    """Ten o'clock on the ``ahead``-th working day after ``day``."""
    days = (day + timedelta(days=n) for n in range(1, 2 * WORKING_DAYS + 7))
    working = [found for found in days if found.weekday() < 5]
    return datetime.combine(working[ahead], CALLED_AT, ZoneInfo(dep.settings.time_zone))
