"""What a person at an agency hears when a caller is to be connected: a whisper, then "press 1".

The words are tip ID, type and place, never who calls. Without a 1 the call is not taken, so an
answering machine never gets a caller.
"""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Contact
from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.intake import transfers
from hotline.intake.contacts import OpenContact, Ringing, idle_time, load_contact
from hotline.privacy import codes
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Gather, Hangup, Say, Verb
from hotline.referrals.alerts import KINDS
from hotline.telephony import fallback
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
SECONDS = 8
HANG_UP: list[Verb] = [Hangup()]


@router.post(callback_urls.WHISPER)
async def whisper(request: Request, webhook: Verified) -> Response:
    """An agency picked up: say what waits, and ask for a 1."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(
        request, lambda: dep.provider.render(_whisper(dep, webhook)), lambda: HANG_UP
    )


@router.post(callback_urls.WHISPER_KEY)
async def accept(request: Request, webhook: Verified) -> Response:
    """A key was pressed: 1 connects the caller, anything else hangs up here and rings the next."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(
        request, lambda: dep.provider.render(_accept(dep, webhook)), lambda: HANG_UP
    )


@router.post(callback_urls.MACHINE)
async def machine(request: Request, webhook: Verified) -> Response:
    """Who answered a public line for which that was asked; a machine is hung up on."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: dep.provider.render(_machine(dep, webhook)), list)


def _machine(dep: Deployment, webhook: Webhook) -> list[Verb]:
    """The provider decides within seconds, while the caller hears the greeting already."""
    found = dep.provider.read_answered_by(webhook)
    if found.machine and found.call_id:
        with dep.database.write() as db:
            contact = _waiting(db, dep, webhook)
            if contact is not None:
                transfers.note_machine(Tx(db, dep, dep.clock()), contact, found.call_id)
    return []


def _waiting(db: DbSession, dep: Deployment, webhook: Webhook) -> OpenContact | None:
    """The contact whose caller still waits for this very line."""
    row = db.get(Contact, webhook.number("contact"), with_for_update=True)
    if row is None or row.ended_at is not None:
        return None
    contact = load_contact(db, dep, row)
    ringing = contact.ringing
    if ringing is None or ringing.over or str(ringing.index) != webhook.query.get("index"):
        return None
    return contact


def _whisper(dep: Deployment, webhook: Webhook) -> list[Verb]:
    with dep.database.read() as db:
        contact = _waiting(db, dep, webhook)
        if contact is None:
            return HANG_UP
        row = contact.report.row
        place = contact.report.assessment().place_label or "place not known yet"
        words = (
            f"{dep.settings.line_name}. A caller is waiting. Tip {codes.spoken(row.tip_id)}. "
            f"Urgency {row.urgency[1]}. {KINDS[row.type]}. {place}. "
            f"{_wishes(contact)}"
        )
    which = (webhook.number("contact"), webhook.number("index"), webhook.number("line"))
    gather = Gather(
        prompts=(Say(words.strip()), Say("Press 1 to take the call.")),
        action=dep.callbacks.whisper_key(*which, since=int(dep.clock().timestamp())),
        seconds=SECONDS,
        digits=1,
    )
    return [gather, Hangup()]


def _wishes(contact: OpenContact) -> str:
    """What the caller asks of whoever takes the call."""
    language = contact.session.language
    wishes = "The caller asks for a woman. " if contact.session.fact("prefers") == "woman" else ""
    spoken = contact.version.flows.languages[language].name
    return wishes + (f"The caller speaks {spoken}. " if language != "en" else "")


def _accept(dep: Deployment, webhook: Webhook) -> list[Verb]:
    if dep.provider.read_call(webhook).keys != "1":
        return HANG_UP
    now = dep.clock()
    with dep.database.write() as db:
        contact = _waiting(db, dep, webhook)
        if contact is None or contact.ringing is None or contact.ringing.accepted:
            return HANG_UP
        since = webhook.number("since")
        listened = int(now.timestamp()) - since if since else 0
        contact.ringing = replace(
            contact.ringing,
            accepted=_agency(contact.ringing, webhook),
            whispered=max(listened, 0),
        )
        contact.row.answered_at = contact.row.answered_at or now
        contact.save(now, idle_time(dep, Medium.VOICE))
    return []


def _agency(ringing: Ringing, webhook: Webhook) -> str:
    """The agency behind the line that pressed 1."""
    line = webhook.number("line")
    return ringing.now[min(line, len(ringing.now) - 1)].agency_id
