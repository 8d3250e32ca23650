"""A demo line for measurements, and processes beside it."""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from hotline.db.migrate import upgrade
from hotline.deployment import Clock, Deployment, utc_now
from hotline.settings import load_settings

TOKEN = "1" * 32
NUMBER = "+19565550100"
STARTS_WITHIN_SECONDS = 180.0


FIRST_KEY = base64.b64encode(bytes(range(32))).decode()


def demo_line(
    folder: Path,
    *,
    base_url: str,
    smtp_port: int = 2525,
    clock: Clock = utc_now,
    keys: str = FIRST_KEY,
    database_url: str = "",
) -> Deployment:
    """A demo line whose files are in ``folder``, its flows and rules published.

    ``keys`` are its sealing keys in base64, the newest first; without a ``database_url`` it works
    on a SQLite file in the folder.
    """
    settings = load_settings(
        demo=True,
        data_dir=folder,
        public_url=base_url,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=TOKEN,
        number=NUMBER,
        smtp_url=f"smtp://127.0.0.1:{smtp_port}",
        secret_keys=keys,
        database_url=database_url,
        time_zone="America/Chicago",
    )
    dep = Deployment.of(settings, clock=clock)
    upgrade(dep.database)
    dep.publish_folders(by="bench")
    return dep


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(
    module: str, *arguments: str, port: int, code: Path | None = None, database: str = ""
) -> Iterator[int]:
    """``python -m module`` while the block runs, from when its port takes connections; its id.

    ``code`` is the folder of another build to run, ``database`` the address of its database.
    """
    command = [sys.executable, "-m", module, *arguments]
    surroundings = {**os.environ, **({"HOTLINE_DATABASE_URL": database} if database else {})}
    if code is not None:
        surroundings["PYTHONPATH"] = str(code)
    with subprocess.Popen(command, cwd=code, env=surroundings) as running:
        try:
            _wait_for(port, running)
            yield running.pid
        finally:
            running.terminate()


def cpu_seconds(pid: int) -> float:
    """The processor's time that a process has used, user and system; 0 where no one counts it."""
    try:
        used = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def nanoseconds(pid: int) -> int:
    """The processor's time of all threads of a process so far; finer than the clock's ticks."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text("ascii").split()[0]) for thread in threads)


def signed(url: str, fields: Mapping[str, Any]) -> str:
    """The signature of a form that the provider posts to ``url``."""
    return str(RequestValidator(TOKEN).compute_signature(url, fields))


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and running.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("a process of the measurement did not start")


class Poster:
    """Posts signed forms to one server over one kept connection, as the provider does."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._validator = RequestValidator(TOKEN)

    def post(self, path: str, fields: Mapping[str, Any]) -> tuple[float, str]:
        """Seconds until the whole answer was there, and the answer."""
        body = urlencode(fields)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": self._validator.compute_signature(self.base_url + path, fields),
        }
        begun = time.perf_counter()
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        took = time.perf_counter() - begun
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}")
        return took, text

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
