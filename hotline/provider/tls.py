"""The certificates that every outgoing connection trusts."""

from __future__ import annotations

import ssl
from functools import cache


@cache
def trusted() -> ssl.SSLContext:
    """The system's certificates; to read them takes 20 ms, so once."""
    return ssl.create_default_context()
