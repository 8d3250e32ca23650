"""A key is replaced while the line works: nothing is lost, and the old key opens nothing after."""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner, Result

from hotline.cli import app
from hotline.console import supervise
from hotline.db.accounts import ShiftNote, Staff
from hotline.db.jobs import Job, WorkerBeat
from hotline.db.keys import KeyPredecessor, SealingKey
from hotline.db.reports import Entry, Report, Reporter
from hotline.db.states import ReportState
from hotline.db.tables import metadata
from hotline.followups import paging, task_kinds, tasks
from hotline.followups.paging import Reach
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import code_is_right, new_report, report_by_tip
from hotline.privacy import audit, key_canary, reseal
from hotline.privacy.keys import KeyRing, SealError
from hotline.privacy.pseudonyms import Address
from hotline.settings import SettingsError, load_settings
from hotline.unit_of_work import Tx
from tests.line import ACCOUNT, KEY, LINE_NUMBER, SQLITE, TIP, TOKEN, Line, open_line, tip_in

FIRST = base64.b64decode(KEY)
SECOND, THIRD = bytes([2]) * 32, bytes([3]) * 32
REPORTS = int(os.environ.get("HOTLINE_RESEAL_REPORTS", "60"))
"""More of them than a test needs are tried by ``python -m bench.reseal``."""
CALLER = "+19565550123"
STORY = "my boss in Laredo took my passport and locks us in"
CODE = re.compile(r"code\D{0,12}(\d{6})")


def written(*secrets: bytes) -> str:
    return ",".join(base64.b64encode(secret).decode() for secret in secrets)


def key_id(secret: bytes) -> str:
    return KeyRing([secret]).ids[0]


def fill(line: Line, reports: int) -> list[tuple[str, str, str]]:
    """Reports with words, each of a number of its own: tip ID, code, number."""
    made = []
    with line.dep.database.write() as db:
        for number in range(reports):
            reported_by = f"+1{201 + number // 100}55501{number % 100:02d}"
            who = reporter_for(db, line.dep, Address(reported_by, reported_by), line.clock.now)
            report, code = new_report(db, line.dep, medium="text", reporter=who, now=line.clock.now)
            report.tell(f"word {number} quagga", at=line.clock.now, kind="told")
            report.row.state = ReportState.OPEN
            made.append((report.row.tip_id, code, reported_by))
    return made


def everything(line: Line) -> tuple[str, str]:
    """One of each thing that is sealed: through pages and texts where those make it."""
    answer = line.text(CALLER, STORY, "yes", "not sure", "2", "no")
    while TIP.search(answer) is None:
        answer = line.text(CALLER, "2")
    tip = tip_in(answer)
    line.carrier.picture(CALLER, b"\x89PNG\r\n\x1a\n" + b"the salon's door" * 40)
    line.work()
    line.as_staff("supervisor")
    with line.dep.database.write() as db:
        person = db.scalars(select(Staff)).first()
        assert person is not None
        paging.set_reach(line.dep.keys, person, Reach(phone="+19565550161"))
        note = line.dep.keys.seal(b"be careful with 1234-5678", supervise.NOTE)
        db.add(ShiftNote(at=line.clock.now, staff_id=person.id, body=note))
        opened = report_by_tip(db, line.dep, tip)
        assert opened is not None
        task = tasks.make(
            Tx(db, line.dep, line.clock.now),
            kind=task_kinds.OWN,
            key="of the test",
            due_at=line.clock.now,
            report=opened.row,
            words="ask for the blue door",
        )
        assert task is not None
        task.note = line.dep.keys.seal(b"did so", f"task:{task.id}")
    found = CODE.search(answer)
    assert found
    return tip, found[1]


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


def made(folder: Path) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in json.loads((folder / "made.json").read_text())]


def gone_on(line: Line) -> None:
    """As a service that was restarted with the keys it has now."""
    line.dep.check_keys()
    line.clock.now += timedelta(minutes=5)


def all_is_there(line: Line, rows: list[tuple[str, str, str]], *, words: bool = True) -> None:
    """Every report opens, its code counts, and its reporter is recognized."""
    with line.dep.database.write() as db:
        for tip, code, number in rows:
            report = report_by_tip(db, line.dep, tip)
            assert report is not None
            assert code_is_right(line.dep, report.row, code)
            assert not code_is_right(line.dep, report.row, f"{(int(code) + 1) % 10**6:06d}")
            if words:
                assert report.read(report.entries()[0])
            known = reporter_for(db, line.dep, Address(number, number), line.clock.now)
            assert known.id == report.row.reporter_id


def binary_values(line: Line) -> list[tuple[str, bytes]]:
    found = []
    with line.dep.database.read() as db:
        for table, column in reseal._columns_of_bytes():
            values = db.scalars(select(column).where(column.is_not(None)))
            found += [(f"{table.name}.{column.name}", bytes(value)) for value in values]
    return found


