"""Calls: ``POST /twilio/voice`` and the addresses that our own TwiML names.

Every question carries the number of its turn, so a repeated request is told from a new answer.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.flows.session import (
    Begin,
    Event,
    Keys,
    Listen,
    Over,
    Recorded,
    Silence,
    Spoke,
    Transferred,
    WantRecording,
)
from hotline.geo.types import CallerPlace
from hotline.intake import transfers
from hotline.intake.contacts import (
    OpenContact,
    Reply,
    Ringing,
    call_in_progress,
    start_contact,
)
from hotline.intake.conversation import hung_up, take_step
from hotline.intake.idempotency import answer_once
from hotline.intake.reporters import reporter_for
from hotline.privacy.pseudonyms import read_address
from hotline.telephony import fallback
from hotline.telephony.signature import Form, signed_form
from hotline.telephony.status_callbacks import OVER
from hotline.telephony.twiml import Far, Line, Voice, emergency_voice

router = APIRouter(prefix="/twilio/voice", include_in_schema=False)
Signed = Annotated[Form, Depends(signed_form)]


def _line(dep: Deployment, contact: OpenContact) -> Line:
    settings = dep.settings
    return Line(
        settings.number,
        settings.base_url,
        contact.version.rules.hints,
        transcribes=settings.transcribe_messages,
    )


async def _respond(request: Request, form: Form, step: str) -> Response:
    dep: Deployment = request.app.state.deployment
    sid = form.get("CallSid") or form.token or ""
    place = f"{form.query.get('turn', '')}:{form.query.get('line', '')}"
    key = f"call:{sid}:{step}:{place}" if sid else ""
    work = _Work(dep, form, step)
    return await fallback.safely(
        request, lambda: answer_once(dep, key, work), lambda: emergency_voice(dep.settings.number)
    )


@router.post("")
async def start(request: Request, form: Signed) -> Response:
    """The telephone rings: a call begins."""
    return await _respond(request, form, "start")


@router.post("/step")
async def step(request: Request, form: Signed) -> Response:
    """The caller pressed a key, spoke, or stayed silent."""
    return await _respond(request, form, "step")


@router.post("/dialed")
async def dialed(request: Request, form: Signed) -> Response:
    """A line was rung; somebody took the call, or nobody did."""
    return await _respond(request, form, "dialed")


@router.post("/recorded")
async def recorded(request: Request, form: Signed) -> Response:
    """A recording ended."""
    return await _respond(request, form, "recorded")


class _Work:
    """One step of a call inside its transaction."""

    def __init__(self, dep: Deployment, form: Form, step: str) -> None:
        self.dep = dep
        self.form = form
        self.step = step
        self.now = dep.clock()

    def __call__(self, db: DbSession) -> tuple[str, int]:
        contact = self._contact(db)
        if contact is None:
            contact = self._begin(db)
            reply = take_step(db, self.dep, contact, Begin(), self.now)
        else:
            reply = self._go_on(db, contact)
        return render(self.dep, contact, reply), contact.row.id

    def _contact(self, db: DbSession) -> OpenContact | None:
        sid = self.form.get("CallSid")
        return call_in_progress(db, self.dep, sid) if sid else None

    def _begin(self, db: DbSession) -> OpenContact:
        """A new call; also an unknown call in mid-conversation, which begins anew."""
        form = self.form
        reporter = reporter_for(db, self.dep, read_address(form.get("From")), self.now)
        caller = CallerPlace(
            state=form.get("FromState") or None,
            city=form.get("FromCity") or None,
            zip=form.get("FromZip") or None,
        )
        return start_contact(
            db,
            self.dep,
            reporter,
            medium=Medium.VOICE,
            now=self.now,
            provider_sid=form.get("CallSid") or None,
            caller=caller,
        )

    def _go_on(self, db: DbSession, contact: OpenContact) -> Reply:
        rang = contact.ringing is not None and not contact.ringing.over
        if self.step == "dialed" and rang:
            return self._after_ringing(db, contact)
        return take_step(db, self.dep, contact, self._event(contact), self.now)

    def _event(self, contact: OpenContact) -> Event:
        current = self.form.query.get("turn") == str(contact.session.turn)
        if self.step == "start" or not current:
            return Keys("*")  # a late or repeated answer: ask again what is asked now
        if self.step == "recorded":
            return Recorded(self.form.number("RecordingDuration"))
        if self.form.get("Digits"):
            return Keys(self.form.get("Digits"))
        if self.form.get("SpeechResult"):
            return Spoke(self.form.get("SpeechResult"))
        if self.form.get("FinishedOnKey"):
            return Keys(self.form.get("FinishedOnKey"))
        return Silence()

    def _after_ringing(self, db: DbSession, contact: OpenContact) -> Reply:
        status = self.form.get("DialCallStatus")
        answered = transfers.was_answered(contact, status, self.form.get("DialBridged"))
        seconds = self.form.number("DialCallDuration")
        talked = answered and transfers.note_answered(db, self.dep, contact, seconds, self.now)
        if self.form.get("CallStatus") in OVER:  # the caller is gone: nobody hears what follows
            hung_up(db, self.dep, contact, self.now, talked=talked)
            return Reply((), Over("hung_up"))
        if answered:
            ended = Transferred(answered=True, short=not talked)
            return take_step(db, self.dep, contact, ended, self.now)
        following = transfers.next_round(contact, status)
        if following is not None:
            return transfers.ring_on(self.dep, contact, following, self.now)
        contact.ringing = None
        return take_step(db, self.dep, contact, Transferred(answered=False), self.now)


def render(dep: Deployment, contact: OpenContact, reply: Reply) -> str:
    """The TwiML for ``reply``."""
    voice = Voice(_line(dep, contact), contact.version.flows)
    turn = contact.session.turn
    match reply.then:
        case Listen():
            voice.listen(reply.prompts, reply.then, contact.session.language, turn)
            return voice.xml()
        case WantRecording(seconds):
            voice.say(reply.prompts)
            voice.record(seconds, contact.session.language, turn)
        case Over():
            voice.say(reply.prompts)
            voice.hang_up()
        case _ if contact.ringing is not None and contact.ringing.now:
            voice.say(reply.prompts)
            voice.dial(*_dialled(contact, contact.ringing, turn))
        case _:
            return emergency_voice(dep.settings.number)
    return voice.xml()


def _dialled(contact: OpenContact, ringing: Ringing, turn: int) -> tuple[dict[str, Far], str]:
    """The numbers that ring now, each with what is asked of it, and where the provider comes back
    to.
    """
    numbers = {}
    for line, ring in enumerate(ringing.now):
        which = f"contact={contact.row.id}&index={ringing.index}&line={line}"
        numbers[ring.number] = Far(
            whisper=f"agent/whisper?{which}" if ring.announced else "",
            machine=f"agent/machine?{which}" if ring.detect_machine else "",
            extension=ring.extension,
        )
    return numbers, f"voice/dialed?turn={turn}&line={ringing.index}"
