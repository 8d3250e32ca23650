"""What Caddy answers for us, above all while the service is down."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from hotline.telephony import inbound_calls, inbound_texts, whisper

ROOT = Path(__file__).resolve().parents[2]
CADDYFILE = ROOT / "deploy" / "Caddyfile"
TEXT = CADDYFILE.read_text("utf-8")


def directives() -> str:
    return "\n".join(line.split(" #")[0] for line in TEXT.splitlines() if line.strip()[:1] != "#")


def test_the_braces_are_in_balance() -> None:
    unplaced = re.sub(r"\{[$\w.:/>@]+\}", "", directives())
    assert unplaced.count("{") == unplaced.count("}") > 0


def test_every_file_that_is_served_is_there() -> None:
    files = re.findall(r"import fallback_file /(\S+)", directives())
    assert set(files) == {"fallback.twiml.xml", "fallback-sms.twiml.xml"}
    assert all((ROOT / "deploy" / name).exists() for name in files)


def test_each_webhook_that_needs_twiml_has_a_last_resort() -> None:
    covered = re.findall(r"@(?:voice|text|agent) path (.+)", directives())
    patterns = [re.escape(p).replace(r"\*", ".*") for line in covered for p in line.split()]
    routers = (inbound_calls.router, whisper.router, inbound_texts.router)
    paths = [route.path for r in routers for route in r.routes if isinstance(route, APIRoute)]
    assert len(paths) >= 7
    for path in paths:
        assert any(re.fullmatch(pattern, path) for pattern in patterns), path


def test_nothing_is_logged_of_who_asked_for_what() -> None:
    assert "request delete" in directives()
    (site,) = re.findall(r"\n\{\$HOTLINE_PUBLIC_URL\} \{\n(.*)", directives(), re.DOTALL)
    assert not re.search(r"^\s*log\b", site, re.MULTILINE)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A real Caddy in front of a service that is down."""
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed; with it on the PATH its answers are tested too")
    ports = [free_port() for _ in range(3)]
    home = tmp_path_factory.mktemp("caddy")
    config = home / "Caddyfile"
    config.write_text(TEXT.replace("{\n", f"{{\n\tadmin 127.0.0.1:{ports[2]}\n", 1), "utf-8")
    environment = os.environ | {
        "HOME": str(home),
        "HOTLINE_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "UPSTREAM": f"127.0.0.1:{ports[1]}",
        "FALLBACK_DIR": str(ROOT / "deploy"),
    }
    command = [caddy, "run", "--config", str(config), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        transport = httpx.HTTPTransport(retries=6)
        with httpx.Client(
            base_url=environment["HOTLINE_PUBLIC_URL"], transport=transport, timeout=20
        ) as client:
            yield client
        process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


WHILE_DOWN = {
    "/twilio/voice/step?turn=3": "<Number>+18883737888</Number>",
    "/twilio/sms": "1-888-373-7888",
    "/twilio/agent/whisper": "<Hangup/>",
    "/fallback/voice.xml": "<Number>+18883737888</Number>",
}


@pytest.fixture(scope="module")
def while_down(proxy: httpx.Client) -> dict[str, httpx.Response]:
    """The answers, asked for side by side: Caddy waits five seconds for the service each time."""
    ways = {path: partial(proxy.post, path, data={"CallSid": "CA1"}) for path in WHILE_DOWN}
    ways["/queue"] = partial(proxy.get, "/queue")
    with ThreadPoolExecutor(len(ways)) as side_by_side:
        asked = {path: side_by_side.submit(way) for path, way in ways.items()}
        return {path: answer.result() for path, answer in asked.items()}


@pytest.mark.parametrize(("path", "words"), WHILE_DOWN.items())
def test_the_provider_gets_twiml_while_the_service_is_down(
    while_down: dict[str, httpx.Response], path: str, words: str
) -> None:
    answer = while_down[path]
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert words in answer.text


def test_a_page_says_that_it_is_down_and_where_help_is(
    while_down: dict[str, httpx.Response],
) -> None:
    answer = while_down["/queue"]
    assert answer.status_code == 503
    assert "1-888-373-7888" in answer.text


def test_the_counters_are_not_for_everybody(proxy: httpx.Client) -> None:
    assert proxy.get("/metrics").status_code == 404
