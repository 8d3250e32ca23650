"""``type``: what the report is about, by the law's structure."""

from __future__ import annotations

from hotline.domain import Type
from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "type",
        label="the type",
        words=frozenset(Type),
        order=10,
        parse=Type,
        everywhere=True,
    )
)
