"""How an alert reaches an agency: one short module a channel, all with the same ``send``.

A new channel is a module with a function ``send(dep, point, message) -> Receipt`` and a line in
:data:`CHANNELS`. It raises :class:`DeliveryError` for what went wrong and knows nothing else:
not of referrals, not of retries, not of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline.deployment import Deployment
from hotline.referrals.channels import email, sms, webhook
from hotline.referrals.channels.message import DeliveryError, Message, Receipt
from hotline.routing.types import Channel, ContactPoint

Send = Callable[[Deployment, ContactPoint, Message], Receipt]

CHANNELS: Mapping[Channel, Send] = {
    Channel.EMAIL: email.send,
    Channel.SMS: sms.send,
    Channel.WEBHOOK: webhook.send,
}

__all__ = ["CHANNELS", "DeliveryError", "Message", "Receipt", "Send"]
