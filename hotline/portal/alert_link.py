"""The link in an alert: what waits, and one button. Looking changes nothing; the button does.

A mail system's link scanner opens links, so a GET shows only what the alert said already and
where; the story opens, and the referral is acknowledged, with the button's POST.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import AlertLink, Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.intake.reports import OpenReport, open_report
from hotline.privacy import audit
from hotline.referrals import answers, chain
from hotline.referrals.alerts import KINDS, URGENCIES
from hotline.web.pages import render
from hotline.words import Type, Urgency

router = APIRouter(include_in_schema=False)
OUTCOMES = ("victim_safe", "investigation", "services_given", "unfounded", "no_contact", "other")


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
        return _page(request, db, dep, found, said="", story=False, token=token)


@router.post("/a/{token}")
def answer(
    request: Request,
    token: str,
    do: Annotated[str, Form()] = "acknowledge",
    reason: Annotated[str, Form()] = "",
    outcome: Annotated[str, Form()] = "",
    reference: Annotated[str, Form()] = "",
) -> Response:
    """Acknowledge, decline, or tell the outcome; a second answer is explained, never an error."""
    dep = _dep(request)
    now = dep.clock()
    with dep.database.write() as db:
        found = answers.referral_of_link(db, token, now, lock=True)
        if found is None:
            return _gone(request)
        referral, link = found
        given = {"reason": reason, "outcome": outcome, "reference": reference}
        said = _answered(db, dep, referral, do, **given).said
        link.used_at = link.used_at or now
        opened = referral.state in chain.TAKEN
        if opened:
            _note_view(db, dep, referral)
        return _page(request, db, dep, found, said=said, story=opened, token=token)


def _answered(
    db: DbSession,
    dep: Deployment,
    referral: Referral,
    do: str,
    *,
    reason: str,
    outcome: str,
    reference: str,
) -> answers.Answer:
    now = dep.clock()
    match do:
        case "decline":
            return answers.decline(db, dep, referral, by="link", reason=reason, now=now)
        case "close":
            told = outcome if outcome in OUTCOMES else "other"
            return answers.close(
                db, dep, referral, by="link", outcome=told, now=now, reference=reference[:80]
            )
        case _:
            return answers.acknowledge(db, dep, referral, by="link", now=now)


def _note_view(db: DbSession, dep: Deployment, referral: Referral) -> None:
    report = db.get_one(Report, referral.report_id)
    audit.record(
        db,
        dep.keys,
        at=dep.clock(),
        actor=f"agency:{referral.agency_id}",
        action="viewed",
        subject=f"report:{report.tip_id}",
    )


def _page(
    request: Request,
    db: DbSession,
    dep: Deployment,
    found: tuple[Referral, AlertLink],
    *,
    said: str,
    story: bool,
    token: str,
) -> Response:
    referral, _ = found
    opened: OpenReport = open_report(db, dep, db.get_one(Report, referral.report_id))
    agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
    known = opened.assessment()
    return render(
        request,
        "alert.html",
        token=token,
        referral=referral,
        report=opened.row,
        agency=agency,
        kind=KINDS[Type(opened.row.type)],
        urgency=URGENCIES[Urgency(opened.row.urgency)],
        known=known,
        said=said,
        story=known.story if story else (),
        reasons=answers.REASONS,
        outcomes=OUTCOMES,
    )


def _gone(request: Request) -> Response:
    return render(
        request,
        "notice.html",
        status=404,
        title="This link does not work any more",
        text="It was used up or is older than 7 days. The dispatcher of the line can send a new "
        "one. Nothing was changed.",
    )
