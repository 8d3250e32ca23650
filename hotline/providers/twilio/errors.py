"""Twilio's error codes, sorted by what to do about them.

Source: Twilio's error dictionary (21211, 21408, 21610, 21614, 30003-30008, 30034, 20009; HTTP 429).
"""

from __future__ import annotations

from hotline.providers.errors import (
    BadNumberError,
    NotYetError,
    OptedOutError,
    ProviderError,
    RefusedError,
    TryAgainError,
    UndeliverableError,
)

OPTED_OUT = frozenset({"21610", "30610", "63014"})
"""63014: the receiver blocked the sender on a channel such as RCS."""
BAD_NUMBER = frozenset({"21211", "21214", "21217", "21408", "21614"})
NOT_COMPLETE = frozenset({"20009"})
UNDELIVERABLE = frozenset({"30003", "30004", "30005", "30006", "30007", "30008", "30034"})
TRY_AGAIN = frozenset({"20429", "21611", "30001", "30022"})
"""Too many requests or a full queue: it goes through later."""


def error_for(status: int, code: str) -> ProviderError:
    """The error for an HTTP status and Twilio's own code, empty when it gave none."""
    if code in OPTED_OUT:
        return OptedOutError("the receiver opted out", code)
    if code in BAD_NUMBER:
        return BadNumberError("the number cannot be reached", code)
    if code in UNDELIVERABLE:
        return UndeliverableError("the carrier did not deliver", code)
    if code in NOT_COMPLETE:
        return NotYetError("it is not complete yet", code)
    if status == 429 or status >= 500 or code in TRY_AGAIN:
        return TryAgainError(f"the provider answered {status}", code)
    return RefusedError(status, code)
