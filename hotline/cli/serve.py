"""``hotline serve``, ``hotline worker`` and ``hotline publish``."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import threading
from collections.abc import Callable
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from prometheus_client import start_http_server

from hotline.app import create_app
from hotline.cli.environment import ACTOR, deployment, serving_deployment
from hotline.deployment import Deployment
from hotline.followups import paging
from hotline.followups.config_reload import Reload
from hotline.wiring import new_worker

log = logging.getLogger(__name__)


def serve(
    worker: Annotated[bool, typer.Option(help="Also run the worker in this process.")] = True,
) -> None:
    """Serve calls, texts and pages, and (unless --no-worker) send what is due."""
    dep = serving_deployment()
    run(dep, with_worker=worker)


class _Server(uvicorn.Server):
    """Says when it can take calls, and lets open queue pages go when it ends."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        ending: Callable[[], None],
        stop: threading.Event,
    ) -> None:
        super().__init__(config)
        self._ready, self._ending, self._stop = ready, ending, stop

    async def on_tick(self, counter: int) -> bool:
        """Also end when the event says so."""
        return await super().on_tick(counter) or self._stop.is_set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: they would be waited for until the time is over."""
        self._ending()
        await super().shutdown(sockets)


def run(
    dep: Deployment,
    *,
    with_worker: bool,
    app: FastAPI | None = None,
    ready: Callable[[], None] = lambda: None,
    stop: threading.Event | None = None,
) -> None:
    """Serve ``dep`` until it is asked to stop; work in progress is finished."""
    base = dep.settings.base_url
    reload = Reload(dep)
    clock = new_worker(dep) if with_worker else None

    def listening() -> None:
        if app is None:  # a demo has its own words for it
            verified = dep.callbacks.verified()
            log.warning("ready at %s; signatures are verified against %s", base, verified)
            _say_if_nobody_can_be_paged(dep)
        keep_what_is_loaded()
        ready()

    served = app or create_app(dep)
    config = uvicorn.Config(
        served,
        host=dep.settings.host,
        port=dep.settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _already_stopped)
    if clock is not None:
        clock.start()
    reload.start()
    try:
        _Server(config, listening, served.state.live.close, stop or threading.Event()).run()
    finally:
        reload.stop()
        if clock is not None:
            clock.stop()
        dep.close()


def keep_what_is_loaded() -> None:
    """Have Python's collector leave alone what was loaded at start and stays.

    Place names, word lists and flows are some hundred thousand objects. A full collection looked at
    every one, and for up to half a second nothing was answered, not even a health check.
    """
    gc.collect()
    gc.freeze()


def _say_if_nobody_can_be_paged(dep: Deployment) -> None:
    """At start, so that whoever sets the line up reads it before the first person is in danger."""
    with dep.database.read() as db:
        problem = paging.problem(db, dep)
    if problem:
        log.error("NOBODY IS ON CALL: %s", problem)


def _already_stopped(number: int, frame: object) -> None:
    """Uvicorn stops at a signal, then raises it again; by then there is nothing left to end."""


def worker() -> None:
    """Only send what is due and keep the clocks; any number of these may run on PostgreSQL."""
    dep = serving_deployment()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    clock = new_worker(dep)
    end_counters = serve_counters(dep)
    clock.start()
    keep_what_is_loaded()
    log.warning("worker %s has begun", clock.name)
    stopped.wait()
    clock.stop()
    end_counters()
    dep.close()


def serve_counters(dep: Deployment) -> Callable[[], None]:
    """The counters of a worker of its own: nothing else serves them."""
    port = dep.settings.worker_metrics_port
    if not port:
        return lambda: None
    try:
        server, thread = start_http_server(port, addr=dep.settings.host)
    except OSError as error:
        log.warning(
            "counters are not served: port %s cannot be used (%s); give each worker of a machine "
            "its own HOTLINE_WORKER_METRICS_PORT",
            port,
            error.strerror,
        )
        return lambda: None

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end


def publish() -> None:
    """Check the folders and publish them as the version that every process serves."""
    dep = deployment()
    version = dep.publish_folders(by=ACTOR)
    typer.echo(f"published {version.digest[:12]}")
