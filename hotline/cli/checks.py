"""``hotline check``: flows, wording, agencies and rules, with file, line and fix."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from hotline import flows, routing
from hotline.cli.output import print_json, write
from hotline.config_files import Problem, errors, read_folder
from hotline.config_versions.store import check_both, read_folders
from hotline.geo import Gazetteer, word_lists
from hotline.settings import REPOSITORY
from hotline.web.coverage_report import coverage_report

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
    version, problems = check_both(read_folders(flows_dir, rules_dir))
    wrong_lists = word_lists.check(Gazetteer.load())
    _tell([*problems, *wrong_lists], as_json=as_json)
    if version is None or wrong_lists:
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


@app.command("coverage")
def check_coverage(
    rules_dir: RulesDir = REPOSITORY / "routing_rules",
    demo: Annotated[bool, typer.Option(help="With the synthetic agencies.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a report with a map here.")] = None,
    as_json: Json = False,
) -> None:
    """Prove that every place, kind of report and hour has somebody; exit 1 when one has not."""
    book, problems = routing.load_files(read_folder(rules_dir), demo=demo)
    if book is None:
        _tell(list(errors(problems)), as_json=as_json)
        raise typer.Exit(1)
    began, now = perf_counter(), datetime.now(UTC)
    proof = routing.prove(book, now)
    seconds = perf_counter() - began
    if html is not None:
        write(html, coverage_report(proof, book, now, seconds=seconds))
    if as_json:
        print_json(proof.as_json())
    else:
        _tell_coverage(proof, seconds)
    if not proof.proved:
        raise typer.Exit(1)


def _tell_coverage(proof: routing.Coverage, seconds: float) -> None:
    typer.echo(
        f"{proof.places:,} places in {proof.classes} classes, {proof.cases:,} cases "
        f"({proof.decided:,} decided, {seconds:.1f} s), version {proof.version[:12]}\n"
    )
    typer.echo("state  cases with a local agency  counties  agencies, or the nearest one")
    for state, found in sorted(proof.states.items()):
        nearest = found.alternative
        names = ", ".join(sorted(found.agencies)) or "none: to the National Hotline"
        if nearest is not None:
            names += f"; the nearest is {nearest.agency}, {nearest.place}, {nearest.km} km"
        typer.echo(f"{state:<5}  {found.local / found.cases:>24.0%}  {found.counties:>8}  {names}")
    for gap in proof.gaps[:20]:
        typer.echo(f"GAP {gap.place}: {gap.type} {gap.urgency} {gap.role}, {gap.at}: {gap.why}")
    for rule in proof.dead_rules:
        typer.echo(f"DEAD the rule {rule} holds for no case")
    for rule in proof.shadowed_rules:
        typer.echo(f"SHADOWED the rule {rule} never decides: earlier rules always do")
    typer.echo(
        f"\n{len(proof.gaps)} gaps, {len(proof.dead_rules)} dead and "
        f"{len(proof.shadowed_rules)} shadowed rules; {proof.local / proof.cases:.0%} of all cases "
        "have a local agency, and all end with the National Hotline"
    )


def _tell(problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        print_json([problem.as_json() for problem in problems])
        return
    for problem in problems:
        typer.echo(str(problem))
