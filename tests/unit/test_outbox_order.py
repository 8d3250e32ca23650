"""Which job comes first: urgency before age, at any size of the queue."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hotline.db.database import Database
from hotline.db.reports import Report
from hotline.jobs import outbox, registry
from hotline.jobs.payload import RANKS, Order
from hotline.privacy.keys import KeyRing
from hotline.wiring import new_worker
from tests.unit.empty_database import open_empty
from tests.unit.queued import Put, claim, row

# Hastened -------------------------------------------------------------------------------


def test_a_hastened_job_is_due_now(
    database: Database, put: Put, keys: KeyRing, now: datetime
) -> None:
    put("a", now + timedelta(hours=3))
    assert claim(database, keys, now) == []
    with database.write() as db:
        outbox.hasten(db, now, "a")
    assert [job.key for job in claim(database, keys, now)] == ["a"]


# Urgency before age -------------------------------------------------------------------------------


def put_job(
    db: Session, keys: KeyRing, kind: str, key: str, due: datetime, report_id: int | None = None
) -> None:
    assert new_worker, "all kinds are registered"
    payload = object.__new__(registry.KINDS[kind].payload)  # only its kind and order matter here
    for field in fields(payload):
        object.__setattr__(payload, field.name, None)
    outbox.schedule(db, keys, payload, key=key, due_at=due, now=due, report_id=report_id)


def new_report_row(db: Session, urgency: str, number: int, now: datetime) -> int:
    row = Report(
        tip_id=f"0000-{number:04d}",
        return_code_mac="",
        sealed_key=b"",
        created_at=now,
        updated_at=now,
        medium="text",
        urgency=urgency,
    )
    db.add(row)
    db.flush()
    return row.id


def test_an_urgent_alert_waits_for_no_clock_however_old(
    database: Database, keys: KeyRing, now: datetime
) -> None:
    with database.write() as db:
        reports = {
            urgency: new_report_row(db, urgency, number, now)
            for number, urgency in enumerate(("P0", "P1", "P2", "P3"))
        }
        for number in range(60):
            old = now - timedelta(hours=2, seconds=number)
            put_job(db, keys, "referral.step", f"clock:{number}", old, reports["P3"])
            put_job(db, keys, "task.due", f"task:{number}", old)
            put_job(db, keys, "provider.erase", f"erase:{number}", old)
        put_job(db, keys, "alert", "alert:P2", now, reports["P2"])
        put_job(db, keys, "referral.step", "clock:P1", now, reports["P1"])
        put_job(db, keys, "alert", "alert:P0", now, reports["P0"])
        put_job(db, keys, "referral.start", "start:P1", now, reports["P1"])
        put_job(db, keys, "page", "page", now)
    first = [job.key for job in claim(database, keys, now, limit=5)]
    assert set(first[:3]) == {"alert:P0", "start:P1", "page"}
    assert first[3:] == ["clock:P1", "alert:P2"]
    rest = [job.key for job in claim(database, keys, now, limit=200)]
    assert len(rest) == 180, "nothing is left out, however little it matters"
    clocks = [int(key.split(":")[1]) for key in rest[:60]]
    assert clocks == sorted(clocks, reverse=True), "the oldest first among equals"


def test_a_report_that_became_urgent_in_the_same_transaction_counts_as_urgent(
    database: Database, keys: KeyRing, now: datetime
) -> None:
    with database.write() as db:
        report = db.get_one(Report, new_report_row(db, "P3", 1, now))
        report.urgency = "P0"
        put_job(db, keys, "alert", "alert:0", now, report.id)
    assert row(database, "alert:0").rank == 0


def test_urgent_jobs_go_first_in_every_order() -> None:
    for order in Order:
        urgent, usual = (order.rank(urgent=urgent) for urgent in (True, False))
        assert urgent <= usual and {urgent, usual} <= set(RANKS)


def test_what_wakes_or_reaches_a_person_waits_for_no_clock() -> None:
    orders = {kind: known.payload.order for kind, known in registry.KINDS.items()}
    assert orders["page"] is Order.PAGE
    assert orders["provider.end_call"] is orders["roundup"] is Order.AT_ONCE
    assert {kind for kind, order in orders.items() if order is Order.MESSAGE} == {
        "alert",
        "referral.start",
        "reporter.text",
    }


# At any size --------------------------------------------------------------------------------------


def test_a_claim_reads_no_finished_job(tmp_path: Any, keys: KeyRing, now: datetime) -> None:
    database = open_empty(tmp_path / "plan.db")
    asked: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, sql: str, given: Any, *_: Any) -> None:
        asked.append((sql, given))

    with database.write() as db:
        put_job(db, keys, "alert", "one", now)
    asked.clear()
    assert claim(database, keys, now)
    with database.write() as db:
        outbox.take_from(db, ["nobody"])
    assert claim(database, keys, now + 2 * outbox.LEASE), "its worker did not come back"
    statements = [(sql, given) for sql, given in asked if "jobs" in sql]
    assert len(statements) >= 7
    with database.engine.connect() as connection:
        for sql, given in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
            scans = [step[3] for step in plan if step[3].startswith("SCAN jobs")]
            assert all("ix_jobs_leased" in scan for scan in scans), (sql, plan)
    database.close()


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (
            (
                "SELECT * FROM reports WHERE state_code = 'TX' AND county_fips = '48479' "
                "AND created_at > '2026' ORDER BY created_at DESC LIMIT 200"
            ),
            "ix_reports_county",
        ),
        (
            (
                "SELECT county_fips, count(*), sum(urgency IN ('P0', 'P1')) FROM reports "
                "WHERE state != 'closed' AND county_fips IS NOT NULL AND state_code = 'TX' "
                "GROUP BY county_fips"
            ),
            "ix_reports_open_county",
        ),
    ],
)
def test_related_reports_and_the_map_read_by_an_index(tmp_path: Any, sql: str, index: str) -> None:
    database = open_empty(tmp_path / "plan.db")
    with database.engine.connect() as connection:
        plan = [step[3] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(index in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
    database.close()
