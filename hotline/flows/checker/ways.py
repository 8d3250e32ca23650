"""Ways through the flows: none that cannot be reached, none that does not end well.

Proved over the graph of all flows: steps that nothing reaches; circles in which no question is
asked; steps after which nothing ever ends; ends that leave the reporter with no one. Proved by
trying, with the engine, from every question: how many keys, how many silences until a person's
phone rings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hotline.config_files import Problem
from hotline.flows.book import FlowBook
from hotline.flows.checker.reach import far_from_a_person
from hotline.flows.graph import PASSIVE, Edge, Graph, Node
from hotline.flows.kinds import kind_of
from hotline.flows.questions import UNCLEAR
from hotline.flows.steps.end import End
from hotline.flows.steps.transfer import Transfer

MAX_SILENCES = 2
STORED = frozenset({"thanked", "returned"})
"""Ends with a stored report, for which the reporter was thanked."""
NUMBER = frozenset({"number_given", "helped"})
"""Ends that must give the National Hotline's number (``turns`` checks it)."""


def problems(book: FlowBook, graphs: Sequence[Graph], line_of: Callable[..., int]) -> list[Problem]:
    """What is wrong with the ways through the flows."""
    found = list(_unreachable(book, graphs))
    for graph in graphs:
        found += _circles(graph)
        found += _endless(graph)
        found += _bad_ends(graph)
        found += _unanswered(graph)
        found += _let_go(graph)
    if book.limits.silences > MAX_SILENCES:
        line = line_of("line.yaml", "limits", "silences")
        what = f"a silent caller reaches a person only after {book.limits.silences} silences."
        found.append(Problem("line.yaml", line, what, f"set it to {MAX_SILENCES} or less."))
    broken = any(problem.severity == "error" for problem in found)
    return found if broken else found + list(far_from_a_person(book, graphs))


def at(book: FlowBook, node: Node, what: str, fix: str) -> Problem:
    """An error at a step."""
    flow = book.flows[node.flow]
    return Problem(flow.file, flow.steps[node.step].line, what, fix)


def _unreachable(book: FlowBook, graphs: Sequence[Graph]) -> Iterator[Problem]:
    reached = {(node.flow, node.step) for graph in graphs for node in graph.edges}
    for flow in book.flows.values():
        if not any(name == flow.id for name, _ in reached):
            what = f"nothing leads to the flow {flow.id}."
            yield Problem(flow.file, 1, what, "name it in line.yaml or in a step, or delete it.")
            continue
        for step in flow.steps.values():
            if (flow.id, step.id) not in reached:
                what = f"no step leads to {step.id}."
                yield Problem(flow.file, step.line, what, "name it in a step, or delete it.")


def _circles(graph: Graph) -> Iterator[Problem]:
    """Circles in which no question is asked, such as a call that rings forever."""
    ways = {
        node: [edge.to for edge in edges if edge.cause in PASSIVE]
        for node, edges in graph.edges.items()
    }
    for group in _knots(ways):
        first = min(group, key=lambda node: (node.flow, graph.step(node).line))
        steps = ", ".join(sorted({str(node) for node in group}))
        what = f"this goes in circles without asking anything: {steps}."
        yield at(graph.book, first, what, "lead one of the ways to a question, or to an end.")


def _endless(graph: Graph) -> Iterator[Problem]:
    """Steps after which nothing ever ends, whatever the reporter answers."""
    backward: dict[Node, list[Node]] = {}
    for node, edges in graph.edges.items():
        for edge in edges:
            backward.setdefault(edge.to, []).append(node)
    ending = {node for node in graph.edges if isinstance(graph.step(node), End)}
    waiting = list(ending)
    while waiting:
        for before in backward.get(waiting.pop(), ()):
            if before not in ending:
                ending.add(before)
                waiting.append(before)
    stuck = [node for node in graph.edges if node not in ending]
    if stuck:
        first = min(stuck, key=lambda node: (node.flow, graph.step(node).line))
        what = f"from {first.step} on, nothing ever ends: there is no way out."
        yield at(graph.book, first, what, "lead one of the ways to an `end` or to the flow person.")


def _bad_ends(graph: Graph) -> Iterator[Problem]:
    """Ends that claim what has not happened, or that leave the reporter with no one."""
    for node, edges in graph.edges.items():
        for edge in edges:
            step = graph.step(edge.to)
            if isinstance(step, End) and not edge.to.called:
                problem = _bad_end(graph, node, edge, step)
                if problem:
                    yield problem


