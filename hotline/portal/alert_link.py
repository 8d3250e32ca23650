"""The link in an alert: what waits, and one button. Looking changes nothing; the button does.

A mail system's link scanner opens links, so a GET shows only what the alert said already and
where; the story opens, and the referral is acknowledged, with the button's POST. A link is used
once: afterwards only the browser that used it opens the report again, see
:mod:`hotline.portal.holder`; everybody else reads who has it, and how to get on.
"""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import AlertLink, Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.portal import holder, offers
from hotline.portal.offers import Offer
from hotline.referrals import answers
from hotline.web.pages import local, render
from hotline.web.speech import say
from hotline.web.told import retold

router = APIRouter(include_in_schema=False)


def _dep(request: Request) -> Deployment:
    dep: Deployment = request.app.state.deployment
    return dep


@router.get("/a/{token}")
def look(request: Request, token: str) -> Response:
    """What waits; for who answered, what was told. Looking changes nothing."""
    dep = _dep(request)
    known = holder.COOKIE in request.cookies  # a story that is shown again is audited
    with dep.database.write() if known else dep.database.read() as db:
        found = answers.referral_of_link(db, token, lock=False)
        if found is None:
            return _unknown(request)
        referral, link = found
        if not holder.holds(dep, request, link):
            return _used(request, db, referral, link)
        opened = link.used_at is not None and offers.may_open(referral)
        if opened:
            offers.note_view(db, dep, referral, f"agency:{referral.agency_id}")
        used = link.used_at is not None
        page = _page(request, _offer(db, dep, referral, opened=opened, used=used), "", token)
        holder.note(dep, request, page, link)
        return page


@router.post("/a/{token}")
def answer(  # noqa: PLR0917 - the fields of the form
    request: Request,
    token: str,
    do: Annotated[str, Form()] = "acknowledge",
    reason: Annotated[str, Form()] = "",
    outcome: Annotated[str, Form()] = "",
    reference: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    """Acknowledge, decline, ask, or tell the outcome; a second answer is explained, no error."""
    dep = _dep(request)
    with dep.database.write() as db:
        found = answers.referral_of_link(db, token, lock=True)
        if found is None:
            return _unknown(request)
        referral, link = found
        if not holder.holds(dep, request, link):
            answers.note_used_again(db, dep, referral, dep.clock())
            return _used(request, db, referral, link)
        given = {"do": do, "reason": reason, "outcome": outcome, "reference": reference}
        said = offers.answer(db, dep, referral, given | {"words": words}, by="link").said
        link.used_at = link.used_at or dep.clock()
        opened = offers.may_open(referral)
        if opened:
            offers.note_view(db, dep, referral, f"agency:{referral.agency_id}")
        page = _page(request, _offer(db, dep, referral, opened=opened, used=True), said, token)
        holder.note(dep, request, page, link)
        return page


def _offer(
    db: DbSession, dep: Deployment, referral: Referral, *, opened: bool, used: bool
) -> Offer:
    """With the thread only once the button was pressed: link scanners open links."""
    return offers.offer(db, dep, referral, opened=opened, known_reader=used)


def _page(request: Request, offer: Offer, said: str, token: str) -> Response:
    return render(
        request,
        "alert.html",
        offer=offer,
        action=f"/a/{token}",
        csrf="",
        said=retold(said),
        reasons=answers.REASONS,
        outcomes=answers.OUTCOMES,
    )


def _used(request: Request, db: DbSession, referral: Referral, link: AlertLink) -> Response:
    """What happened, who has it, how to get on; no word of the report."""
    dep = _dep(request)
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    zone = ZoneInfo(dep.settings.time_zone)
    at = local(referral.answered_at or link.used_at or link.expires_at, zone)
    used = link.used_at is not None
    return render(
        request,
        "alert_used.html",
        status=410,
        title=say("This link was used already") if used else say("This link is too old"),
        tip_id=db.get_one(Report, referral.report_id).tip_id,
        agency=agency.name,
        happened=_happened(referral.state, at),
        used=used,
    )


def _happened(state: str, at: str) -> str:
    match state:
        case "acknowledged":
            return say("Your agency has this report. It was acknowledged at {at}.", at=at)
        case "closed":
            return say("Your agency had this report and told how it ended.")
        case "declined":
            return say("Your agency could not take it at {at}. It has gone on.", at=at)
        case "offered":
            return say("Nobody has answered yet. It still waits for your agency.")
    return say("It has gone on to somebody else. Nothing more is needed from you.")


def _unknown(request: Request) -> Response:
    return render(
        request,
        "notice.html",
        status=404,
        title=say("This link does not work"),
        text=say(
            "Perhaps a part of it is missing: open it from the alert itself. The dispatcher of the "
            "line can help. Nothing was changed."
        ),
    )
