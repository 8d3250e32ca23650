"""How an alert reaches an agency: one short module a channel, all with the same ``send``.

A new channel is a module with a function ``send(dep, address, message) -> Receipt`` and a line in
:data:`CHANNELS`. It raises :class:`DeliveryError` for what went wrong and knows nothing else:
not of referrals, not of retries, not of the database. ``address`` is what the contact point says:
a mailbox, a number, a web address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline.deployment import Deployment
from hotline.jobs.outbox import DeliveryError
from hotline.referrals.channels import call, email, portal, sms, webhook
from hotline.referrals.channels.message import Message, Receipt
from hotline.routing.types import Channel

Send = Callable[[Deployment, str, Message], Receipt]

CHANNELS: Mapping[Channel, Send] = {
    Channel.EMAIL: email.send,
    Channel.SMS: sms.send,
    Channel.PHONE: call.send,
    Channel.WEBHOOK: webhook.send,
    Channel.PORTAL: portal.send,
}

__all__ = ["CHANNELS", "DeliveryError", "Message", "Receipt", "Send"]
