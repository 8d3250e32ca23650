"""``hotline check``: flows, wording, agencies and rules, with file, line and fix."""

from __future__ import annotations

import typer

from hotline.cli.file_options import FlowsDir, Json, RulesDir, layers_here, print_problems
from hotline.cli.lazy import Command, lazy_group
from hotline.config_versions.version import check_both
from hotline.geo import Gazetteer, word_lists
from hotline.settings import REPOSITORY

PARTS = {
    "flows": Command("hotline.cli.check_flows:flows", "Check flows and wording only."),
    "segments": Command(
        "hotline.cli.check_segments:segments",
        "How many segments each text takes in each language, and what its accents cost.",
    ),
    "coverage": Command(
        "hotline.cli.check_coverage:coverage",
        "Prove that every place, type of report and hour has someone to go to; exit 1 if not.",
    ),
}
app = typer.Typer(
    help="Check the files that a coordinator edits.",
    invoke_without_command=True,
    cls=lazy_group(PARTS),
)


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
    version, problems = check_both(layers_here(flows_dir, rules_dir).read())
    wrong_lists = word_lists.check(Gazetteer.load())
    print_problems([*problems, *wrong_lists], as_json=as_json)
    if version is None or wrong_lists:
        raise typer.Exit(1)
    if not as_json:
        typer.echo(
            f"{len(version.flows.flows)} flows in {len(version.flows.languages)} languages, "
            f"{len(version.rules.agencies)} agencies: no errors"
        )
