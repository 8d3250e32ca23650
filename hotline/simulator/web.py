"""``/simulator``: a phone in the browser that calls and texts the real webhooks, signed.

The page is thin: it shows what the :class:`Carrier` here does, and the agencies' side beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, HTTPException, Request, Response
from pydantic import BaseModel, Field

from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import CarrierError
from hotline.simulator.mailbox import Inbox
from hotline.simulator.phone_call import Call
from hotline.simulator.placed_calls import (
    agency_ends,
    interpreter_joins,
    interpreter_rings,
    orders,
    rings_now,
)
from hotline.web.pages import render

Result = TypeVar("Result")
TEST_NUMBER = r"^(\+1\d{3}55501\d{2}|anonymous|\+266696687)$"
REPORTER_NUMBERS = tuple(f"+195655501{last:02d}" for last in range(1, 7))


class Texting(BaseModel):
    """A text from the phone."""

    sender: str = Field(pattern=TEST_NUMBER)
    body: str = Field(max_length=4000)


class Dialing(BaseModel):
    """A call from the phone."""

    caller: str = Field(pattern=TEST_NUMBER)


class Doing(BaseModel):
    """What one end of a call does: ``keys`` or ``words`` where it needs them."""

    keys: str = Field(default="", pattern=r"^[0-9*#]{0,20}$")
    words: str = Field(default="", max_length=2000)


def simulator(carrier: Carrier, inbox: Inbox) -> APIRouter:
    """The page and what its script asks for."""
    router = APIRouter(prefix="/simulator", include_in_schema=False)

    @router.get("")
    def page(request: Request) -> Response:
        return render(request, "simulator.html", numbers=REPORTER_NUMBERS, line=carrier.number)

    @router.get("/state")
    def state(request: Request, number: str, call: str = "") -> dict[str, Any]:
        """What the phone with ``number`` and the agencies see."""
        with carrier.lock:
            answers = [
                {"body": m.body, "at": m.at.isoformat(), "answer": m.answer}
                for m in carrier.texts_to(number)
            ]
            alerts = [
                {"to": m.to, "body": m.body, "at": m.at.isoformat()}
                for m in carrier.sent
                if m.to not in REPORTER_NUMBERS and m.to not in carrier.callers
            ]
            known = carrier.calls.get(call)
        mails = [
            {"to": m.to, "subject": m.subject, "body": m.body, "at": m.date, "link": m.link}
            for m in inbox.mails()[:30]
        ]
        return {
            "pace": request.app.state.deployment.pace,
            "texts": answers,
            "agency_texts": alerts[-20:],
            "mails": mails,
            "call": _call_state(known) if known else None,
            "interpreter_rings": interpreter_rings(carrier),
        }

    @router.put("/files/{path:path}", status_code=204)
    def keep(
        path: str, data: Annotated[bytes, Body(media_type="application/octet-stream")]
    ) -> Response:
        """Keep a picture or recording of a telephone in a terminal."""
        with carrier.lock:
            carrier.files[f"/{path}"] = data
        return Response(status_code=204)

    @router.post("/orders")
    def ordered() -> dict[str, Any]:
        """What the service ordered for calls of a telephone in a terminal, and whom it rings."""
        with carrier.lock:
            redirects, carrier.elsewhere = carrier.elsewhere or [], []
        return {"redirects": redirects, "placed": orders(carrier)}

    @router.post("/text")
    def text(given: Texting) -> dict[str, Any]:
        """Send a text; what the line answered."""
        return {"answers": _try(lambda: carrier.text(given.sender, given.body))}

    @router.post("/call")
    def call(given: Dialing) -> dict[str, Any]:
        """Call the line."""
        return _call_state(_try(lambda: carrier.call(given.caller)))

    @router.post("/call/{sid}/{what}")
    def do(sid: str, what: str, given: Doing) -> dict[str, Any]:
        """One thing that the caller, or the person at the agency, does."""
        known = carrier.calls.get(sid)
        if known is None:
            raise HTTPException(404, "that call is not known; call again")
        doings: dict[str, Callable[[], object]] = {
            "press": lambda: known.press(given.keys),
            "say": lambda: known.say(given.words),
            "wait": known.wait,
            "hang-up": known.hang_up,
            "speak": lambda: known.speak_message(5),
            "agency-answers": lambda: known.answered(given.keys or "1"),
            "agency-silent": known.not_answered,
            "agency-ends": lambda: agency_ends(carrier, known),
            "agency-interprets": known.wants_interpreter,
            "interpreter-joins": lambda: interpreter_joins(carrier),
            "interpreter-silent": lambda: rings_now(carrier).do_not_answer(),
        }
        if what not in doings:
            raise HTTPException(404, "a phone cannot do that")
        _try(doings[what])
        return _call_state(known)

    return router


def _try(doing: Callable[[], Result]) -> Result:
    try:
        return doing()
    except CarrierError as error:
        raise HTTPException(409, str(error)) from None


def _call_state(call: Call) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "news": [{"text": s.text, "language": s.language, "audio": s.audio} for s in call.news],
        "listening": call.gather is not None,
        "recording": call.recording is not None,
        "ringing": call.ringing.number if call.ringing else None,
        "also_ringing": list(call.ringing.lines)[1:] if call.ringing else [],
        "announced": bool(call.ringing and call.ringing.lines[call.ringing.number]),
        "talking_to": call.talking_to,
        "together": [number for number in call.together if number != call.caller],
        "over": call.over,
    }
