"""A line full of sealed values, and what must be true of them under another key."""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.console import supervise
from hotline.db.accounts import ShiftNote, Staff
from hotline.db.reports import Report, Reporter
from hotline.db.states import ReportState
from hotline.followups import paging, task_kinds, tasks
from hotline.followups.paging import Reach
from hotline.intake import search_text
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import code_is_right, new_report, report_by_tip
from hotline.privacy import reseal
from hotline.privacy.keys import KeyRing, SealError
from hotline.privacy.pseudonyms import Address
from hotline.unit_of_work import Tx
from tests.line import KEY, TIP, Line, tip_in

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
    search_text.keep_up(line.dep)
    found = CODE.search(answer)
    assert found
    return tip, found[1]


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
