"""The whole flow graph: what may follow what, on one medium in one language.

Nothing is run here: a condition whose facts are not known goes both ways, so the graph holds every
conversation that can happen, and perhaps some that cannot. The checker proves things about it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hotline.flows.book import FlowBook, MediumName, Question, Step
from hotline.flows.conditions import possible
from hotline.flows.kinds import Cause, Exit, View, kind_of, speaks

PASSIVE: frozenset[Cause] = frozenset({"on", "known", "service"})
"""Ways on which the reporter is not asked anything."""
Known = Mapping[str, str]
"""Facts that are certain, by name."""
HEARD = frozenset({"story", "role", "minor", "happening_now", "in_danger", "place"})
"""Facts that may be read from the words before they are asked."""


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

    cause: Cause
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
    web: str = ""
    """``no`` where only what is texted counts, and nothing that is written on the web page."""

    def step(self, node: Node) -> Step:
        """The step at ``node``."""
        return self.book.flows[node.flow].steps[node.step]

    def waits(self, node: Node) -> bool:
        """Whether the reporter is asked something here, if the step is not skipped."""
        return isinstance(self.step(node), Question)

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
        known = {"medium": self.medium, "language": self.language, "full_language": full}
        return known | ({"web": self.web} if self.web else {})


def graph(book: FlowBook, medium: MediumName, language: str, *, web: str = "") -> Graph:
    """The graph for one medium and language; see :attr:`Graph.web`."""
    flows = [book.person, book.other_language]
    flows += [book.more] if medium == "text" else []  # whoever was answered may text again
    if book.languages[language].full:
        flows += [book.start, *book.keywords.values()]
    roots = tuple(Node(flow, book.flows[flow].start) for flow in dict.fromkeys(flows))
    built = Graph(book, medium, language, roots, {}, web)
    edges: dict[Node, tuple[Edge, ...]] = {}
    waiting = deque(roots)
    while waiting:
        node = waiting.popleft()
        if node in edges:
            continue
        edges[node] = tuple(_edges(built, node, built.known))
        waiting.extend(edge.to for edge in edges[node])
    return Graph(book, medium, language, roots, edges, web)


def _edges(graph: Graph, node: Node, known: Known) -> Iterator[Edge]:
    step = graph.step(node)
    if step.unless is not None:
        skipped = possible(step.unless, known)
        if True in skipped and step.next:
            yield Edge("on", "skipped", Node(node.flow, step.next, node.called))
        if False not in skipped:
            return
    yield from _exits(graph, node, step, known)


def _exits(graph: Graph, node: Node, step: Step, known: Known) -> Iterator[Edge]:
    urgent = graph.book.flows[node.flow].urgent_way(step)
    view = View(graph.medium, known, urgent)
    for exit_ in kind_of(step).edges(step, view):
        yield Edge(exit_.cause, exit_.label, _to(graph, node, exit_))


def _to(graph: Graph, node: Node, exit_: Exit) -> Node:
    if not exit_.flow:
        return Node(node.flow, exit_.step, node.called)
    start = graph.book.flows[exit_.flow].start
    return Node(exit_.flow, start, exit_.returns or node.called)


def arrivals(graph: Graph) -> list[Node]:
    """Where a turn may begin: the roots, and what follows an answer, a silence or a service."""
    found = dict.fromkeys(graph.roots)
    for edges in graph.edges.values():
        for edge in edges:
            if edge.cause not in {"on", "known"}:
                found[edge.to] = None
    return list(found)


Way = tuple[Node, tuple[Node, ...], frozenset[tuple[str, str]]]
"""A way so far: where it is, what was said on it, and what is known on it."""


def turns(graph: Graph, start: Node) -> Iterator[tuple[Node, ...]]:
    """The ways from ``start`` to where it next waits for the reporter, or ends.

    Each is given as the steps that say something, and the last one. A question whose answer may be
    known already is also passed by, and what a ``set`` step sets on the way is known from there
    on. On the phone a transfer and a recording end the turn; in a text they do not, and a look-up
    never does.
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
        facts = frozenset((known | dict(kind_of(step).sets(step))).items())
        if runs and graph.speaks(here) and not graph.waits(here) and here not in said:
            said = (*said, here)
        ways += [
            (edge.to, said, facts)
            for edge in _edges(graph, here, known)
            if _passes(graph, step, edge)
        ]


def _stops(graph: Graph, node: Node) -> bool:
    """Whether a turn ends at the step."""
    step = graph.step(node)
    return graph.waits(node) or kind_of(step).stops(step, graph.medium)


def _passes(graph: Graph, step: Step, edge: Edge) -> bool:
    """Whether the turn goes on over ``edge``."""
    if edge.cause == "known":
        return any(name in HEARD for name in step.keeps())
    service = edge.cause == "service" and not kind_of(step).stops(step, graph.medium)
    return edge.cause == "on" or service
