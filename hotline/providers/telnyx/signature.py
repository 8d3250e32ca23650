"""Telnyx's signature: Ed25519 over the time and the raw body, good for five minutes.

It covers no address, so whoever calls one of ours with a query must know our MAC in it; see
:class:`hotline.providers.callback_urls.CallbackUrls`.

Source: Telnyx's SDK for Python 4.189.0 (``lib/webhook_verification``) and its guide to webhooks.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNATURE, TIMESTAMP = "telnyx-signature-ed25519", "telnyx-timestamp"
WINDOW_SECONDS = 300
"""How far its clock and ours may differ, the time on the way included."""
MOST_DIGITS = 12


def public_key(encoded: str) -> Ed25519PublicKey:
    """The account's public key from its Base64. Raises :class:`ValueError` for anything else."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        raise ValueError("is no Ed25519 public key (32 bytes in Base64)") from None


def is_signed(
    key: Ed25519PublicKey, body: bytes, headers: Mapping[str, str], now: datetime
) -> bool:
    """Whether the account signed ``body``, and not too long ago."""
    at = headers.get(TIMESTAMP, "")
    if not (at.isascii() and at.isdigit() and len(at) <= MOST_DIGITS):
        return False
    if abs(now.timestamp() - int(at)) > WINDOW_SECONDS:
        return False
    try:
        given = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
        key.verify(given, f"{at}|".encode() + body)
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True
