"""``hotline backup FILE``: the whole database in one file, made while the service runs."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

import pyrage
import typer

from hotline.cli.environment import by_command, deployment
from hotline.cli.output import write_secret
from hotline.cli.progress import progress
from hotline.db.backup import make
from hotline.followups import backups
from hotline.settings import SettingsError


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="A file that does not exist yet; else one in HOTLINE_BACKUP_DIR."),
    ] = None,
    new_key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Make no backup, but a pair of keys: the secret one into FILE."
        ),
    ] = None,
) -> None:
    """Copy the database to a file while the service runs; encrypted, with a key set for it.

    The file is readable by its owner only, checked, and on the disk when this ends. It holds no
    keys: keep them elsewhere, or it cannot be read, and anyone who has both reads everything.
    """
    if new_key is not None:
        _new_key(new_key)
        return
    with closing(deployment()) as dep:
        settings = dep.settings
        target = file or _named_by_day(settings.backup_dir, dep.clock().date())
        with progress("Copying the database"):
            made = make(backups.order(settings, target))
        sealed = bool(settings.backup_recipients)
        with dep.database.write() as db:
            backups.note(by_command(db, dep), target, made.size, encrypted=sealed)
    how = "encrypted" if sealed else "NOT encrypted (only its words are sealed)"
    typer.echo(
        f"{target}: {made.size / 1e6:.1f} MB in {made.seconds:.0f} s, checked, {how}. Keep the "
        "keys in another place."
    )


def _named_by_day(folder: Path | None, day: date) -> Path:
    if folder is None:
        raise SettingsError("name a file, or set HOTLINE_BACKUP_DIR")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1
    while (named := folder / f"by-hand-{day}-{number}.db").exists():
        number += 1
    return named


def _new_key(file: Path) -> None:
    secret = pyrage.x25519.Identity.generate()
    write_secret(file, f"{secret}\n")
    typer.echo(
        f"HOTLINE_BACKUP_RECIPIENTS={secret.to_public()}\n"
        f"Take {file} off this machine, print it, and keep it with the line's keys: without it no "
        "backup can be opened."
    )
