"""What a diagram shows: boxes and arrows, from a flow or from the whole book. Drawing comes after.

``figure_of`` shows the steps of one flow, ``overview`` how the flows lead to each other. ``layout``
places a figure, ``svg`` and ``mermaid`` write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from hotline.flows.book import (
    DANGER_TOLD,
    Ask,
    AskPlace,
    Branch,
    Call,
    End,
    Flow,
    FlowBook,
    LookUp,
    MediumName,
    Record,
    Set,
    Step,
    Transfer,
)
from hotline.flows.conditions import Condition
from hotline.flows.graph import speaks

Look = Literal[
    "start", "say", "ask", "record", "transfer", "branch", "flow", "look_up", "set", "end"
]
ANSWERS = {"story": "told", "digits": "digits", "choices": "otherwise"}
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


LOOKS: Mapping[type[Step], Look] = {
    Ask: "ask",
    AskPlace: "ask",
    Record: "record",
    Transfer: "transfer",
    Branch: "branch",
    Call: "flow",
    LookUp: "look_up",
    Set: "set",
    End: "end",
}


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
        told_anywhere = Arrow(flow.start, flow.urgent, (f"{DANGER_TOLD}, anywhere",))
        arrows = _joined([*arrows, told_anywhere])
    return Figure(flow.id, flow.about, boxes, arrows, flow.start)


def overview(book: FlowBook) -> Figure:
    """How the flows lead to each other, and what opens them."""
    boxes = [
        Box("contact", "start", "a call or a text", ("danger and 911 first",)),
        *(Box(flow.id, "flow", flow.id, _wrapped(flow.about)) for flow in book.flows.values()),
    ]
    arrows = [
        Arrow("contact", book.start, ("begins",)),
        Arrow("contact", book.more, ("texts again",)),
        Arrow("contact", book.person, ("0, two silences", "three misses")),
        *(Arrow("contact", flow, (f"word: {word}",)) for word, flow in book.keywords.items()),
    ]
    for flow in book.flows.values():
        targets = {s.flow for s in flow.steps.values() if isinstance(s, Call)} - {flow.id}
        arrows += [Arrow(flow.id, target) for target in sorted(targets)]
    about = "How the flows lead to each other. Every one can reach the flow person."
    return Figure("flows", about, tuple(boxes), _joined(arrows), "contact")


def _box(book: FlowBook, step: Step, language: str, medium: MediumName) -> Box:
    lines = _told(book, step, language, medium)
    if step.unless is not None:
        lines = (*lines, *_wrapped(f"skipped if {told(step.unless)}"))
    return Box(step.id, LOOKS.get(type(step), "say"), step.id, lines)


def _told(book: FlowBook, step: Step, language: str, medium: MediumName) -> tuple[str, ...]:
    said = _prompt(book, step, language, medium)
    match step:
        case Call():
            return (f"flow {step.flow}" + (", and back" if step.comes_back else ""),)
        case Set():
            return tuple(f"{name} = {value}".replace("_", " ") for name, value in step.facts)
        case LookUp():
            return (f"looks up {step.name.replace('_', ' ')}",)
        case Transfer():
            return (f"rings {step.to.replace('_', ' ')}",)
        case End():
            return (step.outcome.replace("_", " "), *said)
    return said


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
    """Every way on, in words; a silence, an unknown place and the like are named."""
    if isinstance(step, Branch):
        for way in step.ways:
            yield told(way.when) or "otherwise", way.next
        return
    keys = {c.value: c.key for c in step.choices} if isinstance(step, Ask) else {}
    seen: set[tuple[str, str]] = set()
    for label, target in step.exits():
        key = keys.get(label)
        words = f"{key} {label}" if key else label
        words = words.replace("_", " ")
        if isinstance(step, AskPlace) and step.unknown in {"", step.next}:
            words = ""
        if isinstance(step, Ask) and not label:
            if any(other == target for _, other in seen):
                continue
            words = ANSWERS[step.accepts]
        if (words, target) not in seen:
            seen.add((words, target))
            yield words, target


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


def told(condition: Condition) -> str:
    """A condition in words."""
    parts = [_fact(name, sorted(wanted)) for name, wanted in condition.tests]
    if condition.any_of:
        parts.append(" or ".join(told(inner) for inner in condition.any_of))
    parts += [f"not {told(inner)}" for inner in condition.none_of]
    return ", ".join(parts)


def _fact(name: str, wanted: list[str]) -> str:
    words = " or ".join(wanted).replace("_", " ")
    if name == "medium":
        return {"text": "by text", "voice": "by telephone"}.get(words, words)
    if name == "full_language":
        return "language in full" if words == "yes" else "language not in full"
    return f"{name.replace('_', ' ')} {words}"
