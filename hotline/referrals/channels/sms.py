"""Alerts by text message, from the line's own number."""

from __future__ import annotations

from hotline.deployment import Deployment
from hotline.jobs.outbox import DeliveryError
from hotline.privacy.egress import EgressRefusedError
from hotline.providers.errors import ProviderError
from hotline.referrals.channels.message import Message, Receipt


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Hand ``message`` to the provider. Raises :class:`DeliveryError`.

    After a try whose answer got lost, the provider is asked first whether it has the text: it is
    known by its link, as the words around it may have changed since.
    """
    try:
        if message.attempt > 1:
            known = dep.provider.find_text(
                address, message.mark or message.short, since=message.since
            )
            if known is not None:
                return Receipt(id=known)
        sid = dep.provider.send_text(address, message.short, callback=message.callback)
    except ProviderError as error:
        raise DeliveryError(str(error), again=error.again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except OSError as error:
        what = f"the provider could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    return Receipt(id=sid)
