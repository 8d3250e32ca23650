"""What lies on the disk and in the process: databases, backups, keys, logs, files of the moment."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from hotline.db import migrate
from hotline.db.database import Database
from hotline.db.reports import Report
from hotline.privacy import audit
from hotline.privacy.erase import erase
from hotline.privacy.keys import KeyRing
from tests.command import hotline
from tests.line import KEY, SQLITE, Line
from tests.security.conftest import Seen

STORY = "they keep a girl named Quagga locked in a nail salon in Laredo and took her passport"
CALLER = "+19565550123"
OF_THE_TEST = {"httpx", "uvicorn.access"}
"""The client of the test, and the access log, which `hotline serve` does not have."""


def test_an_erased_reports_page_says_so(line: Line, seen: Seen) -> None:
    line.text(CALLER, STORY)
    (tip,) = line.tips()
    desk = line.as_staff("dispatcher")
    assert "Quagga" in desk.get(f"/reports/{tip}").text
    with line.dep.database.write() as db:
        row = db.scalars(select(Report)).one()
        row.state = "closed"
        erase(db, line.dep.keys, row, by="test", now=line.clock.now)
    page = desk.get(f"/reports/{tip}")
    assert seen(page.status_code) == 410 and "erased" in page.text and "Quagga" not in page.text


def test_the_trail_of_a_restored_copy_is_whole(line: Line, seen: Seen) -> None:
    line.text(CALLER, STORY)
    line.as_staff("dispatcher").get("/queue")
    file = line.folder / "copy.db"
    with sqlite3.connect(line.folder / SQLITE) as live, sqlite3.connect(file) as copy:
        live.backup(copy)
    with closing(Database(f"sqlite:///{file}")) as restored, restored.read() as db:
        assert seen(list(audit.verify(db, line.dep.keys))) == []
        stranger = KeyRing([bytes([9]) * 32])
        assert list(audit.verify(db, stranger)), "another key makes it no whole trail"


def test_a_start_without_keys_is_one_line(tmp_path: Path, seen: Seen) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOTLINE_DATA_DIR": str(tmp_path),
        "HOTLINE_NUMBER": "+19565550100",
        "HOTLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "HOTLINE_TWILIO_AUTH_TOKEN": "1" * 32,
        "HOTLINE_PUBLIC_URL": "http://127.0.0.1:8000",
    }  # fmt: skip
    started = subprocess.run(
        [sys.executable, "-m", "hotline", "serve"],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert seen(started.returncode) == 2
    assert "HOTLINE_SECRET_KEYS" in started.stderr and "Traceback" not in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.glob("*.db")), "nothing was begun"


def test_a_schema_goes_down_again_with_its_rows(line: Line, seen: Seen) -> None:
    line.text(CALLER, STORY)
    line.dep.database.empty_log()
    copy = line.folder / "down.db"
    shutil.copy(line.folder / SQLITE, copy)
    with closing(Database(f"sqlite:///{copy}")) as database:
        config = migrate._config()
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0001")
        with database.read() as db:
            assert seen(db.execute(text("SELECT count(*) FROM reports")).scalar_one()) == 1
        migrate.upgrade(database)
        with database.read() as db:
            assert db.execute(text("SELECT count(*) FROM reports")).scalar_one() == 1


# Of the same kind --------------------------------------------------------------------------------


def test_a_backup_is_the_operators_alone_to_read_from_its_first_byte(
    line: Line, seen: Seen
) -> None:
    line.text(CALLER, STORY)
    before = os.umask(0)
    try:
        file = line.folder / "kept.db"
        assert hotline(line.folder, "backup", str(file)).returncode == 0
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in line.folder.glob("kept.db*")}
    assert seen(modes) == {"kept.db": 0o600}, "and nothing half done lies beside it"


def test_no_secret_is_in_an_error_or_a_repr(line: Line, seen: Seen) -> None:
    shown = repr(line.dep.settings) + str(line.dep.settings) + repr(line.dep) + repr(line.dep.keys)
    secrets = (KEY, line.dep.settings.twilio_auth_token, repr(bytes(range(32))))
    assert seen([secret for secret in secrets if secret in shown]) == []


def test_the_log_at_its_most_talkative_holds_no_word_and_no_number(
    line: Line, caplog: pytest.LogCaptureFixture, seen: Seen
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = line.text(CALLER, f"{STORY}\r\nFAKE 2026-11-24 ERROR forged line")
        line.http.post(
            "/login", data={"username": "quaggaman\nERROR forged", "password": "zebra 77"}
        )
        line.http.get("/nothing/quaggapath?token=zebra")
        line.work()
    ours = [record for record in caplog.records if record.name not in OF_THE_TEST]
    said = "\n".join(record.getMessage() for record in ours)
    code = "".join(sign for sign in answer if sign.isdigit())[-6:]
    words = ("Quagga", "quagga", "forged", "zebra", "5550123", code)
    assert code and seen([word for word in words if word in said]) == []


def test_nothing_of_a_report_is_put_in_a_file_of_the_moment(
    line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seen: Seen
) -> None:
    apart = tmp_path / "moment"
    apart.mkdir()
    monkeypatch.setenv("TMPDIR", str(apart))
    monkeypatch.setattr("tempfile.tempdir", None)
    line.text(CALLER, STORY)
    line.carrier.picture(CALLER, b"\x89PNG\r\n\x1a\n" + b"the salon's door" * 90_000)
    line.work()
    line.as_staff("dispatcher").get(f"/reports/{line.tips()[0]}")
    assert seen([file.name for file in apart.rglob("*")]) == []


def test_the_database_is_no_one_elses_to_read(line: Line, seen: Seen) -> None:
    """A process that serves makes its folder for itself alone; see the units' UMask too."""
    units = Path(__file__).parents[2] / "deploy"
    for name in ("hotline.service", "hotline-worker@.service"):
        assert "UMask=0077" in (units / name).read_text("utf-8")
    assert seen("0700" in (units / "Dockerfile").read_text("utf-8")) is True
