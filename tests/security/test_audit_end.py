"""The trail's end leaves this machine each day, and every command that changes a thing is in it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner, Result

from hotline import wiring
from hotline.cli import app
from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.db.tasks import Task
from hotline.followups import paging
from hotline.followups.paging import Reach
from hotline.privacy import audit
from tests.command import environment
from tests.line import PASSWORD, Line, open_line

NOTED = "noted.txt"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with open_line(tmp_path, audit_head_file=str(tmp_path / NOTED)) as opened:
        opened.dep.check_keys()
        yield opened


def supervisor(line: Line) -> None:
    line.as_staff("supervisor")
    with line.dep.database.write() as db:
        person = db.scalars(select(Staff)).one()
        paging.set_reach(line.dep.keys, person, Reach(email="maria@line.example"))


def note(line: Line, *subjects: str) -> None:
    with line.dep.database.write() as db:
        for subject in subjects:
            audit.record(
                db, line.dep.keys, at=line.clock.now, actor="t", action="viewed", subject=subject
            )


def end(line: Line) -> str:
    with line.dep.database.read() as db:
        return audit.end(db)


def days(line: Line, number: int) -> None:
    """Let so many mornings come, with the upkeep and the digests of each."""
    wiring.plan_maintenance(line.dep)
    for _ in range(number * 24):
        line.skip_to(line.clock.now + timedelta(hours=1))


def test_each_morning_the_end_is_mailed_to_supervisors_and_noted_elsewhere(line: Line) -> None:
    supervisor(line)
    note(line, "report:1", "report:2")
    days(line, 3)
    mails = [mail.body for mail in line.mails("maria") if "audit trail's end" in mail.body]
    rows = (line.folder / NOTED).read_text().split("\n")[:-1]
    assert len(mails) >= 2 and len(rows) >= 2
    for row in rows:
        at, noted = row.split(" ")
        count, chain = noted.split(":")
        assert at[:4] == "2026" and int(count) >= 2 and len(chain) == 64


def test_a_place_that_cannot_be_written_stops_nothing(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    (line.folder / NOTED).mkdir()
    with caplog.at_level(logging.ERROR):
        days(line, 1)
    assert "HOTLINE_AUDIT_HEAD_FILE could not be written" in caplog.text


@pytest.fixture
def command(line: Line, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name, value in environment(line).items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(app, list(words), input=f"{PASSWORD}\n")


def test_a_cut_that_the_trail_itself_cannot_show_is_found_by_what_was_noted(
    line: Line, command: Callable[..., Result]
) -> None:
    note(line, *(f"report:{number}" for number in range(8)))
    noted = end(line)
    note(line, "report:9")
    assert command("audit", "verify", "--expect", noted).exit_code == 0
    with line.dep.database.write() as db:
        for (name,) in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            db.execute(text(f"DROP TRIGGER {name}"))
        newest = db.scalar(text("SELECT max(id) FROM audit_events"))
        db.execute(text("DELETE FROM audit_events WHERE id > :id"), {"id": newest - 4})
        last = db.scalar(text("SELECT chain FROM audit_events ORDER BY id DESC LIMIT 1"))
        count = db.scalar(text("SELECT count(*) FROM audit_events"))
        db.execute(text("UPDATE audit_head SET chain = :c, count = :n"), {"c": last, "n": count})
    assert command("audit", "verify").exit_code == 0, "nothing within shows it"
    found = command("audit", "verify", "--expect", noted)
    assert found.exit_code == 1 and "rows were cut off" in found.output


CHANGES: dict[str, tuple[str, ...]] = {
    "staff add": ("staff", "add", "lee", "--name", "Lee Example", "--link"),
    "staff role": ("staff", "role", "supervisor", "dispatcher"),
    "staff disable": ("staff", "disable", "supervisor"),
    "staff log-out": ("staff", "log-out", "supervisor"),
    "staff reach": ("staff", "reach", "supervisor", "--phone", "+19565550161"),
    "staff shift": ("staff", "shift", "supervisor", "--hours", "8"),
    "staff calendar": ("staff", "calendar", "supervisor"),
    "tasks done": ("tasks", "done", "{task}"),
    "reports erase": ("reports", "erase", "{closed}", "--yes"),
    "reports show": ("reports", "show", "{closed}"),
    "retention hold": ("retention", "hold", "all", "--why", "order 1"),
    "keys reseal": ("keys", "reseal"),
    "audit export": ("audit", "export", "{folder}/trail.jsonl"),
    "backup": ("backup", "{folder}/copy.db"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_command_that_changes_or_shows_leaves_a_row(
    line: Line, command: Callable[..., Result], name: str
) -> None:
    supervisor(line)
    line.text("+19565550123", "he has a gun and he wont let us leave the house in Laredo")
    line.text("+19565550124", "test, test")
    closed = line.tips()[1]
    with line.dep.database.write() as db:
        db.execute(text("UPDATE reports SET state = 'closed' WHERE tip_id = :t"), {"t": closed})
        task = db.scalars(select(Task.id).where(Task.state == "open")).first()
    before = end(line)
    filled = [word.format(task=task, closed=closed, folder=line.folder) for word in CHANGES[name]]
    done = command(*filled)
    assert done.exit_code == 0, (done.output, done.exception)
    assert end(line) != before
    with line.dep.database.read() as db:
        rows = db.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(3)).all()
        assert any(row.actor in {"command line", "cli"} for row in rows), rows
        assert list(audit.verify(db, line.dep.keys)) == []


def test_the_missing_key_is_no_tampering(line: Line) -> None:
    from hotline.privacy.keys import KeyRing

    note(line, "report:1")
    with line.dep.database.read() as db:
        said = list(audit.verify(db, KeyRing([bytes(32)])))
    assert said and all("is missing" in one and "changed" not in one for one in said)
    line.clock.now += timedelta(days=1)
