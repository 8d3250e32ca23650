"""``go``: goes on in another flow for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.flows import looks
from hotline.flows.book import Step
from hotline.flows.kinds import NAME, Exit, StepKind, View, register, schemas
from hotline.flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Go(Step):
    """Goes to the start of ``flow``, which ends as this one would have ended."""

    flow: str

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`: none in the same flow."""
        yield from ()

    def other_flows(self) -> Iterator[str]:
        """See :meth:`Step.other_flows`."""
        yield self.flow


@register
class GoKind(StepKind[Go]):
    """Leads to another flow's start only."""

    name = "go"
    step = Go
    required = ("flow",)
    common = schemas()
    fields = schemas(flow=NAME)
    look = looks.FLOW
    speaks = False

    def do(self, run: Run, step: Go) -> None:
        """See :meth:`StepKind.do`."""
        run.call(step.flow)

    def edges(self, step: Go, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        yield Exit("on", "", flow=step.flow)

    def caption(self, step: Go, said: tuple[str, ...]) -> tuple[str, ...]:
        """See :meth:`StepKind.caption`."""
        return (f"flow {step.flow}",)
