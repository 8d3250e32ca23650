"""``POST /twilio/sms``: a text comes in, and the answer goes out with the same response."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.flows.prompts import as_text
from hotline.intake import texts
from hotline.intake.exchange import answer_once
from hotline.intake.kinds import told_kind
from hotline.intake.media import MOST_PICTURES
from hotline.referrals import sms_answers
from hotline.telephony import safety, twiml
from hotline.telephony.signature import Form, signed_form

router = APIRouter(prefix="/twilio", include_in_schema=False)


@router.post("/sms")
async def receive(request: Request, form: Annotated[Form, Depends(signed_form)]) -> Response:
    """A text message. Whatever it says, it opens or joins a contact."""
    dep: Deployment = request.app.state.deployment
    return await safety.safely(request, lambda: _answer(dep, form), twiml.emergency_text)


def _answer(dep: Deployment, form: Form) -> str:
    attached = _attached(form)  # read before the transaction, in which everybody else waits

    def work(db: DbSession) -> tuple[str, int | None]:
        if texts.taken_before(db, dep, form.get("MessageSid") or None):
            return twiml.text(""), None  # sent again after its stored answer was forgotten
        sender, body = form.get("From"), form.fields.get("Body", "")
        answered = sms_answers.take(db, dep, sender=sender, body=body, now=dep.clock())
        if answered is not None:  # an agency acknowledges by text
            return twiml.text(answered, _reports(dep)), None
        took = texts.take(
            db,
            dep,
            sender=sender,
            body=body,
            message_sid=form.get("MessageSid") or None,
            now=dep.clock(),
            attached=attached,
            answered_as=_answered_as(form),
        )
        body = as_text(took.prompts) if took.may_answer else ""
        return twiml.text(body, _reports(dep)), took.contact_id

    return answer_once(dep, _key(form), work)


def _attached(form: Form) -> list[texts.Attached]:
    """What came with the text: as many as are named, and at most as many as the provider sends.

    One more than that stands for all that were announced beyond it.
    """
    announced = min(form.number("NumMedia"), MOST_PICTURES + 1)
    found = []
    for number in range(MOST_PICTURES + 1):
        url = form.get(f"MediaUrl{number}")
        if url or number < announced:
            found.append(texts.Attached(url, told_kind(form.get(f"MediaContentType{number}"))))
    return found


def _reports(dep: Deployment) -> str:
    return f"{dep.settings.base_url}/twilio/status/message"


def _answered_as(form: Form) -> str:
    """STOP, START or HELP, when the provider has answered the text itself as one of these.

    Source: twilio.com/docs/messaging, Advanced Opt-Out (``OptOutType``).
    """
    kind = form.get("OptOutType").upper()
    return kind if kind in {"STOP", "START", "HELP"} else ""


def _key(form: Form) -> str:
    named = form.get("MessageSid") or form.get("SmsSid") or form.token or ""
    return f"sms:{named}" if named else ""
