"""What is said in one turn: texts of at most three segments, prompts of at most 20 seconds.

A text is measured as it is sent: with everything that one turn puts into it, in the encoding that
its characters need. What an end must say (the National Hotline's number) is checked here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from hotline.config_files import Problem
from hotline.flows import prompts
from hotline.flows.book import FlowBook, Question
from hotline.flows.checker.ways import NUMBER
from hotline.flows.graph import Graph, Node, arrivals, turns
from hotline.flows.graph import graph as graph_of
from hotline.flows.kinds import all_kinds, kind_of
from hotline.flows.session import Prompt, Session
from hotline.flows.steps.end import End
from hotline.flows.text import duration, sms

MAX_SEGMENTS = 3
MAX_SECONDS = 20.0
NATIONAL_HOTLINE = "8883737888"
SAMPLES = {
    "tip_id": "1234-5678",
    "tip_id.voice": "1, 2, 3, 4, 5, 6, 7, 8",
    "return_code": "123456",
    "return_code.voice": "1, 2, 3, 4, 5, 6",
    "place": "Rancho Cucamonga, California",
    "key": "1",
    "messages": "",
    "help": "",
}
"""What prompts may name. ``messages`` and ``help`` are measured where they are made."""


def samples() -> dict[str, str]:
    """What prompts may name, with a typical value each: ours, and those of the kinds of steps."""
    found = dict(SAMPLES)
    for kind in all_kinds().values():
        found |= kind.samples
    return found


OPTIONS = 4
LONGEST_PLACE = "White Sulphur Springs, West Virginia"
"""Four places with the longest name that a town shares with another are more than the reporter is
ever asked to choose between: the locator offers one more at most, but of shorter names."""
BEFORE = ("common.help", "common.not_understood", "common.silence")
"""What may be said before a question that is asked again."""
PLACE_QUESTIONS = (
    "common.place_confirm",
    "common.place_choose",
    "common.place_state",
    "common.place_abroad",
)
PICTURE = "common.picture"
"""What any text may begin with."""


@dataclass(frozen=True)
class Said:
    """What one turn says, and the step that it is for."""

    node: Node
    prompts: tuple[Prompt, ...]


def problems(book: FlowBook, graphs: Sequence[Graph]) -> list[Problem]:
    """Texts and prompts that are too long, costly characters, and ends without the number."""
    found: list[Problem] = []
    for graph in graphs:
        said = list(_said(graph))
        found += _numberless(book, graph, said)
        if graph.medium == "text":
            texted = graph_of(book, "text", graph.language, web="no")
            found += _long_texts(book, texted, list(_said(texted)))
        else:
            found += _long_prompts(book, graph)
    return found


def _said(graph: Graph) -> Iterator[Said]:
    """Every turn, and every question asked again after a help or a misunderstanding."""
    said_at = cache(lambda node: _prompts(graph, node))  # most are on many ways
    for start in arrivals(graph):
        for way in turns(graph, start):
            spoken = [prompt for node in way for prompt in said_at(node)]
            yield Said(way[-1], tuple(spoken))
            if _asks_for_place(graph, way[-1]) and graph.speaks(way[-1]):
                before = [prompt for node in way[:-1] for prompt in said_at(node)]
                for question in _about_places(graph):
                    yield Said(way[-1], (*before, *question))
    session = _session(graph)
    if not graph.book.languages[graph.language].full:
        return
    for node in graph.edges:
        if graph.waits(node) and graph.may_run(node):
            asked = said_at(node)
            for key in BEFORE:
                yield Said(node, (*prompts.prompt(graph.book, session, key), *asked))
            if _asks_for_place(graph, node):
                again = prompts.prompt(graph.book, session, "common.place_again")
                link = prompts.prompt(graph.book, session, "common.place_link")
                for question in (asked, *_about_places(graph)):
                    yield Said(node, (*again, *question))
                yield Said(node, (*link, *asked))


def _about_places(graph: Graph) -> list[list[Prompt]]:
    """What is asked about a place that was named: whether it is the one, or which one it is."""

    def said(name: str, key: str = "") -> list[Prompt]:
        params = {"place": LONGEST_PLACE, "key": key}
        return prompts.prompt(graph.book, _session(graph), f"common.{name}", params)

    options = [said("place_option", str(key)) for key in range(1, OPTIONS + 1)]
    asked = [said(name) for name in ("place_confirm", "place_state", "place_abroad")]
    return [*asked, [*said("place_choose"), *chain.from_iterable(options)]]


def _session(graph: Graph) -> Session:
    return Session("", "", graph.medium, graph.language, params=samples())


def _prompts(graph: Graph, node: Node) -> list[Prompt]:
    """What the step says, if it says anything."""
    step = graph.step(node)
    if not graph.speaks(node):
        return []
    if isinstance(step, End) and node.called:
        return []
    return kind_of(step).spoken(graph.book, _session(graph), step)


def _asks_for_place(graph: Graph, node: Node) -> bool:
    step = graph.step(node)
    return isinstance(step, Question) and step.answer_is_place


def _file_and_line(
    book: FlowBook, graph: Graph, node: Node, said: Sequence[Prompt] = ()
) -> tuple[str, int]:
    """Where the wording of the step is, else the step itself; a place's own question wins."""
    step = graph.step(node)
    asked = _place_question(said)
    if asked:
        words, _ = book.words(graph.language, asked)
        return words.file, words.prompt.line
    if graph.speaks(node):
        words, _ = book.words(graph.language, step.wording)
        return words.file, words.prompt.line
    return book.flows[node.flow].file, step.line


