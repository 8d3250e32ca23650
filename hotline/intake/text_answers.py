"""An answer to a text that goes out as a text of its own.

Most providers take the answer from the response to their webhook. One that throws it away gets it
by a job, scheduled in the transaction that took the text.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from hotline.deployment import Deployment
from hotline.intake import provider_copies
from hotline.jobs import outbox, scheduling
from hotline.jobs.payload import Order, Payload
from hotline.jobs.registry import Settle
from hotline.jobs.registry import job as job_kind
from hotline.providers.errors import OptedOutError
from hotline.referrals.channels.by_provider import as_delivery_errors, key_of, text_of_job
from hotline.unit_of_work import Tx

ANSWER = "text.answer"


@dataclass(frozen=True)
class AnswerJob(Payload):
    """What a text is answered with, and the number that it came from; wiped when it is sent."""

    kind = ANSWER
    order = Order.AT_ONCE
    to: str
    body: str


def schedule(tx: Tx, to: str, body: str, *, text_id: str) -> None:
    """Answer the text with this id of the provider's; the same one is answered once."""
    key = f"{ANSWER}:{key_of(text_id or secrets.token_hex())}"
    scheduling.schedule(tx, AnswerJob(to, body), key=key)


@job_kind(AnswerJob)
def send(dep: Deployment, job: outbox.Claimed, payload: AnswerJob) -> Settle | None:
    """Send it. Who opted out at the provider gets nothing. Raises :class:`DeliveryError`."""
    with as_delivery_errors():
        try:
            sid = text_of_job(dep, job, payload.to, payload.body)
        except OptedOutError:
            return None
    return lambda db: provider_copies.schedule_text(Tx(db, dep, dep.clock()), sid)
