"""Alerts by telephone: a voice reads the alert and takes "press 1 to acknowledge".

What is heard is answered by ``telephony.alert_calls``. A call whose answer got lost is placed
again: a telephone that rings twice harms nobody, an alert that was never heard does.
"""

from __future__ import annotations

from hotline.deployment import Deployment
from hotline.jobs.outbox import DeliveryError
from hotline.privacy.egress import EgressRefusedError
from hotline.providers.errors import ProviderError
from hotline.referrals.channels.message import Message, Receipt


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Have the provider call. Raises :class:`DeliveryError`."""
    try:
        sid = dep.provider.place_call(address, message.spoken, callback=message.call_callback)
    except ProviderError as error:
        raise DeliveryError(str(error), again=error.again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except OSError as error:
        what = f"the provider could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    return Receipt(id=sid)
