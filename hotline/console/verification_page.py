"""``/round``: the verification round. Who has to be called, what to ask, one tap for the answer.

It shows how old each entry is, until when it may be used, and who callers reach after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request, Response

from hotline.directory import checked
from hotline.directory.checked import Found
from hotline.directory.entry_files import FileError
from hotline.directory.publishing import DraftError
from hotline.followups import verification_round
from hotline.i18n import say
from hotline.routing.afterward import instead
from hotline.routing.freshness import how_old
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Agency
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import render, see_other

router = APIRouter(prefix="/round", include_in_schema=False)
AHEAD = timedelta(days=60)
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the round; ``then`` is who callers reach when it is not used any more."""

    agency: Agency
    until: date | None
    old: str
    lapsed: bool
    then: str


@router.get("")
def round_page(request: Request, dep: Dep, visitor: Current, whole: str = "") -> Response:
    """What is too old or soon will be; ``whole`` shows every entry."""
    now = dep.clock()
    with dep.database.read() as db:
        book = dep.library.current(db).rules
        asked = verification_round.waiting(db)
    entries = verification_round.oldest_first(book)
    due = [agency for agency in entries if whole or _is_due(agency, book, now.date(), asked)]
    return render(
        request,
        "round.html",
        visitor=visitor,
        lines=list(_lines(book, due[:SHOWN], now)),
        more=len(due) - SHOWN,
        total=len(entries),
        lapsed=sum(book.lapsed(agency, now.date()) for agency in entries),
        whole=bool(whole),
    )


def _is_due(agency: Agency, book: RuleBook, today: date, asked: set[str]) -> bool:
    last = book.fresh_until(agency)
    return last is None or last - AHEAD <= today or agency.id in asked


def _lines(book: RuleBook, agencies: list[Agency], now: datetime) -> Iterator[Line]:
    for agency in agencies:
        yield Line(
            agency,
            book.fresh_until(agency),
            how_old(agency),
            book.lapsed(agency, now.date()),
            instead(book, agency, now),
        )


@router.post("/{agency_id}")
def answer(
    request: Request, dep: Dep, visitor: Current, fields: Fields, agency_id: str
) -> Response:
    """One tap: right, changed, or no answer."""
    try:
        found = Found(fields.get("found", ""))
        in_use = checked.answer(
            dep, agency_id, found, by=visitor.actor, note=fields.get("note", "").strip()[:200]
        )
    except (ValueError, FileError) as error:
        known = isinstance(error, DraftError | FileError)
        text = str(error) if known else say("Choose what you found.")
        return render(
            request,
            "message.html",
            status=409,
            title=say("Could not save"),
            text=text,
            visitor=visitor,
        )
    return see_other("/round?saved" if in_use else "/round?waiting")
