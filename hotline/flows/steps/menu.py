"""``menu``: asks a question with choices, each with its key and its words."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.flows.book import FactQuestion
from hotline.flows.kinds import CHOICES, NAME, URGENT, Schema, register, schemas
from hotline.flows.questions import FactQuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(FactQuestion):
    """Asks for one of its choices and keeps its value under ``fact``."""


@register
class MenuKind(FactQuestionKind[Menu]):
    """See :mod:`hotline.flows.questions` for what it does."""

    name = "menu"
    step = Menu
    required = ("fact", "choices")
    fields = schemas(
        fact=NAME,
        again={"type": "boolean", "description": "true asks even when the answer is known."},
        languages={
            "type": "boolean",
            "description": "true: the choices are languages to go on in.",
        },
        care={
            "enum": ["consent", "safety"],
            "description": "A yes may hurt someone here: nothing but a clear yes counts as one.",
        },
        whose={
            "type": "boolean",
            "description": "true: someone who counts themselves in means the choice `self`.",
        },
        under={
            "type": "integer",
            "minimum": 1,
            "description": (
                "The age that is asked about: an age below it alone means yes, another no."
            ),
        },
        choices=CHOICES,
        on_silence=NAME,
        on_repeat={
            **NAME,
            "description": "The step to which * leads; left out, the question is asked again.",
        },
        on_unclear={
            **NAME,
            "description": "The step for a text conversation whose answer was unclear twice.",
        },
        quiet={
            "type": "boolean",
            "description": "true: neither silence nor unclear words ring anyone; "
            "both go on_silence.",
        },
        urgent=URGENT,
    )

    def schema(self) -> Schema:
        """See :meth:`StepKind.schema`."""
        return {**super().schema(), "dependentRequired": {"quiet": ["on_silence"]}}
