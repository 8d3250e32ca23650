"""PostgreSQL's ``LISTEN``: a worker is woken when something is due, instead of at its next look.

Only a hint: a notification that gets lost costs one poll interval, nothing else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import psycopg
from psycopg import sql

from hotline.db.database import Database

log = logging.getLogger(__name__)
WAIT_SECONDS = 1.0
PAUSE_SECONDS = 5.0
"""Between two tries to reach a database that is away."""


class Doorbell:
    """Calls ``rung`` in a thread of its own whenever ``channel`` is notified."""

    def __init__(self, database: Database, channel: str, rung: Callable[[], object]) -> None:
        self._database = database
        self._channel = channel
        self._rung = rung
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; on SQLite there is nothing to listen to."""
        if not self._database.is_sqlite:
            self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=WAIT_SECONDS * 2)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("not listening for new jobs: %s", type(error).__name__)
                self._stopped.wait(PAUSE_SECONDS)

    def _listen(self) -> None:
        address = self._database.url.set(drivername="postgresql")
        text = address.render_as_string(hide_password=False)
        with psycopg.connect(text, autocommit=True, connect_timeout=3) as connection:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            while not self._stopped.is_set():
                for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
                    self._rung()
