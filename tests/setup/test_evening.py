"""The evening of a coordinator, from a bare copy of the program to the first page, and faults.

At its end a text of danger through TLS makes a telephone ring, the desk publishes without touching
the program, and ``hotline doctor`` is green. Then faults are put in one by one, and the doctor
names each in one line with what to do.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from hotline.simulator.mailbox import Inbox
from hotline.transport import tls
from tests.command import hotline_with
from tests.line import PASSWORD
from tests.setup.evening import CODE, LEE, LINK, MARIA, Evening, until
from tests.web.desk import Desk, fields_of

DANGER = "he has a gun and he wont let us leave the house in Laredo, please come now"
WORDING = "ivr_flows/en/report.yaml"
SENTENCE, OURS = "Is it safe for you to talk right now?", "Is it safe for you to talk with us now?"
pytestmark = pytest.mark.skipif(
    shutil.which("caddy") is None,
    reason="Caddy is not installed; with it on the PATH this runs too",
)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """A line that was set up as the guide says, and serves."""
    town = Evening(tmp_path_factory.mktemp("evening"))
    with town.world():
        with town.step("hotline init"):
            town.printed = town.init()
        with town.step("start the service"):
            town.start_service()
        with town.step("start Caddy and get a certificate"):
            town.start_caddy()
        with town.step("hotline connect --set"):
            connected = town.hotline("connect", "twilio", "--set")
            assert connected.returncode == 0, connected.stdout + connected.stderr
        yield town


# The evening --------------------------------------------------------------------------------------


def test_init_made_a_private_folder_of_its_own(evening: Evening) -> None:
    modes = {name: (evening.home / name).stat().st_mode & 0o777 for name in ("hotline.env", "keys")}
    assert modes == {"hotline.env": 0o600, "keys": 0o600}
    assert (evening.data / "hotline.db").stat().st_mode & 0o777 == 0o600
    assert not list((evening.home / "ivr_flows").iterdir())
    assert MARIA not in evening.printed and LEE not in evening.printed
    for phone in (MARIA, LEE):
        assert CODE.search(evening.carrier.texts_to(phone)[0].body)


def test_a_text_of_danger_through_tls_makes_a_telephone_ring(evening: Evening) -> None:
    before = len(evening.carrier.texts_to(LEE))
    with evening.step("a P0 text, until someone is paged"):
        answers = evening.carrier.text("+19565550109", DANGER)
        assert "911" in " ".join(answers)
        until(lambda: len(evening.carrier.texts_to(LEE)) > before, "a page by text")
        until(lambda: any(call.to == LEE for call in evening.carrier.placed), "a call")
    assert "P0" in evening.carrier.texts_to(LEE)[-1].body
    assert "gun" not in evening.carrier.texts_to(LEE)[-1].body


def test_the_desk_publishes_and_the_program_stays_as_it_came(evening: Evening) -> None:
    program = evening.fingerprint()
    link = next(
        url for url in LINK.findall(evening.printed) if url in evening.printed.split("maria")[1]
    )
    with evening.browser() as browser:
        page = browser.get(link)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
        browser.post(link, data=fields | {"password": PASSWORD, "again": PASSWORD})
        desk = Desk(browser, "maria")
        desk.log_in()
        fields = fields_of(desk, f"/desk/files/{WORDING}")
        fields |= {"text": fields["text"].replace(SENTENCE, OURS), "do": "publish"}
        done = browser.post(f"/desk/files/{WORDING}", data=fields)
    assert done.status_code == 200 and "published" in str(done.url), done.text[:800]
    assert OURS in (evening.home / WORDING).read_text("utf-8")
    assert evening.fingerprint() == program


def test_the_doctor_is_green(evening: Evening) -> None:
    with evening.step("hotline doctor"):
        done = evening.hotline("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0, [one for one in found if one["state"] == "wrong"]
    good = {one["check"] for one in found if one["state"] == "ok"}
    of_evening = "database keys secrets disk worker paging files folder clock mail address number"
    assert {"settings", "account", *of_evening.split()} <= good, found
    until(
        lambda: any("Test of alerts" in mail.subject for mail in evening.inbox.mails()), "an email"
    )


def test_init_is_safe_to_run_again(evening: Evening) -> None:
    """Nothing is made twice, nobody is paged again, and the keys stay."""
    names = ("hotline.env", "keys", "town.yaml")
    before = {name: (evening.home / name).read_bytes() for name in names}
    texts = len(evening.carrier.sent)
    again = evening.hotline("init", "--answers", str(evening.answers()))
    assert again.returncode == 0, again.stdout + again.stderr
    assert {name: (evening.home / name).read_bytes() for name in names} == before
    assert len(evening.carrier.sent) == texts and "maria has a login already" in again.stdout


def test_the_machine_takes_less_than_five_minutes(evening: Evening) -> None:
    """The waiting of docs/first-evening.md; a busy machine is five times as slow."""
    spent = {what: round(seconds, 1) for what, seconds in evening.steps}
    assert sum(spent.values()) < 300, spent


# Faults -------------------------------------------------------------------------------------------


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
    opened = [folder for folder in file.parents if folder.is_relative_to("/tmp")
              and not folder.stat().st_mode & 0o001]  # fmt: skip
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
        lambda e: changed(e.home / WORDING, lambda t: t.replace("wording:", "wording", 1)),
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


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_in_one_line_with_its_fix(evening: Evening, name: str) -> None:
    fault, check, what, fix = FAULTS[name]
    with fault(evening):
        inside = ("--inside",) if check in {"database", "worker", "keys"} else ()
        done = in_process(evening, "doctor", *inside)
    lines = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert done.returncode == 1 and len(lines) == 1, done.stdout
    assert lines[0].startswith(f"WRONG  {check}: ") and what in lines[0], lines[0]
    assert fix in lines[0].partition(" Fix: ")[2], lines[0]
    assert MARIA not in done.stdout and LEE not in done.stdout


def test_a_clock_that_is_wrong_is_named(evening: Evening) -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    own = evening.environment | {
        "TEST_CLOCK": ahead,
        "PYTHONPATH": str(Path(__file__).parents[1] / "moved_clock"),
    }
    own.pop("TEST_CLOCK_BEGAN", None)
    done = subprocess.run(
        [sys.executable, "-m", "hotline", "doctor", "--quiet"], cwd=evening.program, env=own,
        capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert re.search(r"WRONG  clock: it is 1,[12]\d\d s ahead", done.stdout), done.stdout
    assert "timedatectl set-ntp true" in done.stdout


def test_a_certificate_that_nobody_trusts_is_named(evening: Evening) -> None:
    """By a machine that does not know the authority, as every telephone company is."""
    own = evening.environment
    own.pop("SSL_CERT_FILE")
    before = dict(os.environ)
    tls.trusted.cache_clear()
    try:
        done = hotline_with(own, "doctor", "--quiet")
    finally:
        os.environ.clear()
        os.environ.update(before)
        tls.trusted.cache_clear()
    lines = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert len(lines) == 1 and "is not valid" in lines[0] and "let Caddy get one" in lines[0]


def test_green_again_when_all_faults_are_out(evening: Evening) -> None:
    until(lambda: in_process(evening, "doctor").returncode == 0, "green again")


def test_who_watches_and_who_works_hear_of_it(evening: Evening) -> None:
    """Readiness says it, and so does every page of the queue."""
    with evening.browser() as browser, nobody_reached(evening):
        ready = browser.get("/readyz?worker=required")
        assert ready.status_code == 503 and "nobody can be paged" in ready.json()["status"]
        assert any("hotline staff reach" in line for line in ready.json()["doctor"])
        assert browser.get("/readyz").status_code == 200, "calls are taken all the same"
    with httpx.Client(verify=False) as other:
        assert other.get(f"{evening.url}/metrics").status_code == 404
