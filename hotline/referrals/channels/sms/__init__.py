"""Alerts by text message, from the line's own number."""

from __future__ import annotations

from hotline.deployment import Deployment
from hotline.referrals.channels.by_provider import as_delivery_errors, text_once
from hotline.referrals.channels.message import Message, Receipt


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Hand ``message`` to the provider. Raises :class:`DeliveryError`.

    It is recognized by its link, as the words around it may have changed since the first try.
    """
    with as_delivery_errors():
        sent = text_once(
            dep,
            address,
            message.short,
            known_by=message.mark or message.short,
            attempt=message.attempt,
            since=message.since,
            callback=message.callback,
        )
    return Receipt(id=sent)
