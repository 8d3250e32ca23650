"""``/calendar/{secret}.ics``: a person's tasks in their own calendar, without details.

The address is the login, so it opens nothing but kinds and times, and a new one replaces it.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hotline.deployment import Deployment
from hotline.followups import task_calendar
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)


@router.get("/calendar/{token}.ics")
def feed(request: Request, token: str) -> Response:
    """The feed; an address that was replaced is not found."""
    dep: Deployment = request.app.state.deployment
    with dep.database.read() as db:
        person = task_calendar.owner_of(db, token)
        if person is None:
            return Response("This calendar has another address now.", 404, media_type="text/plain")
        body = task_calendar.feed(Tx(db, dep, dep.clock()), person)
    return Response(
        body, media_type="text/calendar", headers={"cache-control": "private, no-store"}
    )
