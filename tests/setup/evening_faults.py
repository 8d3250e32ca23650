"""What can go wrong with a line that was set up: each fault put in and taken out again."""

from __future__ import annotations

import base64
import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotline.simulator.mailbox import Inbox
from hotline.transport import tls
from tests.command import hotline_with
from tests.setup.evening import LEE, MARIA, Evening

WORDING = "ivr_flows/en/report.yaml"


@contextlib.contextmanager
def changed(file: Path, change: Callable[[str], str]) -> Iterator[None]:
    """A file as a fault would have it, and back."""
    before, mode = file.read_text("utf-8"), file.stat().st_mode & 0o777
    file.write_text(change(before), "utf-8")
    try:
        yield
    finally:
        file.write_text(before, "utf-8")
        file.chmod(mode)


@contextlib.contextmanager
def own_wording(evening: Evening) -> Iterator[None]:
    """A file of the deployment's own that is not YAML."""
    file = evening.home / WORDING
    known = file.read_text("utf-8") if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    text = (evening.program / WORDING).read_text("utf-8")
    file.write_text(text.replace("wording:", "wording", 1), "utf-8")
    try:
        yield
    finally:
        if known is None:
            file.unlink()
        else:
            file.write_text(known, "utf-8")


@contextlib.contextmanager
def entered(evening: Evening, name: str, value: str) -> Iterator[None]:
    """An entry of the number, as someone changed it in the console."""
    before = evening.carrier.entries[name]
    evening.carrier.entries[name] = value
    try:
        yield
    finally:
        evening.carrier.entries[name] = before


@contextlib.contextmanager
def account(evening: Evening, **said: str) -> Iterator[None]:
    """Something at the account."""
    evening.carrier.account.update(said)
    try:
        yield
    finally:
        evening.carrier.account.clear()


@contextlib.contextmanager
def in_database(evening: Evening, do: str, undo: str) -> Iterator[None]:
    """A change behind the service's back, while it hangs."""
    with evening.frozen():
        for statement, last in ((do, False), (undo, True)):
            with contextlib.closing(sqlite3.connect(evening.data / "hotline.db", timeout=30)) as db:
                db.execute(statement)
                db.commit()
            if not last:
                yield


@contextlib.contextmanager
def held(evening: Evening) -> Iterator[None]:
    """Another program holds the database."""
    with contextlib.closing(
        sqlite3.connect(evening.data / "hotline.db", timeout=30, isolation_level=None)
    ) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            db.execute("ROLLBACK")


@contextlib.contextmanager
def nobody_reached(evening: Evening) -> Iterator[None]:
    """Everyone's number was removed."""
    phones = {"maria": MARIA, "lee": LEE}
    for login in phones:
        assert in_process(evening, "staff", "reach", login).returncode == 0
    try:
        yield
    finally:
        for login, phone in phones.items():
            in_process(evening, "staff", "reach", login, "--phone", phone)


@contextlib.contextmanager
def no_caddy(evening: Evening) -> Iterator[None]:
    evening.stop_caddy()
    try:
        yield
    finally:
        evening.start_caddy()


@contextlib.contextmanager
def no_service(evening: Evening) -> Iterator[None]:
    evening.stop_service()
    try:
        yield
    finally:
        evening.start_service()


@contextlib.contextmanager
def no_mail(evening: Evening) -> Iterator[None]:
    port = evening.inbox.port
    evening.inbox.stop()
    try:
        yield
    finally:
        evening.inbox = Inbox(evening.root / "inbox", port=port)
        evening.inbox.start()


@contextlib.contextmanager
def mode(file: Path, bits: int) -> Iterator[None]:
    before = file.stat().st_mode & 0o777
    opened = [folder for folder in file.parents if not folder.stat().st_mode & 0o001]
    modes = {folder: folder.stat().st_mode & 0o777 for folder in opened}
    for folder, known in modes.items():
        folder.chmod(known | 0o001)
    file.chmod(bits)
    try:
        yield
    finally:
        file.chmod(before)
        for folder, known in modes.items():
            folder.chmod(known)


