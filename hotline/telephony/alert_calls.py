"""What is heard when the service calls: an agency's alert with "press 1", or a page to our staff.

The words tell tip ID, urgency and kind, never a word of the report. Without a 1 nothing is
acknowledged: an answering machine takes no report.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session as DbSession
from twilio.twiml.voice_response import Gather, VoiceResponse

from hotline.db.jobs import Job
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.domain import Type
from hotline.followups import paging
from hotline.intake.idempotency import answer_once
from hotline.privacy import audit, codes
from hotline.referrals import alerts, answers, chain, staff_notices
from hotline.telephony import fallback
from hotline.telephony.signature import Form, signed_form, whole

router = APIRouter(prefix="/twilio/alert", include_in_schema=False)
Signed = Annotated[Form, Depends(signed_form)]
LANGUAGE = "en-US"
TIMES = 3
"""How often it is read before we hang up: who picks up may need a moment."""
SECONDS = 8
HEARD = "Press 1 to say that you have heard it. Press 2 to hear it again."
ANSWER = "Press 1 to acknowledge it. Press 2 to hear this again. Press 3 if you cannot take it."
BYE = "We could not record that. Please open the link in the mail or text, or call the dispatcher."


@router.post("/say")
async def say(request: Request, form: Signed) -> Response:
    """Somebody picked up: read what waits, and ask for a key."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: _say(dep, form), _goodbye)


@router.post("/key")
async def key(request: Request, form: Signed) -> Response:
    """A key: 1 acknowledges, 2 reads it again, 3 declines."""
    dep: Deployment = request.app.state.deployment
    name = f"alert:{form.get('CallSid')}:{form.query.get('turn', '')}"
    return await fallback.safely(
        request, lambda: answer_once(dep, name, lambda db: _key(db, dep, form)), _goodbye
    )


def _goodbye(said: str = BYE) -> str:
    response = VoiceResponse()
    response.say(said, language=LANGUAGE)
    response.hangup()
    return str(response)


def _job(db: DbSession, form: Form) -> Job | None:
    wanted = form.query.get("job", "")
    job = db.get(Job, whole(wanted)) if wanted else None
    return job if job is not None and job.kind in {alerts.ALERT, paging.PAGE} else None


def _say(dep: Deployment, form: Form) -> str:
    turn = whole(form.query.get("turn", ""))
    with dep.database.read() as db:
        job = _job(db, form)
        if job is None or turn >= TIMES:
            return _goodbye("Goodbye.")
        words, keys = _words(db, dep, job)
    query = f"job={job.id}&turn={turn}"
    response = VoiceResponse()
    gather = Gather(
        profanity_filter=False,
        num_digits=1,
        timeout=SECONDS,
        action=f"{dep.settings.base_url}/twilio/alert/key?{query}",
        method="POST",
        action_on_empty_result=False,
    )
    gather.say(f"{words} {keys}", language=LANGUAGE)
    response.append(gather)
    again = f"{dep.settings.base_url}/twilio/alert/say?job={job.id}&turn={turn + 1}"
    response.redirect(again, method="POST")
    return str(response)


def _words(db: DbSession, dep: Deployment, job: Job) -> tuple[str, str]:
    """What is read, and which keys there are."""
    report = db.get(Report, job.report_id) if job.report_id else None
    if job.kind == paging.PAGE:
        cause = job.key.split(":")[1]
        said = staff_notices.sentence(dep, report, cause)
        tip = report.tip_id if report else ""
        spoken = said.replace(tip, codes.spoken(tip)) if tip else said
        return spoken, HEARD
    row = db.get_one(Report, job.report_id)
    sentence = alerts.OPENINGS[_round(job)][1]
    said = f"This is {dep.settings.line_name}. {sentence} Tip {codes.spoken(row.tip_id)}."
    if _round(job) == alerts.MESSAGE:
        return said, HEARD
    said += f" Urgency {row.urgency[1]}. {alerts.KINDS[Type(row.type)]}."
    return said, HEARD if _has_it(db, job) else ANSWER


def _round(job: Job) -> str:
    """Which alert it is that is read: see :func:`alerts.send` for the key."""
    return job.key.rpartition(":")[2].partition("-")[0]


def _has_it(db: DbSession, job: Job) -> bool:
    """Whether the agency took the report before: it is told, and asked nothing."""
    return db.get_one(Referral, job.referral_id).state in chain.TAKEN


def _key(db: DbSession, dep: Deployment, form: Form) -> tuple[str, None]:
    job, pressed, now = _job(db, form), form.get("Digits"), dep.clock()
    if job is None:
        return _goodbye(), None
    is_page = job.kind == paging.PAGE
    is_message = not is_page and _round(job) == alerts.MESSAGE
    only_told = is_page or is_message or _has_it(db, job)
    if pressed not in {"1", "3"} or (only_told and pressed == "3"):
        following = whole(form.query.get("turn", "")) + 1
        response = VoiceResponse()
        again = f"{dep.settings.base_url}/twilio/alert/say?job={job.id}&turn={following}"
        response.redirect(again, method="POST")
        return str(response), None
    if is_page:
        person, channel = job.key.split(":")[-2:]
        audit.record(
            db,
            dep.keys,
            at=now,
            actor=f"staff:{person}",
            action="page_answered",
            subject=f"page:{job.id}",
            detail=channel,
        )
        return _goodbye("Thank you. Please look at the queue now."), None
    if is_message:  # hearing of a message acknowledges no report
        return _goodbye("Thank you. Please read it in the portal, or call the dispatcher."), None
    referral = db.get_one(Referral, job.referral_id, with_for_update=True)
    if pressed == "3":
        answer = answers.decline(db, dep, referral, by="phone", reason="other", now=now)
        return _goodbye(answer.message.english), None
    answer = answers.acknowledge(db, dep, referral, by="phone", now=now)
    said = f"{answer.message.english} Open the link that was sent to you to read the report."
    return _goodbye(said), None
