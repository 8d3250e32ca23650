"""The link in an alert: what waits, and one button. Looking changes nothing; the button does.

A mail system's link scanner opens links, so a GET shows only what the alert said already and
where; the story opens, and the referral is acknowledged, with the button's POST.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from hotline.deployment import Deployment
from hotline.portal import offers
from hotline.portal.offers import Offer
from hotline.referrals import answers
from hotline.web.pages import render
from hotline.web.speech import say
from hotline.web.told import retold

router = APIRouter(include_in_schema=False)


def _dep(request: Request) -> Deployment:
    dep: Deployment = request.app.state.deployment
    return dep


@router.get("/a/{token}")
def look(request: Request, token: str) -> Response:
    """What waits. Nothing is changed by looking."""
    dep = _dep(request)
    with dep.database.read() as db:
        found = answers.referral_of_link(db, token, dep.clock(), lock=False)
        if found is None:
            return _gone(request)
        return _page(request, offers.offer(db, dep, found[0], opened=False), "", token)


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
        found = answers.referral_of_link(db, token, dep.clock(), lock=True)
        if found is None:
            return _gone(request)
        referral, link = found
        given = {"do": do, "reason": reason, "outcome": outcome, "reference": reference}
        said = offers.answer(db, dep, referral, given | {"words": words}, by="link").said
        link.used_at = link.used_at or dep.clock()
        opened = offers.may_open(referral)
        if opened:
            offers.note_view(db, dep, referral, f"agency:{referral.agency_id}")
        return _page(request, offers.offer(db, dep, referral, opened=opened), said, token)


def _page(request: Request, offer: Offer, said: str, token: str) -> Response:
    return render(
        request,
        "alert.html",
        offer=offer,
        action=f"/a/{token}",
        csrf="",
        said=retold(said),
        reasons=answers.REASONS,
        outcomes=offers.OUTCOMES,
    )


def _gone(request: Request) -> Response:
    return render(
        request,
        "notice.html",
        status=404,
        title=say("This link does not work any more"),
        text=say(
            "It was used up or is older than 7 days. The dispatcher of the line can send a new "
            "one. Nothing was changed."
        ),
    )
