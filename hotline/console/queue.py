"""The queue page, its filters and saved views, and the stream that keeps it live."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession
from starlette.types import Receive, Scope, Send

from hotline.accounts import staff
from hotline.accounts.staff import COOKIE, Standing
from hotline.console import (
    claims,
    confirmations,
    live_updates,
    queue_copies,
    queue_rows,
    search_page,
    shift_page,
)
from hotline.console.live_updates import Listener, Live
from hotline.console.queue_rows import Filters
from hotline.db.accounts import SavedView
from hotline.deployment import Deployment
from hotline.i18n import display_names, language, say, speaking
from hotline.privacy import codes
from hotline.unit_of_work import Tx
from hotline.web import needs_someone as now_strip
from hotline.web.auth import Current, Dep, Fields, NotAllowedError, RowId
from hotline.web.pages import NO_STORE, html, render, see_other

router = APIRouter(include_in_schema=False)
HEARTBEAT_SECONDS = 3.0
NO_TIP = (
    "“{tip}” is not a tip ID. A tip ID has eight digits, such as 1234-5674, and the last one is "
    "a check digit that catches typos. Check the digits."
)
NO_PLACE = (
    "“{sought}” is not a tip ID or a place we know. Type eight digits, a city with its state, a "
    "county, or a ZIP code."
)
PLACES = "“{sought}” may be {choices}. Type the state with it."
_ZIP = re.compile(r"\d{5}")
MOST_VIEWS = 20
LONGEST_ADDRESS = 200
TOO_MANY = "Too many queue pages are open. Close some, then reload this one."


@router.get("/queue")
def queue_page(request: Request, dep: Dep, visitor: Current) -> Response:
    """Open reports: what nobody has, by urgency and age, then the others; or the closed ones."""
    filters = Filters.of(request.query_params)
    now = dep.clock()
    with dep.database.read() as db:
        revision = live_updates.revision(db)
        rows, more = queue_rows.queue(Tx(db, dep, now), filters, me=visitor.id)
        counts = queue_rows.counts(db, now)
        copies = queue_copies.copies(db)
        mine = select(SavedView).where(SavedView.staff_id == visitor.id).order_by(SavedView.name)
        views = db.scalars(mine).all()
        notes = shift_page.unread(db, dep, visitor)
        people = claims.colleagues(db)
    done = confirmations.take(request, dep, confirmations.QUEUE)
    page = render(
        request,
        "queue.html",
        visitor=visitor,
        acts=visitor.may("dispatcher", "supervisor"),
        filters=filters,
        here=filters.address(after=""),
        rows=rows,
        more=more,
        counts=counts,
        copies=copies,
        views=views,
        csrf=visitor.csrf,
        revision=revision,
        books=display_names,
        county=_county(dep, filters.county),
        states=sorted(dep.locator.gazetteer.states.values(), key=lambda state: state.name),
        people=people,
        notes=notes,
        seen=revision.partition("-")[0],
        dispositions=claims.DISPOSITIONS,
        done=done,
    )
    return confirmations.clear(page, confirmations.QUEUE) if done.said else page


def _county(dep: Deployment, fips: str) -> str:
    county = dep.locator.gazetteer.county(fips)
    return f"{county.full_name}, {county.state}" if county else ""


@router.get("/queue/find")
def find(request: Request, dep: Dep, visitor: Current, tip: str = "") -> Response:
    """A link to a report by its tip ID, however it is written; or to the queue of a place.

    What a person types goes to :mod:`hotline.console.search_page`, and is in no address.
    """
    sought = tip.strip()[:60]
    tip_id = codes.read_tip_id(sought)
    if tip_id is not None:
        return see_other(f"/reports/{tip_id}")
    if any(letter.isalpha() for letter in sought) or _ZIP.fullmatch(sought):
        with dep.database.read() as db:
            served = dep.library.current(db).rules.served
        found = dep.locator.locate(sought, expecting=True, served=served)
        place = found.best
        if place is not None and (place.fips or place.state):
            at = {"county": place.fips} if place.fips else {"state": place.state}
            return see_other(Filters().address(**at))
        options = found.question.options if found.question else ()
        choices = ", ".join(dep.locator.label(option) for option in options)
        title, text = say("Which place?"), say(PLACES, sought=sought, choices=choices)
        if not choices:
            title, text = say("Not found"), say(NO_PLACE, sought=sought)
    else:
        title, text = say("Not a tip ID"), say(NO_TIP, tip=sought[:20])
    return render(
        request,
        "message.html",
        status=404,
        title=title,
        text=text,
        visitor=visitor,
        sought=sought,
        back="/queue",
    )


@router.post("/queue/views")
def keep_view(dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Keep the filters of the queue's address under a name."""
    address = fields.get("address", "")[:LONGEST_ADDRESS]
    if not search_page.is_search(dep, address):
        address = Filters.of(dict(parse_qsl(urlsplit(address).query))).address(after="")
    name = fields.get("name", "").strip()[:30]
    with dep.database.write() as db:
        mine = select(SavedView).where(SavedView.staff_id == visitor.id)
        known = db.scalars(mine).all()
        same = next((view for view in known if view.name == name), None)
        if same is not None:
            same.address = address
        elif name and len(known) < MOST_VIEWS:
            db.add(SavedView(staff_id=visitor.id, name=name, address=address))
        _note(db, dep, visitor.actor, "view_kept")
    return see_other(address)


