"""A deployment that serves nothing: a real database, keys and rule book, and no web server.

What a function does to rows needs no HTTP. All of a module's tests share one database, and each
works in a transaction that is rolled back, so a test costs milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hotline.config_versions.store import Version, publish
from hotline.db.accounts import Staff
from hotline.db.jobs import Alert, Job, Page
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups import paging
from hotline.intake.reports import new_report
from hotline.referrals import chain
from hotline.routing.types import Decision, Offer, Review
from hotline.unit_of_work import Tx
from tests.empty_deployment import empty_deployment
from tests.line import TUESDAY_NOON
from tests.routing.books import agency, book_of, files

NATIONAL = "national_hotline"
ALERTED = """[
      {channel: email, purpose: alert, address: desk@agency.example, agreement: test agreement 1},
      {channel: email, purpose: alert, address: night@agency.example, agreement: test agreement 1},
    ]"""
OFFICE = '{zone: America/Chicago, open: ["mo-fr 09:00-17:00"]}'


def quiet_deployment(folder: Path) -> Deployment:
    """A deployment with an empty database that serves a rule book of five agencies."""
    dep = empty_deployment(folder)
    entries = [agency(name, contacts=ALERTED) for name in ("alpha", "beta", "gamma")]
    entries.append(agency("delta", contacts=ALERTED, acknowledge="{P1: 2 hours}"))
    entries.append(agency("office", contacts=ALERTED, hours=OFFICE))
    rules = book_of(files(*entries))
    nothing: Any = None  # nothing here reads flows or sorts words
    version = Version("1" * 64, {}, nothing, rules, nothing)
    dep.library.add(version)
    with dep.database.write() as db:
        publish(db, version, by="test", now=TUESDAY_NOON)
    return dep


@dataclass
class Chain:
    """One report and its referrals, in a transaction that ends with the test."""

    tx: Tx
    report: Report
    touches_others: bool = False
    """Whether a test does something to every report of the line."""
    version: Version = field(init=False)

    def __post_init__(self) -> None:
        self.version = self.tx.dep.library.current(self.tx.db)

    @property
    def now(self) -> datetime:
        return self.tx.now

    def decide(self, *offers: str | Offer, review: Review | None = None) -> None:
        """A decision names these agencies, in this order."""
        named = tuple(one if isinstance(one, Offer) else offer_to(one) for one in offers)
        decision = Decision(self.now, self.version.digest, named, (), (), review, ())
        chain.open_chain(self.tx, self.report, self.version, decision)

    def of(self, agency_id: str) -> Referral:
        return next(one for one in self.all() if one.agency_id == agency_id)

    def all(self) -> list[Referral]:
        self.tx.db.flush()
        return list(chain.referrals_of(self.tx.db, self.report))

    def states(self) -> dict[str, str]:
        return {one.agency_id: str(one.state) for one in self.all()}

    def set(self, agency_id: str, state: str, **fields: Any) -> Referral:
        """Give the referral this state, as if it had come to it."""
        referral = self.of(agency_id)
        for name, value in {"state": state, **fields}.items():
            setattr(referral, name, value)
        self.tx.db.flush()
        return referral

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        self.tx.db.flush()
        found = self.tx.db.scalars(select(table).where(*conditions))
        return list(found)

    def jobs(self, kind: str) -> list[Job]:
        found = self.rows(Job, Job.kind == kind, Job.report_id == self.report.id)
        return sorted(found, key=lambda job: job.id)

    def payload(self, job: Job) -> Any:
        return json.loads(self.tx.dep.keys.open(job.payload, f"job:{job.key}"))

    def tasks(self, state: str = "open") -> list[Task]:
        return self.rows(Task, Task.state == state, Task.report_id == self.report.id)

    def alerts(self, agency_id: str) -> list[tuple[int, str]]:
        """Contact point and round of each alert to an agency."""
        found = self.rows(Alert, Alert.referral_id == self.of(agency_id).id)
        return sorted((alert.point, str(alert.round)) for alert in found)

    def paged_about(self) -> set[int | None]:
        """The referrals that the pages lead to."""
        return {page.referral_id for page in self.rows(Page)}

    def pages(self) -> list[tuple[str, str]]:
        """Whose phone rings, and the cause; once for each page by text."""
        names = {person.id: person.username for person in self.rows(Staff)}
        rows = self.rows(Page, Page.channel == "sms")
        return sorted((names[page.staff_id], page.cause) for page in rows)


def offer_to(agency_id: str, *, minutes: int = 60, **more: Any) -> Offer:
    how = more.pop("how", "hand_off" if agency_id == NATIONAL else "alert")
    return Offer(agency_id, how, "by hand", minutes, **more)


@contextmanager
def chain_in(dep: Deployment, urgency: str = "P1") -> Iterator[Chain]:
    """A report that no agency has been offered, with a dispatcher and a supervisor on shift."""
    with dep.database.read() as db:
        tx = Tx(db, dep, TUESDAY_NOON)
        for name, role in (("dee", "dispatcher"), ("sol", "supervisor")):
            person = Staff(
                username=name, name=name, role=role, password_hash="none", created_at=tx.now
            )
            db.add(person)
            db.flush()
            paging.set_reach(dep.keys, person, paging.Reach("+19565550161", ""))
            person.on_shift_until = tx.now.replace(year=tx.now.year + 1)
        bystander = Chain(tx, _report(tx, "P2"))  # a report that nothing here is about
        bystander.decide("beta", "alpha", NATIONAL)
        before = _everything_of(bystander)
        one = Chain(tx, _report(tx, urgency))
        yield one
        untouched = _everything_of(bystander) == before
        assert untouched or one.touches_others, "another report has nothing to do with it"


def _report(tx: Tx, urgency: str) -> Report:
    opened, _ = new_report(tx.db, tx.dep, medium="text", reporter=None, now=tx.now)
    opened.row.state, opened.row.urgency = "open", Urgency(urgency)
    tx.db.flush()
    return opened.row


def _everything_of(one: Chain) -> object:
    referrals = [(r.agency_id, r.position, str(r.state), r.step, r.due_at) for r in one.all()]
    jobs = one.rows(Job, Job.report_id == one.report.id)
    tasks = one.rows(Task, Task.report_id == one.report.id)
    due = [(job.key, job.due_at) for job in jobs]
    return referrals, due, [(task.key, str(task.state)) for task in tasks]
