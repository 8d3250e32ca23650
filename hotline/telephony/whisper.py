"""What a person at an agency hears when a caller is to be connected.

First only that a caller waits and that 1 takes the call, several times: a voicemail, or a phone
that screens its calls, hears no more and gets no caller. After the 1 tip ID, type, place and what
the caller asks for, never who calls; then the two are connected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.intake import third_person, transfers
from hotline.intake.contacts import OpenContact, Ringing, idle_time
from hotline.privacy import codes
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Gather, Say, Verb
from hotline.referrals.alerts import KINDS
from hotline.telephony import fallback, one_key
from hotline.telephony.one_key import HANG_UP
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
TIMES, SECONDS = 3, 6
"""How often it is said that 1 takes the call, and how long each time a key is waited for."""
WORDS_A_SECOND = 2.5
CONNECTING = "Connecting."
INTERPRETER = "To add an interpreter, press 2 now. Or wait, and you are connected."
CALLING_ONE = "An interpreter is called and joins you. Connecting."
CHOICE_SECONDS, AT_ONCE = 4, 1


@router.post(callback_urls.WHISPER)
async def whisper(request: Request, webhook: Verified) -> Response:
    """An agency picked up: say what waits, and ask for a 1."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(
        request, lambda: dep.provider.render(_whisper(dep, webhook)), lambda: HANG_UP
    )


@router.post(callback_urls.WHISPER_KEY)
async def accept(request: Request, webhook: Verified) -> Response:
    """A key was pressed: 1 connects the caller; after any other it is asked again."""
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
    return transfers.waiting(db, dep, webhook.number("contact"), webhook.number("index", -1))


def _whisper(dep: Deployment, webhook: Webhook) -> list[Verb]:
    with dep.database.read() as db:
        if _waiting(db, dep, webhook) is None:
            return HANG_UP
    return _offer(dep, webhook, range(TIMES))


def _offer(dep: Deployment, webhook: Webhook, turns: Sequence[int]) -> list[Verb]:
    """That a caller waits, once for each of ``turns``; nothing here is about them."""
    which = (webhook.number("contact"), webhook.number("index"), webhook.number("line"))
    since = webhook.number("since") or int(dep.clock().timestamp())
    words = f"{dep.settings.line_name}. A caller is waiting. Press 1 to take the call."
    keys = (dep.callbacks.whisper_key(*which, since=since, turn=turn) for turn in turns)
    return one_key.ask_again((Say(words),), keys, SECONDS)


def _about(dep: Deployment, contact: OpenContact) -> str:
    """What whoever takes the call should know before they speak."""
    row = contact.report.row
    place = contact.report.assessment().place_label or "place not known yet"
    about = f"Tip {codes.spoken(row.tip_id)}. Urgency {row.urgency[1]}. {KINDS[row.type]}. {place}."
    return f"{about} {_wishes(contact)}"


def _wishes(contact: OpenContact) -> str:
    """What the caller asks of whoever takes the call."""
    language = contact.session.language
    wishes = "The caller asks for a woman. " if contact.session.fact("prefers") == "woman" else ""
    spoken = contact.version.flows.languages[language].name
    return wishes + (f"The caller speaks {spoken}. " if language != "en" else "")


def _accept(dep: Deployment, webhook: Webhook) -> list[Verb]:
    if dep.provider.read_call(webhook).keys != "1":
        return _not_taken(dep, webhook)
    now = dep.clock()
    with dep.database.write() as db:
        contact = _waiting(db, dep, webhook)
        if contact is None or contact.ringing is None:
            return HANG_UP
        agency, accepted = _agency(contact.ringing, webhook), contact.ringing.accepted
        if accepted:  # a key while it is said what the call is about, or the same request again
            return [] if accepted == agency else HANG_UP
        can_interpret = bool(third_person.available(dep, contact))
        about = _about(dep, contact) + (INTERPRETER if can_interpret else CONNECTING)
        since = webhook.number("since")
        listened = int(now.timestamp()) - since if since else 0
        contact.ringing = replace(
            contact.ringing,
            accepted=agency,
            whispered=max(listened, 0) + int(len(about.split()) / WORDS_A_SECOND),
        )
        contact.row.answered_at = contact.row.answered_at or now
        contact.save(now, idle_time(dep, Medium.VOICE))
    return [_said_before(dep, webhook, about, CHOICE_SECONDS if can_interpret else AT_ONCE)]


def _said_before(dep: Deployment, webhook: Webhook, words: str, seconds: int) -> Gather:
    """Say ``words``, then connect: a question that ends soon, since nothing else may be said there
    at every provider."""
    which = (webhook.number("contact"), webhook.number("index"), webhook.number("line"))
    after = dep.callbacks.whisper_key(*which, since=webhook.number("since"), turn=TIMES)
    return one_key.ask((Say(words),), after, seconds)


def _not_taken(dep: Deployment, webhook: Webhook) -> list[Verb]:
    """Another key: it is asked again, and when that was the last time the next line rings.

    Who has the call already, and has heard of third_person, asks for one with 2.
    """
    heard = dep.provider.read_call(webhook)
    with dep.database.write() as db:
        contact = _waiting(db, dep, webhook)
        ringing = contact.ringing if contact is not None else None
        if contact is None or ringing is None:
            return HANG_UP
        if ringing.accepted and ringing.accepted != _agency(ringing, webhook):
            return HANG_UP
        if ringing.accepted and heard.keys != "2":
            return []
        if ringing.accepted:
            asked = third_person.ask(Tx(db, dep, dep.clock()), contact, heard.call_id)
            return [_said_before(dep, webhook, CALLING_ONE, AT_ONCE)] if asked else []
    left = range(webhook.number("turn") + 1, TIMES)
    return _offer(dep, webhook, left) if left else HANG_UP


def _agency(ringing: Ringing, webhook: Webhook) -> str:
    """The agency behind the line that pressed 1."""
    line = webhook.number("line")
    return ringing.now[min(line, len(ringing.now) - 1)].agency_id
