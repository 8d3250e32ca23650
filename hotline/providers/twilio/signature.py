"""Twilio's signature: over the full address that it called, and every field sorted by name.

Source: twilio.com/docs/usage/security.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

HEADER = "x-twilio-signature"
RETRY_HEADER = "i-twilio-idempotency-token"
ENCODINGS = ("utf-8", "latin-1")


@cache
def _validator(auth_token: str) -> RequestValidator:
    return RequestValidator(auth_token)


def signed_fields(auth_token: str, url: str, body: bytes, signature: str) -> dict[str, str] | None:
    """The fields of ``body`` (the last of each name) when ``signature`` is right, else ``None``.

    A body that is not UTF-8 is read as Latin-1, so that it can still be answered.
    """
    for encoding in ENCODINGS:
        try:
            text = body.decode(encoding)
            pairs = parse_qsl(text, keep_blank_values=True, encoding=encoding, errors="strict")
        except (UnicodeDecodeError, ValueError):
            continue
        if _validator(auth_token).validate(url, ImmutableMultiDict(pairs), signature):
            return dict(pairs)
    return None
