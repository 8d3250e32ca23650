"""Alerts by text message, from the line's own number."""

from __future__ import annotations

from hotline.deployment import Deployment
from hotline.privacy.egress import EgressRefusedError
from hotline.provider.errors import ProviderError, UncertainError
from hotline.referrals.channels.message import DeliveryError, Message, Receipt
from hotline.routing.types import ContactPoint


def send(dep: Deployment, point: ContactPoint, message: Message) -> Receipt:
    """Hand ``message`` to the provider. Raises :class:`DeliveryError`.

    After a try whose answer got lost, the provider is asked first whether it has the text.
    """
    try:
        if message.attempt > 1:
            known = dep.provider.find_text(point.address, message.short, since=dep.clock())
            if known is not None:
                return Receipt(id=known)
        sid = dep.provider.send_text(point.address, message.short, callback=message.callback)
    except UncertainError as error:
        raise DeliveryError(str(error), again=True) from None
    except ProviderError as error:
        raise DeliveryError(str(error), again=error.again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    return Receipt(id=sid)
