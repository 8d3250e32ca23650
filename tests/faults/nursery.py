"""Where service processes are born in the fault runs: everything is imported before the fork.

A run kills hundreds of processes; each of them is the real service, started by the real commands,
but reading three seconds of imports, flows and rules anew each time would be all that is measured.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from hotline import deployment
from hotline.cli import serve as commands
from hotline.config_versions import store
from hotline.geo import Locator
from hotline.jobs.worker import Worker
from hotline.settings import Settings

Locator.load()
_READ: dict[str, Any] = {}
_check = store.check


def _check_once(files: Mapping[str, str], *, demo: bool) -> Any:
    name = store.digest_of(files) + str(demo)
    if name not in _READ:
        _READ[name] = _check(files, demo=demo)
    return _READ[name]


def warm() -> None:
    """Read the shipped flows and rules once, so that every child has them."""
    _check_once(store.read_files(Settings.model_construct()), demo=True)
    for module in (store, deployment):
        module.check = _check_once  # type: ignore[attr-defined]


warm()


def live(environment: Mapping[str, str], log: str, what: str, ready: Event) -> None:
    """Be a service process until killed. ``what``: serve, web (no worker) or worker.

    ``ready`` is set when it has begun to work.
    """
    os.environ.update(environment)
    out = Path(log).open("a", encoding="utf-8")  # noqa: SIM115 - as long as the process lives
    os.dup2(out.fileno(), sys.stderr.fileno())
    begin, started = Worker.start, commands._Server.startup

    def start(self: Worker) -> None:
        begin(self)
        if what == "worker":
            ready.set()

    async def startup(self: Any, sockets: Any = None) -> None:
        await started(self, sockets)
        ready.set()

    Worker.start = start  # type: ignore[method-assign]
    commands._Server.startup = startup  # type: ignore[method-assign]
    if what == "worker":
        commands.worker()
    else:
        commands.serve(worker=what == "serve")