def in_process(evening: Evening, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in this process, which leaves nothing of the town's settings behind."""
    before = dict(os.environ)
    tls.trusted.cache_clear()
    try:
        values = evening.environment | {"PYTHONPATH": before.get("PYTHONPATH", "")}
        return hotline_with(values, *words)
    finally:
        os.environ.clear()
        os.environ.update(before)
        tls.trusted.cache_clear()


OTHER_KEY = base64.b64encode(b"k" * 32).decode()
NOW_IN_SQL = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
LONG_AGO = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S.%f")
Fault = Callable[[Evening], contextlib.AbstractContextManager[None]]
FAULTS: dict[str, tuple[Fault, str, str, str]] = {
    "a misspelt mail server": (
        lambda e: changed(e.home / "hotline.env", lambda t: t.replace("smtp://", "smpt://")),
        "settings", "HOTLINE_SMTP_URL: is not a mail server", "hotline.env",
    ),
    "an address without https": (
        lambda e: changed(e.home / "hotline.env", lambda t: t.replace("https://", "http://")),
        "settings", "HOTLINE_PUBLIC_URL must begin with https://", "hotline.env",
    ),
    "keys of another line": (
        lambda e: changed(e.home / "keys", lambda _: OTHER_KEY),
        "keys", "holds none of this database's keys", "paper copy",
    ),
    "settings that everyone reads": (
        lambda e: mode(e.home / "hotline.env", 0o644),
        "secrets", "every user of this machine can read", "chmod o=",
    ),
    "a database that another program holds": (
        held, "database", "locked by another program", "end what holds it",
    ),
    "a database of another version": (
        lambda e: in_database(
            e, "UPDATE alembic_version SET version_num = 'old-' || version_num",
            "UPDATE alembic_version SET version_num = substr(version_num, 5)"),
        "database", "its tables are not those of this version", "restart the service",
    ),
    "a worker that hangs": (
        lambda e: in_database(e, f"UPDATE worker_beats SET last_at = '{LONG_AGO}'",
                              f"UPDATE worker_beats SET last_at = {NOW_IN_SQL}"),
        "worker", "no worker was seen for", "systemctl restart hotline",
    ),
    "nobody on call": (
        nobody_reached, "paging", "nobody can be paged when someone is in danger",
        "hotline staff reach",
    ),
    "a slip in the wording": (
        own_wording,
        "files", "ivr_flows/en/report.yaml:", "check the indentation and quotes",
    ),
    "a slip in the town": (
        lambda e: changed(e.home / "town.yaml", lambda t: t.replace("agencies:", "agences:")),
        "files", "town.yaml:6: the file does not know the word 'agences'", "did you mean",
    ),
    "a mail server that is down": (
        no_mail, "mail", "the mail server 127.0.0.1 cannot be reached", "HOTLINE_SMTP_URL",
    ),
    "a proxy that is down": (
        no_caddy, "address", "nothing answers at https://localhost", "systemctl start caddy",
    ),
    "a service that is down": (
        no_service, "address", "but not with this service (503)", "systemctl start hotline",
    ),
    "no answer for callers when all else fails": (
        lambda e: changed(e.home / "fallback" / "fallback.twiml.xml",
                          lambda t: t.replace("+18883737888", "+18883737889")),
        "address", "does not connect a caller while the service is down", "FALLBACK_DIR",
    ),
    "a webhook that leads elsewhere": (
        lambda e: entered(e, "voice_url", "https://demo.twilio.example/welcome"),
        "number", "“a call comes in” is https://demo.twilio.example/welcome",
        "hotline connect twilio --set",
    ),
    "no fallback": (
        lambda e: entered(e, "sms_fallback_url", ""),
        "number", "“a text comes in and the line does not answer” is empty", "hotline connect",
    ),
    "a messaging registration that is not through": (
        lambda e: account(e, campaign="IN_PROGRESS"),
        "messaging", "the campaign is in progress, so carriers block our texts", "deploy/README.md",
    ),
    "calls that are not permitted": (
        lambda e: account(e, calls="no"),
        "calls", "calls to numbers in the United States are not permitted", "Geo permissions",
    ),
    "an account that was suspended": (
        lambda e: account(e, status="suspended"),
        "account", "the account is suspended", "notices",
    ),
}  # fmt: skip
