"""The service is killed without warning, as machines are; nothing accepted is lost or told twice.

A real process is started as a person starts it, killed with SIGKILL, and started again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hotline.simulator.carrier import Carrier
from hotline.simulator.mailbox import Inbox
from tests.line import ACCOUNT, KEY, LINE_NUMBER, TOKEN, tip_in
from tests.moved_clock.sitecustomize import of_children
from tests.scratch import tmp_path
from tests.server import Server

CALLER = "+19565550123"
LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)
PATIENCE = 180.0
__all__ = ["tmp_path"]


class Service:
    """``hotline serve`` in a process of its own."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        held = Server()  # finds a free port, and lets go of it for the service
        self.port = held.port
        held.stop()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            "PATH": os.environ["PATH"],
            **of_children(),
            "HOTLINE_DEMO": "1",
            "HOTLINE_DATA_DIR": str(folder),
            "HOTLINE_PORT": str(self.port),
            "HOTLINE_TWILIO_ACCOUNT_SID": ACCOUNT,
            "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
            "HOTLINE_NUMBER": LINE_NUMBER,
            "HOTLINE_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "HOTLINE_SECRET_KEYS": KEY,
            "HOTLINE_WORKER_POLL_SECONDS": "0.1",
        }
        self._process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def start(self, *options: str) -> None:
        ready = threading.Event()  # one for each process: the listener of a killed one is late
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hotline", "serve", *options],
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, args=(self._process, ready), daemon=True).start()
        assert ready.wait(PATIENCE), "".join(self.said)
        assert self._process.poll() is None, "".join(self.said)

    def _listen(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        with process.stderr:
            for line in process.stderr:
                self.said.append(line)
                if "ready at" in line:
                    ready.set()
        ready.set()  # it ended: whoever waits sees that

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code = self._process.wait(timeout=PATIENCE)
        self._process = None
        return code


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    kept = Inbox(tmp_path / "inbox")
    kept.start()
    yield kept
    kept.stop()


@pytest.fixture
def service(tmp_path: Path, inbox: Inbox) -> Iterator[Service]:
    running = Service(tmp_path, inbox.port)
    yield running
    running.kill()


def carrier_to(service: Service) -> Carrier:
    return Carrier(
        base_url=service.base_url,
        auth_token=TOKEN,
        account_sid=ACCOUNT,
        number=LINE_NUMBER,
        post=lambda url, body, headers: httpx.post(url, content=body, headers=headers, timeout=60),
    )


def test_killed_between_commit_and_sending_the_alert_goes_out_once(
    service: Service, inbox: Inbox
) -> None:
    service.start("--no-worker")  # what is committed is not sent: the instant between the two
    phone = carrier_to(service)
    for words in (LAREDO, "yes", "not sure", "I don't know", "no"):
        answer = phone.text(CALLER, words)
    tip = tip_in("".join(answer))
    service.kill()
    assert not inbox.mails()

    service.start()
    assert inbox.wait_for(1, PATIENCE), "the alert arrives"
    service.stop()
    service.start()
    assert service.stop() == 0
    assert [tip in mail.subject for mail in inbox.mails()] == [True]


def test_a_conversation_goes_on_after_a_kill_between_two_webhooks(service: Service) -> None:
    service.start()
    phone = carrier_to(service)
    call = phone.call(CALLER)
    call.press("1")
    phone.text(CALLER, LAREDO)
    service.kill()

    service.start()
    call.press("2")
    assert not call.over
    assert call.gather is not None
    phone.text(CALLER, "yes")
    phone.text(CALLER, "not sure")
    phone.text(CALLER, "I don't know")
    assert tip_in("".join(phone.text(CALLER, "no")))
