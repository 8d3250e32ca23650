"""Status callbacks: what became of calls and messages. Late, twice, in any order: forward only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Delivery
from hotline.deployment import Deployment
from hotline.intake import media
from hotline.intake.contacts import call_in_progress
from hotline.intake.conversation import finish_contact
from hotline.referrals.deliver import note_status
from hotline.telephony.safety import safely
from hotline.telephony.signature import Form, signed_form

router = APIRouter(prefix="/twilio/status", include_in_schema=False)
Signed = Annotated[Form, Depends(signed_form)]
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
MESSAGE_STATES = {
    "accepted": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
}
NOTHING = "<?xml version='1.0' encoding='UTF-8'?><Response />"


@router.post("/call")
def call(request: Request, form: Signed) -> Response:
    """A call changed its state; when it is over, what was told is routed."""
    dep: Deployment = request.app.state.deployment
    return safely(lambda: _call(dep, form), lambda: NOTHING)


@router.post("/message")
def message(request: Request, form: Signed) -> Response:
    """A message that we sent changed its state."""
    dep: Deployment = request.app.state.deployment
    return safely(lambda: _message(dep, form), lambda: NOTHING)


@router.post("/recording")
def recording(request: Request, form: Signed) -> Response:
    """A voice message is complete: it is to be fetched, sealed and deleted at the provider."""
    dep: Deployment = request.app.state.deployment
    return safely(lambda: _recording(dep, form), lambda: NOTHING)


def _recording(dep: Deployment, form: Form) -> str:
    url = form.get("RecordingUrl")
    with dep.database.write() as db:
        contact = call_in_progress(db, dep, form.get("CallSid"))
        if contact is not None and url:
            media.expect(db, dep, contact, kind=media.RECORDING, url=url, now=dep.clock())
    return NOTHING


def _call(dep: Deployment, form: Form) -> str:
    if form.get("CallStatus") not in OVER:
        return NOTHING
    now = dep.clock()
    with dep.database.write() as db:
        contact = call_in_progress(db, dep, form.get("CallSid"))
        if contact is not None and contact.row.ended_at is None:
            finish_contact(db, dep, contact, "hung_up", now)
    return NOTHING


def _message(dep: Deployment, form: Form) -> str:
    state = MESSAGE_STATES.get(form.get("MessageStatus") or form.get("SmsStatus"), "")
    with dep.database.write() as db:
        delivery = _delivery(db, form)
        if delivery is not None and state:
            note_status(db, delivery, state, form.get("ErrorCode"))
    return NOTHING


def _delivery(db: DbSession, form: Form) -> Delivery | None:
    sid = form.get("MessageSid") or form.get("SmsSid")
    return db.scalars(select(Delivery).where(Delivery.provider_id == sid)).first() if sid else None
