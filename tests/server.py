"""An application served over real HTTP on loopback, for tests."""

from __future__ import annotations

import asyncio
import socket
import threading

import uvicorn
from fastapi import FastAPI


class _Brisk(uvicorn.Server):
    """Looks often whether it is to stop: every test stops one."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(0.01)


class Server:
    """An ASGI application served on a free loopback port by uvicorn, in a thread."""

    def __init__(self) -> None:
        # named as TCP, so that asyncio sends at once (TCP_NODELAY): else 40 ms an answer are lost
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None

    def start(self, app: FastAPI) -> None:
        """Serve; connections queue up in the socket until it does."""
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._socket.listen(128)
        self._server = _Brisk(config)
        threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        ).start()

    def stop(self) -> None:
        """Serve no more. Nobody waits for the thread: uvicorn sleeps on its way out."""
        if self._server is None:
            self._socket.close()
        else:
            self._server.should_exit = True  # it closes the socket
