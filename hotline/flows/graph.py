"""The whole flow graph: what may follow what, on one medium in one language.

Nothing is run here: a condition whose facts are not known goes both ways, so the graph holds every
conversation that can happen, and perhaps some that cannot. The checker proves things about it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hotline.flows.book import (
    DANGER_TOLD,
    Ask,
    AskPlace,
    Branch,
    Call,
    End,
    FlowBook,
    LookUp,
    MediumName,
    Record,
    Set,
    Step,
    Transfer,
)
from hotline.flows.conditions import Condition

Kind = Literal["on", "known", "choice", "answer", "silence", "service"]
"""Why one step follows another: by itself, because the answer is known, by what the reporter chose
or told, by silence, or by what the service found (a transfer, a look-up, a recording)."""
PASSIVE: frozenset[Kind] = frozenset({"on", "known", "service"})
"""Ways on which nobody is asked anything."""
Known = Mapping[str, str]
"""Facts that are certain, by name."""
UNCLEAR = "unclear twice"
HEARD = frozenset({"story", "role", "minor", "happening_now", "in_danger"})
"""Facts that triage may read from the words before they are asked."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A step of a flow; ``called``: inside a sub-flow, whose end goes back to the caller."""

    flow: str
    step: str
    called: bool = False

    def __str__(self) -> str:
        return f"{self.flow}.{self.step}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a node to another."""

    kind: Kind
    label: str
    to: Node


@dataclass(frozen=True)
class Graph:
    """All that can be reached on ``medium`` in ``language``, from ``roots``."""

    book: FlowBook
    medium: MediumName
    language: str
    roots: tuple[Node, ...]
    edges: Mapping[Node, tuple[Edge, ...]] = field(repr=False)

    def step(self, node: Node) -> Step:
        """The step at ``node``."""
        return self.book.flows[node.flow].steps[node.step]

    def waits(self, node: Node) -> bool:
        """Whether the reporter is asked something here, if the step is not skipped."""
        return isinstance(self.step(node), Ask | AskPlace)

    def speaks(self, node: Node) -> bool:
        """Whether the step ever says anything."""
        return speaks(self.step(node)) and self.may_run(node)

    def may_run(self, node: Node) -> bool:
        """Whether the step is ever more than skipped."""
        unless = self.step(node).unless
        return unless is None or False in possible(unless, self.known)

    @property
    def known(self) -> dict[str, str]:
        """The facts that hold all through this graph."""
        full = "yes" if self.book.languages[self.language].full else "no"
        return {"medium": self.medium, "language": self.language, "full_language": full}


def speaks(step: Step) -> bool:
    """Whether the step has wording at all."""
    return bool(step.wording) and not isinstance(step, Branch | Set | Call | LookUp)


def graph(book: FlowBook, medium: MediumName, language: str) -> Graph:
    """The graph for one medium and language."""
    flows = [book.person, book.other_language]
    flows += [book.more] if medium == "text" else []  # whoever was answered may text again
    if book.languages[language].full:
        flows += [book.start, *book.keywords.values()]
    roots = tuple(Node(flow, book.flows[flow].start) for flow in dict.fromkeys(flows))
    built = Graph(book, medium, language, roots, {})
    edges: dict[Node, tuple[Edge, ...]] = {}
    waiting = deque(roots)
    while waiting:
        node = waiting.popleft()
        if node in edges:
            continue
        edges[node] = tuple(_edges(built, node, built.known))
        waiting.extend(edge.to for edge in edges[node])
    return Graph(book, medium, language, roots, edges)


def possible(condition: Condition, known: Mapping[str, str]) -> frozenset[bool]:
    """What ``condition`` may come to when only ``known`` facts are certain."""
    parts = [
        frozenset({Condition(tests=((name, wanted),)).holds(known.get)})
        if name in known
        else frozenset({True, False})
        for name, wanted in condition.tests
    ]
    if condition.any_of:
        inner = [possible(one, known) for one in condition.any_of]
        parts.append(_combined(inner, any))
    parts += [frozenset(not v for v in possible(one, known)) for one in condition.none_of]
    return _combined(parts, all)


def _combined(
    parts: list[frozenset[bool]], rule: Callable[[Iterable[bool]], bool]
) -> frozenset[bool]:
    """What ``rule`` (any, all) over independent parts may come to."""
    most, least = rule(True in part for part in parts), rule(False not in part for part in parts)
    return frozenset({most, least})


def _edges(graph: Graph, node: Node, known: Known) -> Iterator[Edge]:
    step = graph.step(node)
    if step.unless is not None:
        skipped = possible(step.unless, known)
        if True in skipped and step.next:
            yield Edge("on", "skipped", _to(node, step.next))
        if False not in skipped:
            return
    yield from _exits(graph, node, step, known)


