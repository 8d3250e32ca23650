"""``lookalike``: what the report may be instead of trafficking, or ``none``."""

from __future__ import annotations

from hotline.domain import Lookalike
from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "lookalike",
        label="what it may be instead",
        words=frozenset(Lookalike) | {"none"},
        order=70,
        parse=Lookalike,
        unsaid="none",
    )
)
