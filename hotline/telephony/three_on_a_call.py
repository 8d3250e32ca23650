"""What is heard when an interpreter joins a call: at the agency's phone and at the interpreter's.

The interpreter hears only that a call needs one, several times, since a voicemail or a phone that
screens its calls may answer; nothing of the report, before the 1 or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.intake import third_person, transfers
from hotline.intake.contacts import OpenContact
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Join, Say, Verb
from hotline.telephony import fallback, one_key
from hotline.telephony.one_key import HANG_UP, goodbye
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

Answer = Callable[[DbSession, Deployment, Webhook], Sequence[Verb]]


def room(contact: int, round_: int) -> str:
    """The name of the room of a call; no one outside our account can enter it."""
    return f"call-{contact}-{round_}"


def caller_joins(dep: Deployment, contact: OpenContact, round_: int) -> Join:
    """The caller enters the room, and comes back to the flow from it."""
    after = dep.callbacks.call_met(contact.session.turn, round_)
    return Join(room(contact.row.id, round_), after, ends=True)


async def _respond(request: Request, webhook: Webhook, answer: Answer) -> Response:
    dep: Deployment = request.app.state.deployment

    def work() -> str:
        with dep.database.write() as db:
            return dep.provider.render(answer(db, dep, webhook))

    return await fallback.safely(request, work, lambda: HANG_UP)


@router.post(callback_urls.THREE_AGENCY)
async def agency(request: Request, webhook: Verified) -> Response:
    """The agency's line was redirected."""
    return await _respond(request, webhook, _agency)


@router.post(callback_urls.THREE_AGENCY_OVER)
async def agency_over(request: Request, webhook: Verified) -> Response:
    """The agency's person has hung up, or the caller has, which ends the room for all."""
    return await _respond(request, webhook, _agency_over)


@router.post(callback_urls.THREE_INTERPRETER)
async def interpreter(request: Request, webhook: Verified) -> Response:
    """An interpreter's phone was picked up, by whomever."""
    return await _respond(request, webhook, _interpreter)


@router.post(callback_urls.THREE_INTERPRETER_KEY)
async def interpreter_key(request: Request, webhook: Verified) -> Response:
    """A key was pressed there: 1 joins the call; after any other it is asked again."""
    return await _respond(request, webhook, _interpreter_key)


@router.post(callback_urls.THREE_INTERPRETER_OVER)
async def interpreter_over(request: Request, webhook: Verified) -> Response:
    """The interpreter is out of the room."""
    return await _respond(request, webhook, lambda *_: goodbye(f"Thank you. {CALL_ENDED}"))


def _which(webhook: Webhook) -> tuple[int, int]:
    return webhook.number("contact"), webhook.number("index")


def _agency(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    which = _which(webhook)
    contact = transfers.waiting(db, dep, *which)
    if contact is None:
        return goodbye(CALL_ENDED)
    third_person.agency_arrived(Tx(db, dep, dep.clock()), contact)
    return [Join(room(*which), dep.callbacks.three_agency_over(*which), ends=True)]


def _agency_over(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    contact = transfers.waiting(db, dep, *_which(webhook))
    if contact is not None:
        third_person.agency_left(Tx(db, dep, dep.clock()), contact)
    return goodbye(CALL_ENDED)


def _interpreter(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    return _offer(db, dep, webhook, range(TIMES))


def _offer(
    db: DbSession, dep: Deployment, webhook: Webhook, turns: Sequence[int]
) -> Sequence[Verb]:
    """That a call needs an interpreter, once for each of ``turns``."""
    which, rung = _which(webhook), webhook.number("rung")
    contact = third_person.needed(Tx(db, dep, dep.clock()), *which, rung)
    if contact is None:
        return goodbye(NOT_NEEDED)
    language = contact.version.flows.languages[contact.session.language].name
    words = (
        f"{dep.settings.line_name}. A call needs an interpreter for this language: {language}. "
        "Press 1 to join it."
    )
    keys = (dep.callbacks.three_interpreter_key(*which, rung, turn) for turn in turns)
    return one_key.ask_again((Say(words),), keys, SECONDS)


def _interpreter_key(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    heard, which, rung = dep.provider.read_call(webhook), _which(webhook), webhook.number("rung")
    if heard.keys != "1":
        left = range(webhook.number("turn") + 1, TIMES)
        return _offer(db, dep, webhook, left) if left else HANG_UP
    tx = Tx(db, dep, dep.clock())
    contact = third_person.needed(tx, *which, rung)
    if contact is None or not third_person.joins(tx, contact, rung, heard.call_id):
        return goodbye(NOT_NEEDED)
    over = dep.callbacks.three_interpreter_over()
    return [Say(PLEASE), Join(room(*which), over, ends=False)]
