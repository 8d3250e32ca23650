"""``hotline upgrade``: what an update would do to this line, a backup, and the database's part."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import inspect, text

from hotline.cli.environment import by_command, settings
from hotline.cli.progress import progress
from hotline.config_files import errors
from hotline.config_versions.store import check, read_files
from hotline.db.backup import make
from hotline.db.database import Database
from hotline.db.migrate import Step, steps_to_come, upgrade
from hotline.deployment import Deployment
from hotline.followups import backups
from hotline.settings import REPOSITORY, Settings, SettingsError

NOTES = REPOSITORY / "CHANGELOG.md"
MARK = "**After the update**"


@dataclass(frozen=True)
class Plan:
    """What is to be done: the steps of the database, the reports that are in it, what to know."""

    steps: tuple[Step, ...]
    reports: int
    notes: tuple[str, ...]


def run(
    only_check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if something is in the way.")
    ] = False,
    backup_to: Annotated[
        Path | None, typer.Option(help="Where the backup before it goes; HOTLINE_BACKUP_DIR.")
    ] = None,
) -> None:
    """Check this version against the line's data, make a backup, bring the database up to date.

    Run it with the new version installed and before the service is started again. It can be run
    any number of times.
    """
    known = settings()
    plan = _plan(known)
    _say(plan)
    problems = _problems(known)
    for problem in problems:
        typer.echo(f"in the way: {problem}")
    if problems:
        raise typer.Exit(1)
    if only_check:
        typer.echo("Nothing is in the way. Nothing was changed.")
        return
    kept = _backup(known, plan, backup_to)
    dep = Deployment.of(known)
    with progress("Bringing the database up to date"):
        upgrade(dep.database)
    dep.check_keys()
    with dep.database.write() as db:
        by_command(db, dep).record("upgraded", backups.DATABASE, f"version {_version()}")
    dep.close()
    if _reports(known) < plan.reports:
        raise SettingsError("reports are missing after the update; restore the backup")
    _say_done(kept, known)


def _plan(known: Settings) -> Plan:
    with closing(Database(known.database)) as database:
        return Plan(steps_to_come(database), _reports(known), _notes())


def _problems(known: Settings) -> list[str]:
    """What would stop the new version, or make it serve old files."""
    version, found = check(read_files(known), demo=known.demo)
    return [str(problem) for problem in errors(found)] if version is None else []


def _reports(known: Settings) -> int:
    with closing(Database(known.database)) as database, database.engine.connect() as db:
        if not inspect(db).has_table("reports"):
            return 0
        return int(db.scalar(text("SELECT count(*) FROM reports")) or 0)


def _notes() -> tuple[str, ...]:
    """What the changelog asks to be done after the update to its newest version."""
    if not NOTES.exists():
        return ()
    newest = NOTES.read_text("utf-8").partition("\n## [")[2].partition("\n## [")[0]
    joined = " ".join(newest.split())
    return tuple(part.split(". - ")[0].split(" - ")[0].strip() for part in joined.split(MARK)[1:])


def _version() -> str:
    return metadata.version("hotline")


def _say(plan: Plan) -> None:
    typer.echo(f"hotline {_version()}, a database with {plan.reports} reports")
    if not plan.steps:
        typer.echo("The database is up to date.")
    for step in plan.steps:
        typer.echo(f"  {step.revision}  {step.what}")
    for note in plan.notes:
        typer.echo(f"After the update {note}")


def _backup(known: Settings, plan: Plan, backup_to: Path | None) -> Path | None:
    """The backup before the update; ``None`` where there is nothing to change."""
    if not plan.steps or not plan.reports:
        return None
    with closing(Database(known.database)) as database:
        if not database.is_sqlite:  # only the version that wrote it can read it
            _must_be_fresh(database)
            return None
    folder = backup_to or known.backup_dir or known.data_dir
    ending = ".db.age" if known.backup_recipients else ".db"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"before-{_version()}-{datetime.now(UTC):%Y%m%dT%H%M%S}{ending}"
    with progress("Copying the database"):
        made = make(backups.order(known, file))
    typer.echo(f"{file}: {made.size / 1e6:.1f} MB, checked")
    return file


def _must_be_fresh(database: Database) -> None:
    """On PostgreSQL the backup is made by the version that is replaced, before the update."""
    made = text("SELECT max(at) FROM audit_events WHERE subject = 'database' AND action = :made")
    with database.engine.connect() as db:
        newest = db.scalar(made, {"made": backups.MADE})
    if newest is None or datetime.now(UTC) - newest > backups.FRESH_FOR:
        raise SettingsError(
            "there is no backup of the last 36 hours; run `hotline backup FILE` with the version "
            "that is installed now, then update"
        )


def _say_done(kept: Path | None, known: Settings) -> None:
    typer.echo("The line is ready for this version; start the service.")
    if kept is not None:
        key = " --identity KEY" if known.backup_recipients else ""
        typer.echo(
            "To go back: stop the service, install the version before, then "
            f"`hotline restore {kept} --to {known.data_dir} --replace{key}` and start it."
        )
