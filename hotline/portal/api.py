"""``/api/v1``: an agency's referrals for its own system. Described by ``/api/v1/openapi.json``.

The same rules as in the portal: an agency sees its own referrals only, the story opens with the
acknowledgement, every opened story is audited, and nothing says who reported.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession
from starlette.routing import BaseRoute

from hotline import __version__
from hotline.db.accounts import ApiToken
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState
from hotline.deployment import Deployment
from hotline.portal import api_tokens, offers
from hotline.privacy import codes
from hotline.referrals.agency_answers import OUTCOMES, Outcome, Reason

MOST = 100
NEXT_PAGE = {
    "description": 'The next page, as <address>; rel="next", while there are more.',
    "schema": {"type": "string"},
}
bearer = HTTPBearer(description="A token of the agency, made in the portal.", auto_error=False)
State = Literal["offered", "acknowledged", "closed", "declined", "unanswered", "recalled"]


class PlaceOut(BaseModel):
    """Where it happens, as far as it is known."""

    label: str
    state: str | None = None
    county: str | None = None
    fips: str | None = None
    city: str | None = None
    zip: str | None = None
    street: str | None = Field(None, description="Only once it is acknowledged.")


class MessageOut(BaseModel):
    """A message between the agency and the dispatchers. Nobody's name, nobody's number."""

    at: datetime
    by: Literal["agency", "dispatcher"]
    words: str


class ReferralOut(BaseModel):
    """A referral to this agency. ``story`` is empty until it is acknowledged."""

    tip_id: str
    state: State
    type: str
    urgency: str
    role: str
    minor: str
    language: str
    place: PlaceOut | None
    reported_at: datetime
    told_at: datetime = Field(deprecated=True, description="The same as `reported_at`.")
    offered_at: datetime | None
    due_at: datetime | None = Field(description="When an answer is due.")
    answered_at: datetime | None
    outcome: str | None
    story: list[str]
    messages: list[MessageOut] = Field(
        description="What you and the dispatchers wrote, in order; empty in the list."
    )
    message_waits: bool = Field(description="A dispatcher wrote what you have not read yet.")
    take_back_until: datetime | None = Field(
        description="Until then a decline or an outcome can be taken back."
    )


class AnswerIn(BaseModel):
    """An answer to a referral. A word that is not in the lists is refused."""

    do: Literal["acknowledge", "decline", "close", "ask", "take_back"]
    reason: Reason = Field("other", description="For decline: why.")
    outcome: Outcome | None = Field(None, description="For close, and needed there: how it ended.")
    reference: str = Field("", max_length=80, description="Your case number.")
    words: str = Field("", max_length=1000, description="For ask: your message to the dispatchers.")

    @model_validator(mode="after")
    def _says_how_it_ended(self) -> Self:
        if self.do == "close" and self.outcome is None:
            raise ValueError(f"close needs an outcome: {', '.join(OUTCOMES)}")
        return self


class AnswerOut(BaseModel):
    """What an answer came to. A second or late answer changes nothing and says so."""

    changed: bool
    said: str
    referral: ReferralOut


def _dep(request: Request) -> Deployment:
    dep: Deployment = request.app.state.deployment
    return dep


Dep = Annotated[Deployment, Depends(_dep)]


def _agency(
    dep: Dep, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> ApiToken:
    with dep.database.write() as db:
        found = api_tokens.agency_of(db, given.credentials, dep.clock()) if given else None
    if found is None:
        raise HTTPException(
            401,
            "a token of the agency that has not run out is needed",
            {"WWW-Authenticate": "Bearer"},
        )
    return found


def _with(scope: str) -> Callable[[ApiToken], ApiToken]:
    """A dependency: the token, which must cover ``scope``."""

    def check(caller: Annotated[ApiToken, Depends(_agency)]) -> ApiToken:
        if not api_tokens.may(caller, scope):
            needed = f"this token may only {caller.scope}; a token that may {scope} is needed"
            raise HTTPException(403, needed)
        return caller

    return check


Caller = Annotated[ApiToken, Depends(_agency)]
ReadingCaller = Annotated[ApiToken, Depends(_with("read"))]
AnsweringCaller = Annotated[ApiToken, Depends(_with("answer"))]


def api(dep: Deployment) -> FastAPI:
    """The API as an application to be mounted at ``/api/v1``."""
    app = FastAPI(
        title=f"{dep.settings.line_name}: referrals",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        description=__doc__,
        routes=_routes(),
    )
    app.state.deployment = dep
    return app


@cache
def _routes() -> list[BaseRoute]:
    """The same for every deployment, whose own data is in ``app.state``."""
    router = APIRouter()
    router.get(
        "/referrals",
        summary="The agency's referrals, the latest first",
        responses={200: {"headers": {"Link": NEXT_PAGE}}},
    )(referrals)
    router.get("/referrals/{tip_id}", summary="One referral")(referral)
    router.post(
        "/referrals/{tip_id}", summary="Answer: acknowledge, decline, close, ask, take back"
    )(answer)
    return router.routes


def referrals(  # noqa: PLR0917 - the parameters of the address
    request: Request,
    response: Response,
    dep: Dep,
    caller: Caller,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    since: Annotated[
        AwareDatetime | None, Query(description="Only those that reached you then or later.")
    ] = None,
    after: Annotated[
        str | None,
        Query(max_length=20, description="The tip ID that a page ended with: those that follow."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many on a page.")] = MOST,
) -> list[ReferralOut]:
    """The agency's referrals, without their stories, a page at a time.

    While there are more, the answer's ``Link`` header (RFC 8288) has the address of the next page
    as ``rel="next"``. A page begins after a referral, not at a number: what comes in meanwhile
    moves nothing. To ask again later for what is new, give ``since``.
    """
    wanted = select(Referral).where(
        Referral.agency_id == caller.agency_id, Referral.state != ReferralState.PLANNED
    )
    if state is not None:
        wanted = wanted.where(Referral.state == state)
    if since is not None:  # a live caller was handed over without an offer
        wanted = wanted.where(func.coalesce(Referral.offered_at, Referral.answered_at) >= since)
    with dep.database.read() as db:
        if after is not None:
            wanted = wanted.where(Referral.id < _own(db, caller, after).id)
        found = db.scalars(wanted.order_by(Referral.id.desc()).limit(limit + 1)).all()
        page = [_shown(db, dep, row, opened=False) for row in found[:limit]]
    if len(found) > limit:
        asked = {**request.query_params, "after": page[-1].tip_id}
        address = f"{dep.settings.base_url}/api/v1/referrals?{urlencode(asked)}"
        response.headers["link"] = f'<{address}>; rel="next"'
    return page


def referral(dep: Dep, caller: ReadingCaller, tip_id: str) -> ReferralOut:
    """One referral; its story once it was acknowledged, which is audited."""
    with dep.database.write() as db:
        row = _own(db, caller, tip_id)
        opened = offers.may_open(row)
        if opened:
            offers.note_view(db, dep, row, _actor(caller))
        return _shown(db, dep, row, opened=opened, known_reader=True)


def answer(dep: Dep, caller: AnsweringCaller, tip_id: str, given: AnswerIn) -> AnswerOut:
    """What the agency answers. Sent twice, the second changes nothing."""
    with dep.database.write() as db:
        row = _own(db, caller, tip_id)
        db.refresh(row, with_for_update=True)
        answered = offers.answer(
            db, dep, row, given.model_dump(exclude_none=True), by=_actor(caller)
        )
        opened = offers.may_open(row)
        if opened:
            offers.note_view(db, dep, row, _actor(caller))
        shown = _shown(db, dep, row, opened=opened, known_reader=True)
        return AnswerOut(changed=answered.changed, said=answered.message.english, referral=shown)


def _actor(caller: ApiToken) -> str:
    return f"token:{caller.id}"


def _own(db: DbSession, caller: ApiToken, tip_id: str) -> Referral:
    wanted = (
        select(Referral)
        .join(Report, Report.id == Referral.report_id)
        .where(
            Report.tip_id == codes.read_tip_id(tip_id),
            Referral.agency_id == caller.agency_id,
            Referral.state != ReferralState.PLANNED,
        )
    )
    row = db.scalars(wanted).first()
    if row is None:
        raise HTTPException(404, "there is no such referral for this agency")
    return row


def _shown(
    db: DbSession, dep: Deployment, row: Referral, *, opened: bool, known_reader: bool = False
) -> ReferralOut:
    offer = offers.offer(db, dep, row, opened=opened, known_reader=known_reader)
    report, place = offer.report, offer.known.place
    where: dict[str, Any] = place.as_json() if place else {}
    where.pop("confidence", None)
    if not opened:
        where.pop("street", None)
    return ReferralOut(
        tip_id=report.tip_id,
        state=row.state,
        type=report.type,
        urgency=report.urgency,
        role=report.role,
        minor=report.minor,
        language=report.language,
        place=PlaceOut(label=offer.known.place_label, **where) if place else None,
        reported_at=report.created_at,
        told_at=report.created_at,
        offered_at=row.offered_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        outcome=row.outcome,
        story=list(offer.story),
        messages=[MessageOut(at=s.at, by=s.side, words=s.words) for s in offer.thread],
        message_waits=offer.unread and not known_reader,
        take_back_until=offer.back_until,
    )
