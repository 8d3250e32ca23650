"""Two ways and still anonymous: a dispatcher asks the reporter, the answer joins the report.

The text goes out from the line's number, and the number it goes to is opened from its sealed
handle at the moment of sending: the dispatcher never sees it, the reporter never sees another.
What the reporter agreed to is asked again at that moment: STOP, the window in which a text is
safe, and the day on which we forget how to reach them. An agency's question goes the same way,
through the dispatcher.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.jobs import Delivery, Job, ReporterText
from hotline.db.reports import Contact, Entry, Report, Reporter
from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import DeliveryState, Medium
from hotline.followups import contact_windows, tasks
from hotline.followups.response_times import response_times
from hotline.followups.task_kinds import (
    AWAIT_ANSWER,
    DISPATCHERS,
    QUESTION_UNSENT,
    READ_ANSWER,
)
from hotline.intake.reporters import number_to_answer, reporter_of
from hotline.intake.reports import Assessment, OpenReport, open_report
from hotline.jobs import outbox, scheduling
from hotline.jobs.errors import PostponeError
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import job as job_kind
from hotline.messages import Message, MessageCode, MessageError
from hotline.providers.errors import OptedOutError, ProviderError
from hotline.providers.events import TextStatus
from hotline.referrals import deliver
from hotline.referrals.channels import Receipt
from hotline.referrals.channels.by_provider import as_delivery_errors, text_of_job
from hotline.unit_of_work import Tx

TEXT = "reporter.text"
QUESTION = "question"
MOST_CHARACTERS = 480
"""Three segments of a text: longer is not read on a small screen."""
TALKING = timedelta(minutes=30)
"""Someone who texted this lately has the phone in hand: they are answered at once."""
CONVERSATION = timedelta(hours=72)
"""A text conversation this young may be answered without having been asked "may we"."""
AWAIT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class TextJob(Payload):
    """A question for a reporter, the ``entry`` (an id) of their report, must be texted."""

    kind = TEXT
    order = Order.MESSAGE
    entry: int


class CannotAskError(MessageError):
    """The reporter may not or cannot be texted."""


@dataclass(frozen=True)
class Asked:
    """A question on its way: its entry in the story, and when it is to go out."""

    entry_id: int
    due_at: datetime


def ask(tx: Tx, report: OpenReport, words: str) -> Asked:
    """Have ``words`` texted to the reporter. ``by`` is who asks, ``staff:ID``.

    Raises :class:`CannotAskError`. Nothing leaves before this transaction commits; the task
    "await answer" is the asker's until the reporter texts.
    """
    asked = words.strip()
    if not asked:
        raise CannotAskError(MessageCode.EMPTY_QUESTION.message())
    if len(asked) > MOST_CHARACTERS:
        raise CannotAskError(MessageCode.QUESTION_TOO_LONG.message(n=MOST_CHARACTERS))
    problem = why_not(tx, report)
    if problem is not None:
        raise CannotAskError(problem)
    entry_id = report.tell(
        asked, at=tx.now, kind=QUESTION, author=tx.by, language=report.row.language
    )
    due = _send_at(tx, report)
    job_id = scheduling.schedule(
        tx, TextJob(entry_id), key=f"{TEXT}:{entry_id}", due_at=due, report_id=report.row.id
    )
    if job_id is not None:
        tx.db.add(ReporterText(job_id=job_id, entry_id=entry_id))
    tasks.make(
        tx,
        kind=AWAIT_ANSWER,
        key=f"{AWAIT_ANSWER}:{entry_id}",
        due_at=due + AWAIT_FOR,
        report=report.row,
        owner=tx.by if tx.by.startswith("staff:") else DISPATCHERS,
    )
    tx.audit(report.row, "asked_reporter")
    return Asked(entry_id, due)


def why_not(tx: Tx, report: OpenReport) -> Message | None:
    """Why the reporter cannot be texted; ``None`` if they can."""
    reporter = reporter_of(tx.db, report.row)
    return unreachable(tx.dep, reporter, tx.now) or _unwanted(tx.db, report, tx.now)


def unreachable(dep: Deployment, reporter: Reporter | None, now: datetime) -> Message | None:
    """Why nothing gets to this reporter at all; ``None`` when their number may be used."""
    if reporter is None or (reporter.handle is None and reporter.handle_expires_at is None):
        return MessageCode.NUMBER_HIDDEN.message()
    if reporter.opted_out_at is not None:
        return MessageCode.OPTED_OUT.message()
    if number_to_answer(dep, reporter, now) is None:
        return MessageCode.NUMBER_FORGOTTEN.message()
    return None


def _unwanted(db: DbSession, report: OpenReport, now: datetime) -> Message | None:
    known = report.assessment()
    answers = known.answers
    if answers.get("safe") == "no":
        return MessageCode.NOT_SAFE_TO_TEXT.message()
    if answers.get("contact") == "no" or "contact" in known.consent_ended:
        return MessageCode.NO_CONTACT_WANTED.message()
    agreed = "recontact" in known.consents(now)
    if not agreed and _last_text(db, report, now, CONVERSATION) is None:
        return MessageCode.CONTACT_NOT_ASKED.message()
    return None


def _last_text(
    db: DbSession, report: OpenReport, now: datetime, within: timedelta
) -> Contact | None:
    """A text conversation of this report in which something was said ``within`` that time."""
    wanted = select(Contact).where(
        Contact.report_id == report.row.id,
        Contact.medium == Medium.TEXT.value,
        Contact.last_at > now - within,
    )
    return db.scalars(wanted.limit(1)).first()


def _send_at(tx: Tx, report: OpenReport) -> datetime:
    if _last_text(tx.db, report, tx.now, TALKING) is not None:
        return tx.now
    return next_window(tx.dep, report.assessment(), tx.now)


def next_window(dep: Deployment, known: Assessment, moment: datetime) -> datetime:
    """``moment``, or when the reporter's window opens after it, in the zone of the place."""
    zone = contact_windows.zone_of(dep.locator, known.place, dep.settings.time_zone)
    return contact_windows.next_open(known.answers.get("window"), zone, moment)


