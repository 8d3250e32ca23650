"""What the phone provider refuses, as a failed delivery; and texts that go out once.

Used by everything that asks the provider for something: alerts, pages, questions to a reporter.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import datetime

from hotline.deployment import Deployment
from hotline.jobs.errors import DeliveryError
from hotline.jobs.outbox import Claimed
from hotline.privacy.egress import EgressRefusedError
from hotline.providers.errors import ProviderError


@contextlib.contextmanager
def as_delivery_errors() -> Iterator[None]:
    """Raise :class:`DeliveryError` for what the provider, the egress guard or the network raises.

    It says whether to try again: yes for a busy or unreachable provider, no for a refusal.
    """
    try:
        yield
    except ProviderError as error:
        raise DeliveryError(str(error), again=error.again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except OSError as error:
        what = f"the provider could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None


def key_of(text: str) -> str:
    """A key for a provider that sends a text with the same key only once."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def text_once(
    dep: Deployment,
    to: str,
    body: str,
    *,
    known_by: str,
    attempt: int,
    since: datetime,
    callback: str,
) -> str:
    """Have ``body`` texted to ``to``, and return the provider's id of it. Raises what it raises.

    ``callback`` names the job, so it is the same at every try and another for any other text.

    After a try whose answer got lost, the provider is asked first whether it has a text with the
    words ``known_by`` from after ``since``.
    """
    if attempt > 1:
        known = dep.provider.find_text(to, known_by, since=since)
        if known is not None:
            return known
    return dep.provider.send_text(to, body, callback=callback, key=key_of(callback))


def text_of_job(dep: Deployment, job: Claimed, to: str, body: str) -> str:
    """As :func:`text_once`, for a job whose text is known by all its words."""
    return text_once(
        dep,
        to,
        body,
        known_by=body,
        attempt=job.attempt,
        since=job.created_at,
        callback=dep.callbacks.text_status(job.id),
    )
