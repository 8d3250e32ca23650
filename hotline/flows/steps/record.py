"""``record``: records a voice message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.flows import looks
from hotline.flows.book import MediumName, Step
from hotline.flows.kinds import NAME, Exit, StepKind, View, register, schemas
from hotline.flows.run import Run
from hotline.flows.session import Recorded, ServiceEvent, Then, WantRecording


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Step):
    """Records a message, with consent asked before; ``nothing`` when it stayed silent."""

    max_seconds: int = 120
    nothing: str = ""

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        yield "recorded", self.next
        yield "nothing", self.nothing or self.next


@register
class RecordKind(StepKind[Record]):
    """Ends the turn on the phone; a text conversation has nothing to record."""

    name = "record"
    step = Record
    fields = schemas(
        max_seconds={"type": "integer", "minimum": 5, "maximum": 600},
        nothing=NAME,
    )
    look = looks.RECORD

    def do(self, run: Run, step: Record) -> Then | None:
        """See :meth:`StepKind.do`."""
        if run.is_text:
            run.go(step.nothing or step.next)
            return None
        if step.wording:
            run.say(step.wording)
        return WantRecording(step.max_seconds)

    def receive(self, run: Run, step: Record, event: ServiceEvent) -> None:
        """See :meth:`StepKind.receive`."""
        if isinstance(event, Recorded):
            run.go(step.next if event.seconds > 0 else step.nothing or step.next)

    def edges(self, step: Record, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        if view.medium == "text":
            yield Exit("on", "", step.nothing or step.next)
            return
        for label, target in step.exits():
            yield Exit("service", label, target)

    def stops(self, step: Record, medium: MediumName) -> bool:
        """See :meth:`StepKind.stops`."""
        return medium == "voice"
