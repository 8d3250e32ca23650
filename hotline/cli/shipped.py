"""``hotline diff shipped``: what the deployment changed, and what an update changed beneath it."""

from __future__ import annotations

import difflib
from typing import Annotated, Any

import typer

from hotline import local_folder
from hotline.cli.file_options import Json, layers_here
from hotline.cli.output import print_json
from hotline.config_versions.layers import Layers
from hotline.settings import SettingsError

app = typer.Typer(help="What differs from the shipped files.", no_args_is_help=True)
Seen = Annotated[
    bool, typer.Option("--seen", help="You have looked: from now on only newer changes count.")
]


@app.callback()
def _diff() -> None:
    """What differs from the shipped files."""


@app.command("shipped")
def shipped(seen: Seen = False, as_json: Json = False) -> None:
    """What differs from the shipped files, and what an update changed beneath; exit 1 if it did.

    A file in the deployment's own folder replaces the shipped one. When an update changes the
    shipped file, that change does not reach the line until you take it over.
    """
    layers = layers_here()
    if layers.home is None:
        raise SettingsError(
            f"there is no folder {local_folder.chosen()}; `hotline init` makes it, "
            "or HOTLINE_HOME names another"
        )
    if seen:
        _note(layers)
    rows = [_row(layers, path) for path in sorted(layers.own())]
    if as_json:
        print_json(rows)
    else:
        _print(layers, rows)
    if any(row["beneath"] for row in rows):
        raise typer.Exit(1)


def _note(layers: Layers) -> None:
    try:
        layers.note_bases(again=True)
    except OSError as error:
        raise SettingsError(f"{layers.home} cannot be written: {error.strerror}") from None


def _row(layers: Layers, path: str) -> dict[str, Any]:
    own, beneath = layers.own()[path], layers.beneath().get(path)
    base = layers.base(path)
    return {
        "file": path,
        "ours": _unified(beneath or "", own, f"shipped/{path}", f"own/{path}"),
        "beneath": _unified(base, beneath or "", f"shipped before/{path}", f"shipped now/{path}")
        if base is not None
        else "",
        "new": beneath is None,
    }


def _unified(old: str, new: str, old_name: str, new_name: str) -> str:
    lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
    return "".join(difflib.unified_diff(*lines, old_name, new_name))


def _print(layers: Layers, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        what = "our own file" if row["new"] else "ours, in place of the shipped file"
        typer.echo(f"== {row['file']}: {what}")
        typer.echo(row["ours"] if not row["new"] else "", nl=False)
        if row["beneath"]:
            typer.echo(
                "-- An update changed the shipped file since. The line does not have this; take "
                "over what you want, then `hotline diff shipped --seen`:"
            )
            typer.echo(row["beneath"], nl=False)
    changed = sum(bool(row["beneath"]) for row in rows)
    typer.echo(
        f"{len(rows)} files in {layers.home} are ours; {changed} of them were changed beneath by "
        "an update"
    )
