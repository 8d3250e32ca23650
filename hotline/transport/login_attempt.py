"""One try to log in at an OpenID Connect provider, and the secrets that only its browser has."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attempt:
    """One try to log in, kept by the browser that makes it."""

    state: str
    nonce: str
    verifier: str
    begun: datetime

    @classmethod
    def new(cls, now: datetime) -> Attempt:
        """An attempt that nobody can guess."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, now)

    @property
    def challenge(self) -> str:
        """What the provider gets to see of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
