"""The database: one engine and short transactions.

SQLite runs in write-ahead mode with full synchronization: a reply leaves only after what it
acknowledges is on the disk. A writing transaction takes SQLite's write lock when it begins, so two
webhooks of one caller queue up instead of failing halfway; PostgreSQL locks rows instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker

from hotline.db import prepared, scrub
from hotline.db.patience import BusyError, current
from hotline.db.write_turns import Turns

BUSY_SECONDS = 20.0
"""How long background work waits for SQLite's write lock; whoever has a deadline waits less."""
STATEMENTS = 512
"""Prepared statements that a connection keeps: Python's 128 are fewer than texts and pages use."""
_BEGIN, _SYNC, _WAIT = "sqlite_begin", "sqlite_synchronous", "sqlite_busy_ms"


class Database:
    """Makes sessions for reading and for writing."""

    def __init__(self, url: str) -> None:
        """``url``: a SQLAlchemy address, ``sqlite:///…`` or ``postgresql+psycopg://…``."""
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        self.url = address
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(address) if self.is_sqlite else _postgres_engine(address)
        self.trouble = ""
        """Why nothing could be stored when that was last tried (``hotline.db.health``)."""
        self._turns = Turns()
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        one_moment = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._snapshots = sessionmaker(
            self.engine.execution_options(**one_moment), expire_on_commit=False
        )
        writing = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._writers = sessionmaker(writing, expire_on_commit=False)
        self._noters = sessionmaker(
            writing.execution_options(**{_SYNC: "NORMAL"}), expire_on_commit=False
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look with; what it changes is rolled back."""
        with self._readers() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """As :meth:`read`, all of it as it was at one moment, however long it takes.

        On SQLite that is so for every session.
        """
        with self._snapshots() as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it raises.

        ``durable=False`` does not wait for the disk: a power cut may undo the last of these, never
        a part of one, and never without all that was committed after it. Only for what is true
        again without it, as a lease is.

        On SQLite the writers of this process take turns here: its own way of waiting is to sleep
        and look again, which makes many threads wait long for a lock that is held briefly.

        Raises :class:`BusyError` when no turn came within the deadline of the work at hand (see
        :mod:`hotline.db.patience`), and :class:`GivenUpError` instead of committing for nobody.
        """
        patience = current()
        if self.is_sqlite:
            seconds = patience.left() if patience else BUSY_SECONDS
            if not self._turns.take(seconds, first=patience is not None and patience.first):
                raise BusyError("no turn at the write lock in time")
        try:
            with (self._writers if durable else self._noters).begin() as session:
                if not self.is_sqlite:
                    _limit(session, durable=durable)
                yield session
                if patience is not None:
                    session.flush()
                    prepared.send(session)
                    patience.before_commit()
        finally:
            if self.is_sqlite:
                self._turns.give()
        if scrub.is_wanted(session):
            self.empty_log()

    def empty_log(self, patience: float = scrub.PATIENCE_SECONDS) -> bool:
        """Leave nothing deleted in SQLite's log; see :func:`hotline.db.scrub.empty_log`."""
        return scrub.empty_log(self.url, patience)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _whole_tenths(seconds: float) -> int:
    """In milliseconds, so rounded up that most webhooks find the connection as they need it."""
    return math.ceil(seconds * 10) * 100


def _limit(session: Session, *, durable: bool) -> None:
    """PostgreSQL ends the waits of this transaction by itself, at the deadline of the work."""
    wanted = {} if durable else {"synchronous_commit": "off"}
    patience = current()
    if patience is not None:
        milliseconds = f"{max(1, int(patience.left() * 1000))}"
        wanted |= {"lock_timeout": milliseconds, "statement_timeout": milliseconds}
    if wanted:
        settings = "; ".join(f"SET LOCAL {name} = {to}" for name, to in wanted.items())
        options = {"no_parameters": True}
        session.connection().exec_driver_sql(settings, execution_options=options).close()


def _postgres_engine(address: Any) -> Engine:
    """Works behind a pooler that gives each transaction another connection (pgbouncer).

    So nothing may stay with a connection: no prepared statements, and no settings but those that a
    transaction makes for itself. Moments come back in any zone; ``UtcDateTime`` makes them UTC.
    """
    return create_engine(
        address,
        pool_size=20,
        max_overflow=20,
        pool_use_lifo=True,  # few connections in turn, whose caches are warm
        pool_pre_ping=True,
        pool_timeout=3,
        connect_args={"connect_timeout": 3, "tcp_user_timeout": 6000, "prepare_threshold": None},
    )


def _sqlite_engine(address: Any) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address,
        pool_size=20,
        max_overflow=20,
        pool_use_lifo=True,  # few connections in turn, whose caches are warm
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "cached_statements": STATEMENTS,
        },
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see _on_begin
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        wanted = options.get(_SYNC, "FULL")
        if connection.info.get(_SYNC, "FULL") != wanted:
            connection.exec_driver_sql(f"PRAGMA synchronous = {wanted}")
            connection.info[_SYNC] = wanted
        patience = current()
        wait = _whole_tenths(patience.left() if patience else BUSY_SECONDS)
        if connection.info.get(_WAIT, int(BUSY_SECONDS * 1000)) != wait:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait}")
            connection.info[_WAIT] = wait
        connection.exec_driver_sql(options.get(_BEGIN, "BEGIN"))

    return engine
