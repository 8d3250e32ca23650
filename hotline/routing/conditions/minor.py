"""``minor``: whether a minor is involved."""

from __future__ import annotations

from hotline.domain import Known
from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "minor",
        label="a minor is involved",
        words=frozenset(Known),
        order=40,
        parse=Known,
        everywhere=True,
    )
)
