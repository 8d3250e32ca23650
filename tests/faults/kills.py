"""kill -9 at random instants, again and again, under a stream of texts and calls.

Web and workers are real processes of the real commands; mail server and telephone company live in
this process and are not killed. At the end the service is left in peace until nothing is due, and
:mod:`tests.faults.proof` looks at what became of everything.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import func, select

from hotline.db.accounts import Staff
from hotline.db.jobs import Job
from hotline.db.migrate import upgrade
from hotline.db.reports import Contact
from hotline.deployment import Deployment, utc_now
from hotline.followups import paging
from hotline.settings import load_settings
from hotline.simulator.carrier import Carrier
from hotline.simulator.rest import rest_api
from tests.faults import nursery
from tests.faults.proof import Arrived, faults
from tests.faults.stream import Stream
from tests.line import ACCOUNT, KEY, LINE_NUMBER, TOKEN
from tests.referrals.receivers import Postman

PEOPLE = 6
LIVES_TO = 1.2
"""Seconds that a process lives at most, at work or since its birth, before it is killed."""
KILLED_AT_WORK = 0.8
"""The part of the kills that come after it has begun to work; the others may come before."""
PATIENCE_SECONDS = 30
DRAIN_SECONDS = 240
QUIET_SECONDS = 3
FOR_EVER = datetime.max.replace(tzinfo=UTC)
LATE = timedelta(seconds=1)
"""A job that is due for so long waits for somebody; later ones are clocks that run on."""


@dataclass
class Outcome:
    """What a run came to."""

    database: str
    kills: int = 0
    seconds: float = 0.0
    texts: int = 0
    calls: int = 0
    repeated: int = 0
    mails: int = 0
    doubled: int = 0
    emergencies: int = 0
    problems: list[str] = field(default_factory=list)
    log: str = ""

    @property
    def line(self) -> str:
        """One line for people."""
        return (
            f"{self.database}: {self.kills} kills in {self.seconds:.0f} s; {self.texts} texts and "
            f"{self.calls} calls acknowledged, {self.repeated} repeated by the provider, "
            f"{self.mails} mails arrived ({self.doubled} of them twice, under one key); "
            f"{len(self.problems)} promises broken"
        )


class Child:
    """A place for a service process: there is always one alive, however often it is killed."""

    def __init__(self, context: Any, what: str, environment: dict[str, str], log: str) -> None:
        self._context = context
        self._given = (environment, log, what)
        self._process: BaseProcess | None = None
        self._ready: Any = None

    def start(self) -> None:
        self._ready = self._context.Event()
        given = (*self._given, self._ready)
        self._process = self._context.Process(target=nursery.live, args=given)
        self._process.start()

    def live_for(self, seconds: float, *, at_work: bool) -> None:
        """Let it live so long, counted from its birth or from when it is at work."""
        if at_work:
            self._ready.wait(PATIENCE_SECONDS)
        time.sleep(seconds)

    def kill(self) -> None:
        """SIGKILL, without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def end(self) -> None:
        """Ask it to stop, as an operator does."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(30)
            self.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def carrier(public: str) -> Iterator[tuple[Carrier, str]]:
    """The telephone company, with its REST API on a port of its own."""
    company = Carrier(
        base_url=public,
        auth_token=TOKEN,
        account_sid=ACCOUNT,
        number=LINE_NUMBER,
        post=lambda *_: _Nothing(),
    )
    app = rest_api(company)
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield company, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


class _Nothing:
    """The company's status reports get lost in these runs: they must not be needed."""

    status_code, text = 200, ""


def environment_of(folder: Path, url: str, public: str, api: str, smtp: str) -> dict[str, str]:
    """What the service reads here."""
    return {
        "HOTLINE_DEMO": "1",
        "HOTLINE_DATA_DIR": str(folder),
        "HOTLINE_DATABASE_URL": url,
        "HOTLINE_PUBLIC_URL": public,
        "HOTLINE_TWILIO_API_URL": api,
        "HOTLINE_TWILIO_ACCOUNT_SID": ACCOUNT,
        "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
        "HOTLINE_NUMBER": LINE_NUMBER,
        "HOTLINE_SMTP_URL": smtp,
        "HOTLINE_SECRET_KEYS": KEY,
        "HOTLINE_WORKER_POLL_SECONDS": "0.1",
        "HOTLINE_TEXT_IDLE_MINUTES": "1",
        "HOTLINE_CALL_IDLE_MINUTES": "1",
        "HOTLINE_LOG_LEVEL": "WARNING",
    }


