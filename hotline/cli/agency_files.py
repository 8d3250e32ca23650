"""``hotline agencies import|export``: the directory in other people's formats."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline.cli.agencies import SHIPPED, Directory, mistakes
from hotline.cli.file_options import RulesDir
from hotline.cli.output import write
from hotline.directory import (
    entry_files,
    foreign_csv,
    hsds_export,
    hsds_import,
    hsds_tables,
    plain_csv,
    spreadsheets,
)
from hotline.directory.entries import KEYS, Entry
from hotline.directory.hsds_account import CHANGED, LEFT_OUT, Row
from hotline.directory.import_plan import Incoming, plan, silent_in, without_fiction
from hotline.i18n.display_names import LANGUAGES
from hotline.settings import SettingsError


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
        entries = hsds_export.public(entries)
    match kind:
        case Format.CSV:
            write(path, plain_csv.to_csv(entries))
        case Format.HSDS:
            write(path, json.dumps(_organizations(entries), indent=2, ensure_ascii=False) + "\n")
        case Format.HSDS_CSV:
            _write_folder(path, hsds_tables.package_files(_organizations(entries)))
    typer.echo(f"{len(entries)} agencies written to {path}")


def _organizations(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return hsds_export.organizations(entries, LANGUAGES)


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
    near_address: Annotated[
        bool,
        typer.Option(
            "--area-from-address",
            help="Take the county or town of its address for the area of a service that has none.",
        ),
    ] = False,
    rules_dir: RulesDir = SHIPPED,
) -> None:
    """Show what others' data would change in the files, for a person to look at; --write does it.

    Nothing is verified by this: new entries are unverified, and so are known ones whose area or
    contact points change.
    """
    directory = Directory.of(rules_dir)
    given = _read(path, kind, near_address=near_address)
    made = plan(directory.entries, given.incoming)
    kept, refused = _without_mistakes(directory, made.changes)
    after = _changed(directory.files, kept)
    if refused and not kept:
        for sentence in refused:
            typer.echo(sentence, err=True)
        typer.echo("hotline: nothing was written", err=True)
        raise typer.Exit(1)
    directory.save(after, dry_run=not write_it)
    _tell_account(given.account)
    out = {entry.id for entry in made.changes} - {entry.id for entry in kept}
    notes = [sentence for sentence in made.notes if sentence.partition(":")[0] not in out]
    for sentence in (*notes, *(f"not understood: {what}" for what in given.unread), *refused):
        typer.echo(sentence, err=True)
    done = "written" if write_it else "to be written with --write"
    typer.echo(
        f"{len(kept)} entries {done}, {made.same} are the same already, "
        f"{made.absent} are not in it and stay",
        err=True,
    )


def _without_mistakes(directory: Directory, changes: list[Entry]) -> tuple[list[Entry], list[str]]:
    """The entries that can be taken, and why the others cannot: one bad entry costs only itself."""
    if not changes or not mistakes(_changed(directory.files, changes)):
        return changes, []
    if len(changes) == 1:
        (entry,) = changes
        found = mistakes(_changed(directory.files, changes))
        return [], [f"left out: {entry.id}: {said.what} Fix: {said.fix}" for said in found]
    half = len(changes) // 2
    first, wrong = _without_mistakes(directory, changes[:half])
    second, more = _without_mistakes(directory, changes[half:])
    return [*first, *second], [*wrong, *more]


def _changed(given: Mapping[str, str], changes: Iterable[Entry]) -> dict[str, str]:
    after = dict(given)
    for entry in changes:
        try:
            after = entry_files.change(after, entry.file, entry.id, entry.data)
        except entry_files.FileError as error:
            raise SettingsError(f"{entry.id}: {error}") from None
    return after


def _tell_account(rows: Iterable[Row]) -> None:
    """What became of every value of others' data: understood, changed or left out."""
    cells = [(row.became, row.field, row.name, row.given, row.why) for row in rows]
    if not cells:
        return
    head = ("became", "field", "of", "given", "why")
    wide = [min(40, max(len(line[n]) for line in (head, *cells))) for n in range(4)]
    for line in (head, *cells):
        start = "  ".join(f"{cell[:40]:<{wide[n]}}" for n, cell in enumerate(line[:4]))
        typer.echo(f"{start}  {line[4]}".rstrip(), err=True)


@dataclass
class Given:
    """What a file holds: entries, what was not understood, and an account of every value."""

    incoming: list[Incoming]
    unread: list[str] = field(default_factory=list)
    account: list[Row] = field(default_factory=list)


def _read(path: Path, kind: Format, *, near_address: bool = False) -> Given:
    try:
        if kind is Format.CSV:
            return _read_csv(path.read_bytes(), near_address=near_address)
        if kind is Format.HSDS:
            return _of_organizations(_read_hsds(path), near_address=near_address)
        return _read_package(path, near_address=near_address)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    except RecursionError:
        what = "it is nested hundreds of levels deep, which no HSDS is; export it again"
        raise SettingsError(f"{path}: {what}") from None


def _of_organizations(organizations: list[dict[str, Any]], *, near_address: bool) -> Given:
    found = hsds_import.read_organizations(organizations, near_address=near_address)
    given = Given([], found.unread, found.account)
    for entry in found.entries:
        is_foreign = entry.id in found.foreign
        taken, fiction = without_fiction(entry) if is_foreign else (entry, [])
        given.unread += fiction
        silent = silent_in(taken.data) if is_foreign else frozenset()
        given.incoming.append(Incoming(taken, silent))
    return given


def _read_csv(data: bytes, *, near_address: bool) -> Given:
    text, notes = spreadsheets.text_of(data)
    table, more = spreadsheets.straight(text)
    rows = [Row("the table", "file", "", CHANGED, why) for why in (*notes, *more)]
    if foreign_csv.is_foreign(table):
        given = _of_organizations(foreign_csv.organizations(table), near_address=near_address)
        given.account[:0] = rows
        return given
    entries, unread = plain_csv.read_rows(table)
    silent = frozenset(KEYS) - plain_csv.columns(table)
    return Given([Incoming(entry, silent) for entry in entries], unread, rows)


def _read_hsds(path: Path) -> list[dict[str, Any]]:
    loaded = json.loads(path.read_text("utf-8-sig"))
    if isinstance(loaded, dict):  # one organization, or a page of an HSDS API
        loaded = loaded.get("contents", [loaded])
    if not isinstance(loaded, list) or not all(isinstance(one, dict) for one in loaded):
        raise ValueError("it holds no HSDS organizations")
    return loaded


def _read_package(path: Path, *, near_address: bool) -> Given:
    texts = {file.name: file.read_text("utf-8-sig") for file in sorted(path.glob("*.csv"))}
    given = _of_organizations(hsds_tables.read_package(texts), near_address=near_address)
    given.account += [
        Row("the package", file, "", LEFT_OUT, "no table that is read here")
        for file in hsds_tables.unread_files(texts)
    ]
    return given
