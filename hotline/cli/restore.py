"""``hotline restore FILE``: a backup becomes a database again, and every report of it is opened."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pyrage
import typer
from sqlalchemy import func, select

from hotline.cli.environment import by_command, deployment, settings
from hotline.cli.progress import progress
from hotline.db.audit import AuditEvent
from hotline.db.backup import BackupError, is_encrypted, unpack
from hotline.db.database import Database
from hotline.db.jobs import Job
from hotline.db.migrate import upgrade
from hotline.db.move import MoveError, copy
from hotline.db.states import JobState
from hotline.deployment import Deployment
from hotline.followups import backups
from hotline.intake import open_all
from hotline.intake.open_all import Opened
from hotline.privacy import audit, key_canary
from hotline.settings import Settings, SettingsError

NAME = "hotline.db"


@dataclass(frozen=True)
class Checked:
    """What is in a restored database, and what is wrong with it, a sentence each."""

    opened: Opened
    newest: datetime | None
    due: int
    faults: tuple[str, ...]


def restore(
    file: Annotated[Path, typer.Argument(help="What `hotline backup` made.")],
    to: Annotated[
        str,
        typer.Option(
            help="A folder without a database, or an empty one: postgresql://user@host/name."
        ),
    ] = "",
    identity: Annotated[
        Path | None, typer.Option(help="The secret key that `hotline backup --new-key` wrote.")
    ] = None,
    rehearse: Annotated[
        bool, typer.Option(help="Only try it, in a folder of the moment, and note that it worked.")
    ] = False,
    replace: Annotated[
        bool, typer.Option(help="Put the database that is in the folder aside; none is deleted.")
    ] = False,
) -> None:
    """Restore a backup, check it, and open every report of it; exit 1 if anything is wrong.

    It needs the line's keys (HOTLINE_SECRET_KEYS) and, for an encrypted backup, the key that opens
    it. The database of this machine is not touched, unless it is the folder that is named.
    """
    if rehearse == bool(to):
        raise SettingsError("say where: --to FOLDER, or --rehearse to only try it")
    known = settings()
    keys = _identities(file, identity)
    if rehearse:
        _rehearse(file, keys, known)
        return
    if to.startswith("postgresql:"):
        with tempfile.TemporaryDirectory(prefix="hotline-restore-") as folder:
            checked = _restored(file, Path(folder) / NAME, keys, known)
            _say(file, checked)
            _over_to(Path(folder) / NAME, to)
    else:
        target = _room_in(Path(to), replace=replace)
        checked = _restored(file, target, keys, known)
        _say(file, checked)
    typer.echo(f"Restored to {to}. {_next(checked)}")


def _rehearse(file: Path, keys: list[pyrage.x25519.Identity], known: Settings) -> None:
    with tempfile.TemporaryDirectory(prefix="hotline-rehearsal-") as folder:
        checked = _restored(file, Path(folder) / NAME, keys, known)
    _say(file, checked)
    with closing(deployment()) as dep, dep.database.write() as db:
        opened = f"{file.name}, {checked.opened.reports} reports opened"
        by_command(db, dep).record(backups.REHEARSED, backups.DATABASE, opened)
    typer.echo("It can be restored. Nothing was changed.")


def _identities(file: Path, identity: Path | None) -> list[pyrage.x25519.Identity]:
    """The keys in a file as age writes them; none for a backup that is not encrypted."""
    try:
        if not is_encrypted(file):
            return []
        if identity is None:
            raise SettingsError(f"{file} is encrypted; give its key: --identity FILE")
        lines = identity.read_text("ascii").split("\n")
        return [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
    except OSError as error:
        raise SettingsError(f"{error.filename} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, pyrage.IdentityError):
        raise SettingsError(
            f"{identity} holds no secret key of age; it is a line AGE-SECRET-KEY-1…"
        ) from None


def _room_in(folder: Path, *, replace: bool) -> Path:
    """Where the database goes; one that is there is put aside if ``replace`` says so."""
    target = folder / NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = [
            one for ending in ("", "-wal", "-shm") if (one := folder / f"{NAME}{ending}").exists()
        ]
        if there and not replace:
            raise SettingsError(
                f"{target} is there already; name another folder, or stop the service and put it "
                "aside with --replace"
            )
        number = 1
        while (folder / f"{NAME}.before-{number}").exists():
            number += 1
        for one in there:
            ending = one.name.removeprefix(NAME)
            one.rename(folder / f"{NAME}.before-{number}{ending}")
    except OSError as error:
        raise SettingsError(f"{folder} cannot be used: {error.strerror}") from None
    return target


def _restored(
    file: Path, target: Path, keys: list[pyrage.x25519.Identity], known: Settings
) -> Checked:
    with progress("Unpacking the backup"):
        unpack(file, target, keys)
    dep = Deployment.of(known.model_copy(update={"database_url": f"sqlite:///{target.resolve()}"}))
    try:
        upgrade(dep.database)
        return _checked(dep)
    finally:
        dep.close()


def _checked(dep: Deployment) -> Checked:
    """Open all that is in ``dep``. Raises :class:`SettingsError` when the keys are not its keys."""
    with dep.database.snapshot() as db:
        wrong = key_canary.fault(db, dep.keys)
        if wrong:
            raise SettingsError(wrong)
        with progress("Opening every report", open_all.how_many(db)) as done:
            opened = open_all.open_all(db, dep, done)
        faults = [f"{tip_id} cannot be opened" for tip_id in opened.failed]
        faults += audit.verify(db, dep.keys)
        due = select(func.count()).select_from(Job).where(Job.state == JobState.DUE)
        newest = db.scalar(select(func.max(AuditEvent.at)))
        return Checked(opened, newest, db.scalar(due) or 0, tuple(faults))


def _over_to(source: Path, address: str) -> None:
    try:
        with (
            closing(Database(f"sqlite:///{source}")) as kept,
            closing(Database(address)) as target,
            progress("Writing the rows to PostgreSQL"),
        ):
            copy(kept, target)
    except MoveError as error:
        raise BackupError(str(error)) from None


def _say(file: Path, checked: Checked) -> None:
    opened = checked.opened
    erased = f", {opened.erased} erased before" if opened.erased else ""
    typer.echo(
        f"{file}: {opened.reports} reports opened, with {opened.entries} entries and "
        f"{opened.attachments} attachments{erased}; newest change {_moment(checked.newest)}"
    )
    for fault in checked.faults:
        typer.echo(fault)
    if checked.faults:
        raise typer.Exit(1)
    typer.echo("The audit trail is intact.")


def _next(checked: Checked) -> str:
    return (
        f"{checked.due} messages and clocks of that moment are due again when the service starts: "
        "what went out after the backup was made goes out a second time. `hotline jobs "
        "list --state due` shows them."
    )


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