# The job -----------------------------------------------------------------------------------------


@job_kind(TextJob)
def send(
    dep: Deployment, job: outbox.Claimed, payload: TextJob
) -> Callable[[DbSession], None] | None:
    """Text one question. Raises :class:`DeliveryError`, or postpones it to the next window."""
    now = dep.clock()
    entry_id = payload.entry
    with dep.database.read() as db:
        report = open_report(db, dep, db.get_one(Report, job.report_id))
        entry = db.get(Entry, entry_id)
        known = db.scalars(select(Delivery).where(Delivery.job_id == job.id)).first()
        if entry is None or known is not None:
            return None
        problem = why_not(Tx(db, dep, now), report)
        when = _send_at(Tx(db, dep, now), report)
        number = number_to_answer(dep, reporter_of(db, report.row), now)
        words = report.read(entry)
    if problem is not None or number is None:
        why = problem or MessageCode.NUMBER_FORGOTTEN.message()
        return lambda db: _unsent(db, dep, job, entry_id, why)
    if when > now:
        raise PostponeError(when)
    with as_delivery_errors():
        try:
            sid = text_of_job(dep, job, number, words)
        except ProviderError as error:
            if error.again:
                raise
            refused = error
            return lambda db: _refused(db, dep, job, entry_id, refused)
    accepted = [deliver.Accepted(job, "sms", Receipt(id=sid))]
    return lambda db: deliver.note_accepted(db, accepted, dep.clock())


def _refused(
    db: DbSession, dep: Deployment, job: outbox.Claimed, entry_id: int, error: ProviderError
) -> None:
    why = MessageCode.TEXT_NOT_SENT.message(why=str(error))
    if isinstance(error, OptedOutError):
        _opt_out(db, db.get_one(Report, job.report_id), dep.clock())
        why = MessageCode.OPTED_OUT_AT_CARRIER.message(code=error.code)
    _unsent(db, dep, job, entry_id, why)


