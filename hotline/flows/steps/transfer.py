"""``transfer``: connects to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hotline.flows import looks
from hotline.flows.book import MediumName, Step
from hotline.flows.kinds import NAME, Common, Exit, Given, StepKind, View, register, schemas
from hotline.flows.run import Run
from hotline.flows.session import ServiceEvent, Then, Transferred, WantTransfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Step):
    """Connects to a person: ``agency`` (as routing says), ``person`` or ``national_hotline``.

    ``answered`` follows a conversation, ``next`` a call that no one took; ``text`` is where a text
    conversation goes on after people have been paged.
    """

    to: Literal["person", "agency", "national_hotline"]
    answered: str
    text: str = ""

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        yield "answered", self.answered
        yield "not answered", self.next
        if self.text:
            yield "text", self.text


@register
class TransferKind(StepKind[Transfer]):
    """Ends the turn on the phone; in a text, people are paged and the conversation goes on."""

    name = "transfer"
    step = Transfer
    required = ("to", "answered", "next")
    fields = schemas(
        to={"enum": ["person", "agency", "national_hotline"]},
        answered=NAME,
        text=NAME,
    )
    look = looks.TRANSFER

    def read(self, common: Common, given: Given) -> Transfer:
        """See :meth:`StepKind.read`; without ``wording`` it says nothing."""
        wording = common["wording"] if "wording" in given else ""
        return super().read({**common, "wording": wording}, given)

    def do(self, run: Run, step: Transfer) -> Then:
        """See :meth:`StepKind.do`."""
        if step.wording:
            run.say(step.wording)
        return WantTransfer(step.to)

    def receive(self, run: Run, step: Transfer, event: ServiceEvent) -> None:
        """See :meth:`StepKind.receive`.

        Whoever is still on the line after a talk was let go; how long it was becomes a fact.
        """
        if not isinstance(event, Transferred):
            return
        if event.answered:
            run.session = run.session.knowing(talk="short" if event.short else "long")
            run.go(step.answered)
        else:
            run.go(step.text or step.next if run.is_text else step.next)

    def edges(self, step: Transfer, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        if view.medium == "text":
            yield Exit("on", "", step.text or step.next)
            return
        yield Exit("service", "answered", step.answered)
        yield Exit("service", "not answered", step.next)

    def stops(self, step: Transfer, medium: MediumName) -> bool:
        """See :meth:`StepKind.stops`."""
        return medium == "voice"

    def caption(self, step: Transfer, said: tuple[str, ...]) -> tuple[str, ...]:
        """See :meth:`StepKind.caption`."""
        return (f"rings {step.to.replace('_', ' ')}",)
