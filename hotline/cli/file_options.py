"""Options and output that commands about files share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.output import print_json
from hotline.config_files import Problem

FlowsDir = Annotated[Path, typer.Option(envvar="HOTLINE_FLOWS_DIR", help="Flows and wording.")]
RulesDir = Annotated[Path, typer.Option(envvar="HOTLINE_RULES_DIR", help="Agencies and rules.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def print_problems(problems: list[Problem], *, as_json: bool) -> None:
    """Each problem on its line, or all as JSON."""
    if as_json:
        print_json([problem.as_json() for problem in problems])
        return
    for problem in problems:
        typer.echo(str(problem))
