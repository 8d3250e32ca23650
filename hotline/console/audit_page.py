"""``/audit``: the audit trail, for auditors and administrators. It is read here, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.i18n import say
from hotline.privacy import audit, codes
from hotline.web.auth import Current, Dep
from hotline.web.pages import render

router = APIRouter(prefix="/audit", include_in_schema=False)
MOST = 100
MOST_FAULTS = 20
LARGEST = 2**63 - 1


@router.get("")
def audit_page(
    request: Request,
    dep: Dep,
    visitor: Current,
    about: Annotated[str, Query(max_length=80)] = "",
    before: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    check: bool = False,
) -> Response:
    """The newest rows, or those before one; only of a tip ID or a subject; checked when asked."""
    with dep.database.read() as db:
        rows = _rows(db, about.strip(), before)
        names = _names(db, rows)
        end = audit.end(db)
        faults = list(audit.verify(db, dep.keys)) if check else []
    return render(
        request,
        "audit.html",
        visitor=visitor,
        rows=[(row, names.get(row.actor, row.actor)) for row in rows],
        about=about,
        older=rows[-1].id if len(rows) == MOST else 0,
        end=end,
        checked=check,
        faults=faults[:MOST_FAULTS],
        more=max(0, len(faults) - MOST_FAULTS),
        nothing=say("No row fits."),
    )


def _rows(db: DbSession, about: str, before: int) -> Sequence[AuditEvent]:
    wanted = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(MOST)
    if about:
        tip = codes.read_tip_id(about)
        wanted = wanted.where(AuditEvent.subject == (f"report:{tip}" if tip else about))
    if before:
        wanted = wanted.where(AuditEvent.id < before)
    return db.scalars(wanted).all()


def _names(db: DbSession, rows: Sequence[AuditEvent]) -> Mapping[str, Any]:
    """Who did it, by name where the trail has a number."""
    numbers = {row.actor.removeprefix("staff:") for row in rows if row.actor.startswith("staff:")}
    wanted = select(Staff).where(Staff.id.in_([int(n) for n in numbers if n.isdecimal()]))
    return {f"staff:{person.id}": person.name for person in db.scalars(wanted)}
