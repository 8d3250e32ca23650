"""How far a person is from every question, tried with the engine.

Every question of a call is tried, in every full language. From there one caller presses 0 and, if
that does not ring anyone yet, up to two keys more; another stays silent twice. Both must
come to a line that rings, or to an end at which the National Hotline was tried or its number given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hotline.config_files import Problem
from hotline.flows import engine
from hotline.flows.book import FlowBook
from hotline.flows.graph import Graph, Node
from hotline.flows.kinds import kind_of
from hotline.flows.session import (
    Event,
    Keys,
    Listen,
    Over,
    Session,
    Silence,
    Then,
    Want,
    Where,
)

MORE_KEYS = 2
"""How many keys may follow the 0."""
SILENCES = 2
MAX_SERVICE = 20
"""Answers of the service in one turn; flows that need more go in circles (see ``ways``)."""


class Deaf:
    """Senses that understand nothing: the worst case."""

    def assess(
        self, story: Sequence[str], answers: Mapping[str, str], language: str
    ) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def locate(self, text: str, *, expecting: bool, language: str) -> Where:
        """Nowhere."""
        return Where()

    def language_of(self, text: str) -> str | None:
        """No language."""
        return None

    def takes_texts(self, place: Mapping[str, object]) -> str:
        """Nobody knows."""
        return "unknown"


def far_from_a_person(book: FlowBook, graphs: Sequence[Graph]) -> Iterator[Problem]:
    """Questions from which a person is too many keys or silences away."""
    for graph in graphs:
        if graph.medium == "text" or not book.languages[graph.language].full:
            continue
        for node in graph.edges:
            if graph.waits(node) and graph.may_run(node) and not node.called:
                yield from _too_far(book, graph, node)


def _too_far(book: FlowBook, graph: Graph, node: Node) -> Iterator[Problem]:
    standing = Session(
        flow=node.flow,
        step=node.step,
        medium="voice",
        language=graph.language,
        reopened=str(node),
    )
    flow = book.flows[node.flow]
    line = flow.steps[node.step].line
    if not _by_keys(book, standing):
        what = f"at {node.step}, a person is more than {MORE_KEYS + 1} keys away."
        fix = f"let the flow {book.person} ring someone before it asks anything."
        yield Problem(flow.file, line, what, fix)
    if not _by_silence(book, standing):
        what = f"at {node.step}, a person is more than {SILENCES} silences away."
        fix = f"let the flow {book.person} ring someone without an answer, and keep silences at 2."
        yield Problem(flow.file, line, what, fix)


def _by_keys(book: FlowBook, standing: Session) -> bool:
    reached = [_step(book, standing, Keys("0"))]
    for _ in range(MORE_KEYS):
        if any(_rang(then) for _, then in reached):
            return True
        reached = [
            _step(book, session, Keys(key))
            for session, _ in reached
            for key in _keys(book, session)
        ]
    return any(_rang(then) for _, then in reached)


def _by_silence(book: FlowBook, session: Session) -> bool:
    then: Then = Listen()
    for _ in range(SILENCES):
        session, then = _step(book, session, Silence())
        if not isinstance(then, Listen):
            break
    return _rang(then) or isinstance(then, Over)  # ``turns`` reads what an end must say


def _keys(book: FlowBook, session: Session) -> list[str]:
    step = book.step(session.flow, session.step)
    return kind_of(step).keys(step) if step else []


def _rang(then: Then) -> bool:
    return isinstance(then, Want) and then.rings


def _step(book: FlowBook, session: Session, event: Event) -> tuple[Session, Then]:
    """One turn in which the service can do nothing."""
    turn = engine.advance(book, session, event, Deaf())
    for _ in range(MAX_SERVICE):
        if not isinstance(turn.then, Want) or turn.then.rings:
            break
        turn = engine.advance(book, turn.session, turn.then.unanswered(), Deaf())
    return turn.session, turn.then
