"""``hotline check coverage``: the proof that every place, kind of report and hour has someone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from hotline import routing
from hotline.cli.file_options import Json, RulesDir, print_problems, rules_in
from hotline.cli.output import dated, print_json, write
from hotline.config_files import errors
from hotline.geo import Gazetteer
from hotline.routing.year_gaps import counties_to_show, shares, year_gaps
from hotline.settings import REPOSITORY
from hotline.web.coverage_report import coverage_report

GAPS_SHOWN = 15


def coverage(
    rules_dir: RulesDir = REPOSITORY / "routing_rules",
    demo: Annotated[bool, typer.Option(help="With the synthetic agencies.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a report with a map here.")] = None,
    memory: Annotated[
        Path | None,
        typer.Option(help="Keep what is proved here: the next time only changes are proved."),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As it will be on this day if nobody is called."),
    ] = None,
    gaps: Annotated[bool, typer.Option("--gaps", help="List every gap in the year.")] = False,
    as_json: Json = False,
) -> None:
    """Prove that every place, type of report and hour has someone to go to; exit 1 if not.

    Shows too where, and for how many hours of the coming year, no agency that is fresh, open and
    agreed or reachable stands before the National Hotline, and who is nearest.
    """
    files = rules_in(rules_dir)
    book, problems = routing.load_files(files, demo=demo)
    if book is None:
        print_problems(list(errors(problems)), as_json=as_json)
        raise typer.Exit(1)
    now = datetime.now(UTC) if on is None else on.replace(hour=18, tzinfo=UTC)
    began, today = perf_counter(), datetime.combine(now.date(), time(), UTC)
    remembered = _remembered(memory)
    proof = routing.prove(book, today, remembered, salt=_of_rules(files, demo=demo))
    seconds = perf_counter() - began
    if memory is not None:
        write(memory, json.dumps(remembered))
    if html is not None:
        write(html, coverage_report(proof, book, dated(now), seconds=seconds))
    if as_json:
        found = year_gaps(book, proof.years, proof.local_counties)
        print_json(proof.as_json() | {"gaps_in_the_year": [asdict(gap) for gap in found]})
    else:
        _print_coverage(proof, seconds)
        _print_year(proof, book, whole=gaps)
    if not proof.proved:
        raise typer.Exit(1)


def _remembered(file: Path | None) -> dict[str, Any]:
    """What an earlier proof wrote down; nothing for a file that is not there or not ours."""
    if file is None or not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_rules(files: Mapping[str, str], *, demo: bool) -> str:
    """A name of everything that is no entry of the directory: rules, areas, holidays."""
    others = {path: text for path, text in files.items() if "agencies/" not in path}
    return hashlib.sha256(json.dumps([others, demo], sort_keys=True).encode()).hexdigest()


def _print_year(proof: routing.Coverage, book: routing.RuleBook, *, whole: bool) -> None:
    shown = counties_to_show(book, proof.years)
    typer.echo(
        f"\nIn the coming year, in {len(shown):,} counties, hour by hour, before the National "
        "Hotline: someone fresh and open\nkind of report          by agreement  or by phone"
    )
    for share in shares(proof.years, shown):
        typer.echo(f"{share.kind:<22}  {share.agreed:>12.1%}  {share.reached:>11.1%}")
    found = sorted(
        year_gaps(book, proof.years, proof.local_counties),
        key=lambda gap: -gap.hours * len(gap.counties),
    )
    for gap in found if whole else found[:GAPS_SHOWN]:
        names = Gazetteer.load().counties
        first = ", ".join(names[fips].full_name for fips in gap.counties[:2])
        more = f" and {len(gap.counties) - 2} more" if len(gap.counties) > 2 else ""
        nearest = f"; nearest: {gap.nearest}" if gap.nearest else ""
        typer.echo(f"HOURS {gap.state} {gap.kind}: {gap.hours:,} h, {first}{more}{nearest}")
    if not whole and len(found) > GAPS_SHOWN:
        typer.echo(f"and {len(found) - GAPS_SHOWN} more (--gaps lists them)")


def _print_coverage(proof: routing.Coverage, seconds: float) -> None:
    typer.echo(
        f"{proof.places:,} places in {proof.classes} classes, {proof.cases:,} cases "
        f"({proof.decided:,} decided, {proof.proved_now} classes now, {seconds:.1f} s), "
        f"version {proof.version[:12]}\n"
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
