"""What a person at an agency hears when a caller is to be connected: a whisper, then "press 1".

The words tell tip ID, kind and place, never who calls. Without a 1 the call is not taken, so an
answering machine never gets a caller.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DbSession
from twilio.twiml.voice_response import Gather, VoiceResponse

from hotline.db.reports import Contact
from hotline.deployment import Deployment
from hotline.domain import Medium, Type
from hotline.intake import transfers
from hotline.intake.contacts import OpenContact, Ringing, idle_time, load_contact
from hotline.privacy import codes
from hotline.referrals.alerts import KINDS
from hotline.telephony import fallback
from hotline.telephony.signature import Form, signed_form, whole

router = APIRouter(prefix="/twilio/agent", include_in_schema=False)
Signed = Annotated[Form, Depends(signed_form)]
NOTHING = "<?xml version='1.0' encoding='UTF-8'?><Response />"
HANG_UP = "<?xml version='1.0' encoding='UTF-8'?><Response><Hangup /></Response>"


@router.post("/whisper")
async def whisper(request: Request, form: Signed) -> Response:
    """An agency picked up: tell what waits, and ask for a 1."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: _whisper(dep, form), lambda: HANG_UP)


@router.post("/accept")
async def accept(request: Request, form: Signed) -> Response:
    """A key was pressed: 1 connects the caller, anything else hangs up here and rings the next."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: _accept(dep, form), lambda: HANG_UP)


@router.post("/machine")
async def machine(request: Request, form: Signed) -> Response:
    """Who answered a public line for which that was asked; a machine is hung up on."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: _machine(dep, form), lambda: NOTHING)


def _machine(dep: Deployment, form: Form) -> str:
    """The provider decides within seconds, while the caller hears the greeting already."""
    by, line_sid = form.get("AnsweredBy"), form.get("CallSid")
    if not line_sid or not (by.startswith("machine") or by == "fax"):
        return NOTHING
    with dep.database.write() as db:
        contact = _waiting(db, dep, form)
        if contact is not None:
            transfers.note_machine(db, dep, contact, line_sid, dep.clock())
    return NOTHING


def _waiting(db: DbSession, dep: Deployment, form: Form) -> OpenContact | None:
    """The contact whose caller still waits for this very line."""
    wanted = form.query.get("contact", "")
    row = db.get(Contact, whole(wanted), with_for_update=True)
    if row is None or row.ended_at is not None:
        return None
    contact = load_contact(db, dep, row)
    ringing = contact.ringing
    if ringing is None or ringing.over or str(ringing.index) != form.query.get("index"):
        return None
    return contact


def _whisper(dep: Deployment, form: Form) -> str:
    with dep.database.read() as db:
        contact = _waiting(db, dep, form)
        if contact is None:
            return HANG_UP
        row = contact.report.row
        place = contact.report.assessment().place_label or "place not known yet"
        words = (
            f"{dep.settings.line_name}. A caller is waiting. Tip {codes.spoken(row.tip_id)}. "
            f"Urgency {row.urgency[1]}. {KINDS[Type(row.type)]}. {place}. "
            f"{_wishes(contact)}"
        )
    query = "&".join(f"{name}={form.query.get(name, '')}" for name in ("contact", "index", "line"))
    query += f"&since={int(dep.clock().timestamp())}"
    response = VoiceResponse()
    gather = Gather(
        profanity_filter=False,
        num_digits=1,
        timeout=8,
        action=f"{dep.settings.base_url}/twilio/agent/accept?{query}",
        method="POST",
    )
    gather.say(words.strip(), language="en-US")
    gather.say("Press 1 to take the call.", language="en-US")
    response.append(gather)
    response.hangup()
    return str(response)


def _wishes(contact: OpenContact) -> str:
    """What the caller asks of whoever takes the call."""
    language = contact.session.language
    wishes = "The caller asks for a woman. " if contact.session.fact("prefers") == "woman" else ""
    spoken = contact.version.flows.languages[language].name
    return wishes + (f"The caller speaks {spoken}. " if language != "en" else "")


def _accept(dep: Deployment, form: Form) -> str:
    if form.get("Digits") != "1":
        return HANG_UP
    now = dep.clock()
    with dep.database.write() as db:
        contact = _waiting(db, dep, form)
        if contact is None or contact.ringing is None or contact.ringing.accepted:
            return HANG_UP
        since = whole(form.query.get("since", ""))
        listened = int(now.timestamp()) - since if since else 0
        contact.ringing = replace(
            contact.ringing,
            accepted=_agency(contact.ringing, form),
            whispered=max(listened, 0),
        )
        contact.row.answered_at = contact.row.answered_at or now
        contact.save(now, idle_time(dep, Medium.VOICE))
    return str(VoiceResponse())


def _agency(ringing: Ringing, form: Form) -> str:
    """The agency behind the line that pressed 1."""
    line = whole(form.query.get("line", ""))
    return ringing.now[min(line, len(ringing.now) - 1)].agency_id
