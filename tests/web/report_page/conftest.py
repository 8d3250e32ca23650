"""A report from Laredo, a dispatcher at its page, and what the page's tests share."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from tests.line import Line
from tests.web.desk import Desk, csrf_in

LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night and he took "
    "her passport"
)


@pytest.fixture
def desk(line: Line) -> Desk:
    """The dispatcher."""
    return Desk(line.as_staff("dispatcher"))


@pytest.fixture
def tip(line: Line) -> str:
    """The tip ID of the report, which is open."""
    line.text("+19565550101", LAREDO)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    (tip,) = line.tips()
    return tip


def audited(line: Line) -> list[tuple[str, str]]:
    with line.dep.database.read() as db:
        rows = db.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.actor, row.action) for row in rows]


def csrf(desk: Desk, tip: str) -> str:
    return csrf_in(desk.look(f"/reports/{tip}"))
