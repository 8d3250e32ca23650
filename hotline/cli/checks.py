"""``hotline check``: flows, wording, agencies and rules, with file, line and mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline import flows
from hotline.cli.environment import print_json
from hotline.settings import REPOSITORY
from hotline.sources import Problem, errors, read_folder
from hotline.versions.published import check, read_folders

app = typer.Typer(help="Check the files that a coordinator edits.", invoke_without_command=True)
FlowsDir = Annotated[Path, typer.Option(envvar="HOTLINE_FLOWS_DIR", help="Flows and wording.")]
RulesDir = Annotated[Path, typer.Option(envvar="HOTLINE_RULES_DIR", help="Agencies and rules.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def check_all(
    context: typer.Context,
    flows_dir: FlowsDir = REPOSITORY / "ivr_flows",
    rules_dir: RulesDir = REPOSITORY / "routing_rules",
    as_json: Json = False,
) -> None:
    """Check everything; exit 1 when there is any error."""
    if context.invoked_subcommand is not None:
        return
    version, problems = check(read_folders(flows_dir, rules_dir), demo=True)
    _tell(problems, as_json=as_json)
    if version is None:
        raise typer.Exit(1)
    if not as_json:
        typer.echo(
            f"{len(version.flows.flows)} flows in {len(version.flows.languages)} languages, "
            f"{len(version.rules.agencies)} agencies: no errors"
        )


@app.command("flows")
def check_flows(flows_dir: FlowsDir = REPOSITORY / "ivr_flows", as_json: Json = False) -> None:
    """Check flows and wording only."""
    book, problems = flows.load(read_folder(flows_dir))
    _tell(problems, as_json=as_json)
    if book is None or any(errors(problems)):
        raise typer.Exit(1)
    if not as_json:
        typer.echo(f"{len(book.flows)} flows in {len(book.languages)} languages: no errors")


def _tell(problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        print_json([problem.as_json() for problem in problems])
        return
    for problem in problems:
        typer.echo(str(problem))
