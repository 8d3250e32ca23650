"""``medium``: how the contact reached the line."""

from __future__ import annotations

from hotline.domain import Medium
from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "medium",
        label="the medium",
        words=frozenset(Medium),
        order=60,
        parse=Medium,
    )
)
