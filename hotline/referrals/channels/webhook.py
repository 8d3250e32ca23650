"""Alerts to an agency's own system: a webhook signed by the Standard Webhooks convention.

Headers ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature`` (``v1,`` and the base64 of
HMAC-SHA256 over ``id.timestamp.body``), as standardwebhooks.com specifies. The secret is derived
for each agency from the deployment's keys; ``hotline agencies show ID`` prints it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import httpx

from hotline.deployment import Deployment
from hotline.privacy.egress import EgressRefusedError
from hotline.privacy.keys import KeyRing
from hotline.referrals.channels.message import DeliveryError, Message, Receipt
from hotline.routing.types import ContactPoint

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
MAX_ANSWER_BYTES = 16_384
SECRET_PREFIX = "whsec_"  # noqa: S105 - the convention's prefix, not a secret


def secret_for(keys: KeyRing, address: str) -> str:
    """The signing secret for one webhook address, as its receiver must enter it."""
    return SECRET_PREFIX + base64.b64encode(_secret(keys, address)).decode()


def _secret(keys: KeyRing, address: str) -> bytes:
    return bytes.fromhex(keys.mac("webhook", address.encode()))


def signature(secret: bytes, message_id: str, timestamp: int, body: str) -> str:
    """The value of ``webhook-signature``."""
    signed = hmac.new(secret, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def send(dep: Deployment, point: ContactPoint, message: Message) -> Receipt:
    """Post ``message``. Raises :class:`DeliveryError`; 410 Gone and other 4xx are final."""
    timestamp = int(dep.clock().timestamp())
    body = json.dumps(dict(message.data), separators=(",", ":"), sort_keys=True)
    headers = {
        "content-type": "application/json",
        "webhook-id": message.key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(
            _secret(dep.keys, point.address), message.key, timestamp, body
        ),
    }
    try:
        dep.egress.check_url(point.address, public_only=True)
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client,
            client.stream("POST", point.address, content=body, headers=headers) as answer,
        ):
            read = 0
            for chunk in answer.iter_bytes():
                read += len(chunk)
                if read > MAX_ANSWER_BYTES:
                    break
            status = answer.status_code
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except (httpx.HTTPError, OSError) as error:
        what = f"the webhook could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    if 200 <= status < 300:
        return Receipt(id=message.key, state="delivered")
    again = status in {408, 409, 425, 429} or status >= 500
    raise DeliveryError(f"the webhook answered {status}", again=again)
