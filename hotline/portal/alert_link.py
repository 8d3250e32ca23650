"""The link in an alert: what waits, and a form that needs the alert's code. A look does nothing.

Email filters open links, and some submit the forms they find. So a GET shows only what the alert
already said and where, and no answer counts without the code, which is in the alert next to the
link. A link takes one answer; afterwards only the browser that gave it can open the report again
(:mod:`hotline.portal.holder`). Every other browser is offered a new link, sent to the addresses
that the agency agreed on, and a dispatcher makes sure that they get in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.throttle import source_of
from hotline.db.referrals import AlertLink, Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.i18n import say, translate
from hotline.i18n.clock import day_and_time
from hotline.portal import holder, offers
from hotline.portal.code_guesses import CodeGuesses
from hotline.referrals import agency_answers, fresh_link
from hotline.unit_of_work import Tx
from hotline.web.pages import render

router = APIRouter(include_in_schema=False)
NO_CODE = (
    "Type the code from the alert. It is in the same message as the link. Nothing was changed."
)
NOT_ANSWERED = 422
SUSPICIOUS = 10
"""After so many wrong codes a dispatcher hears of it, and the agency gets a fresh link."""
TOO_MANY = (
    "Too many wrong codes came from your network. Wait {seconds} seconds, or use the new link that "
    "was sent to your agency. Nothing was changed."
)
WRONG_CODE = "That is not the code of this alert. Check it and try again. Nothing was changed."


def _dep(request: Request) -> Deployment:
    dep: Deployment = request.app.state.deployment
    return dep


@router.get("/a/{token}")
def look(request: Request, token: str) -> Response:
    """What waits; the account only where an answer with the code was given. Nothing changes."""
    dep = _dep(request)
    known = holder.COOKIE in request.cookies  # an account that is shown again is audited
    with dep.database.write() if known else dep.database.read() as db:
        found = agency_answers.referral_of_link(db, token, lock=False)
        if found is None:
            return _unknown(request)
        referral, link = found
        if not holder.holds(dep, request, link):
            if not holder.open_to_all(link, dep.clock()):
                return _elsewhere(request, db, referral, link, sent=False)
            return _form(request, db, referral, token, "")
        opened = offers.may_open(referral)
        if opened:
            offers.note_view(db, dep, referral, f"agency:{referral.agency_id}")
        return _page(
            request, offers.offer(db, dep, referral, opened=opened, known_reader=True), "", token
        )


@router.post("/a/{token}")
async def answer(  # noqa: PLR0917 - the fields of the form
    request: Request,
    token: str,
    do: Annotated[str, Form()] = "acknowledge",
    code: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    outcome: Annotated[str, Form()] = "",
    reference: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    page: Annotated[str, Form()] = "",
) -> Response:
    """Acknowledge, decline, ask, or report the outcome; a second answer is explained, no error."""
    given = {"do": do, "reason": reason, "outcome": outcome, "reference": reference}
    given |= {"words": words, "code": code, "page": page}
    if not holder.read_code(code):  # nothing is guessed
        return await run_in_threadpool(_answer, request, token, given)
    guesses: CodeGuesses = request.app.state.code_guesses
    now, source = _dep(request).clock(), source_of(request.client.host if request.client else None)
    async with guesses.turn(source, now) as wait:
        if wait > 0:
            return await run_in_threadpool(_too_soon, request, token, math.ceil(wait))
        answered = await run_in_threadpool(_answer, request, token, given)
        if answered.status_code == NOT_ANSWERED:
            guesses.wrong(source, now)
        return answered


def _too_soon(request: Request, token: str, seconds: int) -> Response:
    """Too many wrong codes came from there: nothing is looked at."""
    with _dep(request).database.read() as db:
        found = agency_answers.referral_of_link(db, token, lock=False)
        if found is None:
            return _unknown(request)
        said = say(TOO_MANY, seconds=seconds)
        page = _form(request, db, found[0], token, said, status=429)
    page.headers["retry-after"] = str(seconds)
    return page


def _answer(request: Request, token: str, given: Mapping[str, str]) -> Response:
    dep = _dep(request)
    now, page_shown = dep.clock(), given["page"]
    with dep.database.write() as db:
        found = agency_answers.referral_of_link(db, token, lock=True)
        if found is None:
            return _unknown(request)
        referral, link = found
        if not holder.holds(dep, request, link):
            if not (holder.open_to_all(link, now) or holder.same_hand(link, page_shown, now)):
                fresh_link.ask_for(Tx(db, dep, now), referral)
                return _elsewhere(request, db, referral, link, sent=True)
            if not holder.is_right(referral, given["code"]):
                return _not_answered(request, db, referral, link, token, given["code"])
        answered = offers.answer(db, dep, referral, given, by="link")
        holder.close(link, page_shown, now)
        opened = offers.may_open(referral)
        if opened:
            offers.note_view(db, dep, referral, f"agency:{referral.agency_id}")
        offer = offers.offer(db, dep, referral, opened=opened, known_reader=True)
        page = _page(request, offer, translate(answered.message), token)
        holder.note(dep, request, page, link)
        return page


def _not_answered(
    request: Request, db: DbSession, referral: Referral, link: AlertLink, token: str, code: str
) -> Response:
    """No code or a wrong one: nothing changes, and the person tries again.

    An empty field counts as no try: that is what a mail filter sends.
    """
    dep = _dep(request)
    if not holder.read_code(code):
        return _form(request, db, referral, token, say(NO_CODE), status=NOT_ANSWERED)
    link.wrong_codes += 1
    if link.wrong_codes == SUSPICIOUS:  # the link stays open; the agency gets another one as well
        fresh_link.ask_for(Tx(db, dep, dep.clock()), referral)
    if holder.open_to_all(link, dep.clock()) or link.used_at is not None:
        return _form(request, db, referral, token, say(WRONG_CODE), status=NOT_ANSWERED)
    fresh_link.ask_for(Tx(db, dep, dep.clock()), referral)
    return _elsewhere(request, db, referral, link, sent=True)


def _form(
    request: Request, db: DbSession, referral: Referral, token: str, said: str, *, status: int = 200
) -> Response:
    """What the alert said, and the form that wants its code."""
    offer = offers.offer(db, _dep(request), referral, opened=False)
    return _page(request, offer, said, token, needs_code=True, status=status)


def _page(
    request: Request,
    offer: offers.Offer,
    said: str,
    token: str,
    *,
    needs_code: bool = False,
    status: int = 200,
) -> Response:
    return render(
        request,
        "alert.html",
        status=status,
        offer=offer,
        action=f"/a/{token}",
        csrf="",
        said=said,
        reasons=agency_answers.REASONS,
        outcomes=agency_answers.OUTCOMES,
        needs_code=needs_code,
        page=holder.new_page() if needs_code else "",
    )


def _elsewhere(
    request: Request, db: DbSession, referral: Referral, link: AlertLink, *, sent: bool
) -> Response:
    """What happened, and how to get in on this device; no word of the report."""
    dep = _dep(request)
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    zone = ZoneInfo(dep.settings.time_zone)
    at = day_and_time(referral.answered_at or link.used_at or link.expires_at, zone)
    used = link.used_at is not None
    return render(
        request,
        "alert_used.html",
        title=say("This link was opened on another device")
        if used
        else say("This link has expired"),
        tip_id=db.get_one(Report, referral.report_id).tip_id,
        agency=agency.name,
        happened=_happened(referral.state, at),
        used=used,
        sent=sent,
    )


def _happened(state: str, at: str) -> str:
    match state:
        case "acknowledged":
            return say("Your agency has this report. It was accepted at {at}.", at=at)
        case "closed":
            return say("Your agency had this report and reported the outcome.")
        case "declined":
            return say("Your agency declined it at {at}. It has been passed on.", at=at)
        case "offered":
            return say("No one has answered yet. It is still waiting for your agency.")
    return say("It has been passed on. Nothing more is needed from you.")


def _unknown(request: Request) -> Response:
    return render(
        request,
        "notice.html",
        status=404,
        title=say("This link does not work"),
        text=say(
            "Part of it may be missing: open it from the alert. The line's dispatcher can help. "
            "Nothing was changed."
        ),
    )
