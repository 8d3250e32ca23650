"""``hotline flows list|show|draw``: the flows and their wording, to read and to look at."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline import flows
from hotline.cli.file_options import FlowsDir, flows_in
from hotline.cli.output import print_json, print_rows
from hotline.config_files import did_you_mean
from hotline.flows.book import FactQuestion, Flow, FlowBook, Step
from hotline.flows.diagram import svg as drawing
from hotline.flows.diagram.model import Figure, figure_of, overview
from hotline.flows.kinds import kind_of, speaks
from hotline.settings import REPOSITORY, SettingsError

app = typer.Typer(help="Flows: list them, read them, draw them.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Language = Annotated[str, typer.Option(help="The language of the wording, such as es.")]


class Format(StrEnum):
    """How a diagram is written."""

    SVG = "svg"
    MERMAID = "mermaid"


@app.command("list")
def list_flows(flows_dir: FlowsDir = REPOSITORY / "ivr_flows", as_json: Json = False) -> None:
    """The flows, and in which languages each has wording."""
    book = _book(flows_dir)
    rows: list[dict[str, Any]] = [
        {
            "flow": flow.id,
            "steps": len(flow.steps),
            "languages": " ".join(_languages(book, flow)),
            "about": flow.about,
        }
        for flow in book.flows.values()
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["flow", "steps", "languages", "about"])


@app.command("show")
def show_flow(
    flow: Annotated[str, typer.Argument(help="The flow's name.")],
    flows_dir: FlowsDir = REPOSITORY / "ivr_flows",
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """A flow step by step: what it says, and where it leads."""
    book = _book(flows_dir)
    found = _flow(book, flow)
    steps = [_shown(book, step, _known(book, language)) for step in found.steps.values()]
    if as_json:
        print_json({"flow": found.id, "about": found.about, "start": found.start, "steps": steps})
        return
    typer.echo(f"{found.id}: {found.about}")
    for step in steps:
        typer.echo(f"\n{step['step']}  ({step['kind']}, line {step['line']})")
        for medium in ("voice", "text"):
            if step[medium]:
                typer.echo(f"  {medium:>5}: {step[medium]}")
        for way in step["ways"]:
            typer.echo(f"      -> {way['to']}{'  when ' + way['when'] if way['when'] else ''}")


@app.command("draw")
def draw(
    flow: Annotated[str, typer.Argument(help="A flow; left out, how all flows connect.")] = "",
    format_: Annotated[Format, typer.Option("--format", help="svg or mermaid")] = Format.SVG,
    into: Annotated[
        Path | None, typer.Option(help="Write every flow, or the one named, into this folder.")
    ] = None,
    flows_dir: FlowsDir = REPOSITORY / "ivr_flows",
    language: Language = "en",
) -> None:
    """Draw a flow as a diagram, to the screen or into a folder."""
    book = _book(flows_dir)
    write = drawing.svg if format_ is Format.SVG else drawing.mermaid
    figures = list(_figures(book, flow, _known(book, language), everything=into is not None))
    if into is None:
        typer.echo(write(figures[0]), nl=False)
        return
    into.mkdir(parents=True, exist_ok=True)
    for figure in figures:
        path = into / f"{figure.title}.{'svg' if format_ is Format.SVG else 'mmd'}"
        path.write_text(write(figure), "utf-8")
        typer.echo(str(path))


def _figures(book: FlowBook, flow: str, language: str, *, everything: bool) -> Iterator[Figure]:
    if flow:
        yield figure_of(book, _flow(book, flow), language)
        return
    yield overview(book)
    if everything:
        for found in book.flows.values():
            yield figure_of(book, found, language)


def _book(folder: Path) -> FlowBook:
    """The book in ``folder``, whatever the checker thinks of it: a broken flow can be looked at."""
    book, problems, _ = flows.read(flows_in(folder))
    if book is None:
        raise SettingsError("\n".join(map(str, problems)))
    return book


def _flow(book: FlowBook, name: str) -> Flow:
    found = book.flows.get(name)
    if found is None:
        guess = did_you_mean(name, book.flows) or f"there are {', '.join(book.flows)}"
        raise SettingsError(f"there is no flow {name!r}; {guess}")
    return found


def _known(book: FlowBook, language: str) -> str:
    if language not in book.languages:
        raise SettingsError(f"{language!r} is not a language of line.yaml")
    return language


def _languages(book: FlowBook, flow: Flow) -> list[str]:
    return [
        tag
        for tag, language in book.languages.items()
        if any(key.startswith(f"{flow.id}.") for key in language.wording)
    ]


def _shown(book: FlowBook, step: Step, language: str) -> dict[str, Any]:
    voice = text = ""
    if speaks(step):
        words, _ = book.words(language, step.wording)
        offered = [words.choices[c.value] for c in _choices(step) if c.value in words.choices]
        voice = " ".join(part for part in (words.prompt.voice, *(c.voice for c in offered)) if part)
        text = " | ".join(part for part in (words.prompt.text, *(c.text for c in offered)) if part)
    return {
        "step": step.id,
        "kind": kind_of(step).name,
        "line": step.line,
        "voice": voice,
        "text": text,
        "ways": [{"when": label, "to": target} for label, target in step.exits()],
    }


def _choices(step: Step) -> tuple[Any, ...]:
    return step.choices if isinstance(step, FactQuestion) else ()
