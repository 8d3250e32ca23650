"""What became of calls and texts, reported late, twice, in any order: states only go forward."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.db.call_backs import CallBack
from hotline.db.reports import Contact
from hotline.deployment import Deployment
from hotline.domain import DeliveryState
from hotline.intake import (
    attachment_types,
    call_back,
    media,
    provider_copies,
    reporter_questions,
    third_person,
)
from hotline.intake.contacts import OpenContact, call_in_progress, load_contact
from hotline.intake.conversation import hear_later, hung_up
from hotline.providers import callback_urls
from hotline.providers.events import TextStatus, Webhook
from hotline.referrals.deliver import note_status
from hotline.telephony.fallback import noted
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)


@router.post(callback_urls.CALL_STATUS)
async def call(request: Request, webhook: Verified) -> Response:
    """A call changed its state; when it is over, what was said is routed."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: _call(dep, webhook))


@router.post(callback_urls.TEXT_STATUS)
async def message(request: Request, webhook: Verified) -> Response:
    """A text that we sent changed its state."""
    dep: Deployment = request.app.state.deployment
    return await noted(
        request, lambda: note_text(dep, webhook, dep.provider.read_text_status(webhook))
    )


@router.post(callback_urls.RECORDING)
async def recording(request: Request, webhook: Verified) -> Response:
    """A voice message is complete: it is to be fetched, sealed and deleted at the provider."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: _recording(dep, webhook))


@router.post(callback_urls.TRANSCRIPT)
async def transcription(request: Request, webhook: Verified) -> Response:
    """A voice message was written down: it joins the report, and the provider's copy goes."""
    dep: Deployment = request.app.state.deployment
    return await noted(request, lambda: _transcript(dep, webhook))


def _transcript(dep: Deployment, webhook: Webhook) -> None:
    found, now = dep.provider.read_transcript(webhook), dep.clock()
    with dep.database.write() as db:
        contact = _recorded_by(db, dep, webhook, found.call_id)
        if contact is not None and found.words:
            hear_later(Tx(db, dep, now), contact, found.words, sid=found.id)
        if found.url:
            provider_copies.schedule(Tx(db, dep, now), found.url)


def _recorded_by(
    db: DbSession, dep: Deployment, webhook: Webhook, call_id: str
) -> OpenContact | None:
    """Whose voice message it is: not every provider names the call with what it wrote down."""
    if call_id:
        return call_in_progress(db, dep, call_id)
    row = db.get(Contact, webhook.number("contact"), with_for_update=True)
    return load_contact(db, dep, row) if row is not None and row.session is not None else None


def _recording(dep: Deployment, webhook: Webhook) -> None:
    found, kind = dep.provider.read_recording(webhook), attachment_types.RECORDING
    with dep.database.write() as db:
        contact = call_in_progress(db, dep, found.call_id)
        if contact is not None and found.url:
            media.expect(Tx(db, dep, dep.clock()), contact, kind=kind, url=found.url)


def _call(dep: Deployment, webhook: Webhook) -> None:
    status, now = dep.provider.read_call_status(webhook), dep.clock()
    if not status.over:
        return
    with dep.database.write() as db:
        provider_copies.schedule_call(Tx(db, dep, now), status.call_id)
        if webhook.query.get("call_back"):
            _call_back(db, dep, webhook)
            return
        if webhook.query.get("rung"):
            which = (webhook.number("contact"), webhook.number("index"), webhook.number("rung"))
            third_person.called_in_vain(Tx(db, dep, now), *which)
            return
        if webhook.query.get("job"):
            rang = TextStatus(
                status.call_id,
                DeliveryState.DELIVERED if status.connected else DeliveryState.FAILED,
            )
            _note(db, dep, webhook, rang)
            return
        contact = call_in_progress(db, dep, status.call_id)
        if contact is not None and contact.row.ended_at is None:
            hung_up(Tx(db, dep, now), contact)


def _call_back(db: DbSession, dep: Deployment, webhook: Webhook) -> None:
    """The dispatcher's call is over, and with it the reporter's."""
    found = db.get(CallBack, webhook.number("call_back"), with_for_update=True)
    if found is not None:
        call_back.over(Tx(db, dep, dep.clock()), found)


def note_text(dep: Deployment, webhook: Webhook, status: TextStatus) -> None:
    """What became of a text; also when it is reported to the address for texts by mistake.

    The only place where we learn the id of an answer that went out with a webhook's response.
    """
    with dep.database.write() as db:
        provider_copies.schedule_text(Tx(db, dep, dep.clock()), status.id)
        if status.state and webhook.query.get("job"):
            _note(db, dep, webhook, status)


def _note(db: DbSession, dep: Deployment, webhook: Webhook, status: TextStatus) -> None:
    """What became of something we sent; its job is in the address that we gave with it."""
    now = dep.clock()
    delivery = note_status(
        Tx(db, dep, now),
        state=status.state,
        provider_id=status.id,
        job_id=webhook.number("job") or None,
        detail=status.code,
    )
    if delivery is not None and status.state == DeliveryState.FAILED:
        reporter_questions.note_failed(Tx(db, dep, now), delivery, status)
