"""Whatever breaks inside, a caller hears 911 and is connected to the National Hotline."""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import Response
from prometheus_client import Counter

log = logging.getLogger(__name__)
BROKEN = Counter(
    "hotline_emergency_answers", "Webhooks answered with 911 and the National Hotline", ["cause"]
)


def twiml(xml: str) -> Response:
    """``xml`` as an answer to the provider."""
    return Response(xml, media_type="text/xml", headers={"cache-control": "no-store"})


def safely(answer: Callable[[], str], emergency: Callable[[], str]) -> Response:
    """``answer()``, or the emergency TwiML when it raises anything at all.

    Only the kind of error is logged: its message may hold what a reporter said.
    """
    try:
        return twiml(answer())
    except Exception as error:
        log.error("a webhook was answered with the emergency TwiML: %s", type(error).__name__)
        BROKEN.labels(type(error).__name__).inc()
        return twiml(emergency())
