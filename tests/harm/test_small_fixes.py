"""Small mistakes with large effects: each test is named for what holds now."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from hotline.console import live_updates
from hotline.console.live_updates import Listener, Live
from hotline.db.database import Database
from hotline.db.migrate import NewerDatabaseError, upgrade
from hotline.settings import REPOSITORY, SettingsError
from hotline.transport.mail_server import MailServer
from hotline.transport.tls import this_machine, trusted
from tests.line import Line, settings_for

DOCUMENTED = re.compile(r"`(hotline_[a-z_]+)`")


# Every error is an answer -------------------------------------------------------------------------


def test_odd_requests_are_answered_with_a_sentence_and_all_headers(line: Line) -> None:
    line.text("+19565550123", "my neighbor keeps a girl locked in his nail salon in Laredo")
    (tip,) = line.tips()
    desk = line.as_staff("dispatcher")
    for token in ("é", "ñ" * 40, "\u202e", "🙂", "\x00", "", "x" * 64, "中文"):
        answer = desk.post(f"/reports/{tip}/claim", data={"csrf": token})
        assert answer.status_code in {403, 409}, repr(token)
        assert answer.headers["x-frame-options"] == "DENY"
    for path in (
        "%00.mp3",
        "a%00b.wav",
        "%2e%2e/%00.mp3",
        "x" * 5000 + ".mp3",
        "..%2f.mp3",
        ".mp3",
    ):
        answer = line.http.get(f"/audio/{path}")
        assert answer.status_code == 404, path[:20]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_broke_is_logged_by_route_and_kind_and_nothing_else(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    @line.app.get("/breaks/{what}")
    def breaks(what: str) -> str:
        raise KeyError(f"+19565550123 said {what}")

    with caplog.at_level(logging.ERROR):
        answer = line.http.get("/breaks/quagga?secret=zebra")
    assert answer.status_code == 500 and "911" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "GET /breaks/{what} broke: KeyError" in said
    assert not any(word in said for word in ("quagga", "zebra", "5550123"))


# Counters -----------------------------------------------------------------------------------------


def test_every_documented_counter_has_a_sample_from_the_start(line: Line) -> None:
    guide = (REPOSITORY / "deploy" / "README.md").read_text("utf-8")
    shown = line.http.get("/metrics").text
    samples = {row.split("{")[0].split(" ")[0] for row in shown.splitlines() if row[0] != "#"}
    names = set(DOCUMENTED.findall(guide))
    assert len(names) >= 6
    assert names <= samples, f"no such series: {names - samples}"
    for labeled in (
        'hotline_emergency_answers_total{cause="late"}',
        'hotline_emergency_answers_total{cause="database"}',
        'hotline_emergency_answers_total{cause="error"}',
        'hotline_emergency_answers_total{cause="middleware"}',
        'hotline_pages_without_anybody_total{to="dispatchers"}',
        'hotline_pages_without_anybody_total{to="supervisors"}',
        'hotline_jobs_failed_total{kind="alert"}',
        'hotline_jobs_failed_total{kind="page"}',
        'hotline_jobs_done_total{kind="referral.step"}',
    ):
        assert f"{labeled} " in shown, labeled


# A database of another version --------------------------------------------------------------------


@pytest.mark.parametrize("revision", ["9999_future", "0016_not_ours", "zzz", "0001a", "1.2.3"])
def test_a_newer_database_is_refused_in_one_line_and_left_as_it_was(
    tmp_path: Path, revision: str
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    upgrade(database)
    upgrade(database)
    with database.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    before = (tmp_path / "x.db").read_bytes()
    with pytest.raises(NewerDatabaseError) as refused:
        upgrade(database)
    assert len(refused.value.lines) == 1 and revision in refused.value.lines[0]
    assert "restore the backup" in refused.value.lines[0]
    assert (tmp_path / "x.db").read_bytes() == before
    database.close()


def test_the_command_says_so_without_a_traceback(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'hotline.db'}")
    upgrade(database)
    with database.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    database.close()
    given = settings_for(tmp_path, "http://127.0.0.1:1", 25)
    values = {
        "HOTLINE_DATA_DIR": str(tmp_path),
        "HOTLINE_DEMO": "1",
        "HOTLINE_SECRET_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "HOTLINE_TWILIO_ACCOUNT_SID": given.twilio_account_sid,
        "HOTLINE_TWILIO_AUTH_TOKEN": given.twilio_auth_token,
        "HOTLINE_NUMBER": given.number,
        "PATH": "",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "hotline", "staff", "list"],
        env=values,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2, ran.stderr
    assert "9999_future" in ran.stderr and "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


# Mail with a certificate of its own ---------------------------------------------------------------


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that a mail server made itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, secret


class Box:
    """Takes any mail."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 OK"


