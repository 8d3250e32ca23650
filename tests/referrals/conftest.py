"""A line whose agencies end on this machine, and reports that are offered to them as they are told.

The chain is opened with a decision made by hand, so that these stories are about what happens
after routing: alerts, answers, escalation.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline import deployment
from hotline.config_versions import store
from hotline.db.accounts import Staff
from hotline.db.jobs import Delivery, Job
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Place
from hotline.followups import paging
from hotline.followups.task_kinds import TaskKind
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import new_report, report_by_tip
from hotline.privacy.pseudonyms import Address
from hotline.referrals import chain
from hotline.routing.types import Decision, Offer, Review
from hotline.settings import REPOSITORY
from hotline.simulator.mailbox import Mail
from hotline.unit_of_work import Tx
from tests.line import Line, open_line
from tests.referrals.quiet import Chain, chain_in, quiet_deployment
from tests.referrals.receivers import Hook, Postman

LAREDO = Place(state="TX", county="Webb", fips="48479", city="Laredo", confidence=0.9)
REPORTER = "+19565550123"
ALPHA_DESK, ALPHA_PHONE = "desk@alpha.example", "+19565550141"
BETA_DESK = "desk@beta.example"
GAMMA_PHONE = "+19565550151"
ZETA_DESK, ZETA_PHONE = "desk@zeta.example", "+19565550142"
AGREED = "agreement: test agreement 1"
AGENCIES = """
of: TX
about: Synthetic. No such agency exists; every address leads to this machine.
agencies:
  alpha:
    {common}
    contacts:
      - {{channel: email, purpose: alert, address: {alpha}, {agreed}}}
      - {{channel: sms, purpose: alert, address: "{alpha_phone}", {agreed}}}
  beta:
    {common}
    contacts:
      - {{channel: webhook, purpose: alert, address: "{hook}", {agreed}}}
      - {{channel: email, purpose: alert, address: {beta}, {agreed}}}
  gamma:
    {common}
    contacts:
      - {{channel: phone, purpose: alert, address: "{gamma}", {agreed}}}
  delta:
    {common}
    contacts:
      - {{channel: portal, purpose: alert, address: delta, {agreed}}}
  epsilon:
    {common}
    contacts:
      - {{channel: email, purpose: alert, address: desk@epsilon.example, {agreed}}}
  zeta:
    {office}
    contacts:
      - {{channel: email, purpose: alert, address: {zeta}, {agreed}}}
      - {{channel: sms, purpose: alert, address: "{zeta_phone}", {agreed}}}
  elsewhere:
    {elsewhere}
    contacts:
      - {{channel: phone, purpose: public_line, address: "+19565550149"}}
