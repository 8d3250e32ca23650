"""Alerts to an agency's own system: a webhook signed by the Standard Webhooks convention.

Headers ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature`` (``v1,`` and the base64 of
HMAC-SHA256 over ``id.timestamp.body``), as standardwebhooks.com specifies. The secret is derived
for each address from the deployment's keys; after a change of keys the old signature is sent
beside the new one, as the convention allows. A 2xx answer whose body is JSON may answer the
referral at once: ``{"answer": "acknowledged"}``, or ``"declined"`` with a ``reason``; a
``reference`` is the agency's own case number.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import httpcore

from hotline.deployment import Deployment
from hotline.domain import DeliveryState
from hotline.jobs.errors import DeliveryError
from hotline.privacy.egress import EgressRefusedError
from hotline.privacy.keys import KeyRing
from hotline.referrals.channels import outgoing
from hotline.referrals.channels.message import Message, Receipt
from hotline.routing.types import Agency, Channel

SECONDS = 15.0
"""For all of it: name, connection, TLS, request and answer."""
MAX_ANSWER_BYTES = 16_384
SECRET_PREFIX = "whsec_"  # noqa: S105 - the convention's prefix, not a secret
AGAIN = frozenset({404, 408, 409, 425, 429})
"""4xx that may work later; 404 because a receiver is often being deployed just then."""
ANSWERS = ("answer", "reason", "reference")


def secret_for(keys: KeyRing, address: str) -> str:
    """The signing secret for one webhook address, as its receiver must enter it."""
    return SECRET_PREFIX + base64.b64encode(_secrets(keys, address)[0]).decode()


def secrets_of(keys: KeyRing, agency: Agency) -> list[tuple[str, str]]:
    """Each webhook address of an agency, with the secret that its receiver must enter."""
    return [
        (point.address, secret_for(keys, point.address))
        for point in agency.contacts
        if point.channel is Channel.WEBHOOK
    ]


def _secrets(keys: KeyRing, address: str) -> list[bytes]:
    return [bytes.fromhex(mac) for mac in keys.macs("webhook", address.encode())]


def signature(secret: bytes, message_id: str, timestamp: int, body: str) -> str:
    """One value of ``webhook-signature``."""
    signed = hmac.new(secret, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Post ``message``. Raises :class:`DeliveryError`; redirects, 410 and most 4xx are final."""
    timestamp = int(dep.clock().timestamp())
    body = json.dumps(dict(message.data), separators=(",", ":"), sort_keys=True)
    secrets = _secrets(dep.keys, address)
    headers = {
        "content-type": "application/json",
        "user-agent": "hotline-webhook/1",
        "webhook-id": message.key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, message.key, timestamp, body) for secret in secrets
        ),
    }
    if dep.settings.production and not address.startswith("https://"):
        raise DeliveryError("the webhook's address is not https://", again=False)
    try:
        pinned = dep.egress.check_url(address, public_only=True)
        answered = outgoing.post(
            address,
            pinned,
            body=body.encode(),
            headers=headers,
            seconds=SECONDS,
            max_bytes=MAX_ANSWER_BYTES,
        )
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except (httpcore.UnsupportedProtocol, ValueError):
        raise DeliveryError("the webhook's address cannot be called", again=False) from None
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        what = f"the webhook could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    except OSError as error:
        what = f"the webhook's name could not be resolved ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    return _receipt(message, answered)


def _receipt(message: Message, answered: outgoing.Answered) -> Receipt:
    status = answered.status
    if 200 <= status < 300:
        return Receipt(id=message.key, state=DeliveryState.DELIVERED, answer=_answer(answered))
    again = status in AGAIN or status >= 500
    raise DeliveryError(f"the webhook answered {status}", again=again)


def _answer(answered: outgoing.Answered) -> dict[str, str] | None:
    """What the receiver answered to the referral; anything else in the body is ignored."""
    if not answered.complete:
        return None
    try:
        value = json.loads(answered.body)
    except ValueError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("answer"), str):
        return None
    return {name: value[name][:80] for name in ANSWERS if isinstance(value.get(name), str)}
