"""What can go wrong at the provider, told apart by what to do about it.

Codes: Twilio's error dictionary (21211, 21408, 21610, 21614, 30003-30008, 30034, 20009; HTTP 429).
"""

from __future__ import annotations

OPTED_OUT = frozenset({21610})
BAD_NUMBER = frozenset({21211, 21214, 21217, 21408, 21614})
NOT_COMPLETE = frozenset({20009})
UNDELIVERABLE = frozenset({30003, 30004, 30005, 30006, 30007, 30008, 30034})


class ProviderError(Exception):
    """The provider did not do it. ``code`` is its own error code, 0 when it gave none.

    The message never holds a number or a word of a message.
    """

    again = False
    """Whether trying again later may help."""

    def __init__(self, what: str, code: int = 0) -> None:
        super().__init__(f"{what} ({code})" if code else what)
        self.code = code


class OptedOutError(ProviderError):
    """The receiver texted STOP (21610): nothing may be sent until they text START."""


class BadNumberError(ProviderError):
    """The number cannot be reached at all: not a number, not a mobile, a region not allowed."""


class UndeliverableError(ProviderError):
    """The carrier did not deliver (30003 to 30008, 30034)."""


class RefusedError(ProviderError):
    """The provider refuses the request for another reason; trying again will not help."""

    def __init__(self, status: int, code: int = 0) -> None:
        super().__init__(f"the provider refused with {status}", code)
        self.status = status


class NotYetError(ProviderError):
    """It is not complete yet (20009) and cannot be deleted before; a text, call or recording."""

    again = True


class NotTheProviderError(RefusedError):
    """An address that is not the provider's own was about to be asked, with our password."""

    def __init__(self) -> None:
        super().__init__(400)


class TryAgainError(ProviderError):
    """The provider is busy, broken or out of reach. It certainly did nothing."""

    again = True


class UncertainError(TryAgainError):
    """No answer came in time: the provider may have done it or not."""


def error_for(status: int, code: int) -> ProviderError:
    """The error for an HTTP status and the provider's own code."""
    if code in OPTED_OUT:
        return OptedOutError("the receiver opted out", code)
    if code in BAD_NUMBER:
        return BadNumberError("the number cannot be reached", code)
    if code in UNDELIVERABLE:
        return UndeliverableError("the carrier did not deliver", code)
    if code in NOT_COMPLETE:
        return NotYetError("it is not complete yet", code)
    if status == 429 or status >= 500:
        return TryAgainError(f"the provider answered {status}", code)
    return RefusedError(status, code)