"""
COMMON = """name: Synthetic agency
    kind: victim_services
    does: [victim_services, child_protection]
    status: verified
    read: 2026-11-24
    called: 2026-11-24
    sources: [these tests]
    owner: tests
    area: {counties: ["48479 Webb, TX"]}
    hours: always"""
OFFICE = COMMON.replace(
    "hours: always",
    'hours: {zone: America/New_York, open: ["mo-fr 09:00-17:00"], holidays: federal}',
)

ELSEWHERE = COMMON.replace("does: [victim_services]", "does: [child_protection]").replace(
    "48479 Webb", "48301 Loving"
)
"""The national rules ask for child protection; this one is in a county that no test is about."""


def offer(agency_id: str, *, minutes: int = 60, how: str = "alert", also: bool = False) -> Offer:
    return Offer(agency_id, how, "by hand", minutes, also=also)


@dataclass
class Desk:
    """A line with synthetic agencies; see the module."""

    line: Line
    postman: Postman
    hook: Hook

    @property
    def now(self) -> datetime:
        return self.line.clock.now

    def report(
        self,
        *agencies: str | Offer,
        urgency: str = "P1",
        minutes: int = 60,
        answers: dict[str, str] | None = None,
        review: Review | None = None,
        sender: str | None = REPORTER,
        medium: str = "text",
    ) -> str:
        """A report that is offered to ``agencies`` in order, then to the National Hotline."""
        dep = self.line.dep
        named = [a if isinstance(a, Offer) else offer(a, minutes=minutes) for a in agencies]
        offers = (*named, offer("national_hotline", minutes=minutes, how="hand_off"))
        with dep.database.write() as db:
            reporter = reporter_for(db, dep, Address(sender, sender), self.now)
            opened, _ = new_report(db, dep, medium=medium, reporter=reporter, now=self.now)
            row = opened.row
            row.state, row.urgency, row.type, row.routed_at = "open", urgency, "labor", self.now
            known = replace(opened.assessment(), place=LAREDO, answers=answers or {})
            opened.keep(known, self.now)
            version = dep.library.current(db)
            decision = Decision(self.now, version.digest, tuple(offers), (), (), review, ())
            chain.open_chain(Tx(db, dep, self.now), row, version, decision)
            return row.tip_id

    def row(self, tip_id: str) -> Report:
        with self.line.dep.database.read() as db:
            return db.scalars(select(Report).where(Report.tip_id == tip_id)).one()

    def states(self, tip_id: str) -> dict[str, str]:
        """The state of each referral, by agency."""
        return {referral.agency_id: referral.state for referral in self.referrals(tip_id)}

    def referrals(self, tip_id: str) -> Sequence[Referral]:
        with self.line.dep.database.read() as db:
            return chain.referrals_of(
                db, db.scalars(select(Report).where(Report.tip_id == tip_id)).one()
            )

    def referral(self, tip_id: str, agency_id: str) -> Referral:
        return next(r for r in self.referrals(tip_id) if r.agency_id == agency_id)

    def answer(
        self, tip_id: str, agency_id: str, how: Callable[..., Any], *, by: str, **given: Any
    ) -> Any:
        """An agency answers through :mod:`hotline.referrals.agency_answers`."""
        dep = self.line.dep
        with dep.database.write() as db:
            referral = db.get_one(Referral, self.referral(tip_id, agency_id).id)
            return how(Tx(db, dep, self.now, by), referral, **given)

    def change(self, tip_id: str, doing: Callable[..., Any]) -> Any:
        """Do something to an open report in a transaction: ``doing(db, dep, opened)``."""
        dep = self.line.dep
        with dep.database.write() as db:
            opened = report_by_tip(db, dep, tip_id)
            assert opened is not None
            return doing(db, dep, opened)

    def tasks(self, kind: TaskKind | str = "", state: str = "open") -> list[Task]:
        with self.line.dep.database.read() as db:
            found = db.scalars(select(Task).where(Task.state == state).order_by(Task.id))
            return [task for task in found if str(kind) in {"", task.kind}]

    def jobs(self, kind: str = "", state: str = "") -> list[Job]:
        with self.line.dep.database.read() as db:
            found = db.scalars(select(Job).order_by(Job.id))
            return [j for j in found if kind in {"", j.kind} and state in {"", j.state}]

    def deliveries(self) -> list[Delivery]:
        with self.line.dep.database.read() as db:
            return list(db.scalars(select(Delivery).order_by(Delivery.id)))

    def staff(
        self, name: str, role: str, *, phone: str = "", email: str = "", shift: bool = True
    ) -> int:
        """A person with a login who can be paged; on shift for a day."""
        dep = self.line.dep
        with dep.database.write() as db:
            person = Staff(
                username=name, name=name, role=role, password_hash="none", created_at=self.now
            )
            db.add(person)
            db.flush()
            paging.set_reach(dep.keys, person, paging.Reach(phone, email))
            if shift:
                person.on_shift_until = self.now.replace(year=self.now.year + 1)
            return person.id

    def mail(self, mail_to: str = ALPHA_DESK) -> Mail:
        """The last mail to an address."""
        return self.line.mails(mail_to)[-1]

    def link(self, mail_to: str = ALPHA_DESK) -> str:
        """The path of the link in the last mail to an address."""
        return self.mail(mail_to).link.removeprefix(self.line.base_url)


def words(opened: Any) -> list[str]:
    return [opened.read(entry) for entry in opened.entries()]


def _rules(folder: Path, hook: str) -> Path:
    rules = folder / "rules"
    shutil.copytree(REPOSITORY / "routing_rules", rules)
    for file in (rules / "demo" / "agencies").iterdir():
        file.unlink()
    for file in (rules / "agencies").iterdir():
        if file.name != "US.yaml":
            file.unlink()
    text = AGENCIES.format(
        common=COMMON,
        agreed=AGREED,
        alpha=ALPHA_DESK,
        alpha_phone=ALPHA_PHONE,
        beta=BETA_DESK,
        gamma=GAMMA_PHONE,
        office=OFFICE,
        elsewhere=ELSEWHERE,
        zeta=ZETA_DESK,
        zeta_phone=ZETA_PHONE,
        hook=hook,
    )
    (rules / "demo" / "agencies" / "TX.yaml").write_text(text, "utf-8")
    return rules


@pytest.fixture(scope="session")
def hook() -> Iterator[Hook]:
    """The agencies' web server."""
    with Hook() as running:
        yield running


@pytest.fixture(scope="session")
def rules_dir(tmp_path_factory: pytest.TempPathFactory, hook: Hook) -> Path:
    """The directory with the synthetic agencies."""
    return _rules(tmp_path_factory.mktemp("rules"), hook.url)


_READ: dict[str, Any] = {}
_check = store.check


def _check_once(files: Mapping[str, str], *, demo: bool) -> Any:
    """The same files are the same version: reading them takes a second, and once is enough."""
    name = f"{store.digest_of(files)}{demo}"
    if name not in _READ:
        _READ[name] = _check(files, demo=demo)
    return _READ[name]


@pytest.fixture
def open_desk(
    tmp_path: Path, hook: Hook, rules_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Desk]]:
    """Opens a desk; ``database_url`` and further settings as for a line."""
    for module in (store, deployment):
        monkeypatch.setattr(module, "check", _check_once)
    hook.forget()
    with ExitStack() as stack:
        postman = stack.enter_context(Postman())

        def open_(**more: Any) -> Desk:
            given = {"rules_dir": rules_dir, "smtp_url": postman.url, **more}
            line = stack.enter_context(open_line(tmp_path, **given))
            line.inbox = postman.inbox
            stack.callback(line.carrier.settle)
            return Desk(line, postman, hook)

        yield open_


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    """A desk on SQLite."""
    return open_desk()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_desk(request: pytest.FixtureRequest, open_desk: Callable[..., Desk]) -> Desk:
    """A desk, once on SQLite and once on PostgreSQL."""
    url = request.getfixturevalue("new_postgres")() if request.param == "postgres" else ""
    return open_desk(database_url=url)


@pytest.fixture(scope="module")
def dep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment that serves nothing, one a file."""
    made = quiet_deployment(tmp_path_factory.mktemp("quiet"))
    yield made
    made.close()


@pytest.fixture
def one(dep: Deployment) -> Iterator[Chain]:
    """A report that no agency has been offered."""
    with chain_in(dep) as opened:
        yield opened