def _exits(graph: Graph, node: Node, step: Step, known: Known) -> Iterator[Edge]:
    match step:
        case Ask():
            yield from _ask(graph, node, step)
            yield from _danger(graph, node, step)
        case AskPlace():
            yield from _danger(graph, node, step)
            yield Edge("answer", "place", _to(node, step.next))
            yield Edge("answer", "unknown", _to(node, step.unknown or step.next))
            yield Edge("known", "known", _to(node, step.next))
        case Call():
            yield Edge(
                "on", "", Node(step.flow, graph.book.flows[step.flow].start, _called(step, node))
            )
            if step.comes_back:
                yield Edge("on", "", _to(node, step.next))
        case Branch():
            yield from _branch(node, step, known)
        case Transfer() if graph.medium == "text":
            yield Edge("on", "", _to(node, step.text or step.next))
        case Record() if graph.medium == "text":
            yield Edge("on", "", _to(node, step.nothing or step.next))
        case Transfer():
            yield Edge("service", "answered", _to(node, step.answered))
            yield Edge("service", "not answered", _to(node, step.next))
        case Record() | LookUp():
            for label, target in step.exits():
                yield Edge("service", label, _to(node, target))
        case End():
            return
        case _:
            yield Edge("on", "", _to(node, step.next))


def _to(node: Node, step: str) -> Node:
    return Node(node.flow, step, node.called)


def _called(step: Call, node: Node) -> bool:
    return step.comes_back or node.called


def _ask(graph: Graph, node: Node, step: Ask) -> Iterator[Edge]:
    for choice in step.choices:
        yield Edge("choice", choice.value, _to(node, choice.next))
        if not step.again:
            yield Edge("known", choice.value, _to(node, choice.next))
    if step.next and (step.accepts != "choices" or graph.medium == "text"):
        yield Edge("answer", "told", _to(node, step.next))
    if step.next and not step.again:
        yield Edge("known", "known", _to(node, step.next))
    if step.on_silence and graph.medium == "voice":
        yield Edge("silence", "silence", _to(node, step.on_silence))
    if step.on_repeat:
        yield Edge("choice", "repeat", _to(node, step.on_repeat))
    if step.on_unclear and graph.medium == "text":
        yield Edge("answer", UNCLEAR, _to(node, step.on_unclear))


def _danger(graph: Graph, node: Node, step: Ask | AskPlace) -> Iterator[Edge]:
    """Where danger leads that is told here; a flow that does not say rings a person."""
    way = graph.book.flows[node.flow].urgent_way(step)
    if way:
        yield Edge("answer", DANGER_TOLD, _to(node, way))


def _branch(node: Node, step: Branch, known: Known) -> Iterator[Edge]:
    for way in step.ways:
        holds = possible(way.when, known)
        if True in holds:
            yield Edge("on", way.label, _to(node, way.next))
        if False not in holds:
            return


def arrivals(graph: Graph) -> list[Node]:
    """Where a turn may begin: the roots, and what follows an answer, a silence or a service."""
    found = dict.fromkeys(graph.roots)
    for edges in graph.edges.values():
        for edge in edges:
            if edge.kind not in {"on", "known"}:
                found[edge.to] = None
    return list(found)


Way = tuple[Node, tuple[Node, ...], frozenset[tuple[str, str]]]
"""A way under way: where it is, what was said on it, and what is known on it."""


def turns(graph: Graph, start: Node) -> Iterator[tuple[Node, ...]]:
    """The ways from ``start`` to where it next waits for somebody, or ends.

    Each is told as the steps that say something, and the last one. A question whose answer may be
    known already is also passed by, and what a ``set`` step sets on the way is known from there
    on. On the telephone a transfer and a recording end the turn; in a text they do not, nor does
    a look-up anywhere.
    """
    seen: set[Way] = set()
    ways: list[Way] = [(start, (), frozenset(graph.known.items()))]
    while ways:
        way = ways.pop()
        if way in seen:
            continue
        seen.add(way)
        here, said, facts = way
        step = graph.step(here)
        known = dict(facts)
        runs = step.unless is None or False in possible(step.unless, known)
        if runs and _stops(graph, here):
            yield (*said, here)
        if isinstance(step, Set):
            facts = frozenset((known | dict(step.facts)).items())
        if runs and graph.speaks(here) and not graph.waits(here) and here not in said:
            said = (*said, here)
        ways += [
            (edge.to, said, facts) for edge in _edges(graph, here, known) if _passes(step, edge)
        ]


def _stops(graph: Graph, node: Node) -> bool:
    """Whether a turn ends at the step."""
    step = graph.step(node)
    rings = graph.medium == "voice" and isinstance(step, Transfer | Record)
    return rings or graph.waits(node) or isinstance(step, End)


def _passes(step: Step, edge: Edge) -> bool:
    """Whether the turn goes on over ``edge``."""
    if edge.kind == "known":
        return isinstance(step, AskPlace) or getattr(step, "fact", "") in HEARD
    return edge.kind == "on" or (edge.kind == "service" and isinstance(step, LookUp))
