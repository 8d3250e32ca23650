"""``hotline connect``: what is entered at the phone provider for the line's number."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.environment import by_command, deployment
from hotline.cli.output import print_json
from hotline.deployment import Deployment
from hotline.privacy.egress import EgressRefusedError
from hotline.providers import known
from hotline.providers.console import Console, Entry, HasConsole
from hotline.providers.errors import ProviderError
from hotline.settings import SettingsError

EARLIER = "connect-{provider}.json"
"""Where the entries are kept that were there before, so that they can be taken back."""
Set = Annotated[bool, typer.Option("--set", help="Enter what is missing or wrong.")]
Undo = Annotated[bool, typer.Option("--undo", help="Enter what was there before --set.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def connect(
    provider: Annotated[str, typer.Argument(help=f"One of {', '.join(known())}.")],
    set_: Set = False,
    undo: Undo = False,
    as_json: Json = False,
) -> None:
    """Show every entry of the line's number at the provider; --set enters them, --undo takes back.

    Exits with 1 while an entry is not as it must be. Outside production only a provider on this
    machine is asked.
    """
    dep = deployment()
    try:
        _connect(dep, provider, set_=set_, undo=undo, as_json=as_json)
    finally:
        dep.close()


def _connect(dep: Deployment, provider: str, *, set_: bool, undo: bool, as_json: bool) -> None:
    if provider != dep.settings.provider:
        raise SettingsError(
            f"HOTLINE_PROVIDER is {dep.settings.provider}, not {provider}; change the setting, or "
            f"run `hotline connect {dep.settings.provider}`"
        )
    if set_ and undo:
        raise SettingsError("give --set or --undo, not both")
    if not isinstance(dep.provider, HasConsole):
        raise SettingsError(f"{provider} has no API for this; make the entries in its console")
    try:
        entries = _work(dep, dep.provider.console(), set_=set_, undo=undo)
    except (ProviderError, EgressRefusedError, OSError) as error:
        raise SettingsError(f"{provider}: {error}") from None
    if as_json:
        print_json([{"entry": e.name, "now": e.now, "wanted": e.wanted, "right": e.right}
                    for e in entries])  # fmt: skip
    else:
        _print(entries, dep.provider.console())
    if not undo and not all(entry.right for entry in entries):
        raise typer.Exit(1)


def _work(dep: Deployment, console: Console, *, set_: bool, undo: bool) -> list[Entry]:
    entries = console.entries(dep.callbacks)
    file = _file(dep)
    if undo:
        changed = _earlier(file)
    elif set_:
        changed = {entry.name: entry.wanted for entry in entries if not entry.right}
        if changed:
            _keep(file, {entry.name: entry.now for entry in entries if entry.name in changed})
    else:
        changed = {}
    if not changed:
        return entries
    console.change(changed)
    with dep.database.write() as db:
        by_command(db, dep).record("number_connected", "number", ", ".join(sorted(changed))[:200])
    if undo:
        file.unlink()
    typer.echo(f"{len(changed)} entries changed", err=True)
    return console.entries(dep.callbacks)


def _file(dep: Deployment) -> Path:
    folder = dep.settings.local_folder or dep.settings.data_dir
    return folder / EARLIER.format(provider=dep.settings.provider)


def _earlier(file: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        raise SettingsError(
            f"{file} does not say what was there before; nothing was changed"
        ) from None
    return found


def _keep(file: Path, before: dict[str, str]) -> None:
    """What was there first stays noted, however often --set is run."""
    if file.exists():
        before = before | _earlier(file)
    part = file.with_name(f"{file.name}.new")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        json.dump(before, out, indent=1)
    part.rename(file)


def _print(entries: list[Entry], console: Console) -> None:
    for entry in entries:
        if entry.right:
            typer.echo(f"right  {entry.label}: {entry.now or '(nothing)'}")
        else:
            typer.echo(f"WRONG  {entry.label}: {entry.now or '(nothing)'}")
            typer.echo(f"       must be {entry.wanted or 'empty'}")
    for what in console.by_hand:
        typer.echo(f"look   {what}")
    wrong = sum(not entry.right for entry in entries)
    typer.echo(
        f"{wrong} of {len(entries)} entries are wrong; --set enters them" if wrong
        else f"all {len(entries)} entries are right"
    )  # fmt: skip
