"""What the onion service passes on: public pages, and nothing with a login."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy import real_nginx
from tests.deploy.test_caddy import free_port
from tests.line import Line

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "tor"
BOOT_SECONDS = 60


def program(name: str) -> str:
    """Where a program is, also where only the administrator's path has it."""
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if found is None:
        pytest.skip(f"{name} is not installed; with it what deploy/tor has is tried for real")
    return found


def caddy(line: Line, folder: Path, port: int) -> list[str]:
    """What starts Caddy in front of ``line``."""
    config = folder / "Caddyfile"
    text = (FOLDER / "Caddyfile").read_text("utf-8").replace(":8118", f":{port}")
    config.write_text(f"{{\n\tadmin off\n}}\n{text}", "utf-8")
    return [program("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]


def nginx(line: Line, folder: Path, port: int) -> list[str]:
    """What starts nginx in front of ``line``."""
    site = (FOLDER / "nginx.conf").read_text("utf-8").replace(":8118", f":{port}")
    site = site.replace("127.0.0.1:8000", line.base_url.removeprefix("http://"))
    config = real_nginx.whole(folder, site)
    return [program("nginx"), "-p", str(folder), "-c", str(config)]


@pytest.fixture(params=[caddy, nginx], ids=lambda start: str(start.__name__))
def onion(line: Line, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A real Caddy or nginx as Tor would reach it, in front of a line."""
    port = free_port()
    command = request.param(line, tmp_path, port)
    upstream = line.base_url.removeprefix("http://")
    environment = os.environ | {"HOME": str(tmp_path), "UPSTREAM": upstream}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        transport = httpx.HTTPTransport(retries=6)
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, transport=transport, timeout=20) as client:
            yield client
        process.terminate()


def test_public_pages_pass_and_others_lead_to_the_form(
    onion: httpx.Client, line: Line, tmp_path: Path
) -> None:
    page = onion.get("/report").text
    assert "911" in page
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert onion.get(path).status_code == 200, path
    for path in ("/directory", "/about", "/poster", "/poster/code.pdf"):
        assert onion.get(path).status_code == 200, path
    for path in ("/login", "/queue", "/staff", "/metrics", "/twilio/sms", "/api/v1/referrals"):
        answer = onion.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/report"), path


def test_a_whole_report_passes_with_a_large_file_that_is_on_no_disk(
    onion: httpx.Client, line: Line, tmp_path: Path
) -> None:
    from tests.web_door.visitor import Visitor

    visitor = Visitor(onion)
    visitor.send("my boss in Laredo Texas keeps our passports")
    picture = b"\x89PNG\r\n\x1a\n" + b"zmark on no disk" * 250_000
    assert "got your picture" in visitor.send("yes, it is safe", files={"p.png": picture})
    form = {"visit": visitor.seen.fields["visit"]}
    assert onion.post("/report/waiting", data=form).json() == {"waits": False}
    temporary = [path for path in (tmp_path / "client_body").glob("**/*") if path.is_file()]
    assert temporary == []


def test_tor_leads_to_that_site() -> None:
    torrc = (FOLDER / "torrc").read_text("utf-8")
    (port,) = re.findall(r"^HiddenServicePort 80 127\.0\.0\.1:(\d+)$", torrc, re.MULTILINE)
    assert f"http://:{port} {{" in (FOLDER / "Caddyfile").read_text("utf-8")
    assert f"listen 127.0.0.1:{port};" in (FOLDER / "nginx.conf").read_text("utf-8")


def test_a_real_tor_takes_the_file_and_makes_an_address(tmp_path: Path) -> None:
    """Without a network, as far as it goes: its own check, and the address of the service."""
    tor, service = program("tor"), tmp_path / "service"
    service.mkdir(mode=0o700)
    text = (FOLDER / "torrc").read_text("utf-8").replace("/var/lib/tor/hotline/", f"{service}/")
    config = tmp_path / "torrc"
    config.write_text(f"{text}DataDirectory {tmp_path}/data\nSocksPort 0\nDisableNetwork 1\n")
    command = [tor, "--ignore-missing-torrc", "--defaults-torrc", "/dev/null", "-f", str(config)]
    checked = subprocess.run(
        [*command, "--verify-config"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert "Configuration was valid" in checked.stdout
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        until = time.monotonic() + BOOT_SECONDS
        while not (service / "hostname").exists() and time.monotonic() < until:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        process.terminate()
    address = (service / "hostname").read_text("ascii").strip()
    assert re.fullmatch(r"[a-z2-7]{56}\.onion", address)
