"""``POST /twilio/sms``: a text comes in, and the answer goes out with the same response."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import Counter
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.flows.prompts import as_text
from hotline.flows.text import reactions as no_message
from hotline.intake import texts
from hotline.intake.attachment_types import told_kind
from hotline.intake.idempotency import answer_once
from hotline.intake.media import MOST_PICTURES
from hotline.privacy.pseudonyms import read_address
from hotline.referrals import sms_answers
from hotline.telephony import fallback, twiml
from hotline.telephony.signature import Form, signed_form
from hotline.telephony.status_callbacks import note_message

IGNORED = Counter(
    "hotline_texts_ignored", "Texts that were no message: reactions, automatic replies", ["kind"]
)
router = APIRouter(prefix="/twilio", include_in_schema=False)


@router.post("/sms")
async def receive(request: Request, form: Annotated[Form, Depends(signed_form)]) -> Response:
    """A text message. Whatever it says, it opens or joins a contact."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: _answer(dep, form), twiml.emergency_text)


def _answer(dep: Deployment, form: Form) -> str:
    if _is_report(form):
        IGNORED.labels("status").inc()
        return note_message(dep, form)
    if read_address(form.get("From")).number == dep.settings.number:
        IGNORED.labels("own_number").inc()
        return twiml.text("")
    attached = _attached(form)  # read before the transaction, in which everybody else waits

    def work(db: DbSession) -> tuple[str, int | None]:
        if texts.taken_before(db, dep, form.get("MessageSid") or None):
            return twiml.text(""), None  # sent again after its stored answer was forgotten
        sender, body = form.get("From"), form.fields.get("Body", "")
        answered = sms_answers.take(db, dep, sender=sender, body=body, now=dep.clock())
        if answered is not None:  # an agency acknowledges by text
            return twiml.text(answered, _reports(dep)), None
        if not attached and not _answered_as(form):
            version = dep.library.current(db)
            read = no_message.read(body, no_message.own_words(version.flows))
            again = texts.said_before(db, dep, sender=sender, body=read.text, now=dep.clock())
            if read.kind or again:
                IGNORED.labels(read.kind or "again").inc()
                texts.forget(db, dep, form.get("MessageSid"), dep.clock())
                return twiml.text(""), None
            body = read.text
        took = texts.take(
            db,
            dep,
            sender=sender,
            body=body,
            message_sid=form.get("MessageSid") or None,
            now=dep.clock(),
            attached=attached,
            answered_as=_answered_as(form),
            group=_is_group(form),
        )
        body = as_text(took.prompts) if took.may_answer else ""
        return twiml.text(body, _reports(dep)), took.contact_id

    return answer_once(dep, _key(form), work)


def _is_report(form: Form) -> bool:
    """Whether this is the report of a text of ours, sent to the address for texts by mistake."""
    state = (form.get("MessageStatus") or form.get("SmsStatus")).casefold()
    return state not in {"", "received", "receiving"}


def _is_group(form: Form) -> bool:
    """Whether others read this conversation too (``OtherRecipients``, ``OtherRecipients0``, …)."""
    return any(name.startswith("OtherRecipients") and form.get(name) for name in form.fields)


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
