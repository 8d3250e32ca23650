"""The certificates that outgoing connections trust."""

from __future__ import annotations

import ssl
from functools import cache


@cache
def trusted(ca_file: str = "") -> ssl.SSLContext:
    """The system's certificates, and those in ``ca_file``; reading them takes 20 ms, so once.

    Raises :class:`OSError` or :class:`ssl.SSLError` for a file that holds none.
    """
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


@cache
def this_machine() -> ssl.SSLContext:
    """For loopback: nobody is in between, so any certificate will do.

    A mail server that comes with its system has a self-signed one.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
