"""``consents``: what the reporter agreed to."""

from __future__ import annotations

from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(
    CaseField(
        "consents",
        label="what the reporter agreed to",
        words=frozenset({"law_enforcement", "share_identity", "recontact"}),
        many=True,
        order=80,
    )
)
