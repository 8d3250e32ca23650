"""A new kind of step: one module and its wording; schema, checker, diagram and engine have it.

The kind here says how many reports are waiting, and goes another way when none is. In the service,
the first part of this file would be ``hotline/flows/steps/say_waiting.py``, and its answer a
function in ``hotline/intake/wants.py``; the wording goes into ``ivr_flows/en`` and
``ivr_flows/es``. A kind that wants nothing of the service needs neither a want, nor an event, nor
an answer: see ``hotline/flows/steps/say.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession
from typer.testing import CliRunner

from hotline import flows
from hotline.cli import app
from hotline.config_files import errors
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.flows import kinds, looks
from hotline.flows.book import FlowBook, Step
from hotline.flows.checker.check import all_graphs
from hotline.flows.diagram import svg
from hotline.flows.diagram.model import figure_of
from hotline.flows.graph import graph
from hotline.flows.kinds import NAME, Exit, StepKind, View, schemas
from hotline.flows.run import Run
from hotline.flows.session import ServiceEvent, Then, Want
from hotline.flows.steps.say import Say
from hotline.intake import wants
from hotline.intake.contacts import OpenContact
from hotline.simulator.replay_script import run
from hotline.simulator.script import Script, read_script
from hotline.unit_of_work import Tx
from tests.flows.slips import known
from tests.flows.talk import Talk, shipped, shipped_files
from tests.line import open_line

# The module --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting(ServiceEvent):
    """How many reports are waiting to be read."""

    reports: int


@dataclass(frozen=True, slots=True)
class WantWaiting(Want):
    """Count the reports; answer with :class:`Waiting`."""

    def unanswered(self) -> ServiceEvent:
        return Waiting(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SayWaiting(Step):
    """Says how many are waiting and goes on to ``next``; goes to ``none`` when none is."""

    none: str

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "some waiting", self.next
        yield "none waiting", self.none


class SayWaitingKind(StepKind[SayWaiting]):
    name = "say_waiting"
    step = SayWaiting
    required = ("next", "none")
    fields = schemas(none=NAME)
    samples: ClassVar = {"waiting": "12"}
    look = looks.Look(
        "say_waiting",
        "framed",
        looks.Colors("#f3f0ff", "#6d5bd0", "#241a5c"),
        looks.Colors("#1d1740", "#a99bf5", "#ded8ff"),
    )

    def do(self, run: Run, step: SayWaiting) -> Then:
        return WantWaiting()

    def receive(self, run: Run, step: SayWaiting, event: ServiceEvent) -> None:
        if not isinstance(event, Waiting):
            return
        if event.reports:
            run.say(step.wording, {"waiting": str(event.reports)})
        run.go(step.next if event.reports else step.none)

    def edges(self, step: SayWaiting, view: View) -> Iterator[Exit]:
        for label, target in step.exits():
            yield Exit("service", label, target)

    def caption(self, step: SayWaiting, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("how many are waiting", *said)


# How the service answers -------------------------------------------------------------------------


def count_waiting(
    db: DbSession, dep: Deployment, contact: OpenContact, want: WantWaiting, now: datetime
) -> ServiceEvent:
    return Waiting(db.scalar(select(func.count()).select_from(Report)) or 0)


# The files ---------------------------------------------------------------------------------------

WHERE = '  where:\n    ask_place: {unless: {place_asked: "yes"}, next: now, unknown: now}\n'
QUEUE = """  where:
    ask_place: {unless: {place_asked: "yes"}, next: queue, unknown: queue}
  queue:
    say_waiting: {next: now, none: now}
