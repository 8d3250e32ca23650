"""A whole line for tests: real HTTP on loopback, a real mail server and database, a moved clock.

A test tells a caller's story: it texts and calls through the simulated telephone company, which
signs its webhooks as the provider does; it lets time pass; and it looks at what came of it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from hotline.accounts import staff
from hotline.app import create_app
from hotline.config_files import errors
from hotline.config_versions.store import (
    BrokenFilesError,
    Version,
    check,
    digest_of,
    publish,
    read_files,
)
from hotline.console import report_view
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.intake.expire import expire_contacts
from hotline.intake.reports import report_by_tip
from hotline.jobs.worker import Worker
from hotline.providers.twilio import http as provider_http
from hotline.settings import REPOSITORY, Settings, load_settings
from hotline.simulator.carrier import Carrier
from hotline.simulator.companies import COMPANIES, Company
from hotline.simulator.mailbox import Inbox, Mail
from hotline.simulator.phone_call import Call
from hotline.unit_of_work import Tx
from hotline.web import middleware
from hotline.wiring import new_worker
from tests import compiled_sql
from tests.server import Server

TUESDAY_NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in Laredo."""
KEY = base64.b64encode(bytes(range(32))).decode()
ACCOUNT, TOKEN = "AC" + "0" * 32, "1" * 32
LINE_NUMBER = "+19565550100"
SQLITE = "hotline.db"
CARRIER = "/carrier"
"""Where the phone company's own API is mounted, on the same server."""
PASSWORD = "synthetic people only"
PATIENCE = 60.0
"""Seconds a webhook may take here. A busy machine must not change what a story tells; the tests
of deadlines in ``tests/harm/test_nobody_stops_the_line.py`` set their own."""
middleware.PAGE_SECONDS = PATIENCE
provider_http.TIMEOUT = httpx.Timeout(PATIENCE)
compiled_sql.share()
staff.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Logins are cheap here; ``tests/unit/test_passwords.py`` shows what they cost elsewhere."""
TIP = re.compile(r"\b\d{4}-\d{4}\b")


class MovedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = TUESDAY_NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Line:
    """One line in a test.

    Its clients speak plain HTTP on loopback: ``verify=False`` spares them the loading of all
    certificate authorities, a tenth of a second each.
    """

    dep: Deployment
    clock: MovedClock
    carrier: Carrier
    inbox: Inbox
    worker: Worker
    http: httpx.Client
    base_url: str
    app: FastAPI
    folder: Path
    _logins: dict[str, httpx.Client] = field(default_factory=dict)

    # What people do ------------------------------------------------------------------------------

    def text(self, sender: str, *bodies: str, **extra: str) -> str:
        """Texts from ``sender``, one after the other; what the line answered to the last."""
        answer = ""
        for body in bodies:
            answer = "\n".join(self.carrier.text(sender, body, **extra))
        return answer

    def call(self, caller: str, **extra: str) -> Call:
        """A call from ``caller``."""
        return self.carrier.call(caller, **extra)

    # Time ----------------------------------------------------------------------------------------

    def work(self) -> int:
        """Let the worker do what is due now; how many jobs it tried."""
        expire_contacts(self.dep)
        return self.worker.beat()

    def pass_time(self, span: timedelta | None = None, **units: float) -> None:
        """Move the clock on, minute by minute, letting the worker do what falls due on the way.

        Minutes in which nothing falls due are skipped: nothing would happen in them.
        """
        until = self.clock.now + (span or timedelta(**units))
        while self.clock.now < until:
            self.work()
            self.clock.now = min(until, self.clock.now + self._idle_minutes(until))
        self.work()

    def _idle_minutes(self, until: datetime) -> timedelta:
        """Whole minutes to the next in which :meth:`work` finds something to do; at least one."""
        idle = ((self.next_due() or until) - self.clock.now) / timedelta(minutes=1)
        return timedelta(minutes=max(1, math.ceil(idle)))

    def next_due(self) -> datetime | None:
        """When the first job, lease or silent contact falls due; ``None`` when nothing ever does.

        In the past when something could not be done yet.
        """
        from sqlalchemy import func, select

        from hotline.db.jobs import Job
        from hotline.db.reports import Contact

        moments = (
            select(func.min(Job.due_at)).where(Job.state == "due"),
            select(func.min(Job.lease_until)).where(Job.state == "leased"),
            select(func.min(Contact.expires_at)).where(Contact.ended_at.is_(None)),
        )
        with self.dep.database.read() as db:
            return min((found for one in moments if (found := db.scalar(one))), default=None)

    def skip_to(self, moment: datetime) -> None:
        """Move the clock to ``moment`` at once and let the worker catch up."""
        self.clock.now = moment
        self.work()

    # What can be seen ----------------------------------------------------------------------------

    def tips(self) -> list[str]:
        """The tip IDs of all reports, in the order in which they came."""
        from sqlalchemy import select

        from hotline.db.reports import Report

        with self.dep.database.read() as db:
            return list(db.scalars(select(Report.tip_id).order_by(Report.id)))

    def report(self, tip_id: str | None = None) -> dict[str, Any]:
        """A report as ``hotline reports show --json`` gives it; without an id the only one."""
        if tip_id is None:
            (tip_id,) = self.tips()
        with self.dep.database.read() as db:
            opened = report_by_tip(db, self.dep, tip_id)
            assert opened is not None, f"no report {tip_id}"
            value = report_view.as_json(
                report_view.report_view(Tx(db, self.dep, self.clock.now), opened)
            )
        shown: dict[str, Any] = json.loads(json.dumps(value, default=str))
        return shown

    def mails(self, to: str = "") -> list[Mail]:
        """The mails that came, the oldest first; only those to an address that holds ``to``."""
        return [mail for mail in reversed(self.inbox.mails()) if to in mail.to]

    def answer(self, mail: Mail, do: str = "acknowledge", **given: str) -> httpx.Response:
        """A person at an agency answers behind the link of an alert, with the code in it."""
        return self.http.post(mail.link, data={"do": do, "code": mail.code, **given})

    def texts_to(self, number: str) -> list[str]:
        """The texts that were sent to ``number``, in order."""
        return [message.body for message in self.carrier.texts_to(number)]

    def as_staff(self, role: str = "dispatcher", agency: str | None = None) -> httpx.Client:
        """A browser in which somebody with this role is logged in."""
        if role not in self._logins:
            with self.dep.database.write() as db:
                staff.add(
                    db,
                    username=role,
                    name=f"{role.title()} Example",
                    role=role,
                    password=PASSWORD,
                    now=self.clock.now,
                    agency_id=agency,
                )
            browser = httpx.Client(
                base_url=self.base_url, follow_redirects=True, timeout=2 * PATIENCE, verify=False
            )
            browser.post("/login", data={"username": role, "password": PASSWORD})
            self._logins[role] = browser
        return self._logins[role]

    def close(self) -> None:
        """Put everything away."""
        for browser in self._logins.values():
            browser.close()


def tip_in(answer: str) -> str:
    """The tip ID in what the line said."""
    found = TIP.search(answer)
    assert found, f"no tip ID in: {answer}"
    return found.group()


def settings_for(folder: Path, base_url: str, smtp_port: int, **more: Any) -> Settings:
    """The settings of a demo line whose every outgoing channel ends on loopback."""
    values: dict[str, Any] = {
        "demo": True,
        "data_dir": folder,
        "public_url": base_url,
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "twilio_api_url": base_url + CARRIER,
        "number": LINE_NUMBER,
        "smtp_url": f"smtp://127.0.0.1:{smtp_port}",
        "secret_keys": KEY,
        "line_name": "Test Line",
        "time_zone": "America/Chicago",
        **more,
    }
    return load_settings(**values)


class _Served:
    """What lines serve, read and checked once a test process, each with a database that has it."""

    def __init__(self) -> None:
        self._versions: dict[str, Version] = {}
        self._databases: dict[str, bytes] = {}

    def version(self, settings: Settings) -> Version:
        """The version that the folders of these settings make."""
        files = read_files(settings)
        digest = digest_of(files)
        if digest not in self._versions:
            version, problems = check(files, demo=True)
            if version is None:
                raise BrokenFilesError(list(errors(problems)))
            self._versions[digest] = version
        return self._versions[digest]

    def database(self, version: Version) -> bytes:
        """A SQLite file that serves ``version``, in which nothing has happened."""
        if version.digest not in self._databases:
            self._databases[version.digest] = _new_database(version)
        return self._databases[version.digest]


_SERVED = _Served()


@cache
def shipped_version() -> Version:
    """The shipped flows and rules with the synthetic agencies."""
    return _SERVED.version(settings_for(Path(), "http://127.0.0.1", 25))


def _new_database(version: Version) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        dep = Deployment.of(settings_for(Path(folder), "http://127.0.0.1", 25), clock=MovedClock())
        upgrade(dep.database)
        with dep.database.write() as db:
            publish(db, version, by="test", now=dep.clock())
        dep.database.close()
        return (Path(folder) / SQLITE).read_bytes()


def _made(settings: Settings, clock: MovedClock) -> Deployment:
    """A deployment whose database has all tables and the published flows and rules."""
    shipped = (REPOSITORY / "ivr_flows", REPOSITORY / "routing_rules")
    of_ours = (settings.flows_dir, settings.rules_dir) == shipped
    version = shipped_version() if of_ours else _SERVED.version(settings)
    file = settings.data_dir / SQLITE
    ready = not settings.database_url and not file.exists()
    if ready:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_SERVED.database(version))
    dep = Deployment.of(settings, clock=clock)
    dep.library.add(version)
    if not ready:
        upgrade(dep.database)
        with dep.database.write() as db:
            publish(db, version, by="test", now=dep.clock())
    return dep


@contextlib.contextmanager
def open_line(
    folder: Path,
    *,
    database_url: str = "",
    reports_answers: bool = False,
    company: Company = COMPANIES["twilio"],
    prepare: Callable[[str], object] = lambda _: None,
    **more: Any,
) -> Iterator[Line]:
    """A line in ``folder``, closed afterwards. ``more`` are settings.

    ``company``: who carries its calls; the settings must name that provider.
    ``prepare`` is called with the line's address before the settings are read.

    ``reports_answers``: whether the provider says what became of each answer by text.
    """
    with contextlib.ExitStack() as afterwards:
        server, clock = Server(), MovedClock()
        afterwards.callback(server.stop)
        inbox = Inbox(folder / "inbox")
        inbox.start()
        afterwards.callback(inbox.stop)
        http = httpx.Client(
            base_url=server.base_url, timeout=2 * PATIENCE, follow_redirects=True, verify=False
        )
        afterwards.callback(http.close)
        prepare(server.base_url)
        given = settings_for(folder, server.base_url, inbox.port, database_url=database_url, **more)
        dep = _made(given, clock)
        afterwards.callback(dep.close)
        carrier = Carrier(
            base_url=server.base_url,
            auth_token=TOKEN,
            account_sid=ACCOUNT,
            number=LINE_NUMBER,
            post=lambda url, body, headers: http.post(url, content=body, headers=headers),
            now=clock,
            reports_answers=reports_answers,
            dialect=company.dialect(server.base_url + CARRIER),
        )
        app = create_app(dep)
        passwords = app.state.passwords
        for lane in (
            app.state.webhooks,
            app.state.callbacks,
            passwords.strangers,
            passwords.others,
            app.state.health,
        ):
            lane.seconds = PATIENCE
        app.mount(CARRIER + company.below, company.api(carrier))
        server.start(app)
        worker = new_worker(dep)
        afterwards.callback(worker.stop)
        line = Line(dep, clock, carrier, inbox, worker, http, server.base_url, app, folder)
        afterwards.callback(line.close)
        yield line
