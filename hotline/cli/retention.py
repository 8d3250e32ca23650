"""``hotline retention``: what is past its time, erasing it now, and legal holds."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.cli.environment import ACTOR, deployment
from hotline.cli.output import day_of, print_json, print_rows
from hotline.db.audit import AuditEvent
from hotline.db.holds import LegalHold
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.followups import retention
from hotline.privacy import codes, holds
from hotline.settings import SettingsError

app = typer.Typer(help="How long closed reports are kept, and legal holds.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Tip = Annotated[str, typer.Argument(help="The tip ID; or `all` for every report.")]


@app.command("run")
def run(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list what would be erased, and why.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Erase every closed report that is past its time. A worker does it each hour by itself."""
    dep = deployment()
    if dry_run:
        _list(dep, as_json=as_json)
        return
    erased = 0
    while True:
        with dep.database.write() as db:
            done = retention.run(db, dep, dep.clock(), by=ACTOR)
        erased += done
        if not done:
            break
    typer.echo(f"{erased} reports are erased")


def _list(dep: Deployment, *, as_json: bool) -> None:
    now = dep.clock()
    with dep.database.read() as db:
        due = [
            *retention.past_their_time(db, dep, now, held=False, limit=None),
            *retention.past_their_time(db, dep, now, held=True, limit=None),
        ]
    rows = [
        {
            "tip_id": one.report.tip_id,
            "closed": day_of(dep.settings, one.report.closed_at) if one.report.closed_at else "",
            "ended_as": one.report.disposition or "",
            "type": one.report.type,
            "rule": one.rule,
            "days": one.days,
            "would_be": "kept: legal hold" if one.held else "erased",
        }
        for one in due
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["tip_id", "closed", "ended_as", "type", "rule", "days", "would_be"])


@app.command("hold")
def hold(
    tip_id: Tip,
    why: Annotated[str, typer.Option(help="Who ordered it, and its number.")],
) -> None:
    """Keep a report, or `all`, from being erased until the hold is released."""
    dep = deployment()
    with dep.database.write() as db:
        holds.place(db, dep.keys, _report(db, tip_id), why=why, by=ACTOR, now=dep.clock())
    typer.echo(f"{tip_id} is on legal hold")


@app.command("release")
def release(tip_id: Tip) -> None:
    """Lift the holds on a report, or those on `all`."""
    dep = deployment()
    with dep.database.write() as db:
        lifted = holds.lift(db, dep.keys, _report(db, tip_id), by=ACTOR, now=dep.clock())
    typer.echo(f"{lifted} holds lifted")


@app.command("holds")
def list_holds(as_json: Json = False) -> None:
    """The holds that stand."""
    dep = deployment()
    wanted = (
        select(LegalHold, Report.tip_id)
        .outerjoin(Report, Report.id == LegalHold.report_id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.id)
    )
    with dep.database.read() as db:
        rows = [
            {
                "report": tip_id or "all",
                "since": day_of(dep.settings, row.at),
                "by": row.by,
                "why": row.why,
            }
            for row, tip_id in db.execute(wanted)
        ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["report", "since", "by", "why"])


@app.command("log")
def log(as_json: Json = False) -> None:
    """Every purge: when, by whom, how many by which rule, and how many a hold kept."""
    dep = deployment()
    wanted = select(AuditEvent).where(AuditEvent.action == retention.PURGED)
    with dep.database.read() as db:
        rows = [
            {"at": row.at.isoformat(timespec="seconds"), "by": row.actor, "what": row.detail}
            for row in db.scalars(wanted.order_by(AuditEvent.id))
        ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["at", "by", "what"])


def _report(db: DbSession, tip_id: str) -> Report | None:
    if tip_id == "all":
        return None
    wanted = select(Report).where(Report.tip_id == codes.read_tip_id(tip_id))
    row = db.scalars(wanted).first()
    if row is None:
        raise SettingsError(f"there is no report with the tip ID {tip_id}; `all` means every one")
    return row
