"""``role``: who is reporting."""

from __future__ import annotations

from hotline.domain import Role
from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "role",
        label="the reporter's role",
        words=frozenset(Role),
        order=30,
        parse=Role,
        everywhere=True,
    )
)
