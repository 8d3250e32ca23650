"""A line on loopback with the simulated phone company and a clock that the measurement moves."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import select

from hotline.app import create_app
from hotline.db.migrate import upgrade
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.intake.reporters import known_reporter
from hotline.jobs.worker import Worker
from hotline.privacy.pseudonyms import read_texter
from hotline.settings import load_settings
from hotline.simulator.carrier import Carrier
from hotline.simulator.mailbox import Inbox
from hotline.simulator.rest import rest_api
from hotline.wiring import new_worker

ACCOUNT, TOKEN = "AC" + "0" * 32, "1" * 32
NUMBER = "+19565550100"
CARRIER = "/carrier"
PATIENCE = 120.0
"""Seconds that a busy machine may take for a webhook; no measurement of speed."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Now."""
        return self.now


@dataclass
class PhoneLine:
    """The line, its phone company, its worker and its clock."""

    dep: Deployment
    carrier: Carrier
    worker: Worker
    clock: Clock

    def tip_of(self, number: str) -> str | None:
        """The only report of whoever texts from ``number``; ``None`` when there is not just one."""
        with self.dep.database.read() as db:
            reporter = known_reporter(db, self.dep, read_texter(number))
            if reporter is None:
                return None
            mine = select(Report.tip_id).where(Report.reporter_id == reporter.id)
            found = db.scalars(mine).all()
            return found[0] if len(found) == 1 else None


@contextlib.contextmanager
def phone_line(folder: Path, now: datetime) -> Iterator[PhoneLine]:
    """A demo line in ``folder``, served until the block ends; nothing leaves this machine."""
    clock = Clock(now)
    with contextlib.ExitStack() as afterward:
        listening = socket.create_server(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        inbox = Inbox(folder / "inbox")
        inbox.start()
        afterward.callback(inbox.stop)
        settings = load_settings(
            demo=True,
            data_dir=folder,
            public_url=base,
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
            twilio_api_url=base + CARRIER,
            number=NUMBER,
            smtp_url=f"smtp://127.0.0.1:{inbox.port}",
            secret_keys=base64.b64encode(bytes(range(32))).decode(),
            time_zone="America/Chicago",
        )
        dep = Deployment.of(settings, clock=clock)
        afterward.callback(dep.close)
        upgrade(dep.database)
        dep.publish_folders(by="bench")
        http = httpx.Client(timeout=PATIENCE, verify=False)
        afterward.callback(http.close)
        carrier = Carrier(
            base_url=base,
            auth_token=TOKEN,
            account_sid=ACCOUNT,
            number=NUMBER,
            post=lambda url, body, headers: http.post(url, content=body, headers=headers),
            now=clock,
            reports_answers=False,
        )
        app = create_app(dep)
        app.state.webhooks.seconds = PATIENCE
        app.mount(CARRIER, rest_api(carrier))
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        worker = new_worker(dep)
        afterward.callback(worker.stop)
        yield PhoneLine(dep, carrier, worker, clock)
        server.should_exit = True
        thread.join(10)
