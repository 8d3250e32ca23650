"""The evening of a new line, played for real: a copy of the program, ``hotline init``, Caddy with a
certificate of its own, a phone company that keeps the number's entries, an inbox, and telephones.

Everything is on loopback. The company delivers a text to the address that is entered for the
number, through TLS, as a real one would.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx

from hotline.providers import callback_urls
from hotline.settings import REPOSITORY
from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import Answer
from hotline.simulator.mailbox import Inbox
from hotline.simulator.rest import rest_api
from hotline.transport import tls
from tests.moved_clock.sitecustomize import of_children
from tests.server import Server

NUMBER, MARIA, LEE = "+19565550100", "+19565550161", "+19565550162"
ACCOUNT, TOKEN = "AC" + "7" * 32, "evening-token"
PATIENCE = 90.0
CODE = re.compile(r"Code: (\d{4})")
LINK = re.compile(r"(https://\S+/password/\S+)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(good: Callable[[], bool], what: str) -> None:
    """Wait for what another process does."""
    end = time.monotonic() + PATIENCE
    while not good():
        assert time.monotonic() < end, what
        time.sleep(0.1)


class Evening:
    """One town's server, and the world around it."""

    def __init__(self, root: Path, python: Path | None = None) -> None:
        """``python`` has the program installed; without it a copy of the checkout is run."""
        self.root = root
        self.program = root / "opt"
        self.python = str(python or sys.executable)
        self.program.mkdir()
        for name in ("hotline", "ivr_flows", "routing_rules", "deploy") if python is None else ():
            shutil.copytree(REPOSITORY / name, self.program / name,
                            ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
        self.home, self.data = root / "etc", root / "data"
        self.port, self.public_port = free_port(), free_port()
        self.url = f"https://localhost:{self.public_port}"
        self.inbox = Inbox(root / "inbox")
        self.ca = root / "caddy-data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        self.company = Server()
        self.carrier = Carrier(self.url, TOKEN, ACCOUNT, NUMBER, self._deliver)
        self._caddy: subprocess.Popen[bytes] | None = None
        self._service: subprocess.Popen[bytes] | None = None
        self.printed = ""
        """What ``hotline init`` printed."""
        self.steps: list[tuple[str, float]] = []

    def _deliver(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """As the company does: by the number's own entry, with the certificate checked."""
        if url == self.url + callback_urls.TEXT:  # a text; what else it posts it was given by us
            url = self.carrier.entries.get("sms_url", "")
        if not url or not self.ca.exists():
            return httpx.Response(503)
        try:
            return httpx.post(url, content=body, headers=dict(headers), timeout=30,
                              verify=ssl.create_default_context(cafile=self.ca))  # fmt: skip
        except httpx.HTTPError:
            return httpx.Response(503)

    # The world -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def world(self) -> Iterator[None]:
        """The company and the inbox, from the beginning to the end."""
        self.company.start(rest_api(self.carrier))
        self.inbox.start()
        try:
            yield
        finally:
            self.stop_service()
            self.stop_caddy()
            self.company.stop()
            self.inbox.stop()

    # The server ----------------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """What a shell on the server has: nothing of ours but where the folder is."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            **of_children(),
            "HOTLINE_HOME": str(self.home),
            "SSL_CERT_FILE": str(self.ca),
        }

    def hotline(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """One command, run from the copy of the program."""
        return subprocess.run(
            [self.python, "-m", "hotline", *words],
            cwd=self.program,
            env=self.environment,
            input=said,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def step(self, what: str) -> contextlib.AbstractContextManager[None]:
        """Measure how long the machine takes for a step of the guide."""

        @contextlib.contextmanager
        def timed() -> Iterator[None]:
            began = time.monotonic()
            yield
            self.steps.append((what, time.monotonic() - began))

        return timed()

    def answers(self) -> Path:
        """What the coordinator would type."""
        file = self.root / "answers.yaml"
        file.write_text(
            f"""\
name: Webb County Tip Line
number: "{NUMBER}"
serves: Webb County, TX
languages: vi, zh
local_agencies: false
mode: production
public_url: {self.url}
data_dir: {self.data}
smtp_url: smtp://127.0.0.1:{self.inbox.port}
mail_from: tipline@line.example
provider: twilio
twilio_account_sid: {ACCOUNT}
twilio_auth_token: {TOKEN}
admin: {{login: ada, name: Ada Example}}
night:
  - {{login: maria, name: Maria Example, role: coordinator, phone: "{MARIA}"}}
  - {{login: lee, name: Lee Example, phone: "{LEE}"}}
settings:
  HOTLINE_TWILIO_API_URL: {self.company.base_url}
  HOTLINE_PORT: {self.port}
""",
            "utf-8",
        )
        return file

    def init(self) -> str:
        """``hotline init``; each person types the code that their own telephone got."""
        process = subprocess.Popen(
            [self.python, "-u", "-m", "hotline", "init", "--answers", str(self.answers())],
            cwd=self.program,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdin is not None and process.stdout is not None
        with process.stdin as typing, process.stdout as printed:
            for phone in (MARIA, LEE):
                until(
                    lambda phone=phone: (
                        bool(self.carrier.texts_to(phone)) or process.poll() is not None
                    ),  # type: ignore[misc]
                    "a test page",
                )
                codes = [CODE.search(text.body) for text in self.carrier.texts_to(phone)]
                assert codes and codes[-1], "the test page has a code"
                typing.write(f"{codes[-1][1]}\n")
                typing.flush()
            output = printed.read()
        assert process.wait(PATIENCE) == 0, output
        return output

    def start_service(self) -> None:
        """As the unit does: the folder is all that it is told."""
        with (self.root / "service.log").open("ab") as log:
            self._service = subprocess.Popen(
                [self.python, "-m", "hotline", "serve"],
                cwd=self.program,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        until(lambda: _answers(f"http://127.0.0.1:{self.port}/healthz"), "the service")

    def stop_service(self) -> None:
        if self._service is not None:
            self._service.terminate()
            self._service.wait(PATIENCE)
            self._service = None

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """The service does nothing for a while, as on a machine that hangs."""
        assert self._service is not None
        self._service.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._service.send_signal(signal.SIGCONT)

    def start_caddy(self) -> None:
        """The shipped Caddyfile; its certificates come from an authority of its own."""
        config = self.root / "Caddyfile"
        text = (self.program / "deploy" / "Caddyfile").read_text("utf-8")
        own = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"
        config.write_text(text.replace("{\n", own, 1), "utf-8")
        self._caddy = subprocess.Popen(
            [
                shutil.which("caddy") or "caddy",
                "run",
                "--config",
                str(config),
                "--adapter",
                "caddyfile",
            ],
            env=os.environ
            | {
                "XDG_DATA_HOME": str(self.root / "caddy-data"),
                "XDG_CONFIG_HOME": str(self.root / "caddy-config"),
                "HOTLINE_PUBLIC_URL": self.url,
                "UPSTREAM": f"127.0.0.1:{self.port}",
                "FALLBACK_DIR": str(self.home / "fallback"),
            },
            stderr=subprocess.DEVNULL,
        )
        until(self.ca.exists, "Caddy's certificate")
        until(lambda: _answers(f"{self.url}/fallback/sms.xml", self.ca), "Caddy")

    def stop_caddy(self) -> None:
        if self._caddy is not None:
            self._caddy.terminate()
            self._caddy.wait(PATIENCE)
            self._caddy = None

    # People --------------------------------------------------------------------------------------

    def browser(self) -> httpx.Client:
        """A browser that trusts the town's certificate."""
        return httpx.Client(
            base_url=self.url,
            verify=ssl.create_default_context(cafile=self.ca),
            follow_redirects=True,
            timeout=30,
            headers={"origin": self.url},
        )

    def fingerprint(self) -> str:
        """What the program consists of; compiled files aside."""
        digest = hashlib.sha256()
        for file in sorted(self.program.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(self.program)}".encode() + file.read_bytes())
        return digest.hexdigest()


def _answers(url: str, ca: Path | None = None) -> bool:
    try:
        context = ssl.create_default_context(cafile=ca) if ca else tls.trusted()
        return httpx.get(url, verify=context, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
