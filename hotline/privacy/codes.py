"""Codes that people say, type and text: tip IDs, return codes, acknowledgement codes, link tokens.

A tip ID and a return code are digits only, because a caller keys them in. The tip ID ends with a
Luhn digit so that a typing mistake is not taken for an unknown report. An acknowledgement code is
short, and uses no letter that looks or sounds like another.
"""

from __future__ import annotations

import hashlib
import re
import secrets

RETURN_CODE_DIGITS = 6
TIP_DIGITS = 8
_ACK_ALPHABET = "3467CDFGHJKQRTWXY"


def _luhn(digits: str) -> int:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def new_tip_id() -> str:
    """A random tip ID: eight digits, written ``1234-5678``, the last one a check digit."""
    body = f"{secrets.randbelow(9 * 10 ** (TIP_DIGITS - 2)) + 10 ** (TIP_DIGITS - 2)}"
    digits = body + str(_luhn(body))
    return f"{digits[:4]}-{digits[4:]}"


def read_tip_id(text: str) -> str | None:
    """The tip ID in what someone typed or keyed (spaces and dashes do not matter), or ``None``."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != TIP_DIGITS or _luhn(digits[:-1]) != int(digits[-1]):
        return None
    return f"{digits[:4]}-{digits[4:]}"


def new_return_code() -> str:
    """A random return code: six digits, known to the reporter only."""
    return f"{secrets.randbelow(10**RETURN_CODE_DIGITS):0{RETURN_CODE_DIGITS}d}"


def new_ack_code() -> str:
    """A short code by which an agency acknowledges in a text or on the phone: ``K7Q4``."""
    return "".join(secrets.choice(_ACK_ALPHABET) for _ in range(4))


def new_token() -> str:
    """An unguessable token for a link: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored of a token: SHA-256 in hex. The token has 256 random bits, so no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def spoken(code: str) -> str:
    """A code the way a voice reads it: character by character, with pauses."""
    return ", ".join(code.replace("-", ""))
