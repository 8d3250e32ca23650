"""A copy of everything on the disk after a day of work tells no number, word or code.

The day has texts, pictures, a voice message, notes and a report erased. Then every file of the line
is searched as a thief without the keys would.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.db.reports import Attachment, Entry, Reporter
from hotline.db.states import ReportState
from hotline.intake.reports import report_by_tip
from hotline.privacy import erase
from tests.calling import at_the_tone
from tests.line import TIP, Line, open_line
from tests.web.desk import csrf_in

WORDS = ["quaggaberry", "zebrawood", "tarpanville", "okapigate", "dugongdale"]
CODE = re.compile(r"code\D{0,12}(\d{6})")
PNG = b"\x89PNG\r\n\x1a\n" + b"kept-picture-numbat" * 40
INBOX = "inbox"
"""The agencies' own mailbox in the test; it is not the line's."""


def caller(number: int) -> str:
    return f"+195655501{10 + number}"


def a_day(line: Line) -> tuple[list[str], list[str]]:
    """Stories of texters and callers; the tip IDs and the codes that they were given."""
    codes, tips = [], []
    for number, word in enumerate(WORDS):
        sender = caller(number)
        story = f"my boss in Laredo took my passport and locks us in, at the {word} motel"
        said = line.text(sender, story, "yes", "not sure", "2", "no")
        while TIP.search(said) is None:
            said = line.text(sender, "2")
        found = CODE.search(said)
        assert found, said
        codes.append(found[1])
        tips += TIP.findall(said)[:1]
        line.carrier.picture(sender, PNG, f"this is the {word} door")
        line.pass_time(minutes=20)
    call = at_the_tone(line, caller(20))
    call.speak_message(4)
    call.hang_up()
    desk = line.as_staff("dispatcher")
    page = desk.get(f"/reports/{tips[0]}").text
    csrf = csrf_in(page)
    for path, fields in (
        ("claim", {}),
        ("note", {"text": "the caller from pangolinhouse sounded young"}),
    ):
        headers = {"origin": line.base_url}
        sent = desk.post(
            f"/reports/{tips[0]}/{path}", data={"csrf": csrf, **fields}, headers=headers
        )
        assert sent.status_code in {200, 303}
    line.pass_time(hours=1)
    return tips, codes


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[bytes]]:
    """A copy of every file while the service runs; the secrets in it, and the erased bytes."""
    folder, copy = tmp_path_factory.mktemp("line"), tmp_path_factory.mktemp("stolen") / "copy"
    with open_line(folder) as line:
        line.dep.check_keys()
        tips, codes = a_day(line)
        gone: list[bytes] = []
        with line.dep.database.write() as db:
            report = report_by_tip(db, line.dep, tips[1])
            assert report is not None
            gone.append(bytes(report.row.sealed_key))
            of_it = select(Entry.body).where(Entry.report_id == report.row.id)
            gone += [bytes(body) for body in db.scalars(of_it)]
            pictures = select(Attachment.body).where(Attachment.report_id == report.row.id)
            gone += [bytes(body) for body in db.scalars(pictures) if body]
            reporter = db.get_one(Reporter, report.row.reporter_id)
            gone.append(reporter.pseudonym.encode())
            gone.append(bytes(reporter.handle or b""))
            report.row.state, report.row.closed_at = ReportState.CLOSED, line.clock.now
            erase.erase(db, line.dep.keys, report.row, by="test", now=line.clock.now)
        line.skip_to(line.clock.now + timedelta(minutes=1))
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(INBOX))
        assert len([one for one in gone if len(one) > 20]) >= 6
    secrets = [*WORDS, "pangolinhouse", "kept-picture-numbat", *codes]
    return copy, secrets, [one for one in gone if len(one) > 20]


def files(folder: Path) -> dict[str, bytes]:
    found = {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    assert any(name.endswith("hotline.db") for name in found)
    return found


def test_no_number_word_or_picture_is_in_any_file(
    stolen: tuple[Path, list[str], list[bytes]],
) -> None:
    folder, secrets, _ = stolen
    numbers = [caller(number) for number in (*range(len(WORDS)), 20)]
    spelled = [n for number in numbers for n in (number, number[1:], number[2:], number[-7:])]
    for name, content in files(folder).items():
        for secret in (*secrets[: len(WORDS) + 2], *spelled):
            for form in (secret.encode(), secret.encode("utf-16-le"), secret.upper().encode()):
                assert form not in content, (name, secret)


def test_no_code_is_in_any_column(stolen: tuple[Path, list[str], list[bytes]]) -> None:
    """Six digits stand in many a random byte, so columns of words are searched, not the file."""
    folder, secrets, _ = stolen
    codes = secrets[len(WORDS) + 2 :]
    assert len(codes) == len(WORDS)
    database = sqlite3.connect(next(folder.rglob("hotline.db")))
    for (table,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    ).fetchall():
        if table in {"versions", "alembic_version"}:
            continue
        for row in database.execute(f"SELECT * FROM {table}").fetchall():
            for value in row:
                if isinstance(value, str):
                    # a checksum in hex may hold any six digits
                    plain = re.sub(r"\b[0-9a-f]{24,}\b", "", value)
                    assert not any(re.search(rf"(?<!\d){code}(?!\d)", plain) for code in codes), (
                        table
                    )
    database.close()


def test_not_a_byte_of_what_was_erased_is_in_any_file(
    stolen: tuple[Path, list[str], list[bytes]],
) -> None:
    folder, _, gone = stolen
    for name, content in files(folder).items():
        for erased in gone:
            assert erased not in content, name
            assert erased[5:37] not in content, f"{name}: not even a part of it"


def test_what_was_not_erased_is_there_sealed(
    stolen: tuple[Path, list[str], list[bytes]],
) -> None:
    """So the searches above looked at a line that had worked."""
    folder, _, _ = stolen
    database = sqlite3.connect(next(folder.rglob("hotline.db")))
    sealed = database.execute("SELECT sealed_key FROM reports").fetchall()
    assert sum(bool(key) for (key,) in sealed) >= len(WORDS)
    assert database.execute("SELECT count(*) FROM entries").fetchone()[0] > 10
    assert (
        database.execute("SELECT count(*) FROM attachments WHERE body IS NOT NULL").fetchone()[0]
        >= 4
    )
    database.close()


def test_erased_is_erased_report_and_count_stay(
    stolen: tuple[Path, list[str], list[bytes]],
) -> None:
    folder, _, _ = stolen
    database = sqlite3.connect(next(folder.rglob("hotline.db")))
    (erased,) = database.execute("SELECT count(*) FROM reports WHERE sealed_key = x''").fetchone()
    assert erased == 1
    database.close()
