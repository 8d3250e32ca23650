"""``ask``: asks for free wording, or for a number with a given count of digits."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.flows.book import FactQuestion
from hotline.flows.kinds import CHOICES, NAME, URGENT, Common, Given, register, schemas
from hotline.flows.questions import FactQuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(FactQuestion):
    """Asks for a story, which may have choices too, or for a number."""


@register
class AskKind(FactQuestionKind[Ask]):
    """See :mod:`hotline.flows.questions` for what it does."""

    name = "ask"
    step = Ask
    required = ("fact", "next")
    fields = schemas(
        fact=NAME,
        again={"type": "boolean"},
        digits={
            "type": "integer",
            "minimum": 1,
            "maximum": 12,
            "description": (
                "How many digits the answer has; left out, the answer is free wording."
            ),
        },
        choices=CHOICES,
        on_silence=NAME,
        urgent=URGENT,
    )

    def read(self, common: Common, given: Given) -> Ask:
        """See :meth:`StepKind.read`."""
        accepts = "digits" if "digits" in given else "story"
        return super().read({**common, "accepts": accepts}, given)
