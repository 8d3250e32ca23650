"""``set``: keeps facts without asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hotline.flows import looks
from hotline.flows.book import Step
from hotline.flows.kinds import WORDLESS, Common, Given, StepKind, register, schemas
from hotline.flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Set(Step):
    """Keeps ``facts``, (name, value) each."""

    facts: tuple[tuple[str, str], ...]

    def keeps(self) -> Iterator[str]:
        """See :meth:`Step.keeps`."""
        for name, _ in self.facts:
            yield name


@register
class SetKind(StepKind[Set]):
    """Says nothing."""

    name = "set"
    step = Set
    required = ("facts", "next")
    common = WORDLESS
    fields = schemas(
        facts={
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string"},
        }
    )
    look = looks.SET
    speaks = False
    only_decides = True

    def read(self, common: Common, given: Given) -> Set:
        """See :meth:`StepKind.read`."""
        return Set(**common, facts=tuple(given["facts"].items()))

    def do(self, run: Run, step: Set) -> None:
        """See :meth:`StepKind.do`."""
        run.session = run.session.knowing(**dict(step.facts))
        run.assess()
        run.go(step.next)

    def sets(self, step: Set) -> Mapping[str, str]:
        """See :meth:`StepKind.sets`."""
        return dict(step.facts)

    def caption(self, step: Set, said: tuple[str, ...]) -> tuple[str, ...]:
        """See :meth:`StepKind.caption`."""
        return tuple(f"{name} = {value}".replace("_", " ") for name, value in step.facts)
