"""What is heard when an interpreter joins a call: at the agency's phone and at the interpreter's.

The interpreter hears only that a call needs one, several times, since a voicemail or a phone that
screens its calls may answer; nothing of the report, before the 1 or after it.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from hotline.deployment import Deployment
from hotline.intake import third_person, transfers
from hotline.intake.contacts import OpenContact
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Join, Say, Verb
from hotline.telephony import one_key
from hotline.telephony.one_key import HANG_UP, goodbye, respond
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
TIMES, SECONDS = 3, 6
CALL_ENDED = "The call has ended. Goodbye."
NOT_NEEDED = "An interpreter is not needed any more. Thank you. Goodbye."
PLEASE = (
    "Please say everything that is said, in both languages, and keep it to yourself afterward. "
    "Connecting."
)


def room(contact: int, round_: int) -> str:
    """The name of the room of a call; no one outside our account can enter it."""
    return f"call-{contact}-{round_}"


def caller_joins(dep: Deployment, contact: OpenContact, round_: int) -> Join:
    """The caller enters the room, and comes back to the flow from it."""
    after = dep.callbacks.call_met(contact.session.turn, round_)
    return Join(room(contact.row.id, round_), after, ends=True)


@router.post(callback_urls.THREE_AGENCY)
async def agency(request: Request, webhook: Verified) -> Response:
    """The agency's line was redirected."""
    return await respond(request, webhook, _agency)


@router.post(callback_urls.THREE_AGENCY_OVER)
async def agency_over(request: Request, webhook: Verified) -> Response:
    """The agency's person has hung up, or the caller has, which ends the room for all."""
    return await respond(request, webhook, _agency_over)


@router.post(callback_urls.THREE_INTERPRETER)
async def interpreter(request: Request, webhook: Verified) -> Response:
    """An interpreter's phone was picked up, by whomever."""
    return await respond(request, webhook, _interpreter)


@router.post(callback_urls.THREE_INTERPRETER_KEY)
async def interpreter_key(request: Request, webhook: Verified) -> Response:
    """A key was pressed there: 1 joins the call; after any other it is asked again."""
    return await respond(request, webhook, _interpreter_key)


@router.post(callback_urls.THREE_INTERPRETER_OVER)
async def interpreter_over(request: Request, webhook: Verified) -> Response:
    """The interpreter is out of the room."""
    return await respond(request, webhook, lambda *_: goodbye(f"Thank you. {CALL_ENDED}"))


def _which(webhook: Webhook) -> tuple[int, int]:
    return webhook.number("contact"), webhook.number("index")


def _agency(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    which = _which(webhook)
    contact = transfers.waiting(tx.db, tx.dep, *which)
    if contact is None:
        return goodbye(CALL_ENDED)
    third_person.agency_arrived(tx, contact)
    return [Join(room(*which), tx.dep.callbacks.three_agency_over(*which), ends=True)]


def _agency_over(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    contact = transfers.waiting(tx.db, tx.dep, *_which(webhook))
    if contact is not None:
        third_person.agency_left(tx, contact)
    return goodbye(CALL_ENDED)


def _interpreter(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    return _offer(tx, webhook, range(TIMES))


def _offer(tx: Tx, webhook: Webhook, turns: Sequence[int]) -> Sequence[Verb]:
    """That a call needs an interpreter, once for each of ``turns``."""
    which, rung = _which(webhook), webhook.number("rung")
    contact = third_person.needed(tx, *which, rung)
    if contact is None:
        return goodbye(NOT_NEEDED)
    language = contact.version.flows.languages[contact.session.language].name
    words = (
        f"{tx.dep.settings.line_name}. A call needs an interpreter for this language: {language}. "
        "Press 1 to join it."
    )
    keys = (tx.dep.callbacks.three_interpreter_key(*which, rung, turn) for turn in turns)
    return one_key.ask_again((Say(words),), keys, SECONDS)


def _interpreter_key(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    heard, which, rung = tx.dep.provider.read_call(webhook), _which(webhook), webhook.number("rung")
    if heard.keys != "1":
        left = range(webhook.number("turn") + 1, TIMES)
        return _offer(tx, webhook, left) if left else HANG_UP
    contact = third_person.needed(tx, *which, rung)
    if contact is None or not third_person.joins(tx, contact, rung, heard.call_id):
        return goodbye(NOT_NEEDED)
    over = tx.dep.callbacks.three_interpreter_over()
    return [Say(PLEASE), Join(room(*which), over, ends=False)]
