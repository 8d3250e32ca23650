"""A key is replaced while the line works: nothing is lost, and the old key opens nothing after."""

from __future__ import annotations

import base64
import json
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner, Result

from hotline.cli import app
from hotline.db.accounts import Staff
from hotline.db.jobs import Job, WorkerBeat
from hotline.db.keys import KeyPredecessor, SealingKey
from hotline.db.reports import Entry
from hotline.db.tables import metadata
from hotline.privacy import audit, key_canary, reseal
from tests.line import ACCOUNT, KEY, LINE_NUMBER, SQLITE, TOKEN, open_line
from tests.security.resealing import (
    CALLER,
    FIRST,
    REPORTS,
    SECOND,
    STORY,
    THIRD,
    all_is_there,
    binary_values,
    everything,
    fill,
    gone_on,
    key_id,
    made,
    opens_nothing,
    written,
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a line that worked under its first key, with what it sealed."""
    folder = tmp_path_factory.mktemp("filled")
    with open_line(folder) as line:
        line.dep.check_keys()
        tip, code = everything(line)
        made = fill(line, REPORTS)
        line.worker._renew()
    (folder / "made.json").write_text(json.dumps([(tip, code, CALLER), *made]))
    return folder


@pytest.fixture
def old(filled: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    folder = tmp_path / "line"
    folder.mkdir()
    for name in (SQLITE, "made.json"):
        shutil.copy(filled / name, folder / name)
    return folder


# The whole way ------------------------------------------------------------------------------------


def test_a_key_is_replaced_under_traffic_and_the_old_one_opens_nothing(old: Path) -> None:
    rows = made(old)
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        stopped, reported = threading.Event(), []

        def texts() -> None:
            number = 0
            while not stopped.is_set() or number < 8:
                number += 1
                sender = f"+195655501{30 + number % 60}"
                answer = line.text(sender, f"{STORY}, number {number} zebra")
                reported.append((sender, answer))

        traffic = threading.Thread(target=texts)
        traffic.start()
        said: list[str] = []
        result = reseal.reseal(
            line.dep.database, line.dep.keys, by="test", now=line.clock.now, progress=said.append
        )
        stopped.set()
        traffic.join()
        assert result.unreadable == 0 and result.done >= len(rows) * 3, said
        assert all(answer and "could not take" not in answer for _, answer in reported)
        with line.dep.database.read() as db:
            heard = db.scalar(select(func.count(Entry.id)).where(Entry.kind == "told"))
            assert heard is not None and heard >= len(reported) + len(rows), "none was lost"
            assert key_id(FIRST) not in reseal.counts(db)
        all_is_there(line, rows)
        reseal.retire(
            line.dep.database, line.dep.keys, key_id(FIRST), by="test", now=line.clock.now
        )
        line.work()
        tips = line.tips()
    with open_line(old, secret_keys=written(SECOND)) as line:
        gone_on(line)
        assert line.http.get("/readyz").json()["status"] == "ready"
        all_is_there(line, rows)
        assert line.tips() == tips
        assert line.report(rows[0][0])["tip_id"] == rows[0][0]
        with line.dep.database.read() as db:
            assert list(audit.verify(db, line.dep.keys)) == []
        line.work()
        with line.dep.database.read() as db:
            unreadable = db.scalars(select(Job.error).where(Job.error.like("%cannot be opened%")))
            assert unreadable.all() == []
        assert line.text(reported[0][0], "and he has a gun"), "a conversation begun before goes on"
        opens_nothing(line, FIRST, rows)


def test_stopped_on_the_way_it_goes_on_where_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reseal, "AT_A_TIME", 7)
    rows = made(old)
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        left = [5, 9, 2, 7]

        def killed(*_: object) -> None:
            left[0] -= 1
            if left[0] <= 0:
                raise KeyboardInterrupt

        for _ in range(4):
            with monkeypatch.context() as now_and_then:
                now_and_then.setattr("time.sleep", killed)
                with pytest.raises(KeyboardInterrupt):
                    reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now)
            left.pop(0)
            all_is_there(line, rows[:20])
            with pytest.raises(reseal.KeysError, match="needed"):
                reseal.retire(
                    line.dep.database, line.dep.keys, key_id(FIRST), by="t", now=line.clock.now
                )
        reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now, pause=0)
        again = reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now)
        assert again.done == 0, "nothing is sealed twice"
        all_is_there(line, rows)


def test_keys_are_replaced_again_and_again(old: Path) -> None:
    rows = made(old)[:12]
    for new, before in ((SECOND, FIRST), (THIRD, SECOND), (bytes([4]) * 32, THIRD)):
        with open_line(old, secret_keys=written(new, before)) as line:
            gone_on(line)
            reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now, pause=0)
            reseal.retire(
                line.dep.database, line.dep.keys, key_id(before), by="t", now=line.clock.now
            )
        with open_line(old, secret_keys=written(new)) as line:
            gone_on(line)
            if new == THIRD:  # half of them come back in between, half only at the end
                all_is_there(line, rows[:6])
    with open_line(old, secret_keys=written(bytes([4]) * 32)) as line:
        gone_on(line)
        all_is_there(line, rows)
        with line.dep.database.read() as db:
            assert list(audit.verify(db, line.dep.keys)) == []


@pytest.mark.postgres
def test_on_postgresql_it_is_the_same(tmp_path: Path, new_postgres: Callable[[], str]) -> None:
    url = new_postgres()
    with open_line(tmp_path, database_url=url) as line:
        line.dep.check_keys()
        tip, code = everything(line)
        rows = [(tip, code, CALLER), *fill(line, 10)]
    with open_line(tmp_path, database_url=url, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now)
        reseal.retire(line.dep.database, line.dep.keys, key_id(FIRST), by="t", now=line.clock.now)
    with open_line(tmp_path, database_url=url, secret_keys=written(SECOND)) as line:
        gone_on(line)
        all_is_there(line, rows)
        with line.dep.database.read() as db:
            assert list(audit.verify(db, line.dep.keys)) == []
        header = b"\x01" + bytes.fromhex(key_id(FIRST))
        assert not [name for name, value in binary_values(line) if value.startswith(header)]


# What it refuses ----------------------------------------------------------------------------------


def test_it_waits_until_every_worker_knows_the_new_key(old: Path) -> None:
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        line.clock.now += timedelta(hours=1)
        with line.dep.database.write() as db:
            db.execute(update(WorkerBeat).values(last_at=line.clock.now))
        line.dep.check_keys()
        with pytest.raises(reseal.KeysError, match="restart the service with the new key"):
            reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now)
        with line.dep.database.read() as db:
            assert key_id(SECOND) not in {
                key for key, columns in reseal.counts(db).items() if "reports.sealed_key" in columns
            }


@pytest.mark.parametrize(
    ("which", "said"),
    [("newest", "is the newest key"), ("unknown", "no key here is called"), ("used", "reseal")],
)
def test_a_key_that_is_needed_is_not_retired(old: Path, which: str, said: str) -> None:
    wanted = {"newest": key_id(SECOND), "unknown": "00c0ffee", "used": key_id(FIRST)}[which]
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        with pytest.raises(reseal.KeysError, match=said):
            reseal.retire(line.dep.database, line.dep.keys, wanted, by="t", now=line.clock.now)
        with line.dep.database.read() as db:
            assert not db.scalars(
                select(SealingKey).where(SealingKey.retired_at.is_not(None))
            ).all()


def test_an_audit_trail_that_is_not_whole_stops_the_retiring(old: Path) -> None:
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now, pause=0)
        with line.dep.database.write() as db:
            for (name,) in db.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                db.execute(text(f"DROP TRIGGER {name}"))
            db.execute(text("UPDATE audit_events SET actor = 'nobody' WHERE id = 1"))
        with pytest.raises(audit.BrokenTrailError):
            reseal.retire(
                line.dep.database, line.dep.keys, key_id(FIRST), by="t", now=line.clock.now
            )


def test_a_key_that_was_replaced_does_not_come_back(old: Path) -> None:
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now, pause=0)
    with open_line(old, secret_keys=written(FIRST, SECOND)) as line:
        gone_on(line)
        with pytest.raises(reseal.KeysError, match="was replaced by"):
            reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now)
        all_is_there(line, made(old)[:5])


def test_what_no_key_opens_is_counted_and_stays_as_it_is(old: Path) -> None:
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        torn = b"\x01" + bytes.fromhex(key_id(FIRST)) + bytes(40)
        with line.dep.database.write() as db:
            db.execute(update(Staff).values(reach=torn))
        result = reseal.reseal(line.dep.database, line.dep.keys, by="t", now=line.clock.now)
        assert result.unreadable == 1
        with line.dep.database.read() as db:
            assert set(db.scalars(select(Staff.reach))) == {torn}


# Every sealed column is known ---------------------------------------------------------------------

BY_THE_REPORT = {
    "reports.assessment",
    "contacts.session",
    "entries.body",
    "attachments.body",
    "decisions.body",
    "referral_messages.body",
}
PLAIN = {"versions.files", "quarter_figures.body", "probes.body", "sealing_keys.canary"} | {
    "waiting_changes.body",
    "login_steps.challenge",
}


def test_every_column_of_bytes_is_resealed_or_said_to_need_none() -> None:
    """A new one fails here: it belongs into ``reseal.SEALED``, or into one of the sets above."""
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.type.__class__.__name__ == "LargeBinary"
    }
    resealed = {f"{one.table}.{one.column}" for one in reseal.SEALED}
    assert found == resealed | BY_THE_REPORT | PLAIN


def test_each_sealed_column_was_filled_and_sealed_again(old: Path) -> None:
    """The story fills most of them, so a wrong context would show as unreadable."""
    with open_line(old, secret_keys=written(SECOND, FIRST)) as line:
        gone_on(line)
        said: list[str] = []
        result = reseal.reseal(
            line.dep.database, line.dep.keys, by="t", now=line.clock.now, progress=said.append
        )
        assert result.unreadable == 0
        done = {row.split(":")[0] for row in said}
        assert {
            "reports.sealed_key",
            "reporters.handle",
            "reporters.pseudonym",
            "reports.return_code_mac",
            "jobs.payload",
            "exchanges.answer",
            "tasks.words",
            "tasks.note",
            "staff.reach",
            "shift_notes.body",
        } <= done


# The commands -------------------------------------------------------------------------------------


@pytest.fixture
def command(old: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name, value in {
        "DEMO": "true",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "DATA_DIR": str(old),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "NUMBER": LINE_NUMBER,
        "SECRET_KEYS_FILE": str(old / "keys"),
    }.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
    (old / "keys").write_text(f"{KEY}\n")
    return lambda *words: CliRunner().invoke(app, ["keys", *words])


def test_the_whole_way_by_command(
    old: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, mode = key_id(FIRST), (old / "keys").stat().st_mode
    assert json.loads(command("list", "--json").output)[0]["use"] == "seals and opens"
    assert command("new", "--file", str(old / "keys")).exit_code == 0
    new, kept = (old / "keys").read_text().split()
    assert kept == KEY and (old / "keys").stat().st_mode == mode
    refused = command("retire", first)
    assert refused.exit_code and "still needed for" in str(refused.exception)
    done = command("reseal")
    assert done.exit_code == 0 and "values are sealed under" in done.output, done.output
    listed = {row["id"]: row for row in json.loads(command("list", "--json").output)}
    assert listed[first]["seals"] == 0 and listed[first]["use"] == "opens"
    assert command("retire", first).exit_code == 0
    (old / "keys").write_text(f"{new}\n")
    listed = {row["id"]: row for row in json.loads(command("list", "--json").output)}
    assert listed[first]["use"].startswith("retired")
    monkeypatch.delenv("HOTLINE_SECRET_KEYS_FILE")
    with open_line(old, secret_keys=new) as line:
        line.dep.check_keys()
        all_is_there(line, made(old))
        with line.dep.database.read() as db:
            actions = [row.action for row in db.scalars(select(audit.AuditEvent))]
            assert key_canary.fault(db, line.dep.keys) == ""
            assert db.scalar(select(func.count()).select_from(KeyPredecessor)) == 1
    assert {"reseal begun", "resealed", "key retired"} <= set(actions)


def test_a_new_key_is_printed_and_fits(command: Callable[..., Result]) -> None:
    printed = command("new").output.splitlines()[0]
    assert len(base64.b64decode(printed)) == 32
