"""``urgency``: how soon a person must act."""

from __future__ import annotations

from hotline.domain import Urgency
from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "urgency",
        label="the urgency",
        words=frozenset(Urgency),
        order=20,
        parse=Urgency,
        everywhere=True,
    )
)
