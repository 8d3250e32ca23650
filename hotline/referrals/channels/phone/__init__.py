"""Alerts by phone: a voice reads the alert and takes "press 1 to acknowledge".

What is heard is answered by ``telephony.alert_calls``. A call whose answer got lost is placed
again: a phone that rings twice harms nobody, an alert that was never heard does.
"""

from __future__ import annotations

from hotline.deployment import Deployment
from hotline.referrals.channels.by_provider import as_delivery_errors
from hotline.referrals.channels.message import Message, Receipt


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Have the provider call. Raises :class:`DeliveryError`."""
    with as_delivery_errors():
        placed = dep.provider.place_call(address, message.spoken, callback=message.call_callback)
    return Receipt(id=placed)