@router.post("/queue/views/{view_id}/forget")
def forget_view(
    request: Request, dep: Dep, visitor: Current, fields: Fields, view_id: RowId
) -> Response:
    """Forget a saved view, once its owner is sure; the reports in it are not touched."""
    with dep.database.write() as db:
        view = db.get(SavedView, view_id)
        if view is not None and view.staff_id == visitor.id:
            if not fields.get("sure"):
                return render(
                    request,
                    "sure.html",
                    visitor=visitor,
                    title=say("Delete the view {name}?", name=view.name),
                    text=say("Only the saved filters are deleted. No report is affected."),
                    button=say("Delete it"),
                    back=view.address,
                )
            db.delete(view)
            _note(db, dep, visitor.actor, "view_forgotten")
    return see_other("/queue")


def _note(db: DbSession, dep: Deployment, actor: str, action: str) -> None:
    Tx(db, dep, dep.clock(), actor).record(action, "saved view")


@router.get("/queue/events")
async def events(request: Request, dep: Dep, visitor: Current) -> Response:
    """Server-sent events: what changes in the queue, for as long as the page is open."""
    if not visitor.may("dispatcher", "supervisor", "auditor"):
        raise NotAllowedError
    watcher: Live = request.app.state.live
    listener = Listener(asyncio.get_running_loop(), language(), person=visitor.id)
    if not watcher.join(listener):
        return Response(say(TOO_MANY), status_code=503, headers={"retry-after": "30"})
    return _Events(dep, watcher, listener, request.cookies.get(COOKIE, ""))


class _Events(StreamingResponse):
    """The stream of one page; however it ends, its place is free again."""

    def __init__(self, dep: Deployment, watcher: Live, listener: Listener, token: str) -> None:
        headers = {**NO_STORE, "x-accel-buffering": "no"}
        stream = _stream(dep, watcher, listener, token)
        super().__init__(stream, media_type="text/event-stream", headers=headers)
        self._watcher, self._listener = watcher, listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the page is gone."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._watcher.leave(self._listener)


async def _stream(
    dep: Deployment, watcher: Live, listener: Listener, token: str
) -> AsyncIterator[str]:
    """Events for one page; an idle person's page hears of danger and of nothing else."""
    yield _event(await asyncio.to_thread(_first, dep, listener.language))
    looked = -HEARTBEAT_SECONDS
    standing = Standing.HERE
    clock = asyncio.get_running_loop().time
    while not watcher.closed:
        news = await _next(listener)
        if news == live_updates.CLOSING:
            return
        if clock() - looked >= HEARTBEAT_SECONDS:
            standing, looked = await asyncio.to_thread(_standing, dep, token), clock()
        if standing is Standing.GONE:
            yield _event(json.dumps({"ended": True}))
            return
        yield _event(news if standing is Standing.HERE else _only_alarm(news))


async def _next(listener: Listener) -> str:
    """The next news, or a heartbeat by which the page sees that the connection lives."""
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            return await listener.news.get()
    except TimeoutError:
        return "{}"


def _only_alarm(news: str) -> str:
    message = json.loads(news)
    return json.dumps({"locked": True} | ({"now": message["now"]} if "now" in message else {}))


def _event(data: str) -> str:
    return f"data: {data}\n\n"


def _first(dep: Deployment, spoken: str) -> str:
    """What a page hears first: whether it missed anything, and what needs someone now."""
    with dep.database.read() as db:
        revision = live_updates.revision(db)
        counted = queue_rows.counts(db, dep.clock()).now_unclaimed
    with speaking(spoken):
        strip = html(dep, "_now.html", **now_strip.strip(dep))
    return json.dumps({"revision": revision, "strip": strip, "now": counted})


def _standing(dep: Deployment, token: str) -> Standing:
    with dep.database.read() as db:
        return staff.standing(Tx(db, dep, dep.clock()), token)
