"""Values that a condition asks for and that its fact never has: ``urgency: PO``, ``safe: yess``.

Such a condition is well formed and never holds, so that a caller in danger may not hear of 911.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from hotline.config_files import Problem, did_you_mean
from hotline.domain import Known, Lookalike, Medium, Role, Type, Urgency
from hotline.flows.book import FlowBook, Question
from hotline.flows.checker.safety import ASKED
from hotline.flows.conditions import KNOWN, UNKNOWN

OF_TRIAGE: Mapping[str, type[StrEnum]] = {
    "urgency": Urgency,
    "type": Type,
    "role": Role,
    "minor": Known,
    "medium": Medium,
    "lookalike": Lookalike,
}
"""Facts that the service itself finds, with all their words."""
BY_COMMAND: Mapping[str, frozenset[str]] = {"purpose": frozenset({"help"})}
"""Values that no question offers: the word HELP, texted at any time, means this purpose."""
ANY_FACT = frozenset({KNOWN, UNKNOWN, "yes", "no"})
"""What any fact may be asked for; the service keeps its own marks as yes or no."""


def problems(book: FlowBook) -> Iterator[Problem]:
    """Each value in a condition, or kept by a step, that its fact never has."""
    allowed = _values(book)
    for flow in book.flows.values():
        for step in flow.steps.values():
            tests = [test for condition in step.conditions() for test in condition.wanted()]
            kept = [(name, frozenset({value})) for name, value in getattr(step, "facts", ())]
            for name, wanted in (*tests, *kept):
                for value in sorted(wanted - allowed.get(name, wanted)):
                    known = sorted(allowed[name] - {KNOWN, UNKNOWN})
                    fix = did_you_mean(value, known) or f"use one of: {', '.join(known)}."
                    what = f"the fact {name!r} is never {value!r}."
                    yield Problem(flow.file, step.line, what, fix)


def _values(book: FlowBook) -> Mapping[str, frozenset[str]]:
    """The values of every fact that has only certain ones."""
    found = {name: frozenset(map(str, words)) | ANY_FACT for name, words in OF_TRIAGE.items()}
    for name, words in BY_COMMAND.items():
        found[name] = found.get(name, ANY_FACT) | words
    free = set()
    for flow in book.flows.values():
        for step in flow.steps.values():
            given = dict(getattr(step, "facts", ()))
            choices = frozenset(choice.value for choice in getattr(step, "choices", ()))
            if isinstance(step, Question) and choices:
                found[step.fact] = found.get(step.fact, ANY_FACT) | choices
            for name in step.keeps():
                if name in given and name in ASKED:
                    continue  # what a step keeps must be an answer of the question, too
                if name in given:
                    found[name] = found.get(name, ANY_FACT) | {str(given[name])}
                elif not choices:
                    free.add(name)
    return {name: values for name, values in found.items() if name not in free}
