"""``call``: runs another flow and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.flows import looks
from hotline.flows.book import Step
from hotline.flows.kinds import NAME, WORDLESS, Exit, StepKind, View, register, schemas
from hotline.flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Runs ``flow`` and comes back to ``next``."""

    flow: str

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        yield self.flow, self.next

    def other_flows(self) -> Iterator[str]:
        """See :meth:`Step.other_flows`."""
        yield self.flow


@register
class CallKind(StepKind[Call]):
    """Leads to another flow's start and to the step after it."""

    name = "call"
    step = Call
    required = ("flow", "next")
    common = WORDLESS
    fields = schemas(flow=NAME)
    look = looks.FLOW
    speaks = False

    def do(self, run: Run, step: Call) -> None:
        """See :meth:`StepKind.do`."""
        run.call(step.flow, back=step.next)

    def edges(self, step: Call, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        yield Exit("on", "", flow=step.flow, returns=True)
        yield Exit("on", "", step.next)

    def caption(self, step: Call, said: tuple[str, ...]) -> tuple[str, ...]:
        """See :meth:`StepKind.caption`."""
        return (f"flow {step.flow}, and back",)