def _opt_out(db: DbSession, report: Report, now: datetime) -> None:
    """The provider says that they texted STOP, which we may never have heard."""
    reporter = reporter_of(db, report)
    if reporter is not None:
        reporter.opted_out_at = reporter.opted_out_at or now


def _unsent(
    db: DbSession, dep: Deployment, job: outbox.Claimed, entry_id: int, why: Message
) -> None:
    now = dep.clock()
    deliver.note_accepted(
        db, [deliver.Accepted(job, "sms", Receipt(state=DeliveryState.FAILED))], now
    )
    _tell_asker(Tx(db, dep, now), db.get_one(Report, job.report_id), entry_id, why)


def _tell_asker(tx: Tx, report: Report, entry_id: int, why: Message) -> None:
    entry = tx.db.get_one(Entry, entry_id)
    waiting = tx.db.scalars(select(Task).where(Task.key == f"{AWAIT_ANSWER}:{entry_id}")).first()
    if waiting is not None:
        tasks.cancel(tx.db, waiting, tx.now)
    tasks.make(
        tx,
        kind=QUESTION_UNSENT,
        key=f"{QUESTION_UNSENT}:{entry_id}",
        due_at=tx.now,
        report=report,
        owner=entry.author if entry.author.startswith("staff:") else DISPATCHERS,
        words=why,
    )


def note_failed(tx: Tx, delivery: Delivery, status: TextStatus) -> None:
    """The provider reports that a text did not arrive; whoever asked a question is informed."""
    job = tx.db.get_one(Job, delivery.job_id)
    if job.kind != TEXT or job.report_id is None or delivery.state != DeliveryState.FAILED:
        return
    report = tx.db.get_one(Report, job.report_id)
    if status.opted_out:
        _opt_out(tx.db, report, tx.now)
    entry_id = tx.db.get_one(ReporterText, job.id).entry_id
    why = MessageCode.TEXT_NOT_DELIVERED_NO_CODE.message()
    if status.code:
        why = MessageCode.TEXT_NOT_DELIVERED.message(code=status.code)
    _tell_asker(tx, report, entry_id, why)


# The answer --------------------------------------------------------------------------------------


def asked_report(db: DbSession, reporter: Reporter) -> Report | None:
    """The report about which the reporter was asked and has not answered yet."""
    wanted = (
        select(Report)
        .join(Task, Task.report_id == Report.id)
        .where(
            Report.reporter_id == reporter.id,
            Task.kind == AWAIT_ANSWER.name,
            Task.state == TaskState.OPEN,
        )
        .order_by(Task.id.desc())
    )
    return db.scalars(wanted.limit(1)).first()


def waiting(tx: Tx, report: Report) -> Sequence[Task]:
    """The questions that went to the reporter unasked for and were not answered yet."""
    return tasks.open_of(tx.db, report, AWAIT_ANSWER)


def heard(tx: Tx, report: Report, asked: Sequence[Task] | None = None) -> None:
    """The reporter texted: what was asked is answered, and the asker has something to read.

    ``asked`` is what :func:`waiting` gave, when it was asked for in this transaction before.
    """
    for task in waiting(tx, report) if asked is None else asked:
        tasks.finish(tx.acting("reporter"), task)
        ask_to_read(tx, report, about=str(task.id), owner=task.owner)


def ask_to_read(tx: Tx, report: Report, *, about: str, owner: str) -> None:
    """Have ``owner`` read what the reporter answered, once for what it is ``about``."""
    tasks.make(
        tx,
        kind=READ_ANSWER,
        key=f"{READ_ANSWER}:{about}",
        due_at=tx.now + response_times(tx.db, tx.dep).read_answer[report.urgency],
        report=report,
        owner=owner,
    )
