"""SignalWire's signature of cXML webhooks: HMAC-SHA1 over the address and every field.

The key is the project's signing key, which is not its API token. Fields are sorted by name; a name
that comes twice keeps its order. There is no time in it, so an old request verifies as well.

Source: SignalWire's guide to webhook security, and its SDK 3.7.5 (``webhook_validator``).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from hotline.providers.form import pairs_of

HEADER = "x-signalwire-signature"
PORTS = {"https": 443, "http": 80}


def signed_fields(
    url: str, body: bytes, headers: Mapping[str, str], keys: Sequence[str]
) -> dict[str, str] | None:
    """The fields of a form, the last of each name; ``None`` when no key signed it."""
    given, pairs = headers.get(HEADER, ""), pairs_of(body)
    if pairs is None:
        return None
    for address in _spellings(url):
        for key in keys:
            if hmac.compare_digest(signature(key, address, pairs).encode(), given.encode()):
                return dict(pairs)
    return None


def signature(key: str, url: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The signature of a form with these fields that is posted to ``url``, in Base64."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    signed = url + "".join(name + value for name, value in ordered)
    return base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _spellings(url: str) -> list[str]:
    """The address with and without the port that its scheme implies."""
    parts = urlsplit(url)
    port = PORTS.get(parts.scheme)
    if port is None or parts.port not in {None, port}:
        return [url]
    host = parts.netloc.removesuffix(f":{port}")
    return [parts._replace(netloc=netloc).geturl() for netloc in (host, f"{host}:{port}")]
