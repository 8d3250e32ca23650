"""Calls to the line, and the addresses at which they go on.

Every question carries the number of its turn, so a repeated request is not taken for a new answer.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.flows.session import (
    Begin,
    Event,
    Keys,
    Over,
    Recorded,
    Silence,
    Spoke,
    Transferred,
    WantTransfer,
)
from hotline.flows.text import line_echo, machine_voices
from hotline.geo.types import CallerPlace
from hotline.intake import third_person, transfers
from hotline.intake.contacts import OpenContact, Reply, call_in_progress, start_contact
from hotline.intake.conversation import hung_up, take_step
from hotline.intake.idempotency import answer_once
from hotline.intake.reporters import reporter_for
from hotline.privacy.pseudonyms import read_address
from hotline.providers import callback_urls
from hotline.providers.events import CallTurn, Webhook
from hotline.telephony import call_answers, emergency, fallback, inbound_texts
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
WELL_HEARD = 0.4
"""From which confidence on a yes that needs care is believed; below, it is asked again."""


async def _respond(request: Request, webhook: Webhook, step: str) -> Response:
    dep: Deployment = request.app.state.deployment
    work = _Work(dep, webhook, step)
    return await fallback.safely(
        request,
        lambda: answer_once(dep, work.key(), work),
        lambda: emergency.call(dep.settings.number),
        _asker(work.call, goes_on=step != "start"),
    )


def _asker(call: CallTurn, *, goes_on: bool) -> fallback.Asker:
    sender = "" if goes_on else read_address(call.caller).identity or ""
    return fallback.Asker(sender, call.words, goes_on)


@router.post(callback_urls.CALL)
async def start(request: Request, webhook: Verified) -> Response:
    """The phone rings: a call begins. A text whose address was set wrong is taken as a text."""
    dep: Deployment = request.app.state.deployment
    if dep.provider.read_call(webhook).misplaced:
        return await inbound_texts.answered(request, webhook)
    return await _respond(request, webhook, "start")


@router.post(callback_urls.CALL_STEP)
async def step(request: Request, webhook: Verified) -> Response:
    """The caller pressed a key, spoke, or stayed silent."""
    return await _respond(request, webhook, "step")


@router.post(callback_urls.CALL_DIALED)
async def dialed(request: Request, webhook: Verified) -> Response:
    """A line was rung; someone took the call, or nobody did."""
    return await _respond(request, webhook, "dialed")


@router.post(callback_urls.CALL_MET)
async def met(request: Request, webhook: Verified) -> Response:
    """The room in which three talked is over for the caller."""
    return await _respond(request, webhook, "met")


@router.post(callback_urls.CALL_RECORDED)
async def recorded(request: Request, webhook: Verified) -> Response:
    """A recording ended."""
    return await _respond(request, webhook, "recorded")


class _Work:
    """One step of a call inside its transaction."""

    def __init__(self, dep: Deployment, webhook: Webhook, step: str) -> None:
        self.dep = dep
        self.webhook = webhook
        self.call = dep.provider.read_call(webhook)
        self.step = step
        self.now = dep.clock()

    def key(self) -> str:
        """What makes this request the same as an earlier one; empty when nothing does."""
        named = self.call.call_id or self.webhook.retry_token
        query = self.webhook.query
        place = f"{query.get('turn', '')}:{query.get('line', '')}"
        return f"call:{named}:{self.step}:{place}" if named else ""

    def __call__(self, db: DbSession) -> tuple[str, int]:
        """The answer to the step, and the contact's id."""
        contact = self._contact(db)
        if contact is None:
            contact = self._begin(db)
            reply = take_step(Tx(db, self.dep, self.now), contact, Begin())
        else:
            reply = self._go_on(db, contact)
        verbs = call_answers.answer(self.dep, contact, reply)
        return self.dep.provider.render(verbs), contact.row.id

    def _contact(self, db: DbSession) -> OpenContact | None:
        call_id = self.call.call_id
        return call_in_progress(db, self.dep, call_id) if call_id else None

    def _begin(self, db: DbSession) -> OpenContact:
        """A new call; also an unknown call in mid-conversation, which begins again."""
        call = self.call
        reporter = reporter_for(db, self.dep, read_address(call.caller), self.now)
        caller = CallerPlace(state=call.state or None, city=call.city or None, zip=call.zip or None)
        return start_contact(
            Tx(db, self.dep, self.now),
            reporter,
            medium=Medium.VOICE,
            provider_sid=call.call_id or None,
            caller=caller,
        )

    def _go_on(self, db: DbSession, contact: OpenContact) -> Reply:
        rang = contact.ringing is not None and not contact.ringing.over
        if self.step == "dialed" and rang:
            return self._after_ringing(db, contact)
        if self.step == "met" and rang:
            return self._after_meeting(db, contact)
        return take_step(Tx(db, self.dep, self.now), contact, self._event(contact))

    def _event(self, contact: OpenContact) -> Event:
        current = self.webhook.query.get("turn") == str(contact.session.turn)
        if self.step == "start" or not current:
            return Keys("*")  # a late or repeated answer: ask again what is asked now
        if self.step == "recorded":
            return Recorded(self.call.recorded_seconds)
        if self.call.keys:
            return Keys(self.call.keys)
        words = line_echo.without_echo(self.call.words, contact.version.flows)
        if not words or machine_voices.is_machine(words):
            return Silence()
        sure = self.call.confidence
        return Spoke(words, poorly_heard=sure is not None and sure < WELL_HEARD)

    def _after_ringing(self, db: DbSession, contact: OpenContact) -> Reply:
        dial, ringing = self.call.dial, contact.ringing
        tx = Tx(db, self.dep, self.now)
        if ringing and not self.call.caller_gone and third_person.follows(tx, contact):
            return Reply((), WantTransfer(ringing.to))
        answered = transfers.was_answered(contact, dial)
        talked = answered and transfers.note_answered(tx, contact, dial.seconds)
        if self.call.caller_gone:  # nobody hears what follows
            hung_up(tx, contact, talked=talked)
            return Reply((), Over("hung_up"))
        if answered:
            return take_step(tx, contact, Transferred(answered=True, short=not talked))
        following = transfers.next_round(contact, dial)
        if following is not None:
            return transfers.ring_on(self.dep, contact, following, self.now)
        contact.ringing = None
        return take_step(tx, contact, Transferred(answered=False))

    def _after_meeting(self, db: DbSession, contact: OpenContact) -> Reply:
        tx = Tx(db, self.dep, self.now)
        talked = transfers.note_answered(tx, contact, third_person.seconds_talked(tx, contact))
        third_person.over(tx, contact)
        if self.call.caller_gone:  # nobody hears what follows
            hung_up(tx, contact, talked=talked)
            return Reply((), Over("hung_up"))
        return take_step(tx, contact, Transferred(answered=True, short=not talked))
