"""The search of the desk: the words of every report, open or closed, and its place and days.

What is sought may be a plate or a number, so it travels in the body of a form; the address of the
results has it sealed, and so has a view that is kept. The audit trail notes that someone searched,
never for what.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.console import claims, confirmations, live_updates, queue_rows, search_query
from hotline.console.queue_rows import Filters
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.geo.types import Location
from hotline.i18n import say
from hotline.intake import search_scan, search_text
from hotline.intake.search_scan import Sought
from hotline.privacy import codes
from hotline.unit_of_work import Tx
from hotline.web import sealed_values
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
PURPOSE = "search"
LONGEST = 80
STATES = {"": None, "open": False, "closed": True}
"""What a search can be limited to: all reports, the open or the closed ones."""
PLACES = "“{sought}” may be {choices}. Add the state to see its queue."


@router.post("/queue/find")
def search(dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Look for what was typed: a whole tip ID leads to its report, all else to a list."""
    sought = fields.get("tip", "").strip()[:LONGEST]
    tip_id = codes.read_tip_id(sought)
    if tip_id is not None:
        return see_other(f"/reports/{tip_id}")
    asked = {
        "words": sought,
        "show": fields.get("show", "") if fields.get("show", "") in STATES else "",
        "from": _day(fields.get("from", "")),
        "to": _day(fields.get("to", "")),
    }
    return see_other(address(dep, {name: value for name, value in asked.items() if value}))


def address(dep: Deployment, asked: Mapping[str, str]) -> str:
    """The address of what a search finds; it says nothing of what was sought."""
    return f"/queue/found?s={sealed_values.seal(dep, dict(asked), PURPOSE)}"


def is_search(dep: Deployment, given: str) -> bool:
    """Whether ``given`` is an address that :func:`address` made."""
    path, _, sealed = given.partition("?s=")
    return path == "/queue/found" and sealed_values.unseal(dep, sealed, PURPOSE) is not None


@router.get("/queue/found")
def found_page(request: Request, dep: Dep, visitor: Current, s: str = "") -> Response:
    """The reports that were found, the newest first."""
    asked = sealed_values.unseal(dep, s, PURPOSE)
    if not isinstance(asked, dict):
        title, text = say("This search cannot be opened"), say("Type what you look for again.")
        return render(
            request, "message.html", status=404, title=title, text=text, visitor=visitor,
            back="/queue",
        )  # fmt: skip
    search_text.keep_up(dep)
    now, zone = dep.clock(), ZoneInfo(dep.settings.time_zone)
    query = search_query.read(asked.get("words", ""), now.astimezone(zone).date())
    first = _date(asked.get("from")) or query.first
    last = _date(asked.get("to")) or query.last
    with dep.database.read() as db:
        place = _place(db, dep, asked.get("words", ""))
        sought = Sought(
            query.words,
            since=_midnight(first, zone),
            until=_midnight(last + timedelta(days=1) if last else None, zone),
            closed=STATES[asked.get("show", "")],
        )
        found = search_scan.find(db, dep, sought, _spelled_right(dep, place))
        rows = queue_rows.rows(Tx(db, dep, now), _reports(db, found.report_ids))
        complete = search_text.all_read(db)
        people = claims.colleagues(db)
        seen = live_updates.revision(db).partition("-")[0]
    with dep.database.write() as db:
        Tx(db, dep, now, visitor.actor).record("searched", "reports")
    done = confirmations.take(request, dep, confirmations.QUEUE)
    page = render(
        request,
        "found.html",
        visitor=visitor,
        acts=visitor.may("dispatcher", "supervisor"),
        sought=asked.get("words", ""),
        show=asked.get("show", ""),
        first=first,
        last=last,
        rows=rows,
        found=found,
        complete=complete,
        queues=_queues(dep, place),
        which=_which(dep, asked.get("words", ""), place),
        here=address(dep, asked),
        people=people,
        seen=seen,
        dispositions=claims.DISPOSITIONS,
        done=done,
    )
    return confirmations.clear(page, confirmations.QUEUE) if done.said else page


def _reports(db: DbSession, ids: tuple[int, ...]) -> list[Report]:
    known = {row.id: row for row in db.scalars(select(Report).where(Report.id.in_(ids)))}
    return [known[report_id] for report_id in ids if report_id in known]


# Days and places ----------------------------------------------------------------------------------


def _day(given: str) -> str:
    found = _date(given)
    return found.isoformat() if found else ""


def _date(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given or "")
    except ValueError:
        return None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day is not None else None


def _place(db: DbSession, dep: Deployment, words: str) -> Location | None:
    if not any(letter.isalpha() for letter in words) and len(words) != 5:
        return None
    served = dep.library.current(db).rules.served
    return dep.locator.locate(words, expecting=True, served=served)


def _spelled_right(dep: Deployment, place: Location | None) -> tuple[tuple[str, ...], ...]:
    """The name of a place that was meant, as words to look for."""
    if place is None or place.best is None or not place.best.city:
        return ()
    return (tuple(sorted(search_text.words_in(place.best.city))),)


def _queues(dep: Deployment, place: Location | None) -> list[tuple[str, str]]:
    """The queue of a place that was named: its name and address."""
    if place is None or place.best is None:
        return []
    best = place.best
    county = dep.locator.gazetteer.county(best.fips or "")
    if county is not None:
        return [(f"{county.full_name}, {county.state}", Filters().address(county=county.fips))]
    state = dep.locator.gazetteer.states.get(best.state or "")
    return [(state.name, Filters().address(state=state.code))] if state else []


def _which(dep: Deployment, words: str, place: Location | None) -> str:
    """What to add where several places have the name."""
    options = place.question.options if place is not None and place.question else ()
    if not options or (place is not None and place.best is not None):
        return ""
    choices = ", ".join(dep.locator.label(option) for option in options)
    return say(PLACES, sought=words, choices=choices)
