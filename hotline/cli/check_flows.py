"""``hotline check flows``: flows and wording only."""

from __future__ import annotations

import typer

from hotline import flows as flow_books
from hotline.cli.file_options import FlowsDir, Json, flows_in, print_problems
from hotline.config_files import errors
from hotline.settings import REPOSITORY


def flows(flows_dir: FlowsDir = REPOSITORY / "ivr_flows", as_json: Json = False) -> None:
    """Check flows and wording only."""
    book, problems = flow_books.load(flows_in(flows_dir))
    print_problems(problems, as_json=as_json)
    if book is None or any(errors(problems)):
        raise typer.Exit(1)
    if not as_json:
        typer.echo(f"{len(book.flows)} flows in {len(book.languages)} languages: no errors")
