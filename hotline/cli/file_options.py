"""Options and output that commands about files share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline import local_folder
from hotline.cli.output import print_json
from hotline.config_files import Problem
from hotline.config_versions.layers import (
    FLOWS,
    RULES,
    SHIPPED_FLOWS,
    SHIPPED_RULES,
    Layers,
    layers,
)

FlowsDir = Annotated[Path, typer.Option(envvar="HOTLINE_FLOWS_DIR", help="Flows and wording.")]
RulesDir = Annotated[Path, typer.Option(envvar="HOTLINE_RULES_DIR", help="Agencies and rules.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def layers_here(flows_dir: Path = SHIPPED_FLOWS, rules_dir: Path = SHIPPED_RULES) -> Layers:
    """Where a command's files come from: the folders, and over the shipped ones our own."""
    return layers(flows_dir, rules_dir, local_folder.found())


def flows_in(flows_dir: Path) -> dict[str, str]:
    """Flows and wording by path below ``flows_dir``, with the deployment's own over them."""
    return _below(FLOWS, layers_here(flows_dir=flows_dir))


def rules_in(rules_dir: Path) -> dict[str, str]:
    """Agencies and rules by path below ``rules_dir``, with the deployment's own over them."""
    return _below(RULES, layers_here(rules_dir=rules_dir))


def _below(prefix: str, found: Layers) -> dict[str, str]:
    return {path.removeprefix(prefix): text for path, text in found.read().items()
            if path.startswith(prefix)}  # fmt: skip


def print_problems(problems: list[Problem], *, as_json: bool) -> None:
    """Each problem on its line, or all as JSON."""
    if as_json:
        print_json([problem.as_json() for problem in problems])
        return
    for problem in problems:
        typer.echo(str(problem))
