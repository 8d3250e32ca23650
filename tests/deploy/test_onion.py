"""What the onion service passes on: public pages, and nothing with a login."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.line import Line

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "tor"


@pytest.fixture
def onion(line: Line, tmp_path: Path) -> Iterator[httpx.Client]:
    """A real Caddy as Tor would reach it, in front of a line."""
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed; with it on the PATH its answers are tested too")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = tmp_path / "Caddyfile"
    text = (FOLDER / "Caddyfile").read_text("utf-8").replace(":8118", f":{port}")
    config.write_text(f"{{\n\tadmin off\n}}\n{text}", "utf-8")
    upstream = line.base_url.removeprefix("http://")
    environment = os.environ | {"HOME": str(tmp_path), "UPSTREAM": upstream}
    command = [caddy, "run", "--config", str(config), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        transport = httpx.HTTPTransport(retries=6)
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, transport=transport, timeout=20) as client:
            yield client
        process.terminate()


def test_public_pages_pass_and_others_lead_to_the_form(onion: httpx.Client) -> None:
    assert "911" in onion.get("/report").text
    for path in ("/login", "/queue", "/staff", "/metrics", "/twilio/sms", "/api/v1/referrals"):
        answer = onion.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/report")


def test_tor_leads_to_that_site() -> None:
    torrc = (FOLDER / "torrc").read_text("utf-8")
    (port,) = re.findall(r"^HiddenServicePort 80 127\.0\.0\.1:(\d+)$", torrc, re.MULTILINE)
    assert f"http://:{port} {{" in (FOLDER / "Caddyfile").read_text("utf-8")
