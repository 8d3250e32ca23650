"""The pages' own statements, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.console import queue_rows
from hotline.console.queue_rows import Filters
from hotline.unit_of_work import Tx
from tests.line import Line
from tests.web.desk import Desk, words
from tests.web.night import TEXTS

FILTERS = (
    {},
    {"show": "closed"},
    {"type": "sex", "urgency": "P2", "state": "TX", "language": "en"},
    {"mine": "1"},
    {"unclaimed": "1", "overdue": "1"},
    {"county": "48479"},
)


@pytest.fixture
def reported(any_line: Line) -> Line:
    for number, text in enumerate(TEXTS[:4], 1):
        any_line.text(f"+195655501{number:02d}", text)
    any_line.skip_to(any_line.clock.now + timedelta(minutes=31))
    return any_line


def test_every_page_and_filter_is_answered(reported: Line) -> None:
    admin = Desk(reported.as_staff("coordinator"), "coordinator")
    for query in FILTERS:
        admin.look("/queue?" + "&".join(f"{name}={value}" for name, value in query.items()))
    for path in ("/tasks", "/map", "/map?state=TX", "/supervise", f"/reports/{reported.tips()[0]}"):
        admin.look(path)
    assert "Immediate danger, unassigned 1" in words(admin.look("/supervise"))


def test_the_next_page_begins_behind_the_last_row(
    reported: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_rows, "PAGE", 1)
    seen: list[str] = []
    after = ""
    with reported.dep.database.read() as db:
        for _ in range(9):
            rows, after = queue_rows.queue(
                Tx(db, reported.dep, reported.clock.now), Filters(after=after), me=1
            )
            seen += [row.report.tip_id for row in rows]
            if not after:
                break
    assert sorted(seen) == sorted(reported.tips()) and len(set(seen)) == 4


def test_the_queue_says_overdue_of_what_the_filter_finds(reported: Line) -> None:
    with reported.dep.database.read() as db:
        rows, _ = queue_rows.queue(Tx(db, reported.dep, reported.clock.now), Filters(), me=1)
        late, _ = queue_rows.queue(
            Tx(db, reported.dep, reported.clock.now), Filters(overdue=True), me=1
        )
    assert {row.report.tip_id for row in rows if row.overdue} == {row.report.tip_id for row in late}
    assert late
