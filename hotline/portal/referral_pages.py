"""``/portal``: an agency's own referrals, for its people with a login."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState
from hotline.deployment import Deployment
from hotline.i18n import say, translate
from hotline.portal import api_tokens, offers
from hotline.privacy import codes
from hotline.referrals import agency_answers
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields, NotAllowedError, RowId
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
SHOWN = 100
TOO_MANY = "An agency can have at most {n} tokens. Revoke one first."
COPY_NOW = "Copy it now: it is shown only once and not stored."


@router.get("/portal")
def inbox(request: Request, dep: Dep, visitor: Current) -> Response:
    """What waits for an answer, what the agency has, and what has ended."""
    agency_id = agency_of(visitor)
    with dep.database.read() as db:
        wanted = (
            select(Referral)
            .where(Referral.agency_id == agency_id, Referral.state != ReferralState.PLANNED)
            .order_by(Referral.id.desc())
            .limit(SHOWN)
        )
        found = [offers.offer(db, dep, r, opened=False) for r in db.scalars(wanted)]
        agency = dep.library.current(db).rules.agencies.get(agency_id)
        own_tokens = [row for row in api_tokens.of_agency(db, agency_id) if row.revoked_at is None]
    groups = (
        (
            say("Awaiting your response"),
            [o for o in found if o.referral.state == ReferralState.OFFERED],
        ),
        (
            say("Your open referrals"),
            [o for o in found if o.referral.state == ReferralState.ACKNOWLEDGED],
        ),
        (
            say("Closed or passed on"),
            [
                o
                for o in found
                if o.referral.state not in {ReferralState.OFFERED, ReferralState.ACKNOWLEDGED}
            ],
        ),
    )
    waiting = sorted(groups[0][1], key=lambda o: (o.report.urgency, o.referral.due_at))
    return render(
        request,
        "portal.html",
        visitor=visitor,
        agency=agency.name if agency else agency_id,
        groups=((groups[0][0], waiting), *groups[1:]),
        entry=agency,
        tokens=own_tokens,
        base=dep.settings.base_url,
    )


@router.post("/portal/tokens")
def make_token(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """A token for the agency's own system, shown this once."""
    with dep.database.write() as db:
        token = api_tokens.make(
            Tx(db, dep, dep.clock(), visitor.actor),
            agency_id=agency_of(visitor),
            name=fields.get("name", "").strip(),
            scope=fields.get("scope", api_tokens.SCOPES[-1]),
            days=_days(fields.get("days", "")),
        )
    said = say(COPY_NOW) if token else say(TOO_MANY, n=api_tokens.MOST)
    return render(
        request,
        "token.html",
        visitor=visitor,
        token=token or "",
        said=said,
        base=dep.settings.base_url,
    )


def _days(typed: str) -> int:
    """For how long: the longest if nothing is said."""
    if not typed:
        return api_tokens.LASTS_DAYS[0]
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0


@router.post("/portal/tokens/{token_id}/revoke")
def revoke_token(
    request: Request, dep: Dep, visitor: Current, fields: Fields, token_id: RowId
) -> Response:
    """Revoke a token, after asking whether the person is sure."""
    agency_id = agency_of(visitor)
    with dep.database.write() as db:
        named = {row.id: row.name for row in api_tokens.of_agency(db, agency_id)}
        if token_id in named and not fields.get("sure"):
            return render(
                request,
                "sure.html",
                visitor=visitor,
                title=say("Revoke the token {name}?", name=named[token_id]),
                text=say(
                    "The system that uses it can no longer get or answer referrals. This cannot "
                    "be undone; you can create a new token."
                ),
                button=say("Revoke it"),
                back="/portal",
            )
        api_tokens.revoke(Tx(db, dep, dep.clock(), visitor.actor), token_id, agency_id=agency_id)
    return see_other("/portal")


@router.get("/portal/{tip_id}")
def referral_page(request: Request, dep: Dep, visitor: Current, tip_id: str) -> Response:
    """One referral; its story once it was acknowledged."""
    with dep.database.write() as db:
        referral = _own(db, visitor, tip_id)
        if referral is None:
            return _unknown(request, visitor)
        opened = offers.may_open(referral)
        if opened:
            offers.note_view(db, dep, referral, visitor.actor)
        return _page(request, db, dep, visitor, referral, "")


@router.post("/portal/{tip_id}")
def answer(request: Request, dep: Dep, visitor: Current, fields: Fields, tip_id: str) -> Response:
    """The agency's answer."""
    with dep.database.write() as db:
        referral = _own(db, visitor, tip_id)
        if referral is None:
            return _unknown(request, visitor)
        db.refresh(referral, with_for_update=True)
        answered = offers.answer(db, dep, referral, fields, by=visitor.actor)
        if offers.may_open(referral):
            offers.note_view(db, dep, referral, visitor.actor)
        said = translate(answered.message)
        return _page(request, db, dep, visitor, referral, said)


def _page(
    request: Request,
    db: DbSession,
    dep: Deployment,
    visitor: Visitor,
    referral: Referral,
    said: str,
) -> Response:
    opened = offers.may_open(referral)
    offer = offers.offer(db, dep, referral, opened=opened, known_reader=True)
    return render(
        request,
        "alert.html",
        visitor=visitor,
        offer=offer,
        action=f"/portal/{offer.report.tip_id}",
        csrf=visitor.csrf,
        said=said,
        reasons=agency_answers.REASONS,
        outcomes=agency_answers.OUTCOMES,
        needs_code=False,
    )


def _own(db: DbSession, visitor: Visitor, tip_id: str) -> Referral | None:
    """The agency's referral of this report; another agency's looks like one that is not there."""
    wanted = (
        select(Referral)
        .join(Report, Report.id == Referral.report_id)
        .where(
            Report.tip_id == codes.read_tip_id(tip_id),
            Referral.agency_id == agency_of(visitor),
            Referral.state != ReferralState.PLANNED,
        )
    )
    return db.scalars(wanted).first()


def agency_of(visitor: Visitor) -> str:
    """The id of the visitor's agency. Raises :class:`NotAllowedError`."""
    if not visitor.agency_id:
        raise NotAllowedError
    return visitor.agency_id


def _unknown(request: Request, visitor: Visitor) -> Response:
    return render(
        request,
        "message.html",
        status=404,
        title=say("Not found"),
        text=say("There is no such referral for your agency. Check the digits of the tip ID."),
        visitor=visitor,
    )
