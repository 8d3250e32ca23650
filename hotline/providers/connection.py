"""How long any provider is waited for, and what a connection that fails means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from hotline.providers.errors import TryAgainError, UncertainError

TIMEOUT = httpx.Timeout(10.0, connect=3.0)


@contextmanager
def as_provider_errors() -> Iterator[None]:
    """Raise :class:`TryAgainError` when the request cannot have arrived.

    Raises :class:`UncertainError` when it may have.
    """
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise TryAgainError("the provider could not be reached") from None
    except httpx.HTTPError:
        raise UncertainError("the provider did not answer in time") from None
