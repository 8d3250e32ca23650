"""``hotline agencies import|export``: the directory in other people's formats."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline.cli.agencies import SHIPPED, Directory
from hotline.cli.checks import RulesDir
from hotline.cli.output import write
from hotline.settings import SettingsError
from hotline.standards import files, hsds, hsds_read, plain, tables
from hotline.standards.entries import KEYS, Entry
from hotline.standards.merge import Incoming, plan, silent_in
from hotline.web.names import LANGUAGES


class Format(StrEnum):
    """How the directory is written."""

    HSDS = "hsds"
    """Open Referral HSDS 3, one JSON file."""
    HSDS_CSV = "hsds-csv"
    """The same as a tabular data package: a folder of CSV files."""
    CSV = "csv"
    """One table, a row an agency."""


In = Annotated[Format, typer.Option("--format", help="hsds, hsds-csv (a folder) or csv")]


def export(
    path: Annotated[Path, typer.Argument(help="The file; for hsds-csv a folder.")],
    kind: In = Format.HSDS,
    state: Annotated[str, typer.Option(help="Only this state's file, or US.")] = "",
    public: Annotated[bool, typer.Option(help="Only what may be published.")] = False,
    rules_dir: RulesDir = SHIPPED,
) -> None:
    """Write the directory for others. The synthetic agencies are never in it."""
    directory = Directory.of(rules_dir)
    directory.book()
    entries = [entry for entry in directory.entries.values() if state in {"", entry.of}]
    if public:
        entries = hsds.public(entries)
    match kind:
        case Format.CSV:
            write(path, plain.to_csv(entries))
        case Format.HSDS:
            write(path, json.dumps(_organizations(entries), indent=2, ensure_ascii=False) + "\n")
        case Format.HSDS_CSV:
            _write_folder(path, tables.package_files(_organizations(entries)))
    typer.echo(f"{len(entries)} agencies written to {path}")


def _organizations(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return hsds.organizations(entries, LANGUAGES)


def _write_folder(path: Path, texts: dict[str, str]) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{path} cannot be made: {error.strerror}") from None
    for name, text in texts.items():
        write(path / name, text)


def import_(
    path: Annotated[Path, typer.Argument(help="The file; for hsds-csv a folder.")],
    kind: In = Format.HSDS,
    write_it: Annotated[bool, typer.Option("--write", help="Write it into the files.")] = False,
    rules_dir: RulesDir = SHIPPED,
) -> None:
    """Show what others' data would change in the files, for a person to look at; --write does it.

    Nothing is verified by this: new entries are unverified, and so are known ones whose area or
    contact points change.
    """
    directory = Directory.of(rules_dir)
    incoming, unread = _read(path, kind)
    made = plan(directory.entries, incoming)
    after = dict(directory.files)
    for entry in made.changes:
        try:
            after = files.change(after, entry.file, entry.id, entry.data)
        except files.FileError as error:
            raise SettingsError(f"{entry.id}: {error}") from None
    directory.save(after, dry_run=not write_it)
    for sentence in (*made.told, *(f"not understood: {what}" for what in unread)):
        typer.echo(sentence, err=True)
    done = "written" if write_it else "to be written with --write"
    typer.echo(
        f"{len(made.changes)} entries {done}, {made.same} are the same already, "
        f"{made.absent} are not in it and stay",
        err=True,
    )


def _read(path: Path, kind: Format) -> tuple[list[Incoming], list[str]]:
    try:
        if kind is Format.CSV:
            return _read_csv(path.read_text("utf-8-sig")), []
        organizations = _read_hsds(path) if kind is Format.HSDS else _read_package(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    found = hsds_read.read_organizations(organizations)
    incoming = [
        Incoming(entry, silent_in(entry.data) if entry.id in found.foreign else frozenset())
        for entry in found.entries
    ]
    return incoming, found.unread


def _read_csv(text: str) -> list[Incoming]:
    silent = frozenset(KEYS) - plain.columns(text)
    return [Incoming(entry, silent) for entry in plain.from_csv(text)]


def _read_hsds(path: Path) -> list[dict[str, Any]]:
    loaded = json.loads(path.read_text("utf-8-sig"))
    if isinstance(loaded, dict):  # one organisation, or a page of an HSDS API
        loaded = loaded.get("contents", [loaded])
    if not isinstance(loaded, list) or not all(isinstance(one, dict) for one in loaded):
        raise ValueError("it holds no HSDS organisations")
    return loaded


def _read_package(path: Path) -> list[dict[str, Any]]:
    texts = {file.name: file.read_text("utf-8-sig") for file in sorted(path.glob("*.csv"))}
    return tables.read_package(texts)
