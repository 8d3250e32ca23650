"""Twilio's signature: over the full address that it called, and every field sorted by name.

Without further headers it is an HMAC-SHA1 with the account's auth token. Where a Webhooks Rule fits
the address, a header names the algorithm, and the key is the rule's shared key. A rule may sign
only some of the requests, so both kinds come mixed.

Sources: twilio.com/docs/usage/security, twilio.com/docs/usage/webhooks/webhook-shared-keys.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, parse_qsl, urlsplit

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator, get_signature_algorithm

log = logging.getLogger(__name__)
HEADER = "x-twilio-signature"
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
RETRY_HEADER = "i-twilio-idempotency-token"
HASH_FIELD = "bodySHA256"
ENCODINGS = ("utf-8", "latin-1")


@dataclass(frozen=True)
class Keys:
    """The secrets that a webhook may be signed with; several of each while one is replaced."""

    auth_tokens: tuple[str, ...]
    shared_keys: tuple[str, ...] = ()

    def signed_fields(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> dict[str, str] | None:
        """The fields of ``body``, the last of each name; ``None`` when the signature is wrong.

        A body that is not UTF-8 is read as Latin-1, so that it can still be answered. Of JSON,
        which is signed by its checksum in the address, these are the names of its top level.
        """
        named = headers.get(SETTINGS_HEADER, "")
        algorithm = get_signature_algorithm(named)
        if named and not self.shared_keys:
            _say_once()
        secrets = self.shared_keys if named else self.auth_tokens
        if HASH_FIELD in parse_qs(urlsplit(url).query):
            return _signed_json(url, body, headers.get(HEADER, ""), secrets, algorithm)
        for encoding in ENCODINGS:
            try:
                text = body.decode(encoding)
                pairs = parse_qsl(text, keep_blank_values=True, encoding=encoding, errors="strict")
            except (UnicodeDecodeError, ValueError):
                continue
            fields, signature = ImmutableMultiDict(pairs), headers.get(HEADER, "")
            for secret in secrets:
                if _validator(secret).validate(url, fields, signature, algorithm):
                    return dict(pairs)
        return None


def _signed_json(
    url: str, body: bytes, signature: str, secrets: Sequence[str], algorithm: str
) -> dict[str, str] | None:
    try:
        text = body.decode()
        found = json.loads(text)
    except ValueError:
        return None
    if not any(_validator(key).validate(url, text, signature, algorithm) for key in secrets):
        return None
    values = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in values if isinstance(value, str)}


@cache
def _say_once() -> None:
    """Anyone can send the header, so the log is not filled with it."""
    log.warning("a webhook names a shared key, and HOTLINE_TWILIO_WEBHOOK_KEYS has none: refused")


@cache
def _validator(secret: str) -> RequestValidator:
    return RequestValidator(secret)
