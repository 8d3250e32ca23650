"""What is heard when the service calls: an agency's alert with "press 1", or a page to our staff.

First only that there is an alert, and that 1 reads it: a voicemail, or a phone that screens its
calls, hears no more. The words are then tip ID, urgency and type, never a word of the report.
Without another 1 nothing is acknowledged.
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
from hotline.providers.verbs import Redirect, Say, Verb
from hotline.referrals import agency_answers, alerts, chain, staff_notices
from hotline.telephony import fallback, one_key
from hotline.telephony.one_key import goodbye
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

router = APIRouter(include_in_schema=False)
TIMES = 4
"""How often each is read before we hang up: who picks up may need a moment, and a phone that
screens its calls asks who is there before it rings."""
SECONDS = 8
CLOSED = "This is {line}, with an alert. To hear it, press 1."
TEST = "This is {line}. This is a test call. Alerts come from this number. Goodbye."
HEARD = "Press 1 to say that you have heard it. Press 2 to hear it again."
ANSWER = "Press 1 to acknowledge it. Press 2 to hear this again. Press 3 if you cannot take it."
BYE = "We could not record that. Please open the link in the email or text, or call the dispatcher."


@router.post(callback_urls.ALERT)
async def say(request: Request, webhook: Verified) -> Response:
    """Someone picked up: read what waits, and ask for a key."""
    dep: Deployment = request.app.state.deployment
    return await fallback.safely(
        request, lambda: dep.provider.render(_say(dep, webhook)), _not_recorded
    )


@router.post(callback_urls.ALERT_KEY)
async def key(request: Request, webhook: Verified) -> Response:
    """A key: 1 acknowledges, 2 reads it again, 3 declines."""
    dep: Deployment = request.app.state.deployment
    call_id = dep.provider.read_call(webhook).call_id
    query = webhook.query
    name = f"alert:{call_id}:{query.get('opened', '')}:{query.get('turn', '')}"

    def work(db: DbSession) -> tuple[str, None]:
        return dep.provider.render(_key(db, dep, webhook)), None

    return await fallback.safely(request, lambda: answer_once(dep, name, work), _not_recorded)


def _not_recorded() -> list[Verb]:
    return goodbye(BYE)


def _job(db: DbSession, webhook: Webhook) -> Job | None:
    wanted = webhook.number("job")
    job = db.get(Job, wanted) if wanted else None
    return job if job is not None and job.kind in {alerts.ALERT, paging.PAGE} else None


def _say(dep: Deployment, webhook: Webhook) -> Sequence[Verb]:
    turn, opened = webhook.number("turn"), webhook.number("opened")
    if webhook.query.get("job") == "0":  # `hotline test call`
        return goodbye(TEST.format(line=dep.settings.line_name))
    with dep.database.read() as db:
        job = _job(db, webhook)
        if job is None or turn >= TIMES:
            return goodbye("Goodbye.")
        closed = CLOSED.format(line=dep.settings.line_name)
        said = " ".join(_words(db, dep, job)) if opened else closed
    return one_key.ask_or_go_on(
        (Say(said),),
        dep.callbacks.alert_key(job.id, turn, opened),
        SECONDS,
        silent=dep.callbacks.alert(job.id, turn + 1, opened),
    )


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
    job, pressed = _job(db, webhook), dep.provider.read_call(webhook).keys
    if job is None:
        return _not_recorded()
    turn = webhook.number("turn")
    if webhook.number("opened"):
        return _opened(db, dep, job, pressed, turn)
    following = (0, 1) if pressed == "1" else (turn + 1, 0)
    return [Redirect(dep.callbacks.alert(job.id, *following))]


def _opened(db: DbSession, dep: Deployment, job: Job, pressed: str, turn: int) -> Sequence[Verb]:
    """A key after it was read."""
    now = dep.clock()
    is_page = job.kind == paging.PAGE
    is_message = not is_page and _round(db, job) is AlertRound.MESSAGE
    only_informed = is_page or is_message or _has_it(db, job)
    if pressed not in {"1", "3"} or (only_informed and pressed == "3"):
        return [Redirect(dep.callbacks.alert(job.id, turn + 1, 1))]
    if is_page:
        page = db.get_one(Page, job.id)
        Tx(db, dep, now, f"staff:{page.staff_id}").record(
            "page_answered", f"page:{job.id}", page.channel
        )
        return goodbye("Thank you. Please look at the queue now.")
    if is_message:  # hearing of a message acknowledges no report
        return goodbye("Thank you. Please read it in the portal, or call the dispatcher.")
    referral = db.get_one(Referral, job.referral_id, with_for_update=True)
    tx = Tx(db, dep, now, "phone")
    if pressed == "3":
        answer = agency_answers.decline(tx, referral, "other")
        return goodbye(answer.message.english)
    answer = agency_answers.acknowledge(tx, referral)
    said = f"{answer.message.english} Open the link that was sent to you to read the report."
    return goodbye(said)
