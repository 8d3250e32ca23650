"""A line that has been in use for years: what a few reports left, copied as often as wished.

A few people text the line for real; what it stored of them is closed and done, and copied inside
the database, with moments spread over the years before. Every copy has rows of its own in each
table that grows, so that indexes and counts are those of a line with as many reports.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
from sqlalchemy import Column, Connection, Table, text

from bench import desk_logins
from bench.line import demo_line, signed
from bench.speed_webhook import HERE, texts
from hotline.app import create_app
from hotline.db.reports import Report
from hotline.deployment import Deployment

REPORTERS = 10
"""People whose reports are copied."""
YEARS = 3
COPIED = (
    "reporters",
    "reports",
    "contacts",
    "decisions",
    "referrals",
    "entries",
    "jobs",
    "tasks",
    "alerts",
    "deliveries",
    "audit_events",
)
"""Tables that grow for years, those that others name first. Answers to webhooks go after a day."""
OVER = (
    "UPDATE reports SET state = 'closed', disposition = 'referred', closed_at = updated_at",
    "UPDATE referrals SET state = 'closed', answered_at = created_at, ended_at = created_at",
    "UPDATE tasks SET state = 'done', done_at = created_at, done_by = 'dana'",
    "UPDATE jobs SET state = 'done', finished_at = created_at, lease_until = NULL",
    "UPDATE contacts SET ended_at = last_at, outcome = 'done'",
    "DELETE FROM exchanges",
)
SOME = {"audit_events": " WHERE t.subject NOT LIKE 'staff:%'"}
"""Which rows of a table grow with the reports, where not all do."""
OWN = {"tip_id", "pseudonym", "provider_sid", "key", "chain", "return_code_mac"}
"""Columns in which no two rows are alike."""
IN_USE = 20
"""Reports that are open at any time, however many there have been."""


def line_of(folder: Path, reports: int) -> Deployment:
    """A demo line on SQLite with as many closed reports, some open ones, and a supervisor, dana."""
    dep = demo_line(folder, base_url=HERE)
    dep.check_keys()
    with dep.database.write() as db:
        desk_logins.add(db, dep, role="supervisor")
    asyncio.run(_reported(dep, range(REPORTERS)))
    with dep.database.engine.begin() as connection:
        for statement in OVER:
            connection.execute(text(statement))
        _multiply(connection, reports // REPORTERS)
    asyncio.run(_reported(dep, range(REPORTERS, REPORTERS + IN_USE)))
    with dep.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return dep


async def _reported(dep: Deployment, conversations: range) -> None:
    """These people text their whole story."""
    transport = httpx.ASGITransport(create_app(dep))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        for conversation in conversations:
            await tell(client, conversation)


async def tell(client: httpx.AsyncClient, conversation: int) -> None:
    """The person of this conversation texts a whole story."""
    for posted in texts(conversation):
        headers = {"x-twilio-signature": signed(HERE + posted.path, posted.form)}
        answer = await client.post(posted.path, data=posted.form, headers=headers)
        answer.raise_for_status()


def _multiply(connection: Connection, copies: int) -> None:
    """Copy every row of the tables that grow, once for each number up to ``copies``."""
    connection.execute(text("CREATE TEMP TABLE copy (n INTEGER PRIMARY KEY)"))
    connection.execute(
        text(
            "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < :copies)"
            " INSERT INTO copy SELECT n FROM up"
        ),
        {"copies": copies},
    )
    minutes = YEARS * 365 * 24 * 60 // max(copies, 1)
    for name in COPIED:
        table = Report.metadata.tables[name]
        columns = [column.name for column in table.columns]
        values = ", ".join(_copied(table, minutes))
        connection.execute(
            text(
                f"INSERT INTO {name} ({', '.join(_quoted(columns))})"
                f" SELECT {values} FROM {name} AS t, copy{SOME.get(name, '')}"
            )
        )
    connection.execute(text("DROP TABLE copy"))


def _copied(table: Table, minutes: int) -> Iterator[str]:
    """For each column of a table the value of the n-th copy."""
    for column in table.columns:
        name = f't."{column.name}"'
        if _moves(column):
            yield f"{name} + copy.n * 10000"
        elif column.name in OWN:
            yield f"{name} || '.' || copy.n"
        elif str(column.type) == "DATETIME":
            earlier = f"'-' || (copy.n * {minutes}) || ' minutes'"
            yield f"strftime('%Y-%m-%d %H:%M:%f000', {name}, {earlier})"
        else:
            yield name


def _moves(column: Column[object]) -> bool:
    """Whether it numbers a row that is copied."""
    if any(key.column.table.name in COPIED for key in column.foreign_keys):
        return True
    return column.primary_key or column.name == "job_id"


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]
