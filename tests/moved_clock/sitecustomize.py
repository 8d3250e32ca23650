"""Moves this process's clock to ``TEST_CLOCK``, an ISO time with its offset; from there it runs on.

Python imports a module of this name when it starts, if its folder is on the path. ``conftest.py``
puts it there, so that every process that a test starts tells the same time as the tests. What is
not Python keeps the real time: the browser, the PostgreSQL server, OpenSSL, and dates of files.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

MOMENT, BEGAN = "TEST_CLOCK", "TEST_CLOCK_BEGAN"
"""The moment at which the first process starts, and the real time then in seconds."""
FOR_CHILDREN = (MOMENT, BEGAN, "PYTHONPATH", "TZ", "PYTHONPYCACHEPREFIX")


def move() -> None:
    """Move the clock, unless it is moved already or is not to be."""
    if MOMENT not in os.environ:
        return
    import time_machine

    if time_machine.escape_hatch.is_travelling():
        return
    real = time.time()
    began = float(os.environ.setdefault(BEGAN, str(real)))
    moment = datetime.fromisoformat(os.environ[MOMENT]) + timedelta(seconds=real - began)
    time_machine.travel(moment.timestamp(), tick=True).start()
    here, path = str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")
    if here not in path.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (here, path)))


def of_children() -> dict[str, str]:
    """What a process that is given its environment must be given too, to tell the same time.

    And to find its modules compiled, see ``conftest.py``.
    """
    return {name: os.environ[name] for name in FOR_CHILDREN if name in os.environ}


move()
