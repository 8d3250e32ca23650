"""``look_up``: asks the service for something by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hotline.flows import looks
from hotline.flows.book import MediumName, Step
from hotline.flows.kinds import NAME, WORDLESS, Exit, StepKind, View, register, schemas
from hotline.flows.run import Run
from hotline.flows.session import LookedUp, ServiceEvent, Then, WantLookUp


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Step):
    """Looks ``name`` up; goes to ``found`` or to ``next``."""

    name: str
    found: str

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        yield "found", self.found
        yield "not found", self.next


@register
class LookUpKind(StepKind[LookUp]):
    """Says nothing; what was found fills the prompts that follow."""

    name = "look_up"
    step = LookUp
    required = ("name", "found", "next")
    common = WORDLESS
    fields = schemas(
        name={"enum": ["return_code", "messages", "earlier_messages", "help_near"]},
        found=NAME,
    )
    look = looks.LOOK_UP
    speaks = False

    def do(self, run: Run, step: LookUp) -> Then:
        """See :meth:`StepKind.do`."""
        return WantLookUp(step.name)

    def receive(self, run: Run, step: LookUp, event: ServiceEvent) -> None:
        """See :meth:`StepKind.receive`."""
        if isinstance(event, LookedUp):
            session = run.session.knowing(**event.facts)
            run.session = replace(session, params={**session.params, **event.params})
            run.go(step.found if event.found else step.next)

    def edges(self, step: LookUp, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        for label, target in step.exits():
            yield Exit("service", label, target)

    def stops(self, step: LookUp, medium: MediumName) -> bool:
        """See :meth:`StepKind.stops`: the service answers within the turn."""
        return False

    def caption(self, step: LookUp, said: tuple[str, ...]) -> tuple[str, ...]:
        """See :meth:`StepKind.caption`."""
        return (f"looks up {step.name.replace('_', ' ')}",)
