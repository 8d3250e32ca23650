"""Status callbacks: what became of calls and messages. Late, twice, in any order: forward only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.intake import attachment_types, media, provider_copies, reporter_questions
from hotline.intake.contacts import call_in_progress
from hotline.intake.conversation import hear_later, hung_up
from hotline.referrals.deliver import note_status
from hotline.telephony.fallback import noted
from hotline.telephony.signature import Form, signed_form, whole

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
async def call(request: Request, form: Signed) -> Response:
    """A call changed its state; when it is over, what was told is routed."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: _call(dep, form), lambda: NOTHING)


@router.post("/message")
async def message(request: Request, form: Signed) -> Response:
    """A message that we sent changed its state."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: note_message(dep, form), lambda: NOTHING)


@router.post("/recording")
async def recording(request: Request, form: Signed) -> Response:
    """A voice message is complete: it is to be fetched, sealed and deleted at the provider."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: _recording(dep, form), lambda: NOTHING)


@router.post("/transcription")
async def transcription(request: Request, form: Signed) -> Response:
    """A voice message was written down: it joins the report, and the provider's copy goes."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: _transcription(dep, form), lambda: NOTHING)


def _transcription(dep: Deployment, form: Form) -> str:
    words, sid, url = (form.get(f"Transcription{name}") for name in ("Text", "Sid", "Url"))
    now = dep.clock()
    with dep.database.write() as db:
        contact = call_in_progress(db, dep, form.get("CallSid"))
        if contact is None:
            return NOTHING
        if form.get("TranscriptionStatus") == "completed" and words.strip():
            hear_later(db, dep, contact, words.strip(), sid=sid[:40], now=now)
        if url:
            provider_copies.schedule(db, dep, url, now)
    return NOTHING


def _recording(dep: Deployment, form: Form) -> str:
    url = form.get("RecordingUrl")
    with dep.database.write() as db:
        contact = call_in_progress(db, dep, form.get("CallSid"))
        if contact is not None and url:
            media.expect(
                db, dep, contact, kind=attachment_types.RECORDING, url=url, now=dep.clock()
            )
    return NOTHING


def _call(dep: Deployment, form: Form) -> str:
    if form.get("CallStatus") not in OVER:
        return NOTHING
    now = dep.clock()
    with dep.database.write() as db:
        provider_copies.schedule_call(db, dep, form.get("CallSid"), now)
        if form.query.get("job"):
            state = "delivered" if form.get("CallStatus") == "completed" else "failed"
            _note(db, dep, form, state, form.get("CallSid"))
            return NOTHING
        contact = call_in_progress(db, dep, form.get("CallSid"))
        if contact is not None and contact.row.ended_at is None:
            hung_up(db, dep, contact, now)
    return NOTHING


def note_message(dep: Deployment, form: Form) -> str:
    """What became of a text; also when it is reported to the address for texts by mistake.

    The only place where we learn the id of an answer that went out by TwiML.
    """
    state = MESSAGE_STATES.get(form.get("MessageStatus") or form.get("SmsStatus"), "")
    sid = form.get("MessageSid") or form.get("SmsSid")
    with dep.database.write() as db:
        provider_copies.schedule_text(db, dep, sid, dep.clock())
        if state and form.query.get("job"):
            _note(db, dep, form, state, sid)
    return NOTHING


def _note(db: DbSession, dep: Deployment, form: Form, state: str, sid: str) -> None:
    """What became of something we sent; its job stands in the address that we gave with it."""
    job, code, now = form.query.get("job", ""), form.get("ErrorCode"), dep.clock()
    job_id = whole(job) or None
    delivery = note_status(
        db, dep, state=state, now=now, provider_id=sid, job_id=job_id, detail=code
    )
    if delivery is not None and state == "failed":
        reporter_questions.note_failed(db, dep, delivery, code, now)
