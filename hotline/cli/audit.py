"""``hotline audit``: the trail of who saw, changed or disclosed what; checked, read, taken along.

The trail's end, noted outside of this machine from time to time, shows when its newest rows were
cut off: nothing within the database can show that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select

from hotline.cli.environment import by_command, deployment
from hotline.cli.output import in_line_time, print_json, print_rows, write
from hotline.db.audit import AuditEvent, AuditHead
from hotline.privacy import audit

app = typer.Typer(help="The audit trail: check it, read it, note its end.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
COLUMNS = ["id", "at", "actor", "action", "subject", "detail"]


@app.command("verify")
def verify(
    expect: Annotated[
        str, typer.Option(help="The end that `hotline audit head` gave earlier: COUNT:CHAIN.")
    ] = "",
) -> None:
    """Check every row; exit 1 when one was changed or is missing, or cannot be checked."""
    dep = deployment()
    with dep.database.snapshot() as db:
        faults = list(audit.verify(db, dep.keys))
        head, end = db.scalars(select(AuditHead)).one(), audit.end(db)
        if expect:
            faults += _not_there(expect, list(db.scalars(_chains())))
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(1)
    typer.echo(f"the audit trail is intact: {head.count} rows, its end is {end}")


def _chains() -> Any:
    return select(AuditEvent.chain).order_by(AuditEvent.id)


def _not_there(expect: str, chains: list[str]) -> list[str]:
    """What is wrong when an end that was noted earlier is not where it was."""
    count, _, chain = expect.strip().partition(":")
    if not count.isascii() or not count.isdigit() or not chain:
        return [f"--expect is {expect!r}; write it as COUNT:CHAIN, as `hotline audit head` does"]
    at = int(count)
    if (chains[at - 1] if 0 < at <= len(chains) else "") != chain:
        return [f"row {at} is not what was noted: rows were cut off, or the trail was made again"]
    return []


@app.command("head")
def head() -> None:
    """Print the trail's end, to be noted elsewhere; `verify --expect` compares with it."""
    dep = deployment()
    with dep.database.read() as db:
        typer.echo(audit.end(db))


@app.command("tail")
def tail(
    lines: Annotated[int, typer.Option("-n", help="How many rows.", min=1, max=10000)] = 20,
    subject: Annotated[str, typer.Option(help="Only of one, such as report:1234-5678.")] = "",
    as_json: Json = False,
) -> None:
    """The newest rows, the newest last."""
    dep = deployment()
    wanted = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(lines)
    if subject:
        wanted = wanted.where(AuditEvent.subject == subject)
    with dep.database.read() as db:
        rows = [_row(row) | {"at": row.at} for row in reversed(db.scalars(wanted).all())]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, COLUMNS, in_line_time(dep.settings, dep.clock()))


@app.command("export")
def export(path: Annotated[Path, typer.Argument(help="The file, a JSON object a line.")]) -> None:
    """Write the whole trail to a file, with its checksums; that it was done is in the trail."""
    dep = deployment()
    with dep.database.write() as db:
        by_command(db, dep).record("trail_exported", "audit")
    with dep.database.read() as db:
        rows = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        lines = [json.dumps(_row(row) | {"key_id": row.key_id, "chain": row.chain}) for row in rows]
    write(path, "".join(f"{line}\n" for line in lines))
    typer.echo(f"{len(lines)} rows in {path}")


def _row(row: AuditEvent) -> dict[str, Any]:
    at = row.at.isoformat(timespec="seconds")
    return {name: getattr(row, name) for name in COLUMNS} | {"at": at}
