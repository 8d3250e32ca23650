"""nginx as deploy/nginx.conf has it, in front of a service that is down and of one that answers."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy import real_nginx
from tests.deploy.test_caddy import free_port

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")


def test_nothing_is_logged_of_who_asked_for_what() -> None:
    assert "access_log off;" in TEXT
    assert "/metrics" in TEXT.partition("location ~ ^/twilio")[0], "counters are closed first"


class Service(http.server.BaseHTTPRequestHandler):
    """Says what it was asked, and for whom."""

    def answer(self) -> None:
        body = f"{self.path} {self.headers['X-Forwarded-For']} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name in {"do_GET", "do_POST"}:
            return self.answer
        raise AttributeError(name)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, int]]:
    """A real nginx with a certificate of its own, and the port where the service would be."""
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx is not installed (Debian: nginx-light); with it its answers are tested")
    home, ports = tmp_path_factory.mktemp("nginx"), [free_port() for _ in range(4)]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-subj", "/CN=tips.example.org", "-keyout", home / "privkey.pem", "-out",
         home / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (
        TEXT.replace("/etc/letsencrypt/live/tips.example.org", str(home))
        .replace("/etc/hotline/fallback", str(ROOT / "deploy"))
        .replace("/var/log/nginx/hotline.log", str(home / "error.log"))
        .replace("listen 80;", f"listen 127.0.0.1:{ports[0]};")
        .replace("listen 443 ssl http2;", f"listen 127.0.0.1:{ports[1]} ssl http2;")
        .replace("    listen [::]:80;\n", "")
        .replace("    listen [::]:443 ssl http2;\n", "")
        .replace("127.0.0.1:8000", f"127.0.0.1:{ports[2]}")
        .replace("127.0.0.1:8099", f"127.0.0.1:{ports[3]}")
    )
    config = real_nginx.whole(home, site)
    checked = subprocess.run(
        [nginx, "-t", "-p", home, "-c", config], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen([nginx, "-p", home, "-c", config], stderr=subprocess.DEVNULL) as process:
        transport = httpx.HTTPTransport(retries=6, verify=False)
        with httpx.Client(
            base_url=f"https://127.0.0.1:{ports[1]}", transport=transport, timeout=20
        ) as client:
            yield client, ports[2]
        process.terminate()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/twilio/voice/step?turn=3", "<Number>+18883737888</Number>"),
        ("/twilio/voice", "<Number>+18883737888</Number>"),
        ("/twilio/sms", "1-888-373-7888"),
        ("/fallback/voice.xml", "<Number>+18883737888</Number>"),
        ("/fallback/sms.xml", "1-888-373-7888"),
    ],
)
def test_the_provider_gets_twiml_while_the_service_is_down(
    proxy: tuple[httpx.Client, int], path: str, words: str
) -> None:
    answer = proxy[0].post(path, data={"CallSid": "CA1"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert words in answer.text


def test_a_page_says_that_it_is_down_and_where_help_is(proxy: tuple[httpx.Client, int]) -> None:
    answer = proxy[0].get("/queue")
    assert (answer.status_code, "1-888-373-7888" in answer.text) == (503, True)
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/metrics", "/METRICS", "/metrics/", "/%6detrics"])
def test_the_counters_are_not_for_everybody(proxy: tuple[httpx.Client, int], path: str) -> None:
    assert proxy[0].get(path).status_code == 404


def test_a_service_that_answers_is_passed_on_with_who_really_asks(
    proxy: tuple[httpx.Client, int],
) -> None:
    client, port = proxy
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Service) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        forged = {"x-forwarded-for": "203.0.113.9", "host": "tips.example.org"}
        answer = client.get("/queue?x=1", headers=forged)
        called = client.post("/twilio/voice?a=b%20c", headers=forged)
        served.shutdown()
    assert answer.text == "/queue?x=1 127.0.0.1 tips.example.org"
    assert called.text == "/twilio/voice?a=b%20c 127.0.0.1 tips.example.org"


def test_a_large_report_is_neither_refused_nor_written_down(
    proxy: tuple[httpx.Client, int],
) -> None:
    """The service is down here, and nginx says so; it does not say that the file is too large."""
    for path in ("/report", "/report/piece"):
        answer = proxy[0].post(path, content=b"x" * 5_000_000)
        assert (answer.status_code, "1-888-373-7888" in answer.text) == (503, True)
