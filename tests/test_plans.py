"""What is asked again and again reads by an index: no table that grows is read from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from hotline.db.reports import Report
from hotline.followups import retention
from hotline.jobs import outbox
from tests.line import Line
from tests.web.desk import Desk

BOUNDED = {
    "api_tokens",
    "asked_changes",
    "audit_head",
    "key_predecessors",
    "line_options",
    "linked_logins",
    "login_sessions",
    "login_steps",
    "password_links",
    "probes",
    "quarter_figures",
    "recovery_codes",
    "saved_views",
    "sealing_keys",
    "second_factors",
    "shift_notes",
    "staff",
    "surges",
    "versions",
    "waiting_changes",
    "worker_beats",
}
"""Tables whose size is that of the staff, the directory or the last days."""
GROWING = set(Report.metadata.tables) - BOUNDED
"""All others, a new one too: they grow with the reports."""
TO_DO = re.compile(r"USING (?:COVERING )?INDEX (?:ix_jobs_(?:rank|leased|dead)|ix_\w+_open\w*)$")
"""Indexes that hold only what is still to be done, however much was done before."""


@contextmanager
def noted(line: Line) -> Iterator[list[tuple[str, Any]]]:
    """The statements asked meanwhile, with their values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, given: Any, *_: Any) -> None:
        asked.append((sql, given))

    event.listen(line.dep.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(line.dep.database.engine, "before_cursor_execute", note)


def scans(line: Line, asked: list[tuple[str, Any]]) -> list[str]:
    """Each read of a whole growing table, with its statement."""
    found = []
    with line.dep.database.engine.connect() as connection:
        for sql, given in asked:
            if not sql.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                continue
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all():
                table = re.match(r"SCAN (\w+)", step[3])
                if table and table[1] in GROWING and not TO_DO.search(step[3]):
                    found.append(f"{step[3]}: {sql}")
    return found


def look_at(path: str) -> Callable[[Line, str], None]:
    """A supervisor opens a page; ``{tip}`` is a report."""

    def look(line: Line, tip: str) -> None:
        Desk(line.as_staff("supervisor"), "supervisor").look(path.format(tip=tip))

    return look


def texts(line: Line, _tip: str) -> None:
    for body in ("he took her passport in Laredo TX", "yes", "not sure", "no", "no thank you"):
        line.text("+19565550142", body)


def claims(line: Line, _tip: str) -> None:
    with line.dep.database.write() as db:
        outbox.claim(db, line.dep.keys, worker="w", now=line.clock.now, limit=20)
        outbox.take_from(db, ["gone"])


def looks_for_what_is_over(line: Line, _tip: str) -> None:
    with line.dep.database.write() as db:
        retention.run(db, line.dep, line.clock.now, by="service")


WORK = {
    "a conversation by text": texts,
    "a worker's claim": claims,
    "retention": looks_for_what_is_over,
    "the queue": look_at("/queue"),
    "the queue of a state": look_at("/queue?state=TX"),
    "a search": look_at("/queue/find?tip={tip}"),
    "a report": look_at("/reports/{tip}"),
    "the map": look_at("/map"),
    "the map of a state": look_at("/map?state=TX"),
    "tasks": look_at("/tasks"),
    "supervise": look_at("/supervise"),
    "local data": look_at("/local-data"),
    "readiness": look_at("/readyz"),
    "counters": look_at("/metrics"),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_no_growing_table_is_read_whole(line: Line, work: Callable[[Line, str], None]) -> None:
    line.dep.check_keys()
    for body in ("he locks her in a nail salon in Laredo TX", "yes", "no"):
        line.text("+19565550141", body)
    with line.dep.database.read() as db:
        tip = db.scalars(select(Report)).one().tip_id
    line.as_staff("supervisor")
    with noted(line) as asked:
        work(line, tip)
    assert asked, "nothing was asked"
    assert not scans(line, asked)
