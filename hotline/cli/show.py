"""``hotline reports|referrals|tasks``: the state of things without a browser."""

from __future__ import annotations

import csv
import re
import sys
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select

from hotline.cli.environment import ACTOR, by_command, deployment
from hotline.cli.output import in_line_time, print_json, print_rows
from hotline.console import report_view
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.intake.reports import report_by_tip
from hotline.privacy import codes, erase
from hotline.public.indicators import indicators
from hotline.public.local_data import Quarter
from hotline.settings import SettingsError
from hotline.unit_of_work import Tx

reports = typer.Typer(help="Reports.", no_args_is_help=True)
referrals = typer.Typer(help="Referrals to agencies.", no_args_is_help=True)
tasks = typer.Typer(help="Follow-up tasks.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Limit = Annotated[int, typer.Option(help="At most so many, the newest first.", min=1, max=10000)]


@reports.command("list")
def list_reports(as_json: Json = False, limit: Limit = 50) -> None:
    """Reports, the newest first."""
    dep = deployment()
    with dep.database.read() as db:
        found = db.scalars(select(Report).order_by(Report.id.desc()).limit(limit)).all()
    rows = [
        {
            "tip_id": row.tip_id,
            "created_at": row.created_at,
            "urgency": row.urgency,
            "type": row.type,
            "minor": row.minor,
            "role": row.role,
            "state": row.state_code,
            "language": row.language,
            "medium": row.medium,
            "state_of_report": row.state,
        }
        for row in found
    ]
    _print(
        dep, rows, as_json, ["tip_id", "created_at", "urgency", "type", "state", "state_of_report"]
    )


@reports.command("show")
def show_report(tip_id: str, as_json: Json = False) -> None:
    """One report with its evidence, decision, referrals and tasks; the view is audited."""
    dep = deployment()
    now = dep.clock()
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            raise SettingsError(f"there is no report with the tip ID {tip_id}")
        by_command(db, dep).record("viewed", f"report:{opened.tip_id}")
        value = report_view.as_json(report_view.report_view(Tx(db, dep, now), opened))
    if as_json:
        print_json(value)
        return
    for name in ("tip_id", "urgency", "type", "role", "minor", "language", "place"):
        typer.echo(f"{name:<10} {value[name]}")
    for referral in value["referrals"]:
        typer.echo(f"referral   {referral['agency']}: {referral['state']} ({referral['how']})")
    times = in_line_time(dep.settings, dep.clock())
    for task in value["tasks"]:
        due = times(datetime.fromisoformat(task["due_at"]))
        typer.echo(f"task       {task['kind']}: {task['state']}, due {due}")


@reports.command("erase")
def erase_report(
    tip_id: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make a closed report unreadable, for good. Counts and the audit trail stay."""
    dep = deployment()
    if not yes:
        typer.confirm(f"What was said in {tip_id} can never be read again. Erase it?", abort=True)
    with dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == codes.read_tip_id(tip_id))).first()
        if row is None:
            raise SettingsError(f"there is no report with the tip ID {tip_id}")
        try:
            erase.erase(db, dep.keys, row, by=ACTOR, now=dep.clock())
        except erase.NotClosedError as error:
            raise SettingsError(f"{error}; close it first, so that nobody waits for it") from None
    typer.echo(f"{row.tip_id} is erased")


@reports.command("indicators")
def show_indicators(
    quarter: Annotated[str, typer.Argument(help="A quarter that is over, such as 2026-Q3.")],
    as_json: Json = False,
) -> None:
    """Counts of a quarter in the words of the National Hotline's indicators (OMB 0970-0598).

    As CSV; small counts are hidden, and no report is named.
    """
    dep = deployment()
    asked = re.fullmatch(r"(20\d\d)-Q([1-4])", quarter.strip().upper())
    if asked is None:
        raise SettingsError(f"{quarter!r} is no quarter; write 2026-Q3")
    wanted = Quarter(int(asked[1]), int(asked[2]))
    if wanted.span(ZoneInfo(dep.settings.time_zone))[1] > dep.clock():
        raise SettingsError(f"{wanted} is not over yet: a running total could point at one report")
    rows = [row for one in indicators(dep, wanted) for row in one.rows()]
    with dep.database.write() as db:
        by_command(db, dep).record("indicators exported", f"quarter:{wanted}")
    if as_json:
        print_json([dict(zip(("table", "category", "count"), row, strict=True)) for row in rows])
        return
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerows([("table", "category", "count"), *rows])


@referrals.command("list")
def list_referrals(as_json: Json = False, limit: Limit = 50) -> None:
    """Referrals, the newest first."""
    dep = deployment()
    with dep.database.read() as db:
        found = db.execute(
            select(Referral, Report.tip_id)
            .join(Report, Report.id == Referral.report_id)
            .order_by(Referral.id.desc())
            .limit(limit)
        ).all()
    rows = [
        {
            "tip_id": tip_id,
            "agency_id": referral.agency_id,
            "how": referral.how,
            "state": referral.state,
            "due_at": referral.due_at,
            "answered_by": referral.answered_by,
        }
        for referral, tip_id in found
    ]
    _print(dep, rows, as_json, ["tip_id", "agency_id", "how", "state", "due_at", "answered_by"])


@tasks.command("list")
def list_tasks(as_json: Json = False, limit: Limit = 50) -> None:
    """Open tasks, the earliest due first."""
    dep = deployment()
    with dep.database.read() as db:
        found = db.scalars(
            select(Task).where(Task.state == TaskState.OPEN).order_by(Task.due_at).limit(limit)
        ).all()
    rows = [report_view.task_json(task) | {"due_at": task.due_at} for task in found]
    _print(dep, rows, as_json, ["id", "kind", "priority", "owner", "due_at", "state"])


def _print(dep: Deployment, rows: list[dict[str, Any]], as_json: bool, columns: list[str]) -> None:
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, columns, in_line_time(dep.settings, dep.clock()))