def _long_texts(book: FlowBook, graph: Graph, said: Sequence[Said]) -> Iterator[Problem]:
    longest: dict[tuple[Node, str], tuple[int, str, Said]] = {}
    first = prompts.prompt(book, _session(graph), PICTURE)
    for turn in said:
        text = prompts.as_text((*first, *turn.prompts))
        count, key = sms.segments(text), (turn.node, _place_question(turn.prompts))
        if count > max(MAX_SEGMENTS, longest[key][0] if key in longest else 0):
            longest[key] = count, text, turn
    for (node, question), (count, text, turn) in longest.items():
        if question and (node, "") in longest:
            continue  # too long already without the places
        file, line = _file_and_line(book, graph, node, turn.prompts)
        what = (
            f"a text that ends with {node} takes {count} segments "
            f"({len(text)} characters, {sms.encoding(text)}): {text!r}."
        )
        fix = f"shorten it to {MAX_SEGMENTS}; letters such as á, í, ó, ú more than halve it."
        yield Problem(file, line, what, fix)


def _place_question(said: Sequence[Prompt]) -> str:
    """Which question about a place that was named is among what is said, if one is."""
    return next((prompt.key for prompt in said if prompt.key in PLACE_QUESTIONS), "")


def _long_prompts(book: FlowBook, graph: Graph) -> Iterator[Problem]:
    breaths = [(node, _prompts(graph, node)) for node in graph.edges]
    if book.languages[graph.language].full:
        asked = (node for node in graph.edges if _asks_for_place(graph, node))
        breaths += [(node, said) for node in asked for said in _about_places(graph)]
    for node, spoken in breaths:
        spans = [duration.seconds(prompt.text, prompt.language) for prompt in spoken]
        if sum(spans) > MAX_SECONDS:
            file, line = _file_and_line(book, graph, node, spoken)
            what = f"{node} takes about {sum(spans):.0f} seconds to be spoken."
            fix = f"shorten it to {MAX_SECONDS:.0f}, or make two steps of it."
            yield Problem(file, line, what, fix)


def _numberless(book: FlowBook, graph: Graph, said: Sequence[Said]) -> Iterator[Problem]:
    """Ends as if the number had been given, and ends without a word."""
    for turn in said:
        step = graph.step(turn.node)
        if not isinstance(step, End) or turn.node.called:
            continue
        words = " ".join(prompt.text for prompt in turn.prompts)
        file, line = book.flows[turn.node.flow].file, step.line
        given = NATIONAL_HOTLINE in re.sub(r"\D", "", words)
        if step.outcome in NUMBER and not given:
            what = f"{turn.node} ends without giving the National Hotline's number."
            yield Problem(file, line, what, f"say it in {graph.language}: 1-888-373-7888.")
        if not words:
            what = f"{turn.node} ends without a word."
            yield Problem(file, line, what, f"say something in {graph.language} before it.")
