"""Threads of its own for one kind of work, with a bound on how long anyone waits for one.

The provider's webhooks, password checks and health checks each have a lane, so that none of them
stands behind another, nor behind staff pages. Work is not begun once its deadline has passed or
whoever asked for it has gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from fastapi import Request

from hotline.db.patience import Patience, patient
from hotline.web.admission import Places
from hotline.web.loop_lag import LoopLag

GRACE_SECONDS = 0.5
"""How long past its deadline work that was begun may go on before it is given up."""
NOTICEABLE_SECONDS = 0.05
"""After a wait of this length it is worth asking whether the one who asked is still there."""
Result = TypeVar("Result")


class LateError(Exception):
    """Nothing was done in time, and nothing was stored."""


class Lane:
    """At most ``threads`` pieces of work at a time, each answered within ``seconds``."""

    def __init__(self, name: str, threads: int, seconds: float, *, first: bool = False) -> None:
        """``first``: this work goes before all other at the database's write lock."""
        self.seconds = seconds
        self._first = first
        self._places = Places(threads)
        self._lag = LoopLag()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def do(
        self,
        request: Request,
        work: Callable[[], Result],
        *,
        rank: int = 0,
        waits: float | None = None,
    ) -> Result:
        """What ``work`` gives or raises. Raises :class:`LateError` when it takes too long.

        Then ``work`` has stored nothing and will not, see :class:`Patience`. While no thread is
        free the lowest ``rank`` goes first; who ``waits`` so many seconds for one waits no longer.
        """
        behind = self._lag.now()
        patience = Patience(max(self.seconds - behind, 0.0), first=self._first)
        waits = patience.left() if waits is None else min(waits - behind, patience.left())
        try:
            await self._places.take(rank, waits)
        except TimeoutError:
            raise LateError from None
        try:
            if await _has_gone(request, patience, self.seconds):
                raise LateError
            running = self._begin(work, patience)
        except BaseException:
            self._places.give()
            raise
        return await _in_time(running, patience)

    def _begin(self, work: Callable[[], Result], patience: Patience) -> asyncio.Future[Result]:
        def patiently() -> Result:
            with patient(patience):
                return work()

        running = asyncio.get_running_loop().run_in_executor(
            self._pool, copy_context().run, patiently
        )
        running.add_done_callback(self._ended)
        return running

    def _ended(self, done: asyncio.Future[Result]) -> None:
        """The thread is free, also when nobody waited for the end of its work."""
        self._places.give()
        if not done.cancelled():
            done.exception()


async def _has_gone(request: Request, patience: Patience, seconds: float) -> bool:
    waited = seconds - patience.left()
    return waited > NOTICEABLE_SECONDS and await request.is_disconnected()


async def _in_time(running: asyncio.Future[Result], patience: Patience) -> Result:
    done, _ = await asyncio.wait({running}, timeout=patience.left() + GRACE_SECONDS)
    while not done:
        if patience.give_up():
            raise LateError
        done, _ = await asyncio.wait({running}, timeout=GRACE_SECONDS)  # it is being committed
    return running.result()
