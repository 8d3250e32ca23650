"""Alerts to a pager, by the gateway of the company that runs it."""

from __future__ import annotations

import httpcore

from hotline.deployment import Deployment
from hotline.referrals.channels import DeliveryError, Message, Receipt, outgoing


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Hand ``message`` to the gateway. Raises :class:`DeliveryError`."""
    number, _, gateway = address.partition("@")
    url = f"http://{gateway}/page/{number}"
    try:
        answered = outgoing.post(
            url,
            dep.egress.check_url(url, public_only=True),
            body=message.short.encode(),
            headers={"content-type": "text/plain; charset=utf-8", "idempotency-key": message.key},
            seconds=15.0,
            max_bytes=1000,
        )
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        what = f"the pager's gateway could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    if answered.status != 200:
        what = f"the pager's gateway answered {answered.status}"
        raise DeliveryError(what, again=answered.status >= 500)
    return Receipt(id=message.key, state="delivered")
