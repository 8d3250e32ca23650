"""``hotline review-sheet``: a language's wording as a sheet for a native speaker, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hotline import flows as flow_books
from hotline.cli.file_options import FlowsDir, flows_in, layers_here, print_problems
from hotline.config_files import errors
from hotline.config_versions import language_sheets
from hotline.config_versions.layers import FLOWS
from hotline.settings import REPOSITORY


def sheet(
    language: Annotated[str, typer.Argument(help="The language to read, such as vi.")],
    out: Annotated[Path | None, typer.Option(help="Where to write the sheet.")] = None,
    take: Annotated[
        Path | None, typer.Option("--in", help="A sheet that came back, to take in.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who read it; then the language counts as read.")] = "",
    flows_dir: FlowsDir = REPOSITORY / "ivr_flows",
) -> None:
    """Write the wording of a language as a sheet for a native speaker, or take one in."""
    files = flows_in(flows_dir)
    book, problems = flow_books.load(files)
    if book is None:
        print_problems(problems, as_json=False)
        raise typer.Exit(1)
    if language not in book.languages:
        known = ", ".join(book.languages)
        raise typer.BadParameter(f"{language!r} is not a language of the line. It has: {known}.")
    if take is None:
        _write(out or Path(f"review-{language}.csv"), language_sheets.rows(book, files, language))
        return
    try:
        sheet_rows = language_sheets.read_csv(_data(take))
        after = language_sheets.taken(files, book, language, sheet_rows, by=_signed(by))
    except language_sheets.SheetError as error:
        typer.echo(f"{error}\nNothing was changed.", err=True)
        raise typer.Exit(1) from None
    _, found = flow_books.load(after)
    wrong = list(errors(found))
    if wrong:
        print_problems(wrong, as_json=False)
        typer.echo("Nothing was changed.")
        raise typer.Exit(1)
    _save(flows_dir, files, after)
    for row in sheet_rows:
        answer = row.remark or (
            row.better if row.where.startswith(language_sheets.QUESTION) else ""
        )
        if answer:
            typer.echo(f"{row.where}: {answer}")
    changed = sorted(path for path, text in after.items() if files.get(path) != text)
    typer.echo(f"{len(changed)} files changed: {', '.join(changed) or 'none'}")


def _signed(by: str) -> str:
    return f"{by}, {datetime.now(UTC).date().isoformat()}" if by else ""


def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}.") from None


def _write(file: Path, found: list[language_sheets.Row]) -> None:
    file.write_text("\ufeff" + language_sheets.as_csv(found), "utf-8", newline="")
    typer.echo(f"{len(found)} rows in {file}. Fill in “Better” where “Now” is not right, and then:")
    typer.echo(f"  hotline review-sheet {file.stem.removeprefix('review-')} --in {file} --by NAME")


def _save(flows_dir: Path, before: dict[str, str], after: dict[str, str]) -> None:
    here = layers_here(flows_dir=flows_dir)
    written, removed = here.to_write(FLOWS, before, after)
    folder = here.folder_for(FLOWS)
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for path in removed:
        (folder / path).unlink(missing_ok=True)