"""
ENGLISH = "  queue: There are {waiting} reports in line.\n"
SPANISH = "  queue: Hay {waiting} reportes en espera.\n"


def with_step(entry: str = QUEUE, english: str = ENGLISH, spanish: str = SPANISH) -> dict[str, str]:
    """The shipped files with the new step after the question where."""
    files = dict(shipped_files())
    assert WHERE in files["report.yaml"]
    files["report.yaml"] = files["report.yaml"].replace(WHERE, entry)
    for tag, wording in (("en", english), ("es", spanish)):
        file = f"{tag}/report.yaml"
        files[file] = files[file].replace("wording:\n", f"wording:\n{wording}", 1)
    return files


def problems(files: dict[str, str]) -> list[str]:
    """What the checker says of the change."""
    _, found = flows.load(files)
    return [str(problem) for problem in found if problem not in known()]


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """The kind and its answer, for one test; a module registers them with decorators."""
    kinds.register(SayWaitingKind)
    wants.answers(WantWaiting)(count_waiting)
    yield
    kinds.unregister("say_waiting")


@pytest.fixture
def book() -> FlowBook:
    made, found = flows.load(with_step())
    assert made is not None and not list(errors(found)), "\n".join(map(str, found))
    return made


# What has it then --------------------------------------------------------------------------------


def test_the_schema_knows_the_kind() -> None:
    printed = json.loads(CliRunner().invoke(app, ["schema", "flow"]).output)
    entry = printed["$defs"]["step"]["properties"]["say_waiting"]
    assert entry["required"] == ["next", "none"]
    assert set(entry["properties"]) == {"wording", "unless", "next", "none"}
    assert "say_waiting" in printed["$defs"]["step"]["description"]


def test_the_checker_passes_a_good_file() -> None:
    assert problems(with_step()) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{next: now}", "steps.queue.say_waiting lacks none"),
        ("{next: now, none: now, loud: true}", "does not know the word 'loud'"),
        ("{next: now, none: nwo}", "there is no step 'nwo' in the flow report. Fix: did you mean"),
        ("{next: now, none: queue}", "goes in circles without asking anything: report.queue"),
        (
            "{next: now, none: gone}\n  gone:\n    end: {outcome: done, silent: true}",
            "the contact ends at gone with no one notified",
        ),
    ],
)
def test_the_checker_refuses_a_bad_file_and_follows_every_exit(entry: str, said: str) -> None:
    found = problems(with_step(QUEUE.replace("{next: now, none: now}", entry)))
    assert any(said in line for line in found), found


def test_the_checker_reads_the_wording() -> None:
    assert any("lacks the wording of queue" in line for line in problems(with_step(spanish="")))
    odd = ENGLISH.replace("{waiting}", "{wating}")
    assert any("nothing fills in {wating}" in line for line in problems(with_step(english=odd)))
    long = ENGLISH.replace("in line.", "in line, and each is read by a person. " * 8)
    assert any("seconds to be spoken" in line for line in problems(with_step(english=long)))


def test_the_diagram_shows_it(book: FlowBook) -> None:
    figure = figure_of(book, book.flows["report"], "en")
    box = next(box for box in figure.boxes if box.name == "queue")
    assert box.look == SayWaitingKind.look and box.lines[0] == "how many are waiting"
    (arrow,) = [arrow for arrow in figure.arrows if arrow.start == "queue"]
    assert arrow.labels == ("some waiting", "none waiting")
    drawn = svg.svg(figure)
    assert SayWaitingKind.look.light.fill in drawn and SayWaitingKind.look.dark.fill in drawn
    assert 's_queue[["queue' in svg.mermaid(figure)


@pytest.mark.parametrize("reports", [0, 1, 12])
def test_the_engine_runs_it_on_a_call(book: FlowBook, reports: int) -> None:
    call = Talk(book=book, flow="report", facts={"in_danger": "no", "safe": "yes"})
    call.wait()
    call.press("1", "2", "2", "78040", "1")
    assert call.turn.then == WantWaiting()
    call.take(Waiting(reports))
    assert call.at == "report.now" and call.listens
    assert (f"There are {reports} reports in line." in call.said) == bool(reports)


def story(medium: str, *dialogue: str) -> Script:
    head = [f"title: How many wait, by {medium}", f"medium: {medium}", 'caller: "+19565550142"']
    lines = [*head, "dialogue:", *(f"  - {step}" for step in dialogue)]
    script = read_script("waiting.yaml", "\n".join([*lines, "expect: {urgency: P1}", ""]))
    assert isinstance(script, Script), "\n".join(map(str, script))
    return script


TEXT = story(
    "text",
    "texts: my boss in the nail salon took my passport and never pays me",
    'texts: "yes"',
    'texts: "1"',
    "texts: Laredo, Texas",
)
CALL = story(
    "voice",
    *(f'press: "{key}"' for key in "221"),
    "says: mi jefe en el salon de unas me quito el pasaporte y nunca me paga",
    'press: "2"',
    'press: "78040"',
    'press: "1"',
)


def test_a_line_serves_it_by_text_and_by_phone(tmp_path: Path) -> None:
    folder = tmp_path / "ivr_flows"
    for name, text in with_step().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    with open_line(tmp_path, flows_dir=folder) as line:
        for script, said in (
            (TEXT, "There are 1 reports in line."),
            (CALL, "Hay 2 reportes en espera."),
        ):
            heard = [step.what for step in run(line.carrier, script).transcript]
            assert said in " ".join(map(str, heard)), heard


# A kind that is not registered --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Unregistered(Say):
    """A step of a kind that no module has registered, though it is very like ``say``."""


def test_an_unknown_kind_is_an_error_for_the_schema() -> None:
    kinds.unregister("say_waiting")
    try:
        (line,) = (p for p in problems(with_step()) if p.startswith("report.yaml"))
    finally:
        kinds.register(SayWaitingKind)
    assert "steps.queue does not know the word 'say_waiting'" in line


def test_an_unknown_kind_is_an_error_for_engine_checker_and_diagram() -> None:
    flow = shipped().flows["more"]
    step = Unregistered(id=flow.start, line=7, wording="more.added", next=flow.start)
    broken = replace(flow, steps={**flow.steps, flow.start: step})
    book = replace(shipped(), flows={**shipped().flows, "more": broken})
    for ask in (
        lambda: Talk("text", book=book, flow="more"),
        lambda: graph(book, "text", "en"),
        lambda: all_graphs(book),
        lambda: figure_of(book, broken, "en"),
    ):
        with pytest.raises(kinds.UnknownKindError, match=r"line 7.*Unregistered.*say_waiting"):
            ask()


def test_a_name_or_a_dataclass_can_be_registered_once() -> None:
    with pytest.raises(ValueError, match="say_waiting"):
        kinds.register(SayWaitingKind)


def test_a_want_that_nothing_answers_is_an_error() -> None:
    class Unanswerable(Want):
        """Nothing answers it."""

    nothing: Any = None
    with pytest.raises(TypeError, match="Unanswerable"):
        wants.answer(Tx(nothing, nothing, nothing), nothing, Unanswerable())
