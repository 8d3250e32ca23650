"""``say``: says something and goes on."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.flows.book import Step
from hotline.flows.kinds import StepKind, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """Says its wording and goes on to ``next``."""


@register
class SayKind(StepKind[Say]):
    """What every kind does that changes nothing."""

    name = "say"
    step = Say
