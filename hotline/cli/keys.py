"""``hotline keys``: which keys seal what, a new one, sealing again under it, retiring old ones."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from hotline.cli.environment import ACTOR, deployment
from hotline.cli.output import day_of, print_json, print_rows
from hotline.db.keys import SealingKey
from hotline.deployment import Deployment
from hotline.privacy import audit, reseal
from hotline.privacy.keys import KeyRing
from hotline.settings import SettingsError

app = typer.Typer(help="The keys that seal what was said.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """Every key by its id: since when, whether it is here, and how much it seals."""
    dep = deployment()
    with dep.database.read() as db:
        counts = reseal.counts(db)
        rows = [
            {
                "id": row.key_id,
                "since": day_of(dep.settings, row.since),
                "use": _use(dep, row),
                "seals": sum(counts.get(row.key_id, {}).values()),
            }
            for row in db.scalars(select(SealingKey).order_by(SealingKey.since, SealingKey.key_id))
        ]
    if as_json:
        of_key = {row["id"]: counts.get(str(row["id"]), {}) for row in rows}
        print_json([row | {"columns": of_key[row["id"]]} for row in rows])
    else:
        print_rows(rows, ["id", "since", "use", "seals"])


def _use(dep: Deployment, row: SealingKey) -> str:
    keys = dep.keys
    if row.retired_at is not None:
        still = ", may be taken out of the settings" if row.key_id in keys.ids else ""
        return f"retired {day_of(dep.settings, row.retired_at)}{still}"
    if row.key_id == keys.ids[0]:
        return "seals and opens"
    return "opens" if row.key_id in keys.ids else "missing"


@app.command("new")
def new(
    file: Annotated[
        Path | None,
        typer.Option(help="Put it in front of the keys in this file, which is made if need be."),
    ] = None,
) -> None:
    """Make a new key; print it, or put it first in a file."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    if file is None:
        typer.echo(key)
        typer.echo(
            "Put it in front of HOTLINE_SECRET_KEYS, a comma behind it, restart the service on "
            "every machine, then run `hotline keys reseal`.",
            err=True,
        )
        return
    _put_first(file, key)
    (key_id,) = KeyRing([base64.b64decode(key)]).ids
    typer.echo(f"{key_id} is the first key in {file}; restart the service, then reseal")


def _put_first(file: Path, key: str) -> None:
    """Written beside it and renamed, so that no moment has a file without keys."""
    try:
        known = file.read_text("ascii").split() if file.exists() else []
        part = file.with_name(f"{file.name}.new")
        opened = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as writing:
            writing.write("\n".join([key, *known]) + "\n")
            writing.flush()
            os.fsync(writing.fileno())
        if file.exists():
            _same_owner(file, part)
        part.rename(file)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be changed: {error}") from None


def _same_owner(file: Path, part: Path) -> None:
    known = file.stat()
    part.chmod(known.st_mode & 0o777)
    if (known.st_uid, known.st_gid) != (part.stat().st_uid, part.stat().st_gid):
        os.chown(part, known.st_uid, known.st_gid)


@app.command("reseal")
def reseal_all() -> None:
    """Seal everything again under the newest key; the line goes on meanwhile.

    Stopped on the way, it goes on where it ended when it is run again.
    """
    dep = deployment()
    result = reseal.reseal(
        dep.database,
        dep.keys,
        by=ACTOR,
        now=dep.clock(),
        progress=lambda line: typer.echo(f"  {line}"),
    )
    typer.echo(f"{result.done} values are sealed under {dep.keys.ids[0]} now")
    if result.unreadable:
        typer.echo(f"{result.unreadable} values cannot be opened with any key here", err=True)
        raise typer.Exit(1)


@app.command("retire")
def retire(
    key_id: Annotated[str, typer.Argument(help="The key's id, from `hotline keys list`.")],
) -> None:
    """Note that a key is needed no more; then it may be taken out of the settings."""
    dep = deployment()
    try:
        reseal.retire(dep.database, dep.keys, key_id, by=ACTOR, now=dep.clock())
    except audit.BrokenTrailError as error:
        raise SettingsError(
            f"the audit trail is not intact, so it is not signed again: {error}"
        ) from None
    typer.echo(
        f"{key_id} is retired. Take it out of the settings on every machine and restart. Agencies "
        "that check webhooks need their new secret: hotline agencies webhook-secret AGENCY. "
        "Backups from before still need the old key: keep it on paper until the last is deleted."
    )
