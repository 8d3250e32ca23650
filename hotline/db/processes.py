"""Names for processes that write to the database, and which of this machine's are gone.

A name is ``host:namespace:pid``. The namespace tells containers apart that share a host name but
see different process numbers; outside Linux it is 0.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

LONGEST_HOST = 30


def _here() -> str:
    try:
        namespace = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        namespace = 0
    return f"{socket.gethostname()[:LONGEST_HOST]}:{namespace}:"


def own_name() -> str:
    """The name of this process, at most 64 characters."""
    return f"{_here()}{os.getpid()}"


def is_gone(name: str) -> bool:
    """Whether ``name`` was a process of this machine that lives no more.

    Of another machine's nothing is known, so they are taken to live.
    """
    host, pid = name[: name.rfind(":") + 1], name.rpartition(":")[2]
    if host != _here() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
