"""What can go wrong at the provider, by what to do about it. Codes are the provider's own."""

from __future__ import annotations


class ProviderError(Exception):
    """The provider did not do it. ``code`` is its own error code, empty when it gave none.

    The message never holds a number or a word of a message.
    """

    again = False
    """Whether trying again later may help."""

    def __init__(self, what: str, code: str = "") -> None:
        super().__init__(f"{what} ({code})" if code else what)
        self.code = code


class OptedOutError(ProviderError):
    """The receiver texted STOP: nothing may be sent until they text START."""


class BadNumberError(ProviderError):
    """The number cannot be reached at all: not a number, not a mobile, a region not allowed."""


class UndeliverableError(ProviderError):
    """The carrier did not deliver the text."""


class RefusedError(ProviderError):
    """The provider refuses the request for another reason; trying again will not help."""

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(f"the provider refused with {status}", code)
        self.status = status


class NotYetError(ProviderError):
    """The text, call or recording is not complete yet and cannot be deleted before it is."""

    again = True


class NotTheProviderError(RefusedError):
    """An address outside the provider's own API; our password must not be sent there."""

    def __init__(self) -> None:
        super().__init__(400)


class TryAgainError(ProviderError):
    """The provider is busy, broken or out of reach. It certainly did nothing."""

    again = True


class UncertainError(TryAgainError):
    """No answer came in time: the provider may have done it or not."""
