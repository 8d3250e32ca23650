"""``signals``: signs that were found in the report, by the names that the lexicons give them."""

from __future__ import annotations

from hotline.routing.conditions.base import register
from hotline.routing.conditions.fact import CaseField

register(CaseField("signals", label="signs in the report", many=True, order=90))
