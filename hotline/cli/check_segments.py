"""``hotline check segments``: what each text costs, and the accents that cost most."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from hotline import flows as flow_books
from hotline.cli.file_options import FlowsDir, Json, flows_in, print_problems
from hotline.cli.output import print_json
from hotline.flows.checker.text_costs import TextCost, text_costs
from hotline.settings import REPOSITORY

LETTERS = 8
"""Letters that are shown of a text in another script."""


def segments(
    flows_dir: FlowsDir = REPOSITORY / "ivr_flows",
    language: Annotated[str, typer.Option(help="Only this language, such as es.")] = "",
    over: Annotated[int, typer.Option(help="Only texts of more than so many segments.")] = 0,
    as_json: Json = False,
) -> None:
    """How many segments each text takes in each language, and what its accents cost."""
    book, problems = flow_books.load(flows_in(flows_dir))
    if book is None:
        print_problems(problems, as_json=as_json)
        raise typer.Exit(1)
    if language and language not in book.languages:
        known = ", ".join(book.languages)
        raise typer.BadParameter(f"{language!r} is not a language of the line. It has: {known}.")
    costs = [
        cost
        for cost in text_costs(book)
        if cost.segments > over and language in {"", cost.language}
    ]
    if as_json:
        print_json([asdict(cost) for cost in costs])
        return
    for cost in costs:
        typer.echo(_line(cost))
    saved = sum(cost.segments - cost.plain for cost in costs)
    typer.echo(
        f"{len(costs)} texts, {sum(cost.segments for cost in costs)} segments;"
        f" {saved} fewer without the accents that are named"
    )


def _line(cost: TextCost) -> str:
    dear = ""
    if cost.plain < cost.segments:
        dear = f"  {cost.plain} without {' '.join(cost.letters)}"
    elif cost.letters:
        shown = " ".join(cost.letters[:LETTERS])
        dear = f"  {shown}{' …' if len(cost.letters) > LETTERS else ''}"
    return f"{cost.language}  {cost.key:32} {cost.segments} {cost.encoding}{dear}"
