"""What is entered at a provider for the line's number, read and changed through its API.

A provider that can do this has a method ``console``; for any other one they are made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hotline.providers.callback_urls import CallbackUrls


@dataclass(frozen=True)
class Entry:
    """One entry of the number: the provider's own name of it, what it is, and what it must be."""

    name: str
    label: str
    now: str
    wanted: str
    own_hosts: tuple[str, ...] = ()
    """Addresses of the provider itself are as good here: they answer when our machine cannot."""

    @property
    def right(self) -> bool:
        """Whether nothing has to be changed."""
        return self.now == self.wanted or self.now.startswith(self.own_hosts or ("\0",))


@dataclass(frozen=True)
class Trouble:
    """Something at the account that keeps calls or texts from working, and what to do."""

    name: str
    """Which part of the account: ``account``, ``messaging``, ``calls``."""
    what: str
    fix: str


class Console(Protocol):
    """The number and its account at the provider. Methods raise ``ProviderError``."""

    url: str
    """Where its API is."""
    by_hand: Sequence[str]
    """What its API does not show, and someone must look at in the console."""

    def entries(self, urls: CallbackUrls) -> list[Entry]:
        """Every entry of the number, as it is and as it must be for the line at ``urls``."""

    def change(self, values: Mapping[str, str]) -> None:
        """Enter ``values``, by the provider's own names."""

    def troubles(self) -> Iterator[Trouble]:
        """What else is wrong at the account."""


@runtime_checkable
class HasConsole(Protocol):
    """A provider whose entries can be read and changed."""

    def console(self) -> Console:
        """The number and its account."""


def fallback_urls(urls: CallbackUrls) -> tuple[str, str]:
    """Where the proxy answers calls and texts by itself while the service is down."""
    return f"{urls.base_url}/fallback/voice.xml", f"{urls.base_url}/fallback/sms.xml"
