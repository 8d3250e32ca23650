"""Whatever breaks inside, a caller hears 911 and is connected to the National Hotline.

That answer comes within seconds too: the provider hangs up on a service that makes it wait.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import Request, Response
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from hotline.deployment import Deployment
from hotline.providers.verbs import Message, Verb
from hotline.web.admission import PATIENCE, Senders
from hotline.web.thread_lanes import Lane, LateError

log = logging.getLogger(__name__)
CAUSES = ("late", "database", "error", "middleware")
BROKEN = Counter(
    "hotline_emergency_answers", "Webhooks answered with 911 and the National Hotline", ["cause"]
)
LOST = Counter(
    "hotline_provider_reports_not_stored", "Reports of the provider answered with 503", ["cause"]
)
for _cause in CAUSES:
    LOST.labels(_cause)
    BROKEN.labels(_cause)  # a series that is born at 1 never rises, so no alarm would go off
WEBHOOK_THREADS, WEBHOOK_SECONDS = 4, 5.0
"""Someone is on the line: the provider gives up after 15 s, the proxy in front of us after 9 s."""
CALLBACK_THREADS, CALLBACK_SECONDS = 4, 8.0
"""Nobody waits on the line for these, but what they report is not reported twice."""


def webhooks() -> Lane:
    """The threads for calls and texts."""
    return Lane("webhook", WEBHOOK_THREADS, WEBHOOK_SECONDS, first=True)


@dataclass(frozen=True)
class Asker:
    """Who a webhook is about, by the address that the provider gave, and what they said."""

    sender: str
    words: str = ""
    goes_on: bool = False
    """Whether it is a conversation that goes on for sure, as a step of a call is."""


ON_THE_LINE = Asker("", goes_on=True)
"""An agency or our own staff, in a call that goes on."""


def callbacks() -> Lane:
    """The threads for what the provider reports afterward."""
    return Lane("callback", CALLBACK_THREADS, CALLBACK_SECONDS, first=True)


def respond(dep: Deployment, answer: str) -> Response:
    """``answer``, which the provider's module rendered, as the response to its webhook."""
    return Response(
        answer, media_type=dep.provider.media_type, headers={"cache-control": "no-store"}
    )


async def safely(
    request: Request,
    answer: Callable[[], str],
    emergency: Callable[[], Sequence[Verb]],
    asker: Asker = ON_THE_LINE,
) -> Response:
    """``answer()``, or the emergency answer when it raises anything at all or takes too long.

    Then nothing was stored, so the same webhook can come again. When many ask at once, ``asker``
    says who goes first (:mod:`hotline.web.admission`). Only the type of the error is
    logged: its message may hold what a reporter said.
    """
    dep: Deployment = request.app.state.deployment
    senders: Senders = request.app.state.senders
    rank = senders.rank(asker.sender, asker.words, goes_on=asker.goes_on)
    try:
        lane: Lane = request.app.state.webhooks
        said = await lane.do(request, answer, rank=rank, waits=PATIENCE[rank] * lane.seconds)
        senders.answered(asker.sender)
        return respond(dep, said)
    except Exception as error:
        log.error("a webhook got the emergency answer: %s", type(error).__name__)
        BROKEN.labels(cause_of(error)).inc()
        verbs = emergency()
        if any(isinstance(verb, Message) for verb in verbs) and not dep.provider.answers_texts:
            return Response(status_code=503)  # nobody would read it; the provider sends it again
        return respond(dep, dep.provider.render(verbs))


async def noted(request: Request, note: Callable[[], None]) -> Response:
    """Do ``note`` for a report that nobody waits for on the line; the answer is empty.

    When that fails nothing was stored, and the answer is 503: the provider shows the report as
    failed and may send it again, where a 200 would say that it is safe with us.
    """
    dep: Deployment = request.app.state.deployment
    try:
        await request.app.state.callbacks.do(request, note)
    except Exception as error:
        log.error("a report of the provider was not stored: %s", type(error).__name__)
        LOST.labels(cause_of(error)).inc()
        return Response(status_code=503, headers={"retry-after": "10"})
    return respond(dep, dep.provider.render([]))


def cause_of(error: Exception) -> str:
    """One of :data:`CAUSES`: a fixed list, so that every series exists from the start."""
    if isinstance(error, LateError):
        return "late"
    return "database" if isinstance(error, SQLAlchemyError) else "error"
