"""Nothing leaves this machine outside production.

Every outgoing connection (mail, webhook, provider) asks :class:`Egress` first. In demo and
rehearsal only loopback passes; in production a webhook must not reach private addresses either,
so that a typed address cannot be used to look into the operator's network.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from hotline.loopback import is_loopback

TRANSLATED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of one's own network, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "fec0::/10",  # site-local, RFC 3879
    )
)
"""Addresses that hide an IPv4 address, and what leads to them: a gateway may turn them into an
address of the operator's network. Python counts some of them as global."""


class EgressRefusedError(Exception):
    """A connection that must not be made was about to be made; the message says why."""


def resolve(host: str, port: int) -> list[str]:
    """Every address that ``host`` resolves to. Raises :class:`OSError`."""
    return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port)})


class Egress:
    """Decides whether a connection may be made."""

    def __init__(self, *, production: bool) -> None:
        """``production``: whether anything may leave this machine."""
        self.production = production

    def check(self, host: str, port: int, *, public_only: bool = False) -> str:
        """The address to connect to.

        ``public_only`` also refuses private and loopback addresses in production. Raises
        :class:`EgressRefusedError`, or :class:`OSError` when the name cannot be resolved.
        """
        if not self.production and not is_loopback(host):
            raise EgressRefusedError(
                f"{host} is not this machine, and nothing leaves it outside production"
            )
        addresses = resolve(host, port)
        if self.production and public_only:
            self._only_public(host, addresses)
        return addresses[0]

    def check_url(self, url: str, *, public_only: bool = False) -> str:
        """As :meth:`check`, for the host and port of ``url``."""
        parts = urlsplit(url)
        if parts.hostname is None:
            raise EgressRefusedError("the address names no host")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return self.check(parts.hostname, port, public_only=public_only)

    @staticmethod
    def _only_public(host: str, addresses: Iterable[str]) -> None:
        if not all(_is_public(address) for address in addresses):
            raise EgressRefusedError(f"{host} has a private address; only public ones are called")


def _is_public(address: str) -> bool:
    """Whether an address is one host on the internet, by itself and not by way of another one."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if any(known in network for network in TRANSLATED if network.version == known.version):
        return False
    return known.is_global and not known.is_multicast
