"""What a diagram shows: boxes and arrows, from a flow or from the whole book. Drawing comes after.

``figure_of`` shows the steps of one flow, ``overview`` how the flows lead to each other. ``layout``
places a figure, ``svg`` and ``mermaid`` write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hotline.flows import looks
from hotline.flows.book import DANGER_REPORTED, Flow, FlowBook, MediumName, Step
from hotline.flows.conditions import in_words
from hotline.flows.kinds import kind_of, speaks
from hotline.flows.looks import Look

MAX_WORDS = 38
"""Characters of a prompt that a box shows."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name, what it looks like, its title and the lines below it."""

    name: str
    look: Look
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from a box to another; ``labels`` say when it is taken, one a line."""

    start: str
    end: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A diagram: its title, a sentence about it, its boxes and arrows, and where it begins."""

    title: str
    about: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    start: str


def figure_of(book: FlowBook, flow: Flow, language: str) -> Figure:
    """The steps of ``flow``, with the first words of each prompt in ``language``."""
    medium: MediumName = "text" if flow.id == book.more else "voice"
    boxes = tuple(_box(book, step, language, medium) for step in flow.steps.values())
    arrows = _joined(
        Arrow(step.id, target, (label,) if label else ())
        for step in flow.steps.values()
        for label, target in _ways(step)
    )
    if flow.urgent:
        anywhere = Arrow(flow.start, flow.urgent, (f"{DANGER_REPORTED}, anywhere",))
        arrows = _joined([*arrows, anywhere])
    return Figure(flow.id, flow.about, boxes, arrows, flow.start)


def overview(book: FlowBook) -> Figure:
    """How the flows lead to each other, and what opens them."""
    boxes = [
        Box("contact", looks.START, "a call or a text", ("danger and 911 first",)),
        *(Box(flow.id, looks.FLOW, flow.id, _wrapped(flow.about)) for flow in book.flows.values()),
    ]
    arrows = [
        Arrow("contact", book.start, ("begins",)),
        Arrow("contact", book.more, ("texts again",)),
        Arrow("contact", book.person, ("0, two silences", "three misses")),
        *(Arrow("contact", flow, (f"word: {word}",)) for word, flow in book.keywords.items()),
    ]
    for flow in book.flows.values():
        targets = {name for step in flow.steps.values() for name in step.other_flows()}
        targets -= {flow.id}
        arrows += [Arrow(flow.id, target) for target in sorted(targets)]
    about = "How the flows lead to each other. Every one can reach the flow person."
    return Figure("flows", about, tuple(boxes), _joined(arrows), "contact")


def _box(book: FlowBook, step: Step, language: str, medium: MediumName) -> Box:
    kind = kind_of(step)
    lines = kind.caption(step, _prompt(book, step, language, medium))
    if step.unless is not None:
        lines = (*lines, *_wrapped(f"skipped if {in_words(step.unless)}"))
    return Box(step.id, kind.look, step.id, lines)


def _prompt(book: FlowBook, step: Step, language: str, medium: MediumName) -> tuple[str, ...]:
    if not speaks(step):
        return ()
    words, _ = book.words(language, step.wording)
    prompt = words.prompt
    said = prompt.text if medium == "text" else prompt.voice or prompt.text
    said = re.sub(r"\{(\w+)\}", lambda match: f"[{match.group(1).replace('_', ' ')}]", said)
    return _wrapped(f"“{said}”", most=2) if said else ()


def _wrapped(text: str, most: int = 3) -> tuple[str, ...]:
    """``text`` in lines of ``MAX_WORDS`` characters, cut with an ellipsis after ``most``."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > MAX_WORDS:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(",.;:") + " …"]
    return tuple(lines)


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    """Every way on, in words, each once."""
    yield from dict.fromkeys(kind_of(step).arrows(step))


def _joined(arrows: Iterator[Arrow] | list[Arrow]) -> tuple[Arrow, ...]:
    """Arrows between the same two boxes become one with several labels."""
    labels: dict[tuple[str, str], list[str]] = {}
    for arrow in arrows:
        labels.setdefault((arrow.start, arrow.end), []).extend(arrow.labels)
    return tuple(Arrow(start, end, _short(said)) for (start, end), said in labels.items())


def _short(labels: list[str]) -> tuple[str, ...]:
    """At most three lines: many keys that lead to one place are counted, not listed."""
    flat = [line for label in labels for line in _wrapped(label)]
    return tuple(flat) if len(flat) <= 4 else (*flat[:2], "…", flat[-1])
