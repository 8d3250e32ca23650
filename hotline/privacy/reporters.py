"""Who reports, without knowing who: callers' addresses become pseudonyms and sealed handles.

Twilio gives hidden callers as ``anonymous`` or as the letters of a word keyed as digits
(+266696687 spells ANONYMOUS). They must not all become one reporter, so they have no address.
"""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers

from hotline.privacy.keys import KeyRing, SealError

HIDDEN_NUMBERS = {
    "+266696687": "ANONYMOUS",
    "+7378742833": "RESTRICTED",
    "+2562533": "BLOCKED",
    "+8566696": "UNKNOWN",
    "+86282452253": "UNAVAILABLE",
}
_HANDLE = "reply handle"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reporter can be reached: an E.164 number, or nothing for a hidden caller."""

    number: str | None

    @property
    def hidden(self) -> bool:
        """Whether nothing can be sent back."""
        return self.number is None


def read_address(given: str | None) -> Address:
    """The address in a webhook's ``From``; whatever is not a real number is a hidden caller."""
    text = (given or "").strip()
    if text in HIDDEN_NUMBERS or not text.startswith("+"):
        return Address(None)
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return Address(None)
    if not phonenumbers.is_possible_number(number):
        return Address(None)
    return Address(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def seal_handle(ring: KeyRing, number: str) -> bytes:
    """The number sealed, so that we can answer until the handle expires."""
    return ring.seal(number.encode(), _HANDLE)


def open_handle(ring: KeyRing, sealed: bytes | None) -> str | None:
    """The number of a handle, or ``None`` when it was thrown away or cannot be opened."""
    if sealed is None:
        return None
    try:
        return ring.open(sealed, _HANDLE).decode()
    except SealError:
        return None