def _bad_end(graph: Graph, node: Node, edge: Edge, end: End) -> Problem | None:
    if end.outcome in STORED or end.outcome in NUMBER:
        return None
    if end.outcome == "safe_ended" and graph.medium == "voice":
        what = f"{end.id} lets a caller go with no one notified and no number given."
        fix = "say that they may hang up, wait, and end with number_given."
        return at(graph.book, edge.to, what, fix)
    if end.outcome == "safe_ended":
        if _chosen(graph, node, edge):
            return None
        what = f"{end.id} ends a contact that the reporter did not choose to end ({node.step})."
        return at(graph.book, edge.to, what, "lead only a choice there, or end with `thanked`.")
    what = f"the contact ends at {end.id} with no one notified and no number given."
    fix = "lead to the flow person, or end with thanked, returned, helped or number_given."
    return at(graph.book, edge.to, what, fix)


def _chosen(graph: Graph, node: Node, edge: Edge) -> bool:
    """Whether ``edge`` is taken only after an answer; silent steps may lie between the two."""
    waiting, seen = [(node, edge)], {(node, edge)}
    while waiting:
        start, way = waiting.pop()
        if way.cause in {"choice", "known"} or way.label == UNCLEAR:
            continue
        if not kind_of(graph.step(start)).only_decides or start in graph.roots:
            return False
        ways = {(before, other) for before, edges in graph.edges.items() for other in edges}
        into = {(before, other) for before, other in ways if other.to == start} - seen
        waiting += into
        seen |= into
    return True


def _unanswered(graph: Graph) -> Iterator[Problem]:
    """When no one takes a call, the National Hotline is tried next, or its number is given."""
    if graph.medium == "text":
        return
    for node in graph.edges:
        step = graph.step(node)
        if not isinstance(step, Transfer) or step.to == "national_hotline":
            continue
        for last in _passively(graph, Node(node.flow, step.next, node.called)):
            after = graph.step(last)
            fine = isinstance(after, Transfer) or (
                isinstance(after, End) and after.outcome in NUMBER
            )
            if not fine:
                what = f"when no one takes the call of {step.id}, {last} comes next."
                fix = "let `next` lead to a transfer to national_hotline, or to its number."
                yield at(graph.book, node, what, fix)


def _let_go(graph: Graph) -> Iterator[Problem]:
    """A caller who is still on the line when the other side hangs up is not let go.

    They are asked, connected again, or given the number. Whoever was helped has hung up by then. A
    machine may have taken the call, or someone who pressed 1 and hung up.
    """
    if graph.medium == "text":
        return
    for node in graph.edges:
        step = graph.step(node)
        if not isinstance(step, Transfer):
            continue
        for last in _passively(graph, Node(node.flow, step.answered, node.called)):
            after = graph.step(last)
            if isinstance(after, End) and after.outcome not in NUMBER:
                what = f"when the other side of {step.id} hangs up, {last} lets the caller go."
                fix = "let `answered` lead to a question, or to an end with number_given."
                yield at(graph.book, node, what, fix)


def _passively(graph: Graph, start: Node) -> set[Node]:
    """Where ``start`` leads before the reporter is asked, connected, or let go."""
    seen, waiting, last = {start}, [start], set()
    while waiting:
        node = waiting.pop()
        step = graph.step(node)
        if isinstance(step, End | Transfer) or (graph.waits(node) and graph.may_run(node)):
            last.add(node)
            continue
        for edge in graph.edges[node]:
            if edge.cause in PASSIVE and edge.to not in seen:
                seen.add(edge.to)
                waiting.append(edge.to)
    return last


def _knots(ways: Mapping[Node, Sequence[Node]]) -> Iterator[set[Node]]:
    """The groups of nodes that lead back to themselves (strongly connected, by forward reach)."""
    reached = {node: _reach(ways, node) for node in ways}
    done: set[Node] = set()
    for node in sorted(ways):
        if node in done:
            continue
        group = {other for other in reached[node] if node in reached.get(other, ())}
        if group:
            done |= group
            yield group


def _reach(ways: Mapping[Node, Sequence[Node]], start: Node) -> set[Node]:
    """What can be reached from ``start`` in one way or more."""
    seen: set[Node] = set()
    waiting = list(ways.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(ways.get(node, ()))
    return seen