def test_a_mail_server_on_this_machine_needs_no_certificate_of_an_authority(
    own_certificate: tuple[Path, Path],
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate)
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, tls_context=context)
    server.start()
    try:
        for host in ("127.0.0.1", "localhost"):
            mail = MailServer(f"smtp://{host}:{port}", guard=lambda _host, _port: None)
            mail.send("a@b.example", "c@d.example", b"Subject: x\r\n\r\nx\r\n", envelope="e")
            mail.close()
        assert len(box.mails) == 2
    finally:
        server.stop()


def test_elsewhere_a_certificate_is_checked_and_an_authority_can_be_added(
    own_certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    def context_for(host: str, ca_file: str = "") -> ssl.SSLContext:
        mail = MailServer(f"smtp://{host}", guard=lambda _host, _port: None, ca_file=ca_file)
        return mail._context(host)

    for host in ("mail.example.org", "203.0.113.9", "10.0.0.1", "localhost.example.org"):
        assert context_for(host).verify_mode is ssl.CERT_REQUIRED
        assert context_for(host).check_hostname
    added = context_for("mail.example.org", str(own_certificate[0]))
    assert added.verify_mode is ssl.CERT_REQUIRED
    assert len(added.get_ca_certs()) == len(trusted().get_ca_certs()) + 1
    assert this_machine().verify_mode is ssl.CERT_NONE
    for wrong in (tmp_path, tmp_path / "none.pem", own_certificate[1]):
        with pytest.raises(SettingsError, match="certificates"):
            settings_for(tmp_path, "http://127.0.0.1:1", 25, smtp_ca_file=str(wrong))


# Streams ------------------------------------------------------------------------------------------


def test_no_more_pages_listen_than_are_allowed_however_many_come_at_once(line: Line) -> None:
    async def story() -> None:
        watcher = Live(line.dep)
        loop = asyncio.get_running_loop()
        people = [Listener(loop, person=number // 25) for number in range(25 * 20)]
        joined = [listener for listener in people if watcher.join(listener)]
        assert len(joined) == watcher.listening == live_updates.MOST
        for person in range(20):
            assert sum(one.person == person for one in joined) <= live_updates.MOST_OF_ONE
        watcher.leave(joined[0])
        assert watcher.join(Listener(loop, person=99)), "a place that was left is free"
        for one in joined:
            watcher.leave(one)
        watcher.close()
        assert not watcher.join(Listener(loop, person=1))

    with ThreadPoolExecutor(1) as apart:  # a browser test may have left a loop in this thread
        apart.submit(asyncio.run, story()).result()


def test_a_queue_page_that_is_closed_gives_its_place_back(line: Line) -> None:
    desk = line.as_staff("dispatcher")
    watcher: Live = line.app.state.live
    for _ in range(live_updates.MOST_OF_ONE + 5):
        with desk.stream("GET", "/queue/events") as events:
            assert events.status_code == 200
            assert next(events.iter_lines()).startswith("data:")
        for _ in range(1000):
            if watcher.listening == 0:
                break
            httpx.get(f"{line.base_url}/healthz", timeout=60, verify=False)
    assert watcher.listening == 0


# PostgreSQL behind a pooler -----------------------------------------------------------------------


@pytest.mark.postgres
def test_nothing_stays_with_a_connection_that_a_pooler_may_swap(
    new_postgres: Callable[[], str],
) -> None:
    database = Database(new_postgres())
    for _ in range(12):
        with database.write(durable=False) as db:
            assert db.execute(text("SELECT 1")).scalar_one() == 1
    with database.read() as db:
        assert db.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one() == 0
        assert db.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        connection = db.connection().connection.driver_connection
        assert connection is not None and "options" not in connection.info.get_parameters()
    database.close()