def run(database: str, url: str, folder: Path, kills: int, seed: int) -> Outcome:
    """Kill ``kills`` times on the database at ``url``. See the module."""
    began = time.monotonic()
    webs = [free_port()] if database == "sqlite" else [free_port(), free_port()]
    public = "http://127.0.0.1:9"
    log = str(folder / "service.log")
    with Postman() as postman, carrier(public) as (company, api):
        environment = environment_of(folder, url, public, api, postman.url)
        dep = _prepared(environment)
        stream = Stream(
            bases=[f"http://127.0.0.1:{port}" for port in webs],
            public=public,
            token=TOKEN,
            account=ACCOUNT,
            number=LINE_NUMBER,
            seed=seed,
        )
        children = _children(database, environment, webs, log)
        people = stream.people(PEOPLE)
        killed = _kill(children, kills, random.Random(seed))
        stream.stop.set()
        for person in people:
            person.join(60)
        settled = _drain(dep)
        for child in children:
            child.end()
        outcome = outcome_of(database, dep, stream, postman, company, settled)
        outcome.kills, outcome.log = killed, log
        outcome.seconds = time.monotonic() - began
        dep.database.close()
        return outcome


def _prepared(environment: dict[str, str]) -> Deployment:
    """The deployment as the service will have it, with somebody to page."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        dep = Deployment.of(load_settings())
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    upgrade(dep.database)
    dep.publish_folders(by="faults")
    with dep.database.write() as db:
        person = Staff(
            username="dana",
            name="Dana Example",
            role="dispatcher",
            password_hash="none",
            created_at=utc_now(),
        )
        db.add(person)
        db.flush()
        paging.set_reach(dep.keys, person, paging.Reach("+19565550162", "dana@line.example"))
    return dep


def _children(database: str, environment: dict[str, str], webs: list[int], log: str) -> list[Child]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.nursery"])
    kinds = ["serve"] if database == "sqlite" else ["web", "web", "worker", "worker"]
    ports = [*webs, *[0] * (len(kinds) - len(webs))]
    children = [
        Child(context, kind, environment | ({"HOTLINE_PORT": str(port)} if port else {}), log)
        for kind, port in zip(kinds, ports, strict=True)
    ]
    for child in children:
        child.start()
    return children


def _kill(children: list[Child], kills: int, chance: random.Random) -> int:
    for _ in range(kills):
        child = chance.choice(children)
        at_work = chance.random() < KILLED_AT_WORK
        child.live_for(chance.uniform(0, LIVES_TO), at_work=at_work)
        child.kill()
        child.start()
    return kills


def _drain(dep: Deployment) -> datetime:
    """Wait until nobody is talking, nothing is due, and every lease of the dead has run out.

    Gives the moment up to which all that was due is done: clocks run on, and what they make due
    after it may wait for a worker. Without such a moment everything is judged.
    """
    until = time.monotonic() + DRAIN_SECONDS
    quiet = 0
    settled = FOR_EVER
    while time.monotonic() < until and quiet < QUIET_SECONDS:
        looked = utc_now()
        quiet = quiet + 1 if not _waiting(dep) else 0
        settled = looked - LATE if quiet else FOR_EVER
        time.sleep(1.0)
    return settled


def _waiting(dep: Deployment) -> int:
    late = Job.due_at <= utc_now() - LATE
    with dep.database.read() as db:
        due = (Job.state == "leased") | ((Job.state == "due") & late)
        jobs = db.scalar(select(func.count()).select_from(Job).where(due)) or 0
        talking = select(func.count()).select_from(Contact).where(Contact.ended_at.is_(None))
        return jobs + (db.scalar(talking) or 0)


def outcome_of(
    database: str,
    dep: Deployment,
    stream: Stream,
    postman: Postman,
    company: Carrier,
    settled: datetime,
) -> Outcome:
    """What came of the traffic once ``settled`` is over: see :mod:`tests.faults.proof`."""
    keys = Counter(str(message["X-Idempotency-Key"]) for message in postman.inbox.arrived)
    ids: dict[str, set[str]] = {}
    for message in postman.inbox.arrived:
        ids.setdefault(str(message["X-Idempotency-Key"]), set()).add(str(message["Message-ID"]))
    arrived = Arrived(
        mails=keys,
        message_ids=ids,
        texts=frozenset(message.sid for message in company.sent),
        calls=frozenset(company.calls),
    )
    problems = [f"a repeated text was answered otherwise: {sid}" for sid in stream.differing]
    problems += faults(dep, stream.accepted, stream.calls, arrived, settled)
    return Outcome(
        database=database,
        texts=len(stream.accepted),
        calls=len(stream.calls),
        repeated=stream.repeated,
        mails=len(keys),
        doubled=sum(1 for count in keys.values() if count > 1),
        emergencies=stream.emergencies,
        problems=problems,
    )
