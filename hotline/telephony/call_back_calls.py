"""What is heard when a dispatcher calls a reporter: at the dispatcher's phone, then at theirs.

Either phone may be answered by someone else, by a voicemail, or by a phone that screens its calls.
So neither hears more than that there is a call and that 1 takes it, several times, since whoever is
called may come late. Nothing of a report is said to the reporter's phone, and to the dispatcher's
only the tip ID, after the 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.db.call_backs import CallBack
from hotline.db.reports import Report
from hotline.db.states import CallBackState
from hotline.deployment import Deployment
from hotline.flows import prompts
from hotline.intake import call_back
from hotline.privacy import codes
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Dial, DialLine, Gather, Hangup, Play, Redirect, Say, Verb
from hotline.telephony import fallback
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
TIMES, SECONDS = 4, 6
"""Phones that screen a call ask who is there before they ring; voicemails end by themselves."""
RING_SECONDS = 30
CALL_FOR_YOU = "common.call_for_you"
HANG_UP: list[Verb] = [Hangup()]
NOT_NEEDED = "This call is not needed any more. Goodbye."
OUTCOMES = {
    CallBackState.BUSY: "Their phone is busy. Nothing was said. Goodbye.",
    CallBackState.NO_ANSWER: "They did not answer. Nothing was said. Goodbye.",
    CallBackState.NOT_TAKEN: "Nobody took the call. Nothing about the report was said. Goodbye.",
    CallBackState.DECLINED: "Whoever answered did not want the call. Please do not call again.",
    CallBackState.FAILED: "The phone company could not place the call. Goodbye.",
    CallBackState.TALKED: "The call has ended. Please write a note in the report. Goodbye.",
}

Answer = Callable[[DbSession, Deployment, Webhook], Sequence[Verb]]


async def _respond(request: Request, webhook: Webhook, answer: Answer) -> Response:
    """The answer; a failure is silent, since nobody knows who listens."""
    dep: Deployment = request.app.state.deployment

    def work() -> str:
        with dep.database.write() as db:
            return dep.provider.render(answer(db, dep, webhook))

    return await fallback.safely(request, work, lambda: HANG_UP)


@router.post(callback_urls.CALL_BACK)
async def desk(request: Request, webhook: Verified) -> Response:
    """The dispatcher's phone was picked up."""
    return await _respond(request, webhook, _desk)


@router.post(callback_urls.CALL_BACK_KEY)
async def desk_key(request: Request, webhook: Verified) -> Response:
    """A key at the dispatcher's phone: 1 has the reporter's phone ring."""
    return await _respond(request, webhook, _desk_key)


@router.post(callback_urls.CALL_BACK_THEM)
async def them(request: Request, webhook: Verified) -> Response:
    """The reporter's phone was picked up, by whomever."""
    return await _respond(request, webhook, _them)


@router.post(callback_urls.CALL_BACK_THEIR_KEY)
async def their_key(request: Request, webhook: Verified) -> Response:
    """A key at the reporter's phone: 1 takes the call, 2 declines it."""
    return await _respond(request, webhook, _their_key)


@router.post(callback_urls.CALL_BACK_OVER)
async def over(request: Request, webhook: Verified) -> Response:
    """The reporter's phone is free again; the dispatcher hears what became of the call."""
    return await _respond(request, webhook, _over)


def _call(db: DbSession, webhook: Webhook) -> CallBack | None:
    return db.get(CallBack, webhook.number("call_back"), with_for_update=True)


def _bye(words: str) -> list[Verb]:
    return [Say(words), Hangup()]


# The dispatcher's phone ---------------------------------------------------------------------------


def _desk(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    call, turn = _call(db, webhook), webhook.number("turn")
    if call is None or call.state is not CallBackState.WAITING or turn >= TIMES:
        return _bye(NOT_NEEDED if turn < TIMES else "Goodbye.")
    words = (
        f"This is {dep.settings.line_name}, with the call that you asked for. To go on, press 1."
    )
    gather = Gather(
        prompts=(Say(words),),
        action=dep.callbacks.call_back_key(call.id, turn),
        seconds=SECONDS,
        digits=1,
    )
    return [gather, Redirect(dep.callbacks.call_back(call.id, turn + 1))]


def _desk_key(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    call, heard = _call(db, webhook), dep.provider.read_call(webhook)
    if call is None:
        return HANG_UP
    if heard.keys != "1":
        return [Redirect(dep.callbacks.call_back(call.id, webhook.number("turn") + 1))]
    number = call_back.to_dial(Tx(db, dep, dep.clock()), call, heard.call_id)
    if number is None:
        return _bye(NOT_NEEDED)
    tip = codes.spoken(db.get_one(Report, call.report_id).tip_id)
    said = (
        f"Tip {tip}. Their phone rings now. Do not say who you are calling for until you know who "
        "is there."
    )
    return [Say(said), _dial(dep, call, number)]


def _dial(dep: Deployment, call: CallBack, number: str) -> Dial:
    """They see the line's number, and whoever answers is asked for a 1 first."""
    line = DialLine(number, whisper=dep.callbacks.call_back_them(call.id))
    return Dial(
        (line,),
        caller_id=dep.settings.number,
        seconds=RING_SECONDS,
        action=dep.callbacks.call_back_over(call.id),
    )


def _over(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    call = _call(db, webhook)
    if call is None:
        return HANG_UP
    heard = dep.provider.read_call(webhook)
    tx, dial = Tx(db, dep, dep.clock()), heard.dial
    if call.state is CallBackState.RINGING and not (dial.rang_out or heard.caller_gone):
        call_back.finish(tx, call, CallBackState.NOT_TAKEN)
    call_back.over(tx, call, busy=dial.busy, failed=dial.failed)
    return _bye(OUTCOMES.get(call.state, NOT_NEEDED))


# The reporter's phone -----------------------------------------------------------------------------


def _them(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    call = _call(db, webhook)
    if call is None or call.state is not CallBackState.RINGING:
        return HANG_UP
    return _offer(db, dep, call, times=TIMES)


def _offer(db: DbSession, dep: Deployment, call: CallBack, *, times: int) -> list[Verb]:
    """That there is a call, so often, in the language of the report."""
    said = _call_for_you(db, dep, call)
    asked = [
        Gather(
            prompts=said,
            action=dep.callbacks.call_back_their_key(call.id, TIMES - times + turn),
            seconds=SECONDS,
            digits=1,
        )
        for turn in range(times)
    ]
    return [*asked, Hangup()]


def _call_for_you(db: DbSession, dep: Deployment, call: CallBack) -> tuple[Say | Play, ...]:
    book = dep.library.current(db).flows
    wanted = db.get_one(Report, call.report_id).language
    said: list[Say | Play] = []
    for prompt in prompts.alone(book, wanted, CALL_FOR_YOU):
        language = book.languages[prompt.language]
        if prompt.audio:
            said.append(Play(dep.callbacks.audio(prompt.audio)))
        else:
            said.append(Say(prompt.text, language.locale or "", language.voice or ""))
    return tuple(said)


def _their_key(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    """After the 1 there is nothing more to do here: the two are connected."""
    call = _call(db, webhook)
    if call is None:
        return HANG_UP
    tx, pressed = Tx(db, dep, dep.clock()), dep.provider.read_call(webhook).keys
    if pressed == "1":
        return [] if call_back.taken(tx, call) else HANG_UP
    if pressed == "2":
        call_back.declined(tx, call)
        return HANG_UP
    left = TIMES - 1 - webhook.number("turn")
    return _offer(db, dep, call, times=left) if left > 0 else HANG_UP
