"""``hotline check coverage``: the proof that every place, kind of report and hour has someone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from hotline import routing
from hotline.cli.file_options import Json, RulesDir, print_problems, rules_in
from hotline.cli.output import dated, print_json, write
from hotline.config_files import errors
from hotline.settings import REPOSITORY
from hotline.web.coverage_report import coverage_report


def coverage(
    rules_dir: RulesDir = REPOSITORY / "routing_rules",
    demo: Annotated[bool, typer.Option(help="With the synthetic agencies.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a report with a map here.")] = None,
    as_json: Json = False,
) -> None:
    """Prove that every place, type of report and hour has someone to go to; exit 1 if not."""
    book, problems = routing.load_files(rules_in(rules_dir), demo=demo)
    if book is None:
        print_problems(list(errors(problems)), as_json=as_json)
        raise typer.Exit(1)
    began, now = perf_counter(), datetime.now(UTC)
    proof = routing.prove(book, now)
    seconds = perf_counter() - began
    if html is not None:
        write(html, coverage_report(proof, book, dated(now), seconds=seconds))
    if as_json:
        print_json(proof.as_json())
    else:
        _print_coverage(proof, seconds)
    if not proof.proved:
        raise typer.Exit(1)


def _print_coverage(proof: routing.Coverage, seconds: float) -> None:
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
