"""Is it really the provider that calls? Signed forms, checked against the public address.

Twilio signs the full URL that it called, query included, followed by every POST field sorted by
name (twilio.com/docs/usage/security). Behind a proxy the inner request has another scheme and
host, so the URL is rebuilt from ``HOTLINE_PUBLIC_URL``, never from the request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request
from prometheus_client import Counter
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

ENCODINGS = ("utf-8", "latin-1")
REFUSED = Counter("hotline_signatures_refused", "Webhooks refused for a wrong or missing signature")


@dataclass(frozen=True)
class Form:
    """The fields of a webhook: the last value of each name, and what was asked in the query."""

    fields: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    token: str | None = None
    """The provider's idempotency token: a retried request carries the same."""

    def get(self, name: str, default: str = "") -> str:
        """A field, stripped of surrounding blanks."""
        return self.fields.get(name, default).strip()

    def number(self, name: str, default: int = 0) -> int:
        """A field that is a whole number, else ``default``."""
        return whole(self.get(name), default)


MOST_DIGITS = 18
"""More than any number of ours or the provider's has, and never too many to count with."""


def whole(value: str, default: int = 0) -> int:
    """``value`` as a whole number; ``default`` for anything else, such as endless digits."""
    plain = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return int(value) if plain else default


@cache
def _validator(auth_token: str) -> RequestValidator:
    return RequestValidator(auth_token)


def public_url(base_url: str, request: Request) -> str:
    """The URL that the provider called: our public address, the path and the raw query."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.url.query
    return base_url + path.decode("latin-1").split("?")[0] + (f"?{query}" if query else "")


def is_signed(auth_token: str, url: str, body: bytes, signature: str) -> dict[str, str] | None:
    """The fields of ``body`` when ``signature`` is right for them, else ``None``.

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


async def signed_form(request: Request) -> Form:
    """The form of a signed webhook; a FastAPI dependency.

    A wrong or missing signature ends in 403 before anything is stored; how much is read at most,
    :mod:`hotline.web.middleware` says.
    """
    settings = request.app.state.deployment.settings
    body = await request.body()
    url = public_url(settings.base_url, request)
    signature = request.headers.get("x-twilio-signature", "")
    fields = is_signed(settings.twilio_auth_token, url, body, signature)
    if fields is None:
        REFUSED.inc()
        raise HTTPException(403, "the signature is wrong or missing")
    token = request.headers.get("i-twilio-idempotency-token")
    return Form(fields, dict(request.query_params), token)
