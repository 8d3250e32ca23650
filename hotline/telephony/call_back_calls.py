"""What is heard when a dispatcher calls a reporter: at the dispatcher's phone, then at theirs.

Either phone may be answered by someone else, by a voicemail, or by a phone that screens its calls.
So neither hears more than that there is a call and that 1 takes it, several times, since whoever is
called may come late. Nothing of a report is said to the reporter's phone, and to the dispatcher's
only the tip ID, after the 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from hotline.db.call_backs import CallBack
from hotline.db.reports import Report
from hotline.db.states import CallBackState
from hotline.deployment import Deployment
from hotline.flows import prompts
from hotline.intake import call_back
from hotline.privacy import codes
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Dial, DialLine, Redirect, Say, Verb
from hotline.telephony import call_answers, one_key
from hotline.telephony.one_key import HANG_UP, goodbye, respond
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
TIMES, SECONDS = 4, 6
"""Phones that screen a call ask who is there before they ring; voicemails end by themselves."""
RING_SECONDS = 30
CALL_FOR_YOU = "common.call_for_you"
NOT_NEEDED = "This call is not needed any more. Goodbye."
OUTCOMES = {
    CallBackState.BUSY: "Their phone is busy. Nothing was said. Goodbye.",
    CallBackState.NO_ANSWER: "They did not answer. Nothing was said. Goodbye.",
    CallBackState.NOT_TAKEN: "Nobody took the call. Nothing about the report was said. Goodbye.",
    CallBackState.DECLINED: "Whoever answered did not want the call. Please do not call again.",
    CallBackState.FAILED: "The phone company could not place the call. Goodbye.",
    CallBackState.TALKED: "The call has ended. Please write a note in the report. Goodbye.",
}


@router.post(callback_urls.CALL_BACK)
async def desk(request: Request, webhook: Verified) -> Response:
    """The dispatcher's phone was picked up."""
    return await respond(request, webhook, _desk)


@router.post(callback_urls.CALL_BACK_KEY)
async def desk_key(request: Request, webhook: Verified) -> Response:
    """A key at the dispatcher's phone: 1 has the reporter's phone ring."""
    return await respond(request, webhook, _desk_key)


@router.post(callback_urls.CALL_BACK_THEM)
async def them(request: Request, webhook: Verified) -> Response:
    """The reporter's phone was picked up, by whomever."""
    return await respond(request, webhook, _them)


@router.post(callback_urls.CALL_BACK_THEIR_KEY)
async def their_key(request: Request, webhook: Verified) -> Response:
    """A key at the reporter's phone: 1 takes the call, 2 declines it."""
    return await respond(request, webhook, _their_key)


@router.post(callback_urls.CALL_BACK_OVER)
async def over(request: Request, webhook: Verified) -> Response:
    """The reporter's phone is free again; the dispatcher hears what became of the call."""
    return await respond(request, webhook, _over)


def _call(tx: Tx, webhook: Webhook) -> CallBack | None:
    return tx.db.get(CallBack, webhook.number("call_back"), with_for_update=True)


# The dispatcher's phone ---------------------------------------------------------------------------


def _desk(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    call, turn = _call(tx, webhook), webhook.number("turn")
    if call is None or call.state is not CallBackState.WAITING or turn >= TIMES:
        return goodbye(NOT_NEEDED if turn < TIMES else "Goodbye.")
    words = (
        f"This is {tx.dep.settings.line_name}, with the call that you asked for. To go on, press 1."
    )
    return one_key.ask_or_go_on(
        (Say(words),),
        tx.dep.callbacks.call_back_key(call.id, turn),
        SECONDS,
        silent=tx.dep.callbacks.call_back(call.id, turn + 1),
    )


def _desk_key(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    call, heard = _call(tx, webhook), tx.dep.provider.read_call(webhook)
    if call is None:
        return HANG_UP
    if heard.keys != "1":
        return [Redirect(tx.dep.callbacks.call_back(call.id, webhook.number("turn") + 1))]
    number = call_back.to_dial(tx, call, heard.call_id)
    if number is None:
        return goodbye(NOT_NEEDED)
    tip = codes.spoken(tx.db.get_one(Report, call.report_id).tip_id)
    said = (
        f"Tip {tip}. Their phone rings now. Do not say who you are calling for until you know who "
        "is there."
    )
    return [Say(said), _dial(tx.dep, call, number)]


def _dial(dep: Deployment, call: CallBack, number: str) -> Dial:
    """They see the line's number, and whoever answers is asked for a 1 first."""
    line = DialLine(number, whisper=dep.callbacks.call_back_them(call.id))
    return Dial(
        (line,),
        caller_id=dep.settings.number,
        seconds=RING_SECONDS,
        action=dep.callbacks.call_back_over(call.id),
    )


def _over(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    call = _call(tx, webhook)
    if call is None:
        return HANG_UP
    heard = tx.dep.provider.read_call(webhook)
    dial = heard.dial
    if call.state is CallBackState.RINGING and not (dial.rang_out or heard.caller_gone):
        call_back.finish(tx, call, CallBackState.NOT_TAKEN)
    call_back.over(tx, call, busy=dial.busy, failed=dial.failed)
    return goodbye(OUTCOMES.get(call.state, NOT_NEEDED))


# The reporter's phone -----------------------------------------------------------------------------


def _them(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    call = _call(tx, webhook)
    if call is None or call.state is not CallBackState.RINGING:
        return HANG_UP
    return _offer(tx, call, range(TIMES))


def _offer(tx: Tx, call: CallBack, turns: Sequence[int]) -> list[Verb]:
    """That there is a call, once for each of ``turns``, in the language of the report."""
    book = tx.dep.library.current(tx.db).flows
    language = tx.db.get_one(Report, call.report_id).language
    said = call_answers.spoken(tx.dep, book, prompts.alone(book, language, CALL_FOR_YOU))
    keys = (tx.dep.callbacks.call_back_their_key(call.id, turn) for turn in turns)
    return one_key.ask_again(said, keys, SECONDS)


def _their_key(tx: Tx, webhook: Webhook) -> Sequence[Verb]:
    """After the 1 there is nothing more to do here: the two are connected."""
    call = _call(tx, webhook)
    if call is None:
        return HANG_UP
    pressed = tx.dep.provider.read_call(webhook).keys
    if pressed == "1":
        return [] if call_back.taken(tx, call) else HANG_UP
    if pressed == "2":
        call_back.declined(tx, call)
        return HANG_UP
    left = range(webhook.number("turn") + 1, TIMES)
    return _offer(tx, call, left) if left else HANG_UP