def opens_nothing(line: Line, secret: bytes, rows: list[tuple[str, str, str]]) -> None:
    """Neither what is stored nor what the files still hold needs this key any more."""
    line.dep.database.empty_log()
    old_ring, header = KeyRing([secret]), b"\x01" + bytes.fromhex(key_id(secret))
    for name, value in binary_values(line):
        assert not value.startswith(header), name
    whole = b"".join(file.read_bytes() for file in line.folder.glob("hotline.db*"))
    assert whole.count(header) <= 1, "only its canary is left, which opens nothing"
    with line.dep.database.read() as db:
        for report in db.scalars(select(Report)):
            with pytest.raises(SealError):
                old_ring.open(report.sealed_key, f"report key:{report.tip_id}")
        known = set(db.scalars(select(Reporter.pseudonym)))
        codes = set(db.scalars(select(Report.return_code_mac)))
    for tip, code, number in rows:
        assert not known & set(old_ring.pseudonyms(number)), "it recognizes nobody"
        assert not codes & set(old_ring.lineage("return code", f"{tip}:{code}".encode()))


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


# The lineage of a checksum ------------------------------------------------------------------------

secrets_of_a_line = st.lists(
    st.binary(min_size=32, max_size=32), min_size=2, max_size=5, unique=True
)


@given(secrets_of_a_line, st.text(max_size=30), st.sampled_from(["pseudonym", "return code"]))
def test_however_often_keys_are_replaced_a_checksum_is_recognized(
    secrets: list[bytes], said: str, purpose: str
) -> None:
    stored, gone = KeyRing(secrets[:1]).lineage(purpose, said.encode())[0], []
    for before, new in itertools.pairwise(secrets):
        ring = KeyRing([new, before])
        ring.inherit(gone)
        assert stored in ring.lineage(purpose, said.encode()), "before it is laid over"
        gone.append(ring.predecessor(ring.ids[1]))
        stored = ring.laid_over(purpose, stored)
        alone = KeyRing([new])
        alone.inherit(gone)
        assert stored in alone.lineage(purpose, said.encode()), "and after, without the old key"
        assert alone.lineage(purpose, said.encode())[0] == alone.macs(purpose, said.encode())[0]
        assert stored not in KeyRing([before]).lineage(purpose, said.encode())


@given(secrets_of_a_line, st.text(max_size=30), st.text(max_size=30))
def test_two_people_are_never_one_however_keys_were_replaced(
    secrets: list[bytes], one: str, other: str
) -> None:
    ring = KeyRing(secrets)
    if one != other:
        assert not set(ring.pseudonyms(one)) & set(ring.pseudonyms(other))


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


# Where the keys are kept --------------------------------------------------------------------------

SETTINGS = {
    "public_url": "http://127.0.0.1:8000",
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "number": LINE_NUMBER,
}


def keys_of(**given: object) -> tuple[bytes, ...]:
    return load_settings(**SETTINGS, **given).secret_keys


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_SECRET_KEYS", "HOTLINE_SECRET_KEYS_FILE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("form", ["{0}", "{1},{0}", "{1}\n{0}\n", " {1} ,\n {0}\t", "{1}\r\n{0}"])
def test_keys_come_from_a_file_a_command_or_a_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    file = tmp_path / "hotline.keys"
    file.write_bytes(form.format(KEY, base64.b64encode(SECOND).decode()).encode())
    wanted = (SECOND, FIRST) if "{1}" in form else (FIRST,)
    assert keys_of(secret_keys_file=str(file)) == wanted
    assert keys_of(secret_keys_command=f"cat {file}") == wanted
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert keys_of() == wanted
    assert keys_of(secret_keys=written(THIRD)) == (THIRD,), "what is named goes first"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"secret_keys_file": "{missing}"}, "cannot be read: No such file"),
        ({"secret_keys_file": "{folder}"}, "cannot be read"),
        ({"secret_keys_file": "{empty}"}, "holds no key"),
        ({"secret_keys_file": "{short}"}, "key 2 has 5 bytes, 32 are needed"),
        ({"secret_keys_file": "{words}"}, "key 1 is not base64"),
        ({"secret_keys_file": "{bytes}"}, "it is not text"),
        ({"secret_keys_file": "{open}"}, "everyone may change"),
        ({"secret_keys_command": "false"}, "failed with 1"),
        ({"secret_keys_command": "/nowhere/vault read"}, "cannot be run"),
        ({"secret_keys_command": "true"}, "holds no key"),
        ({"secret_keys_command": "echo 'unclosed"}, "cannot be run"),
        ({"secret_keys_command": "cat {words}"}, "key 1 is not base64"),
        ({"secret_keys": KEY, "secret_keys_file": "{good}"}, "are both set"),
        ({"secret_keys_command": "cat {good}", "secret_keys_file": "{good}"}, "are both set"),
        ({}, "HOTLINE_SECRET_KEYS"),
    ],
)
def test_a_bad_place_for_keys_is_said_in_one_line_that_shows_none_of_them(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    contents = {
        "good": KEY.encode(),
        "open": KEY.encode(),
        "empty": b" \n",
        "short": f"{KEY},AAECAwQ=".encode(),
        "words": b"correct-horse-battery-staple",
        "bytes": bytes(range(128, 160)),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "open").chmod(0o666)
    places = {name: str(tmp_path / name) for name in (*contents, "missing")}
    filled = {
        name: value.format(**places, folder=tmp_path) if "{" in value else value
        for name, value in given.items()
    }
    with pytest.raises(SettingsError, match=re.escape(said)) as raised:
        keys_of(**filled)
    assert KEY not in str(raised.value) and "correct-horse" not in str(raised.value)
