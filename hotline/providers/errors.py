"""What can go wrong at the provider, by what to do about it. Codes are the provider's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NOT_FOUND, TOO_MANY, BROKEN = 404, 429, 500
"""HTTP statuses: gone; slow down; and from there on the provider's own trouble."""


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


@contextmanager
def gone_is_fine() -> Iterator[None]:
    """What is to end or to be deleted may have gone before: a 404 is no error."""
    try:
        yield
    except RefusedError as error:
        if error.status != NOT_FOUND:
            raise


@dataclass(frozen=True)
class Codes:
    """A provider's own error codes, sorted by what to do about them; any other is refused."""

    opted_out: frozenset[str]
    bad_number: frozenset[str]
    undeliverable: frozenset[str]
    not_complete: frozenset[str]
    try_again: frozenset[str]
    """Too many requests or a full queue: it goes through later."""

    def error(self, status: int, code: str) -> ProviderError:
        """The error for an HTTP status and the provider's own code, empty when it gave none."""
        if code in self.opted_out:
            return OptedOutError("the receiver opted out", code)
        if code in self.bad_number:
            return BadNumberError("the number cannot be reached", code)
        if code in self.undeliverable:
            return UndeliverableError("the carrier did not deliver", code)
        if code in self.not_complete:
            return NotYetError("it is not complete yet", code)
        if status == TOO_MANY or status >= BROKEN or code in self.try_again:
            return TryAgainError(f"the provider answered {status}", code)
        return RefusedError(status, code)
