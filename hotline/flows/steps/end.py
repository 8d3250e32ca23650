"""``end``: ends the flow, and the contact with it unless another flow called this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hotline.flows import looks
from hotline.flows.book import MediumName, Step
from hotline.flows.kinds import WORDING, Common, Exit, Given, StepKind, View, register, schemas
from hotline.flows.run import Run
from hotline.flows.session import Over, Then


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """Goes back to the flow that called this one, or ends the contact with ``outcome``."""

    outcome: str


@register
class EndKind(StepKind[End]):
    """Nothing follows it."""

    name = "end"
    step = End
    required = ("outcome",)
    common = schemas(wording=WORDING)
    fields = schemas(
        silent={"type": "boolean", "description": "true ends without a word."},
        outcome={
            "enum": [
                "thanked",
                "connected",
                "number_given",
                "safe_ended",
                "helped",
                "returned",
                "done",
            ],
            "description": (
                "How the contact ended: thanked (a stored report), number_given (the National "
                "Hotline's), safe_ended (not safe to talk), helped, returned, done. connected is "
                "of earlier versions: now whoever is still on the line after a transfer is asked "
                "what they need, or given the number."
            ),
        },
    )
    look = looks.END

    def read(self, common: Common, given: Given) -> End:
        """See :meth:`StepKind.read`."""
        wording = "" if given.get("silent") else common["wording"]
        return End(**{**common, "wording": wording}, outcome=given["outcome"])

    def do(self, run: Run, step: End) -> Then | None:
        """See :meth:`StepKind.do`."""
        if run.session.stack:
            *stack, (flow, back) = run.session.stack
            run.session = replace(run.session, flow=flow, step=back, stack=tuple(stack))
            return None
        if step.wording:
            run.say(step.wording)
        run.session = replace(run.session, outcome=step.outcome)
        return Over(step.outcome)

    def edges(self, step: End, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        yield from ()

    def stops(self, step: End, medium: MediumName) -> bool:
        """See :meth:`StepKind.stops`."""
        return True

    def caption(self, step: End, said: tuple[str, ...]) -> tuple[str, ...]:
        """See :meth:`StepKind.caption`."""
        return (step.outcome.replace("_", " "), *said)
