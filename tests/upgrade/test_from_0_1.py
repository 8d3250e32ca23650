"""A line of version 0.1 is updated overnight: nothing that it held is lost, no one is told twice.

``line_0_1.sql.gz`` is the database that version wrote (commit eb54eb2, synthetic people): a
finished report whose alert went out, a conversation that waits for "is anyone under 18?", one that
waits for consent, two logins, jobs that are due, and the flows and rules it had published.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.db.jobs import Job
from hotline.db.reports import Report
from hotline.intake.reports import report_by_tip
from hotline.privacy import audit, erase
from tests.line import PASSWORD, SQLITE, Line, open_line

DUMP = Path(__file__).parent / "line_0_1.sql.gz"
FINISHED, CODE = "4575-5568", "127952"
ASKED_AGE, ASKED_CONSENT = "9864-7001", "7076-4451"
NEIGHBOR, WORKER, EMPLOYEE = "+19565550123", "+19565550124", "+19565550125"


@pytest.fixture
def updated(tmp_path: Path) -> Iterator[Line]:
    """The line of 0.1, served by the present version."""
    with sqlite3.connect(tmp_path / SQLITE) as database:
        database.executescript(gzip.decompress(DUMP.read_bytes()).decode())
    database.close()
    with open_line(tmp_path) as line:
        yield line


def words_of(line: Line, tip_id: str) -> str:
    with line.dep.database.read() as db:
        opened = report_by_tip(db, line.dep, tip_id)
        assert opened is not None
        return " ".join(opened.read(entry) for entry in opened.entries())


def test_all_that_was_kept_opens_with_what_was_known_of_it(updated: Line) -> None:
    """Reports and their words, the audit trail, the logins and their pages."""
    assert updated.tips() == [FINISHED, ASKED_AGE, ASKED_CONSENT]
    shown = {tip: updated.report(tip) for tip in updated.tips()}
    assert [(r["type"], r["urgency"], r["role"], r["minor"]) for r in shown.values()] == [
        ("labor", "P0", "third_party", "unknown"),
        ("labor", "P2", "self", "unknown"),
        ("labor", "P2", "self", "no"),
    ]
    assert shown[FINISHED]["state"] == "TX"
    assert shown[FINISHED]["referrals"][0]["agency_id"] == "demo_webb_task_force"
    assert "nail salon in Laredo" in words_of(updated, FINISHED)
    with updated.dep.database.read() as db:
        assert list(audit.verify(db, updated.dep.keys)) == []
    answer = updated.http.post("/login", data={"username": "dispatcher", "password": PASSWORD})
    assert answer.status_code == 200
    page = updated.http.get(f"/reports/{FINISHED}")
    assert page.status_code == 200
    assert FINISHED in page.text


def test_what_was_under_way_goes_on(updated: Line) -> None:
    """Conversations with the version they began with, and whoever comes back."""
    assert "where" in updated.text(WORKER, "2").lower()
    ended = updated.text(EMPLOYEE, "no")
    assert "telling us was right" in ended, "the wording of the version it began with"
    assert ASKED_CONSENT in ended
    assert updated.tips() == [FINISHED, ASKED_AGE, ASKED_CONSENT], "no one became a new reporter"
    assert "law_enforcement" not in updated.report(ASKED_CONSENT)["consents"]
    updated.text(NEIGHBOR, "he also took her phone")
    assert "he also took her phone" in words_of(updated, FINISHED)
    updated.text("+19565550129", f"{FINISHED} {CODE}", "yes", "1", "she is in the back room now")
    assert "she is in the back room now" in words_of(updated, FINISHED)


def test_what_was_due_is_done_once_and_what_is_erased_is_gone(updated: Line) -> None:
    """Nothing is sent twice; a report of before leaves no byte of its key."""
    before = {tip: updated.report(tip)["referrals"] for tip in updated.tips()}
    updated.work()
    assert updated.mails() == [], "the alert went out before the update"
    assert {tip: updated.report(tip)["referrals"] for tip in updated.tips()} == before
    updated.pass_time(minutes=5)
    with updated.dep.database.read() as db:
        stuck = [
            j.kind for j in db.scalars(select(Job)) if j.state in {"dead", "leased"} or j.error
        ]
    assert not stuck
    assert any(FINISHED in mail.subject for mail in updated.mails()), "the reminder comes in time"
    with updated.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == FINISHED)).one()
        row.state = "closed"
    with updated.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == FINISHED)).one()
        sealed = bytes(row.sealed_key)
        erase.erase(db, updated.dep.keys, row, by="test", now=updated.dep.clock())
    for file in updated.folder.glob(f"{SQLITE}*"):
        assert sealed not in file.read_bytes(), file.name
