"""What the tests of the report page share."""

from __future__ import annotations

from tests.line import Line
from tests.web.desk import Desk, csrf_in

LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night and he took "
    "her passport"
)


def audited(line: Line) -> list[tuple[str, str]]:
    from sqlalchemy import select

    from hotline.db.audit import AuditEvent

    with line.dep.database.read() as db:
        rows = db.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.actor, row.action) for row in rows]


def csrf(desk: Desk, tip: str) -> str:
    return csrf_in(desk.look(f"/reports/{tip}"))
