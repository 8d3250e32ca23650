"""``branch``: goes the first way whose condition holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hotline.flows import looks
from hotline.flows.book import Step
from hotline.flows.conditions import ALWAYS, Condition, in_words, possible, read_condition
from hotline.flows.kinds import (
    CONDITION,
    NAME,
    Common,
    Exit,
    Given,
    Schema,
    StepKind,
    View,
    register,
)
from hotline.flows.run import Run


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a branch."""

    when: Condition
    next: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Step):
    """Goes the first way whose condition holds; the last way has none."""

    ways: tuple[Way, ...]

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        for way in self.ways:
            yield way.label, way.next

    def conditions(self) -> Iterator[Condition]:
        """See :meth:`Step.conditions`."""
        for way in self.ways:
            yield way.when


@register
class BranchKind(StepKind[Branch]):
    """A list of ways, not a mapping, and so neither wording nor ``unless``."""

    name = "branch"
    step = Branch
    look = looks.BRANCH
    speaks = False
    only_decides = True

    def schema(self) -> Schema:
        """See :meth:`StepKind.schema`."""
        return {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["next"],
                "properties": {"when": CONDITION, "next": NAME},
            },
        }

    def read(self, common: Common, given: Given) -> Branch:
        """See :meth:`StepKind.read`."""
        ways = tuple(
            Way(
                read_condition(way["when"]) if "when" in way else ALWAYS,
                way["next"],
                _label(way.get("when")),
            )
            for way in given
        )
        return Branch(**common, ways=ways)

    def problems(self, step: Branch) -> Iterator[tuple[str, str]]:
        """See :meth:`StepKind.problems`."""
        if step.ways[-1].when is not ALWAYS:
            yield (
                f"the branch {step.id} leads nowhere when none of its conditions holds.",
                "end it with a way that has only `next`.",
            )

    def do(self, run: Run, step: Branch) -> None:
        """See :meth:`StepKind.do`."""
        ways = (way for way in step.ways if way.when.holds(run.fact))
        run.go(next(ways).next)

    def edges(self, step: Branch, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        for way in step.ways:
            holds = possible(way.when, view.known)
            if True in holds:
                yield Exit("on", way.label, way.next)
            if False not in holds:
                return

    def arrows(self, step: Branch) -> Iterator[tuple[str, str]]:
        """See :meth:`StepKind.arrows`."""
        for way in step.ways:
            yield in_words(way.when) or "otherwise", way.next


def _label(when: Mapping[str, Any] | None) -> str:
    """A condition in a few words, much as the file has it."""
    if not when:
        return "otherwise"
    parts = []
    for name, wanted in when.items():
        if name == "any":
            parts.append("(" + " or ".join(_label(inner) for inner in wanted) + ")")
        elif name == "not":
            parts.append(f"not ({_label(wanted)})")
        else:
            parts.append(f"{name} {'/'.join(wanted) if isinstance(wanted, list) else wanted}")
    return ", ".join(parts)
