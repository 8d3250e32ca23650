"""What is heard when the service calls: an agency's alert with "press 1", or a page to our staff.

The words are tip ID, urgency and type, never a word of the report. Without a 1 nothing is
acknowledged: an answering machine takes no report.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DbSession

from hotline.db.jobs import Alert, Job, Page
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import AlertRound
from hotline.deployment import Deployment
from hotline.followups import paging
from hotline.intake.idempotency import answer_once
from hotline.privacy import codes
from hotline.providers import callback_urls
from hotline.providers.events import Webhook
from hotline.providers.verbs import Gather, Hangup, Redirect, Say, Verb
from hotline.referrals import agency_answers, alerts, chain, staff_notices
from hotline.telephony import fallback
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
TIMES = 3
"""How often it is read before we hang up: who picks up may need a moment."""
SECONDS = 8
HEARD = "Press 1 to say that you have heard it. Press 2 to hear it again."
ANSWER = "Press 1 to acknowledge it. Press 2 to hear this again. Press 3 if you cannot take it."
BYE = "We could not record that. Please open the link in the email or text, or call the dispatcher."


@router.post(callback_urls.ALERT)
async def say(request: Request, webhook: Verified) -> Response:
    """Someone picked up: read what waits, and ask for a key."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(request, lambda: dep.provider.render(_say(dep, webhook)), _goodbye)


@router.post(callback_urls.ALERT_KEY)
async def key(request: Request, webhook: Verified) -> Response:
    """A key: 1 acknowledges, 2 reads it again, 3 declines."""
    dep: Deployment = request.app.state.deployment
    call_id = dep.provider.read_call(webhook).call_id
    name = f"alert:{call_id}:{webhook.query.get('turn', '')}"

    def work(db: DbSession) -> tuple[str, None]:
        return dep.provider.render(_key(db, dep, webhook)), None

    return await fallback.safely(request, lambda: answer_once(dep, name, work), _goodbye)


def _goodbye(said: str = BYE) -> list[Verb]:
    return [Say(said), Hangup()]


def _job(db: DbSession, webhook: Webhook) -> Job | None:
    wanted = webhook.number("job")
    job = db.get(Job, wanted) if wanted else None
    return job if job is not None and job.kind in {alerts.ALERT, paging.PAGE} else None


def _say(dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    turn = webhook.number("turn")
    with dep.database.read() as db:
        job = _job(db, webhook)
        if job is None or turn >= TIMES:
            return _goodbye("Goodbye.")
        words, keys = _words(db, dep, job)
    gather = Gather(
        prompts=(Say(f"{words} {keys}"),),
        action=dep.callbacks.alert_key(job.id, turn),
        seconds=SECONDS,
        digits=1,
    )
    return [gather, Redirect(dep.callbacks.alert(job.id, turn + 1))]


def _words(db: DbSession, dep: Deployment, job: Job) -> tuple[str, str]:
    """What is read, and which keys there are."""
    report = db.get(Report, job.report_id) if job.report_id else None
    if job.kind == paging.PAGE:
        said = staff_notices.sentence(dep, report, db.get_one(Page, job.id).what)
        tip = report.tip_id if report else ""
        spoken = said.replace(tip, codes.spoken(tip)) if tip else said
        return spoken, HEARD
    row = db.get_one(Report, job.report_id)
    round_ = _round(db, job)
    sentence = alerts.OPENINGS[round_][1]
    said = f"This is {dep.settings.line_name}. {sentence} Tip {codes.spoken(row.tip_id)}."
    if round_ is AlertRound.MESSAGE:
        return said, HEARD
    said += f" Urgency {row.urgency[1]}. {alerts.KINDS[row.type]}."
    return said, HEARD if _has_it(db, job) else ANSWER


def _round(db: DbSession, job: Job) -> AlertRound:
    """Why the alert that is read was sent."""
    return db.get_one(Alert, job.id).round


def _has_it(db: DbSession, job: Job) -> bool:
    """Whether the agency took the report before: then it is informed, and asked nothing."""
    return db.get_one(Referral, job.referral_id).state in chain.TAKEN


def _key(db: DbSession, dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    job, now = _job(db, webhook), dep.clock()
    pressed = dep.provider.read_call(webhook).keys
    if job is None:
        return _goodbye()
    is_page = job.kind == paging.PAGE
    is_message = not is_page and _round(db, job) is AlertRound.MESSAGE
    only_informed = is_page or is_message or _has_it(db, job)
    if pressed not in {"1", "3"} or (only_informed and pressed == "3"):
        return [Redirect(dep.callbacks.alert(job.id, webhook.number("turn") + 1))]
    if is_page:
        page = db.get_one(Page, job.id)
        Tx(db, dep, now, f"staff:{page.staff_id}").record(
            "page_answered", f"page:{job.id}", page.channel
        )
        return _goodbye("Thank you. Please look at the queue now.")
    if is_message:  # hearing of a message acknowledges no report
        return _goodbye("Thank you. Please read it in the portal, or call the dispatcher.")
    referral = db.get_one(Referral, job.referral_id, with_for_update=True)
    tx = Tx(db, dep, now, "phone")
    if pressed == "3":
        answer = agency_answers.decline(tx, referral, "other")
        return _goodbye(answer.message.english)
    answer = agency_answers.acknowledge(tx, referral)
    said = f"{answer.message.english} Open the link that was sent to you to read the report."
    return _goodbye(said)
